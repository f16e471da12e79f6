import {distanceSteps, squaredNeighbourSteps} from "./distances.ts";
import {checkRows, checkSameSize} from "./rows.ts";
import type {Rows} from "./rows.ts";
import {finish, part} from "./steps.ts";
import type {Steps} from "./steps.ts";

/** How alike two sets are, as shares: what is made is like real, and what is real can be made. */
export interface PrecisionRecall {
  /** Share of generated samples that lie within a ball of the real ones. 1: all could be real. */
  precision: number;
  /** Share of real samples that lie within a ball of the generated ones. 1: nothing real is missing. */
  recall: number;
  /** Mean count of real balls around a generated sample, over k; may exceed 1. Outliers among the real do not raise it. */
  density: number;
  /** Share of real samples whose ball holds a generated one. */
  coverage: number;
  /** Neighbours that a ball reaches to. */
  k: number;
  /** Samples: [real, generated]. */
  samples: [number, number];
}

/**
 * Improved precision and recall (Kynkäänniemi et al. 2019, equations 1 and 2; k = 3) with density and coverage (Naeem et al. 2020,
 * equations 3 and 4; they use k = 5). The ball around a sample reaches to its k-th nearest neighbour within its own set; a distance
 * equal to the radius is inside.
 * @throws RangeError when a set has no more than k samples, the vectors differ in length, or a number is not finite.
 * @example
 * ```ts height=46/116
 * import {precisionRecall} from "gantry/precision-recall";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * const real = {
 *   shape: [300, 2],
 *   values: pointSet("ring").batch(300, random(1)).images
 * };
 * const half = {
 *   shape: [300, 2],
 *   values: real.values.map((value, i) => (i % 2 === 0 ? Math.abs(value) : value))
 * };
 * display(precisionRecall(real, half));
 * ```
 */
export function precisionRecall(real: Rows, fake: Rows, k = 3): PrecisionRecall {
  return finish(precisionRecallSteps(real, fake, k));
}

/** The same in pieces. */
export function* precisionRecallSteps(real: Rows, fake: Rows, k = 3): Steps<PrecisionRecall> {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number from 1, got ${k}`);
  const [reals] = checkRows("real features", real, k + 1);
  const [fakes] = checkRows("generated features", fake, k + 1);
  checkSameSize(real, fake);
  const realRadius = yield* part(squaredRadii(real, k), 0, 1 / 3);
  const fakeRadius = yield* part(squaredRadii(fake, k), 1 / 3, 2 / 3);
  const likeReal = new Uint8Array(fakes);
  const canBeMade = new Uint8Array(reals);
  const covered = new Uint8Array(reals);
  let pairs = 0;
  const compare = distanceSteps(real, fake, (i, j, squared) => {
    if (squared <= realRadius[i]) {
      likeReal[j] = covered[i] = 1;
      pairs++;
    }
    if (squared <= fakeRadius[j]) canBeMade[i] = 1;
  });
  yield* part(compare, 2 / 3, 1);
  const share = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + mark, 0) / marks.length;
  const [precision, recall, coverage] = [likeReal, canBeMade, covered].map(share);
  return {precision, recall, density: pairs / (k * fakes), coverage, k, samples: [reals, fakes]};
}

function* squaredRadii(rows: Rows, k: number): Steps<Float64Array> {
  const {squared} = yield* squaredNeighbourSteps(rows, rows, k, true);
  return Float64Array.from({length: rows.shape[0]}, (_, row) => squared[row * k + k - 1]);
}
