import type {DataPlan} from "../data/data-plan.ts";
import {openData} from "../data/data-plan.ts";
import type {Batch} from "../data/dataset.ts";
import type {ImageSet} from "../data/image-set.ts";
import type {Steps} from "../metrics/steps.ts";
import {random} from "../random.ts";
import type {Samples} from "./types.ts";
import {mostSamples} from "./types.ts";

/** Images that are drawn between two yields: a program writes so many digits in some 10 ms. */
const batch = 25;

/**
 * Several sets of a data set that have no image in common, so many of each; the same seed gives the same.
 * @throws RangeError when the data set has fewer than all of them, is none of images, or a count is none or too large.
 */
export function* drawSets(plan: DataPlan, counts: readonly number[], seed: number | string): Steps<Samples[]> {
  const data = openData(plan);
  const {name, shape, size} = data;
  if (shape.length !== 3) throw new RangeError(`${name} has no images: its examples are [${shape.join(", ")}]`);
  const bad = counts.find((count) => !Number.isInteger(count) || count < 1 || count > mostSamples);
  if (bad !== undefined) throw new RangeError(`a set has from 1 to ${mostSamples} samples, got ${bad}`);
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (size < all)
    throw new RangeError(`${name} has ${size} images, but ${counts.join(" + ")} = ${all} different ones are needed here`);
  const source = random(seed);
  // A set in memory is shuffled; a generator does not repeat itself.
  const order = Number.isFinite(size) ? source.shuffle(Array.from({length: size}, (_, i) => i)) : null;
  const take = (from: number, count: number): Batch =>
    order ? (data as ImageSet).select(order.slice(from, from + count)) : data.batch(count, source);
  const area = shape.reduce((product, side) => product * side, 1);
  const sets: Samples[] = [];
  let before = 0;
  for (const count of counts) {
    const values = new Float32Array(count * area);
    const labels = new Uint8Array(count);
    for (let at = 0; at < count; at += batch) {
      const some = take(before + at, Math.min(batch, count - at));
      values.set(some.images, at * area);
      labels.set(some.labels, at);
      yield (before + at) / all;
    }
    sets.push({name, images: {shape: [count, ...shape], values}, labels});
    before += count;
  }
  return sets;
}
