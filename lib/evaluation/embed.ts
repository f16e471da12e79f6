import {principalComponents} from "../metrics/principal-components.ts";
import type {Rows} from "../metrics/rows.ts";
import {tsneSteps} from "../metrics/tsne.ts";
import type {Call} from "../worker/channel.ts";
import {carryOut} from "../worker/service.ts";
import type {Progress} from "../worker/service.ts";
import {sameJudge} from "./compare.ts";
import type {Embedding, EmbedWish, Seen} from "./types.ts";
import {mostEmbedded} from "./types.ts";

/** Milliseconds between two pictures of an embedding that is being found. */
const pace = 120;

/**
 * The samples of some sets as points of the plane: features → principal components → t-SNE. Tells of the points as they move.
 * @throws RangeError when there are too few or too many samples, or they were not seen by one judge.
 */
export async function embed(
  {sets, components = 30, perplexity = 30, iterations = 1000, seed = 1}: EmbedWish,
  caller: Pick<Call<Progress & {embedding?: Embedding}>, "progress" | "signal">
): Promise<Embedding> {
  const by = sameJudge(sets);
  const rows = joined(sets);
  const [count, size] = rows.shape;
  if (count > mostEmbedded)
    throw new RangeError(`at most ${mostEmbedded} samples can be embedded, more would not fit in memory; got ${count}`);
  const {projected, explained} = principalComponents(rows, Math.min(components, size));
  const run = await carryOut(tsneSteps(projected, {perplexity, iterations, seed}), "finding neighbours", caller);
  const state = (): Embedding => ({
    by,
    points: run.points.slice(),
    divergence: run.divergence,
    done: run.done,
    iterations,
    perplexity,
    components: projected.shape[1],
    explained
  });
  let last = -Infinity;
  for (let more = true; more;) {
    more = await carryOut(run.iterateSteps(), "moving points", caller, (plain) => ({...plain, share: run.done / iterations}));
    const now = performance.now();
    if (now - last < pace) continue;
    last = now;
    await caller.progress({stage: "moving points", share: run.done / iterations, embedding: state()});
    caller.signal.throwIfAborted();
  }
  return state();
}

/** The features of all sets, one after another. */
function joined(sets: readonly Seen[]): Rows {
  const size = sets[0].features.shape[1];
  const count = sets.reduce((sum, {predicted}) => sum + predicted.length, 0);
  const values = new Float32Array(count * size);
  let at = 0;
  for (const {features} of sets) {
    values.set(features.values, at);
    at += features.values.length;
  }
  return {shape: [count, size], values};
}
