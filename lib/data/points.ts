import type {Random} from "../random.ts";
import type {Batch, Dataset} from "./dataset.ts";
import {checkBatchSize} from "./dataset.ts";

/** A point of the plane. */
export type Point = readonly [x: number, y: number];

/** Points of the plane, drawn around centres: what a GAN can be watched on. */
export interface PointSet extends Dataset {
  readonly shape: readonly [2];
  /** The modes; a batch's labels say which one each point was drawn around. */
  readonly centres: readonly Point[];
  /** Standard deviation of the points around their centre, in x and in y. */
  readonly sigma: number;
  /** The points of a batch, [size, 2], are its `images`. */
  batch(size: number, random: Random): Batch;
}

/** Names of the sets that the book uses. */
export type PointSetName = "line" | "two Gaussians" | "ring" | "grid";

const ring = Array.from(
  {length: 8},
  (_, i): Point => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)].map(tidy) as [number, number]
);
const steps = [-4, -2, 0, 2, 4];

/** The places of the centres and the usual sigma: ring and grid as in PacGAN (Lin, Khetan, Fanti and Oh, 2018). */
const sets: Readonly<Record<PointSetName, {centres: readonly Point[]; sigma: number}>> = {
  line: {centres: Array.from({length: 41}, (_, i): Point => [tidy(-0.8 + i * 0.04), tidy(-0.48 + i * 0.024)]), sigma: 0.02},
  "two Gaussians": {centres: [[-0.5, -0.4], [0.5, 0.4]], sigma: 0.15}, // prettier-ignore
  ring: {centres: ring, sigma: 0.02},
  grid: {centres: steps.flatMap((y) => steps.map((x): Point => [x, y])), sigma: 0.05}
};

/**
 * One of the book's sets of points: a line, two Gaussians, a ring of 8 of radius 1, a grid of 25 from −4 to 4.
 * @param options.sigma another standard deviation; in the literature 0.01 to 0.05 for ring and grid
 * @param options.scale multiplies centres and sigma: 0.2 brings the grid into [−1, 1]
 * @throws RangeError for another name, or when sigma is negative or scale is not above 0.
 */
export function pointSet(name: PointSetName, {sigma, scale = 1}: {sigma?: number; scale?: number} = {}): PointSet {
  if (!Object.hasOwn(sets, name))
    throw new RangeError(`there is no set ${JSON.stringify(name)}; there are ${Object.keys(sets).join(", ")}`);
  if (!(scale > 0) || !Number.isFinite(scale)) throw new RangeError(`scale must be above 0, got ${scale}`);
  const {centres, sigma: usual} = sets[name];
  return pointsAround(
    centres.map(([x, y]): Point => [x * scale, y * scale]),
    (sigma ?? usual) * scale,
    name
  );
}

/**
 * A set of points around centres, each centre equally likely: the reader's own, drawn with the pointer.
 * @param sigma standard deviation in x and in y; 0 gives the centres themselves
 * @throws RangeError when there are no centres or more than 256, one is not finite, or sigma is negative.
 */
export function pointsAround(centres: readonly Point[], sigma: number, name = "points"): PointSet {
  if (centres.length < 1 || centres.length > 256) throw new RangeError(`points need 1 to 256 centres, got ${centres.length}`);
  for (const [x, y] of centres)
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new RangeError(`a centre must be finite, got (${x}, ${y})`);
  if (!(sigma >= 0) || !Number.isFinite(sigma)) throw new RangeError(`sigma must be 0 or more, got ${sigma}`);
  const kept = centres.map(([x, y]): Point => [x, y]);
  const batch = (size: number, random: Random): Batch => {
    const images = new Float32Array(2 * checkBatchSize(size));
    const labels = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      labels[i] = random.integer(0, kept.length - 1);
      const [x, y] = kept[labels[i]];
      images[2 * i] = random.normal(x, sigma);
      images[2 * i + 1] = random.normal(y, sigma);
    }
    return {images, labels};
  };
  return {name, shape: [2], classes: kept.length, size: Infinity, centres: kept, sigma, batch};
}

/** Without the last digits that cosines and sums of steps leave: 6.1e-17 is 0. */
function tidy(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(15));
}
