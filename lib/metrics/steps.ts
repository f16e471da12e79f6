/**
 * Work in pieces of at most a few milliseconds: yields the share that is done (0 to 1) after each and returns the result, so that a
 * worker can hear a Stop, and tell how far it is, between two.
 */
export type Steps<Result> = Generator<number, Result, void>;

/** All pieces at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
  }
}

/** Work that is a part of another: its shares run from `from` to `to`. */
export function* part<Result>(steps: Steps<Result>, from: number, to: number): Steps<Result> {
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
    yield from + value * (to - from);
  }
}
