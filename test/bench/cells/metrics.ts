import {pointSet} from "../../../lib/data/points.ts";
import {planeDistance} from "../../../lib/figures/evaluation/gaussian-plane.ts";
import {rowsOf} from "../../../lib/metrics/rows.ts";
import {random} from "../../../lib/random.ts";
import {chapterCells} from "../../notebooks/chapter-cells.ts";
import {compiled} from "./pair.ts";
import type {Pair} from "./pair.ts";

/** What a judge believes of 1,000 pictures, ten classes. */
export async function inceptionPair(): Promise<Pair> {
  const given = {sure: 0.9, hit: 10, different: 1};
  const {inceptionScore} = (await chapterCells("evaluation")("score", given)).names as {
    inceptionScore: (rows: number[][]) => number;
  };
  const lib = await compiled<typeof import("../../../lib/metrics/inception-score.ts")>("metrics/inception-score");
  const source = random("beliefs");
  const rows = Array.from({length: 1000}, () => {
    const powers = Array.from({length: 10}, () => source.uniform() ** 4);
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  });
  // Each is given the rows in its own form.
  const probabilities = rowsOf(rows);
  return {cell: () => inceptionScore(rows), lib: () => lib.inceptionScore(probabilities, 1)};
}

/** The distance of two clouds, at 200 places of one of them. */
export async function frechetPair(): Promise<Pair> {
  const real = {x: -1, y: -0.5, spreadX: 0.9, spreadY: 0.5, correlation: 0.5};
  const generated = {x: 1.2, y: 0.8, spreadX: 0.5, spreadY: 0.8, correlation: -0.9};
  const {cloudDistance} = (await chapterCells("evaluation")("frechet", {clouds: {real, generated}})).names as {
    cloudDistance: (a: typeof real, b: typeof real) => number;
  };
  const places = Array.from({length: 200}, (_, i) => ({...generated, x: i / 100 - 1}));
  return {
    cell: () => places.map((place) => cloudDistance(real, place)),
    lib: () => places.map((place) => planeDistance(real, place).distance)
  };
}

/** 300 points of each kind, balls to the third neighbour. */
export async function precisionPair(): Promise<Pair> {
  type Caught = (points: number[][], centres: number[][]) => number;
  const source = random("balls");
  const points = (spread: number) => Array.from({length: 300}, () => [source.normal(0, spread), source.normal(0, spread)]);
  const [real, generated] = [points(1), points(0.7)];
  const {caught} = (await chapterCells("evaluation")("precision-recall", {balls: {real, generated, k: 3}})).names as {
    caught: Caught;
  };
  const {precisionRecall} = await compiled<typeof import("../../../lib/metrics/precision-recall.ts")>("metrics/precision-recall");
  const rows = [rowsOf(real), rowsOf(generated)] as const;
  return {
    cell: () => [caught(generated, real), caught(real, generated)],
    lib: () => precisionRecall(rows[0], rows[1], 3)
  };
}

/** 2,000 points around the ring's eight. */
export async function modesPair(): Promise<Pair> {
  type Count = (points: number[][], centres: readonly (readonly number[])[], sigma: number) => unknown;
  const {countModes} = (await chapterCells("mode-collapse")("counting")).names as {countModes: Count};
  const lib = await compiled<typeof import("../../../lib/metrics/modes.ts")>("metrics/modes");
  const ring = pointSet("ring");
  const {centres, sigma} = ring;
  const {images} = await ring.batch(2000, random(1));
  const points = Array.from({length: 2000}, (_, i) => [images[2 * i]!, images[2 * i + 1]!]);
  const rows = {shape: [2000, 2], values: images};
  return {cell: () => countModes(points, centres, sigma), lib: () => lib.countModes(rows, centres, {sigma})};
}
