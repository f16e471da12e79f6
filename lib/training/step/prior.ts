import type {Random} from "../../random.ts";

/** What G's noise is drawn from: "normal" is N(0, 1), in many dimensions a sphere; "uniform" is U(−1, 1), a cube. */
export type Prior = "normal" | "uniform";

/** So many independent numbers of a prior. */
export function drawPrior(prior: Prior = "normal", source: Random, count: number): Float32Array {
  const draw = prior === "uniform" ? () => 2 * source.uniform() - 1 : () => source.normal();
  return Float32Array.from({length: count}, draw);
}

/** @throws RangeError for another prior. */
export function checkPrior(prior: Prior | undefined): void {
  if (prior === undefined || prior === "normal" || prior === "uniform") return;
  throw new RangeError(`noise must be "normal" or "uniform", got ${JSON.stringify(prior)}`);
}
