import type {PointSet} from "../../data/points.ts";
import type {Live} from "../../live.ts";
import {live} from "../../live.ts";
import {latentDim} from "../../models/gan.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {normalQuantile} from "../../nn/arithmetic/normal.ts";
import {random} from "../../random.ts";
import type {Trainer} from "../../training/run/types.ts";
import type {PhaseView} from "../../training/step/phases.ts";
import {generatorLossAt} from "../../training/step/losses.ts";
import type {Figure} from "../kit/frame.ts";
import type {PlaneReading, PointFieldOptions, PointFieldData} from "./point-field.ts";
import {pointField} from "./point-field.ts";
import type {Extent} from "../samples/point-geometry.ts";
import {extentAround, gridPoints} from "../samples/point-geometry.ts";

/**
 * `pointField` of a run on points while it trains, at most ten looks a second; in single phases it shows the points and the
 * gradients of the phase. Where G's weights are averaged, the average draws between the steps. Pass the cell's `invalidation`: it ends the asking.
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
  run: Trainer,
  data: PointSet,
  options: PointFieldOptions & PointRunOptions = {}
): Figure<PlaneReading | null> {
  const stop = new AbortController();
  const end = () => stop.abort();
  options.invalidation?.then(end, end);
  return pointField(watchPoints(run, data, stop.signal, options), {exportable: "points", ...options});
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
}

/** What a run for points has to do with. */
type Watched = Pick<Trainer, "plan" | "status" | "phase" | "history" | "generate" | "judge" | "ready">;

const cells = 14;

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
  const source = random(seed);
  const real = {shape: [count, 2], values: data.batch(count, source.split("real")).images};
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
      const next = {real, extent, centres: data.centres, sigma: data.sigma, ...(await ask(run, extent, count, resolution, seed))};
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

async function ask(
  run: Watched,
  extent: Extent,
  count: number,
  resolution: number,
  seed: number | string
): Promise<Pick<PointFieldData, "fake" | "field" | "gradients" | "manifold">> {
  const {gan, settings} = run.plan;
  const latent = latentDim(gan);
  const source = random(seed).split("noise");
  const numbers = Array.from({length: count * latent}, () => source.normal());
  const sheet = latent <= 2 ? noiseGrid(latent) : [];
  const noise = Float32Array.from([...numbers, ...sheet]);
  // Between two steps G is its average, where there is one; phase by phase it is the one that learns.
  const average = run.phase.value === null;
  const {values} = await run.generate({shape: [noise.length / latent, latent], values: noise}, {average});
  const fake = {shape: [count, 2], values: values.slice(0, 2 * count)};
  const warped = values.slice(2 * count);
  const manifold =
    sheet.length > 0
      ? {points: {shape: [warped.length / 2, 2], values: warped}, rows: latent === 1 ? 1 : cells + 1, columns: cells + 1}
      : null;
  // A D that judges several points at once (PacGAN) has no opinion of a place.
  if (gan.discriminator.input[0] !== 2) return {fake, field: null, gradients: null, manifold};
  const grid = gridPoints(extent, resolution, resolution);
  // D's slope at a generated point from four places around it; float32 leaves four digits of it.
  const reach = (extent.x[1] - extent.x[0]) / 500;
  const places = Float32Array.from([...grid, ...neighbours(fake.values, reach)]);
  const logits = await run.judge({shape: [places.length / 2, 2], values: places});
  const field = {values: logits.slice(0, resolution ** 2), width: resolution, height: resolution};
  const gradients = slopes(logits.slice(resolution ** 2), reach, (logit) => generatorLossAt(settings.loss, logit).gradient);
  return {fake, field, gradients, manifold};
}

/** Four places around each point: to the right, left, above and below. */
export function neighbours(points: Float32Array, reach: number): Float32Array {
  const places = new Float32Array(4 * points.length);
  for (let i = 0; 2 * i < points.length; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    places.set([x + reach, y, x - reach, y, x, y + reach, x, y - reach], 8 * i);
  }
  return places;
}

/** The gradient of G's loss at each point, [n, 2], from D's logits at its four neighbours. */
export function slopes(logits: Float32Array, reach: number, lossSlope: (logit: number) => number): Values {
  const count = logits.length / 4;
  const values = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const [right, left, above, below] = logits.subarray(4 * i, 4 * i + 4);
    const slope = lossSlope((right + left + above + below) / 4);
    values.set([(slope * (right - left)) / (2 * reach), (slope * (above - below)) / (2 * reach)], 2 * i);
  }
  return {shape: [count, 2], values};
}

/** Noise between equally likely steps, so that every cell of the grid holds as many samples; the outermost 1 % are left out. */
function noiseGrid(latent: number): number[] {
  const steps = Array.from({length: cells + 1}, (_, i) => normalQuantile(0.01 + (0.98 * i) / cells));
  return latent === 1 ? steps : steps.flatMap((b) => steps.flatMap((a) => [a, -b]));
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
