import {frechetSteps} from "../metrics/frechet-distance.ts";
import {kernelDistanceSteps} from "../metrics/kid.ts";
import type {Rows} from "../metrics/rows.ts";
import type {Steps} from "../metrics/steps.ts";
import {part} from "../metrics/steps.ts";
import type {Sets} from "./compare.ts";
import {sameJudge} from "./compare.ts";
import type {SizePoint} from "./protocol.ts";

/**
 * FID and KID of the first samples of each set, at several sizes: FID falls as they grow, KID does not.
 * @throws RangeError when a size is no more than the features, or more than a set has.
 */
export function* sizeSteps(
  {real, generated, again}: Sets,
  sizes: readonly number[]
): Steps<{fid: SizePoint[]; kid: SizePoint[]}> {
  const {size} = sameJudge([real, generated, again]);
  const least = Math.min(...[real, generated, again].map(({predicted}) => predicted.length));
  const bad = sizes.find((samples) => !Number.isInteger(samples) || samples <= size || samples > least);
  if (bad !== undefined)
    throw new RangeError(`sizes of samples are from ${size + 1}, one more than the features, to ${least}, got ${bad}`);
  const [fid, kid]: SizePoint[][] = [[], []];
  for (const [i, samples] of sizes.entries()) {
    const first = ({features}: Sets["real"]): Rows => ({
      shape: [samples, features.shape[1]],
      values: features.values.subarray(0, samples * features.shape[1])
    });
    const [reals, fakes, others] = [real, generated, again].map(first);
    const within = <T>(steps: Steps<T>, quarter: number): Steps<T> =>
      part(steps, (i + quarter / 4) / sizes.length, (i + (quarter + 1) / 4) / sizes.length);
    const whole = {subsets: 1, subsetSize: samples};
    fid.push({
      samples,
      value: (yield* within(frechetSteps(reals, fakes), 0)).distance,
      floor: (yield* within(frechetSteps(reals, others), 1)).distance
    });
    kid.push({
      samples,
      value: (yield* within(kernelDistanceSteps(reals, fakes, whole), 2)).mean,
      floor: (yield* within(kernelDistanceSteps(reals, others, whole), 3)).mean
    });
  }
  return {fid, kid};
}
