import type {PhaseView} from "../../training/step/phases.ts";

/** D's logits on real and on generated data. */
export interface Scores {
  real: ArrayLike<number>;
  fake: ArrayLike<number>;
}

/** What `scoresOf` reads: logits as they are, or a phase of a step. */
export type ScoreSource = Scores | PhaseView;

/**
 * D's logits in a phase: of real and of generated data in D's turn, of generated data alone in G's. Null when D has not judged yet
 * in this step.
 */
export function scoresOf(source: ScoreSource | null): Scores | null {
  if (!source) return null;
  if (!("tensors" in source)) return source.real.length + source.fake.length > 0 ? source : null;
  const {realLogits, fakeLogits, logits} = source.tensors;
  const fake = (source.turn === "generator" ? (logits ?? fakeLogits) : fakeLogits)?.values ?? [];
  const real = realLogits?.values ?? [];
  return real.length + fake.length > 0 ? {real, fake} : null;
}

/** How many are called real: those with a positive logit, σ above a half. */
export function calledReal(logits: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < logits.length; i++) if (logits[i] > 0) count++;
  return count;
}

/** "D calls 48 of 64 real ones real (75 %), 10 of 64 fakes (15.6 %)." */
export function shareWords({real, fake}: Scores): string {
  const part = (logits: ArrayLike<number>, of: string) =>
    logits.length === 0
      ? `has judged no ${of}`
      : `calls ${calledReal(logits)} of ${logits.length} ${of} real (${Number(((100 * calledReal(logits)) / logits.length).toPrecision(3))} %)`;
  return `D ${part(real, "real examples")} and ${part(fake, "fakes")}.`;
}
