import type {Live} from "../../live.ts";
import type {History} from "../../training/run/types.ts";
import {discriminatorLossAt, generatorLossAt} from "../../training/step/losses.ts";
import type {Loss, Targets} from "../../training/step/losses.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure} from "../kit/frame.ts";
import type {CurvesOptions} from "./curves-figure.ts";
import {curvesFigure} from "./curves-figure.ts";

/** Options of `lossCurves`. */
export interface LossCurvesOptions extends CurvesOptions {
  /** The game that is played: it says where the equilibrium is. Default "nonSaturating". */
  loss?: Loss;
  /** What D is trained towards, when it is smoothed. */
  targets?: Targets;
}

/**
 * D's loss (mean of real and fake, as in the log line) and G's, over steps, with the value at which D cannot tell real from fake.
 * `.value` is the chosen step.
 * @example
 * ```ts height=369/490
 * import {lossCurves} from "gantry/figures/loss-curves";
 * import {loadWeights, readHistory} from "gantry/weights";
 *
 * // The record keeps the mean of D's two losses alone.
 * const entries = readHistory(await loadWeights("compact-dcgan")).losses.map(
 *   (losses) => ({
 *     ...losses,
 *     realLoss: losses.discriminatorLoss,
 *     fakeLoss: losses.discriminatorLoss,
 *     generatorNorms: {},
 *     discriminatorNorms: {},
 *     milliseconds: 0
 *   })
 * );
 * display(
 *   lossCurves(
 *     {entries, sheets: [], snapshots: []},
 *     {
 *       loss: "nonSaturating",
 *       caption: "Who is ahead? Point at the curves.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function lossCurves(history: History | Live<History>, options: LossCurvesOptions = {}): Figure<number> {
  const {discriminator, text} = equilibrium(options.loss ?? "nonSaturating", options.targets);
  const number = (value: number) => formatNumber(value, 3);
  return curvesFigure(
    history,
    {
      kind: "losses",
      title: "losses of D and G",
      lines: [
        {kind: "discriminator", name: "D", of: (entry) => entry.discriminatorLoss},
        {kind: "generator", name: "G", of: (entry) => entry.generatorLoss}
      ],
      references: [{value: discriminator, text}],
      log: true,
      format: number,
      words: ({discriminatorLoss, realLoss, fakeLoss, generatorLoss}) =>
        `D ${number(discriminatorLoss)} (real ${number(realLoss)}, fake ${number(fakeLoss)}), G ${number(generatorLoss)}`
    },
    options
  );
}

/** The losses at which neither player can do better: D cannot tell the two apart and says so. */
interface Equilibrium {
  /** Mean of D's losses on real and on generated data. */
  discriminator: number;
  generator: number;
  /** The value of D's line in words, for a label. */
  text: string;
}

/**
 * The losses when G's data are as the real ones and D's answer is the best there is: everywhere half real, σ = ½ (Goodfellow et
 * al. 2014, theorem 1: log 4 in total); for least squares a logit of half way between the targets; for hinge and Wasserstein 0.
 */
export function equilibrium(loss: Loss, targets: Targets = {}): Equilibrium {
  const {real = 1, fake = 0} = targets;
  const middle = (real + fake) / 2;
  const logit =
    loss === "leastSquares" ? middle : loss === "hinge" || loss === "wasserstein" ? 0 : Math.log(middle / (1 - middle));
  const losses = [true, false].map((isReal) => discriminatorLossAt(loss, isReal, logit, targets).loss);
  const discriminator = (losses[0] + losses[1]) / 2;
  const smoothed = middle !== 0.5 || real !== 1 || fake !== 0;
  const entropy = (loss === "minimax" || loss === "nonSaturating") && !smoothed;
  return {
    discriminator,
    generator: generatorLossAt(loss, logit).loss,
    text: entropy ? "log 2: D cannot tell (log 4 in all)" : `${formatNumber(discriminator)}: D cannot tell`
  };
}
