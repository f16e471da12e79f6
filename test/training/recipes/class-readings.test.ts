import {describe, expect, it} from "vitest";
import {live} from "../../../lib/live.ts";
import {askedReadings, byClass, firstReadable, readingOf} from "../../../lib/training/recipes/class-readings.ts";
import type {AskedReading} from "../../../lib/training/recipes/class-readings.ts";
import type {History, HistoryEntry, SampleSheet} from "../../../lib/training/run/types.ts";

/** Four samples of classes 0, 0, 1, 1; the reader sees a sample's first pixel. */
const sheet = (step: number, seen: number[]): SampleSheet => ({
  step,
  images: {shape: [4, 1, 1, 1], values: Float32Array.from(seen)},
  labels: [0, 0, 1, 1]
});
const entry = (step: number, milliseconds: number) => ({step, milliseconds}) as HistoryEntry;
const history = (sheets: SampleSheet[], entries: HistoryEntry[] = []): History => ({entries, sheets, snapshots: []});
const settled = () => new Promise((done) => setTimeout(done));

function reading(first: History) {
  const source = live(first);
  let stop = (): void => {};
  const invalidation = new Promise<void>((resolve) => (stop = resolve));
  const order: number[] = [];
  const failures: unknown[] = [];
  const readings = askedReadings(
    source,
    async ({values}) => {
      order.push(values[0]!);
      if (values[0]! > 9) throw new Error("out of range");
      return Uint8Array.from(values);
    },
    {invalidation, fail: (error) => failures.push(error)}
  );
  return {source, stop: () => (stop(), settled()), order, failures, readings};
}

describe("askedReadings(history, read, {invalidation, fail})", () => {
  it("reads what is there and what comes, in the order of the steps", async () => {
    const {source, readings} = reading(history([sheet(0, [0, 1, 1, 1])]));
    await settled();
    expect(readings.value.map(({step, right}) => [step, right])).toEqual([[0, 3]]);
    source.value = history([...source.value.sheets, sheet(10, [0, 0, 1, 1])], [entry(1, 20), entry(10, 40)]);
    await settled();
    expect(readings.value.map(({step, right}) => [step, right])).toEqual([[0, 3], [10, 4]]); // prettier-ignore
    // Ten steps at a mean of 30 ms.
    expect(readings.value[1]!.seconds).toBeCloseTo(0.3);
  });

  it("reads the newest first, then those that came by meanwhile", async () => {
    const {order, readings} = reading(history([sheet(0, [1, 0, 0, 0]), sheet(10, [2, 0, 0, 0]), sheet(20, [3, 0, 0, 0])]));
    await settled();
    expect(order).toEqual([3, 2, 1]);
    expect(readings.value.map(({step}) => step)).toEqual([0, 10, 20]);
  });

  it("forgets what the run has left behind, and reads nothing twice", async () => {
    const {source, order, readings} = reading(history([sheet(0, [0, 0, 1, 1]), sheet(10, [5, 0, 1, 1])]));
    await settled();
    const kept = source.value.sheets[0]!;
    source.value = history([kept]);
    expect(readings.value.map(({step}) => step)).toEqual([0]);
    source.value = history([kept, sheet(10, [6, 0, 1, 1])]);
    await settled();
    expect(order).toEqual([5, 0, 6]);
  });

  it("leaves sheets without labels alone", async () => {
    const {labels: _, ...bare} = sheet(0, [0, 0, 0, 0]);
    const {order} = reading(history([bare]));
    await settled();
    expect(order).toEqual([]);
  });

  it("tells what the reader throws, and reads no more; nothing after the invalidation", async () => {
    const {source, failures, order} = reading(history([sheet(0, [10, 0, 0, 0])]));
    await settled();
    expect(failures.map(String)).toEqual(["Error: out of range"]);
    source.value = history([sheet(10, [1, 0, 0, 0])]);
    await settled();
    expect(order).toEqual([10]);
    const other = reading(history([]));
    await other.stop();
    other.source.value = history([sheet(0, [1, 0, 0, 0])]);
    await settled();
    expect(other.order).toEqual([]);
  });
});

describe("byClass, firstReadable, readingOf", () => {
  const all = [[1, 1, 1, 0], [0, 0, 1, 0], [0, 0, 1, 1]].map((read, i) =>
    readingOf(sheet(10 * i, read), Uint8Array.from(read), i)
  ); // prettier-ignore

  it("counts each class by itself", () => {
    expect(byClass(all[0]!, 3)).toEqual([{asked: 2, right: 0}, {asked: 2, right: 1}, {asked: 0, right: 0}]); // prettier-ignore
  });

  it("finds the first reading with a share right", () => {
    const at = (share: number) => (firstReadable(all, share) as AskedReading | undefined)?.step;
    expect([at(0.25), at(0.75), at(0.8), at(1.1)]).toEqual([0, 10, 20, undefined]);
  });

  it("refuses another number of answers than of samples", () => {
    expect(() => readingOf(sheet(0, []), Uint8Array.of(1), 0)).toThrow("4 samples were asked for, 1 were read");
  });
});
