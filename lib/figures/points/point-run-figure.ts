import type {PointSet} from "../../data/points.ts";
import type {Live} from "../../live.ts";
import {live} from "../../live.ts";
import type {PointLook} from "../../recordings/recorded-run.ts";
import type {Trainer} from "../../training/run/types.ts";
import type {PhaseView} from "../../training/step/phases.ts";
import type {Figure} from "../kit/frame.ts";
import type {PlaneReading, PointFieldOptions, PointFieldData} from "./point-field.ts";
import {pointField} from "./point-field.ts";
import type {Extent} from "../samples/point-geometry.ts";
import {extentAround} from "../samples/point-geometry.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import {lookAt, realPoints} from "./point-look.ts";
import type {RecordedLooks} from "./recorded-looks.ts";
import {recordedLooks} from "./recorded-looks.ts";

/**
 * `pointField` of a run on points while it trains, at most ten looks a second; in single phases it shows the points and the
 * gradients of the phase. Where G's weights are averaged, the average draws between the steps. Pass the cell's `invalidation`: it ends the asking.
 * Before its first step, and without a run, it plays the `recording`.
 * @example
 * ```ts height=718/1097
 * import {pointRunFigure} from "gantry/figures/point-run-figure";
 * import {trainingControls} from "gantry/figures/training-controls";
 * import {pointSet} from "gantry/points";
 * import {preset} from "gantry/presets";
 * import {trainer} from "gantry/trainer";
 *
 * const eight = pointSet("ring");
 * const pointRun = trainer(
 *   {...preset("points"), data: eight, seed: 1},
 *   {idle: true, threads: 1, invalidation}
 * );
 * display(
 *   pointRunFigure(pointRun, eight, {
 *     caption: "Can two networks copy this? Press Play.",
 *     invalidation
 *   })
 * );
 * display(trainingControls(pointRun, {files: false, keep: false, invalidation}));
 * ```
 */
export function pointRunFigure(
  run: Trainer | null,
  data: PointSet | null,
  options: PointFieldOptions & PointRunOptions & Recorded = {}
): Figure<PlaneReading | null> {
  const stop = new AbortController();
  const {signal} = stop;
  const end = () => stop.abort();
  options.invalidation?.then(end, end);
  const nobody = {shape: [0, 2], values: new Float32Array()};
  const own = run && data ? watchPoints(run, data, signal, options) : live<PointFieldData>({real: nobody, fake: nobody});
  const seen = live(own.value);
  const figure = pointField(seen, {exportable: "points", ...options});
  const parts = {figure, body: figure.querySelector<HTMLElement>(".fig-body")!, signal};
  // Its own points once the run has done a step, or a phase of one; until then those of the recording.
  const begun = (): boolean => run !== null && (run.history.value.entries.length > 0 || run.phase.value !== null);
  const moved = live(!options.recording || begun());
  const change = (): void => {
    if (moved.value !== begun()) moved.value = begun();
  };
  if (options.recording) {
    run?.history.subscribe(change, signal);
    run?.phase.subscribe(change, signal);
  }
  let looks: RecordedLooks | null = null;
  const either = standIn<readonly PointLook[] | boolean>(parts, moved, options.recording, {
    empty: (has) => has === false,
    recorded: (recorded) => (recorded.looks.length > 0 ? recorded.looks : null),
    replaced: () => {
      looks?.stop();
      looks?.element.classList.add("fig-away");
    }
  });
  const show = (): void => {
    const instead = either.value;
    if (typeof instead !== "boolean" && !looks) {
      looks = recordedLooks(instead, figure, signal, options.step);
      looks.at.subscribe(show, signal);
      figure.querySelector(".fig-controls")!.prepend(looks.element);
    }
    if (typeof instead !== "boolean") looks!.element.classList.remove("fig-away");
    seen.value = typeof instead === "boolean" ? own.value : looks!.at.value;
  };
  either.subscribe(show, signal);
  own.subscribe(show, signal);
  show();
  return figure;
}

/** How a run is looked at. */
interface PointRunOptions {
  /** Real and generated points that are shown. Default 200. */
  count?: number;
  /** Rows and columns of the grid on which D is asked. Default 40. */
  resolution?: number;
  /** Least milliseconds between two looks while the run moves. Default 100. */
  every?: number;
  /** The part of the plane that is shown. Default: the data with room around it. */
  extent?: Extent;
  /** Seed of the points and noise that stay the same from look to look. Default 1. */
  seed?: number | string;
  /** Figures that share one play their recordings together. */
  step?: Live<number>;
}

/** What a run for points has to do with. */
type Watched = Pick<Trainer, "plan" | "status" | "phase" | "history" | "generate" | "judge" | "ready">;

/**
 * A run on points as it looks now: asks it for D on a grid, for G's points of fixed noise, for what flows back into them and, where
 * noise has one or two numbers, for the warped grid of noise. Asks again when the run has moved, one look at a time. In the
 * phases of G's turn that have its points, and what flows back into them, it shows those of the phase.
 */
function watchPoints(
  run: Watched,
  data: PointSet,
  signal: AbortSignal,
  {count = 200, resolution = 40, every = 100, seed = 1, extent = extentAround(data.centres, data.sigma)}: PointRunOptions = {}
): Live<PointFieldData> {
  const real = realPoints(data, count, seed);
  const empty = {shape: [0, 2], values: new Float32Array()};
  const shown = live<PointFieldData>({real, fake: empty, extent, centres: data.centres, sigma: data.sigma});
  let busy = false;
  let stale = false;

  const look = async (): Promise<void> => {
    if (signal.aborted) return;
    if (busy) return void (stale = true);
    busy = true;
    stale = false;
    const began = performance.now();
    try {
      await run.ready;
      const phase = run.phase.value;
      // Between two steps G is its average, where there is one; phase by phase it is the one that learns.
      const found = await lookAt(run, data, {extent, count, resolution, seed, average: phase === null});
      const next = {...found, extent, centres: data.centres, sigma: data.sigma};
      if (!signal.aborted) shown.value = {...next, ...pointsOfPhase(phase)};
    } catch {
      // A run that ended or failed says so itself; the last picture stays.
    }
    const left = Math.max(0, every - (performance.now() - began));
    setTimeout(() => {
      busy = false;
      if (stale) void look();
    }, left);
  };
  run.status.subscribe(() => void look(), signal);
  run.phase.subscribe(() => void look(), signal);
  void look();
  return shown;
}

/** The generated points of a phase, and what flows back into them, where it has both or the first. */
function pointsOfPhase(phase: PhaseView | null): (Pick<PointFieldData, "fake"> & Pick<PointFieldData, "gradients">) | null {
  if (!phase) return null;
  const {fake, fakeAgain, fakeGradient} = phase.tensors;
  const points = phase.turn === "generator" ? (fakeAgain ?? fake) : fake;
  if (!points || points.shape.at(-1) !== 2) return null;
  const fits = fakeGradient && fakeGradient.values.length === points.values.length;
  return {fake: points, gradients: fits ? fakeGradient : null};
}
