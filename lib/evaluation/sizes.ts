import {frechetSteps} from "../metrics/frechet-distance.ts";
import {kernelDistanceSteps} from "../metrics/kid.ts";
import type {Rows} from "../metrics/rows.ts";
import type {Steps} from "../metrics/steps.ts";
import {part} from "../metrics/steps.ts";
import {sameJudge} from "./compare.ts";
import type {Sets, SizePoint} from "./types.ts";

/** Heaps of one size that are measured at most. */
const mostHeaps = 14;

/** One measure of a heap: real, generated, other real. */
type Measure = (real: Rows, set: Rows) => Steps<number>;

/**
 * FID and KID at several sizes of sample, each the mean over disjoint heaps of the sets, as many as there are, up to 14, with their
 * standard deviation: FID falls as heaps grow, KID does not.
 * @throws RangeError when a size is no more than the features, or more than a set has.
 */
export function* sizeSteps(sets: Sets, sizes: readonly number[]): Steps<{fid: SizePoint[]; kid: SizePoint[]}> {
  const {size} = sameJudge([sets.real, sets.generated, sets.again]);
  const least = Math.min(...[sets.real, sets.generated, sets.again].map(({predicted}) => predicted.length));
  const bad = sizes.find((samples) => !Number.isInteger(samples) || samples <= size || samples > least);
  if (bad !== undefined)
    throw new RangeError(`sizes of samples are from ${size + 1}, one more than the features, to ${least}, got ${bad}`);
  const fid: Measure = function* (real, set) {
    return (yield* frechetSteps(real, set)).distance;
  };
  const kid: Measure = function* (real, set) {
    return (yield* kernelDistanceSteps(real, set, {subsets: 1, subsetSize: real.shape[0]})).mean;
  };
  const found: {fid: SizePoint[]; kid: SizePoint[]} = {fid: [], kid: []};
  for (const [i, samples] of sizes.entries()) {
    const heaps = Math.min(mostHeaps, Math.floor(least / samples));
    const at = (half: number): number => (i + half / 2) / sizes.length;
    found.fid.push(yield* part(heapSteps(sets, samples, heaps, fid), at(0), at(1)));
    found.kid.push(yield* part(heapSteps(sets, samples, heaps, kid), at(1), at(2)));
  }
  return found;
}

function* heapSteps({real, generated, again}: Sets, samples: number, heaps: number, measure: Measure): Steps<SizePoint> {
  const [values, floors]: [number[], number[]] = [[], []];
  for (let heap = 0; heap < heaps; heap++) {
    const [a, b, c] = [real, generated, again].map(({features}): Rows => {
      const [, size] = features.shape;
      return {shape: [samples, size], values: features.values.subarray(heap * samples * size, (heap + 1) * samples * size)};
    });
    const made = yield* part(measure(a, b), heap / heaps, (heap + 0.5) / heaps);
    const other = yield* part(measure(a, c), (heap + 0.5) / heaps, (heap + 1) / heaps);
    values.push(made);
    floors.push(other);
  }
  const upsets = values.filter((made, heap) => made < floors[heap]).length;
  const spread = heaps > 1 ? {spread: {value: deviation(values), floor: deviation(floors)}} : {};
  return {samples, value: mean(values), floor: mean(floors), heaps, ...spread, upsets};
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

/** Standard deviation of what a heap gives, from at least two of them. */
function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}
