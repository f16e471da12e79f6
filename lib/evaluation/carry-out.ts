import type {Steps} from "../metrics/steps.ts";
import {breathe} from "../worker/breathe.ts";
import type {Progress} from "./types.ts";

/** Milliseconds of work between two looks at what has come: a Stop is heard within 100. */
const turn = 25;
/** Least milliseconds between two tidings. */
const pace = 80;

/** Who asked for work: hears how far it is, may give it up. */
export interface Caller<Told extends Progress = Progress> {
  progress(told: Told): Promise<void>;
  signal: AbortSignal;
}

/**
 * Carries out work in pieces; between two, everything else has its turn. Rejects with the signal's reason soon after it is aborted.
 * @param told makes more of a share than stage and share
 */
export async function carryOut<Result, Told extends Progress = Progress>(
  steps: Steps<Result>,
  stage: string,
  {progress, signal}: Caller<Told>,
  told: (progress: Progress) => Told = (plain) => plain as Told
): Promise<Result> {
  let began = performance.now();
  let last = -Infinity;
  let telling = false;
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
    const now = performance.now();
    if (now - began < turn) continue;
    await breathe();
    signal.throwIfAborted();
    began = performance.now();
    if (telling || now - last < pace) continue;
    // A caller that is busy gets the next one when it has taken this.
    last = now;
    telling = true;
    void progress(told({stage, share: value})).then(() => (telling = false));
  }
}
