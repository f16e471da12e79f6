import type {Live} from "../../live.ts";
import type {History} from "../../training/run/types.ts";
import type {CurvesOptions} from "./curves-figure.ts";
import {curvesFigure} from "./curves-figure.ts";
import type {Figure} from "../kit/frame.ts";
import {formatNumber} from "../kit/format.ts";

/**
 * How often D is right about real and about generated data, over steps, with the half that guessing gives. `.value` is the chosen
 * step.
 * @example
 * ```ts height=309/406
 * import {accuracyCurves} from "gantry/figures/accuracy-curves";
 * import {loadWeights, readHistory} from "gantry/weights";
 *
 * const judged = readHistory(await loadWeights("compact-dcgan")).losses.map(
 *   (losses) => ({
 *     ...losses,
 *     realLoss: 0,
 *     fakeLoss: 0,
 *     generatorNorms: {},
 *     discriminatorNorms: {},
 *     milliseconds: 0
 *   })
 * );
 * display(
 *   accuracyCurves(
 *     {entries: judged, sheets: [], snapshots: []},
 *     {
 *       caption: "How often is D right? Point at the curves.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function accuracyCurves(history: History | Live<History>, options: CurvesOptions = {}): Figure<number> {
  const percent = (share: number) => `${formatNumber(100 * share, 3)} %`;
  return curvesFigure(
    history,
    {
      kind: "accuracy",
      title: "how often D is right",
      lines: [
        {kind: "real", name: "on real", of: (entry) => entry.realAccuracy},
        {kind: "fake", name: "on fake", of: (entry) => entry.fakeAccuracy}
      ],
      references: [{value: 0.5, text: "a coin: 50 %"}],
      log: false,
      domain: [0, 1],
      format: percent,
      words: ({realAccuracy, fakeAccuracy}) =>
        `D is right about ${percent(realAccuracy)} of the real and ${percent(fakeAccuracy)} of the generated`
    },
    {height: 200, ...options}
  );
}
