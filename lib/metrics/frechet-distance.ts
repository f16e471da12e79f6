import {gaussianDistance} from "./gaussian-distance.ts";
import type {FrechetDistance} from "./gaussian-distance.ts";
import {covarianceSteps} from "./principal-components.ts";
import {checkRows, checkSameSize} from "./rows.ts";
import type {Rows} from "./rows.ts";
import {finish, part} from "./steps.ts";
import type {Steps} from "./steps.ts";

/** What to do about too few samples. */
export interface FrechetOptions {
  /** True: computes it for no more samples than features too, where covariances are singular. Default false: an error. */
  few?: boolean;
}

/**
 * The Fréchet distance of two normal distributions with the means and covariances of two sets of features: with the features of an
 * Inception network it is FID (Heusel et al. 2017), with another classifier's only comparable to itself. It falls with the number of
 * samples: compare equal numbers.
 * @throws RangeError when a set has no more samples than features (`few`: fewer than 2), the vectors differ in length, or a number is
 * not finite.
 */
export function frechetDistance(a: Rows, b: Rows, options: FrechetOptions = {}): FrechetDistance {
  return finish(frechetSteps(a, b, options));
}

/** The same in pieces. */
export function* frechetSteps(a: Rows, b: Rows, {few = false}: FrechetOptions = {}): Steps<FrechetDistance> {
  checkSameSize(a, b);
  for (const [name, rows] of [
    ["the first features", a],
    ["the second features", b]
  ] as const) {
    const [count, size] = checkRows(name, rows, 2);
    if (!few && count <= size) {
      throw new RangeError(
        `${name} are ${count} samples of ${size} numbers, but a Fréchet distance needs more samples than numbers: with fewer it tells of their count`
      );
    }
  }
  const first = yield* part(covarianceSteps(a), 0, 0.4);
  const second = yield* part(covarianceSteps(b), 0.4, 0.8);
  yield 0.8;
  return gaussianDistance(first, second);
}
