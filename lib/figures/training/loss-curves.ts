import type {Live} from "../../live.ts";
import type {Loss, Targets} from "../../training/step/losses.ts";
import type {History} from "../../training/run/types.ts";
import type {CurvesOptions} from "./curves-figure.ts";
import {curvesFigure} from "./curves-figure.ts";
import {equilibrium} from "./equilibrium.ts";
import type {Figure} from "../kit/frame.ts";
import {formatNumber} from "../kit/format.ts";

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
