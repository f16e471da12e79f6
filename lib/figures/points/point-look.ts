import type {PointSet} from "../../data/points.ts";
import {latentDim} from "../../models/gan.ts";
import {normalQuantile} from "../../nn/arithmetic/normal.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {random} from "../../random.ts";
import type {Trainer} from "../../training/run/types.ts";
import {generatorLossAt} from "../../training/step/losses.ts";
import type {Extent} from "../samples/point-geometry.ts";
import {gridPoints} from "../samples/point-geometry.ts";
import type {Manifold, PointGrid} from "./point-canvas.ts";

/** How a run on points is asked. */
export interface LookOptions {
  /** The part of the plane on which D is asked. */
  extent: Extent;
  /** Real and generated points. */
  count: number;
  /** Rows and columns of the grid on which D is asked. */
  resolution: number;
  /** Seed of the points and noise that stay the same from look to look. */
  seed: number | string;
  /** G is its average, where there is one. */
  average: boolean;
}

/** What a look at a run on points finds. */
export interface Look {
  real: Values;
  fake: Values;
  field: PointGrid | null;
  gradients: Values | null;
  manifold: Manifold | null;
}

const cells = 14;

/**
 * Asks a run on points for D on a grid, for G's points of fixed noise, for what flows back into them and, where noise has one or two
 * numbers, for the warped grid of noise.
 */
export async function lookAt(
  run: Pick<Trainer, "plan" | "generate" | "judge">,
  data: PointSet,
  {extent, count, resolution, seed, average}: LookOptions
): Promise<Look> {
  const {gan, settings} = run.plan;
  const latent = latentDim(gan);
  const source = random(seed).split("noise");
  const numbers = Array.from({length: count * latent}, () => source.normal());
  const sheet = latent <= 2 ? noiseGrid(latent) : [];
  const noise = Float32Array.from([...numbers, ...sheet]);
  const {values} = await run.generate({shape: [noise.length / latent, latent], values: noise}, {average});
  const fake = {shape: [count, 2], values: values.slice(0, 2 * count)};
  const warped = values.slice(2 * count);
  const manifold =
    sheet.length > 0
      ? {points: {shape: [warped.length / 2, 2], values: warped}, rows: latent === 1 ? 1 : cells + 1, columns: cells + 1}
      : null;
  const real = realPoints(data, count, seed);
  // A D that judges several points at once (PacGAN) has no opinion of a place.
  if (gan.discriminator.input[0] !== 2) return {real, fake, field: null, gradients: null, manifold};
  const grid = gridPoints(extent, resolution, resolution);
  // D's slope at a generated point from four places around it; float32 leaves four digits of it.
  const reach = (extent.x[1] - extent.x[0]) / 500;
  const places = Float32Array.from([...grid, ...neighbours(fake.values, reach)]);
  const logits = await run.judge({shape: [places.length / 2, 2], values: places});
  const field = {values: logits.slice(0, resolution ** 2), width: resolution, height: resolution};
  const gradients = slopes(logits.slice(resolution ** 2), reach, (logit) => generatorLossAt(settings.loss, logit).gradient);
  return {real, fake, field, gradients, manifold};
}

/** Real points [count, 2], the same for the same seed. */
export function realPoints(data: PointSet, count: number, seed: number | string): Values {
  return {shape: [count, 2], values: data.batch(count, random(seed).split("real")).images};
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
