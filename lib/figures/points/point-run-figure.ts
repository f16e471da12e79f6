import type {PointSet} from "../../data/points.ts";
import type {Trainer} from "../../training/run/types.ts";
import type {Figure} from "../kit/frame.ts";
import type {PlaneReading, PointFieldOptions} from "./point-field.ts";
import {pointField} from "./point-field.ts";
import type {PointRunOptions} from "./point-run.ts";
import {watchPoints} from "./point-run.ts";

/**
 * `pointField` of a run on points while it trains, at most ten looks a second; in single phases it shows the points and the
 * gradients of the phase. Pass the cell's `invalidation`: it ends the asking.
 */
export function pointRunFigure(
  run: Trainer,
  data: PointSet,
  options: PointFieldOptions & PointRunOptions = {}
): Figure<PlaneReading | null> {
  const stop = new AbortController();
  const end = () => stop.abort();
  options.invalidation?.then(end, end);
  return pointField(watchPoints(run, data, stop.signal, options), {exportable: "points", ...options});
}
