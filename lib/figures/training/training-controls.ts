import type {RunStatus, Trainer} from "../../training/run/types.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {RunPanelOptions} from "./run-panel.ts";
import {runPanel} from "./run-panel.ts";

/** Options of `trainingControls`. */
export interface TrainingControlsOptions extends FigureOptions, RunPanelOptions {}

/**
 * The reader's hand on a run: Play, steps, phases, slow motion, back, anew, backend, files; and in words where it is, how fast, on
 * what. `.value` is the run's status. Keys when it has the focus: P plays or pauses, S does a step, N the next phase.
 * @example
 * ```ts height=238/577
 * import {trainingControls} from "gantry/figures/training-controls";
 * import {pointSet} from "gantry/points";
 * import {preset} from "gantry/presets";
 * import {logLine} from "gantry/step";
 * import {trainer} from "gantry/trainer";
 *
 * const run = trainer(
 *   {...preset("points"), data: pointSet("ring"), seed: 1},
 *   {idle: true, threads: 1, invalidation}
 * );
 * display(
 *   trainingControls(run, {
 *     log: logLine,
 *     keep: false,
 *     caption: "How far shall it go? Press Play.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function trainingControls(run: Trainer, options: TrainingControlsOptions = {}): Figure<RunStatus> {
  const made = frame<RunStatus>("training", {exportable: false, ...options}, run.status.value);
  const {figure, signal} = made;
  const {train, motion, rest, where, basis, news} = runPanel(run, options, {
    signal,
    keys: figure,
    say: (text) => made.say(text),
    changed: (status) => made.emit(status)
  });
  made.body.append(
    element("div", {class: "fig-training-row"}, [train, motion, ...rest]),
    element("div", {class: "fig-training-words"}, [...where, basis, ...news])
  );
  return figure;
}
