import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {Snapshots, SnapshotSteps} from "../../../lib/training/run/snapshots.ts";
import type {StoredState} from "../../../lib/training/step/state.ts";

/** Keeps what is due up to a step, as a run does, and the step where it is paused. */
function run(keeping: SnapshotSteps, to: number, from = 0): SnapshotSteps {
  for (let step = from; step <= to; step++) if (keeping.due(step)) keeping.add(step);
  if ((keeping.newest ?? -1) < to) keeping.add(to);
  return keeping;
}

/** Steps that are done again on the way back to one. */
const again = ({steps}: SnapshotSteps, to: number) => to - (steps.filter((step) => step <= to).pop() as number);

describe("new SnapshotSteps(every, most)", () => {
  it("keeps the last steps densely and the old ones sparsely, the first and the newest always", () => {
    expect(run(new SnapshotSteps(20, 20), 5500).steps).toEqual([
      0, 1280, 2560, 3200, 3840, 4480, 4800, 4960, 5120, 5200, 5280, 5360, 5400, 5440, 5460, 5480, 5500
    ]);
  });

  it("after 5,500 steps and a pause, goes back by four steps with 16 again", () => {
    expect(again(run(new SnapshotSteps(20, 20), 5500), 5496)).toBe(16);
  });

  it("keeps the step of a pause until the next comes", () => {
    const keeping = run(new SnapshotSteps(20, 20), 50);
    expect(keeping.steps).toEqual([0, 20, 40, 50]);
    expect(keeping.due(55)).toBe(false);
    expect(keeping.add(60)).toEqual([50]);
  });

  it("goes back by d of n steps with fewer than max(every, 2d / 3) again, and never keeps more than it may", () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 30}),
        fc.integer({min: 3, max: 24}),
        fc.integer({min: 0, max: 4000}),
        fc.array(fc.integer({min: 1, max: 300}), {maxLength: 8}),
        fc.integer({min: 0, max: 50}),
        (every, most, to, pauses, first) => {
          const keeping = new SnapshotSteps(every, most);
          const [kept, rests] = [new Set<number>(), new Set(pauses)];
          for (let step = first; step <= first + to; step++) {
            if (!keeping.due(step) && !rests.has(step) && step !== first + to) continue;
            kept.add(step);
            for (const dropped of keeping.add(step)) expect(kept.delete(dropped)).toBe(true);
            expect(keeping.steps).toEqual([...kept]);
            expect(keeping.steps.length).toBeLessThanOrEqual(most);
            expect([keeping.steps[0], keeping.newest]).toEqual([first, step]);
          }
          const newest = first + to;
          for (let target = first; target <= newest; target++) {
            const back = newest - target;
            expect(again(keeping, target)).toBeLessThan(Math.max(keeping.every, (2 * back) / 3, 1));
          }
        }
      ),
      {numRuns: 150}
    );
  });

  it("keeps 6 + 2 log₂(n / 4e) of n steps at most, before e must double", () => {
    for (const to of [10, 100, 1000, 5500, 20_000, 50_000])
      expect(run(new SnapshotSteps(20, 100), to).steps.length).toBeLessThanOrEqual(6 + 2 * Math.log2(Math.max(1, to / 80)));
  });

  it("forgets what is later than a step, and goes on from there", () => {
    const keeping = run(new SnapshotSteps(10, 20), 45);
    expect(keeping.back(25)).toEqual([30, 40, 45]);
    expect([keeping.due(30), keeping.due(20)]).toEqual([true, false]);
  });

  it("refuses distances and numbers that make no sense, and a step that is not later", () => {
    expect(() => new SnapshotSteps(0, 5)).toThrow(new RangeError("snapshotEvery must be a whole number from 1, got 0"));
    expect(() => new SnapshotSteps(1, 2)).toThrow(new RangeError("at least 3 snapshots must be kept, got 2"));
    const keeping = run(new SnapshotSteps(1, 5), 3);
    expect(() => keeping.add(3)).toThrow(new RangeError("step 3 does not come after step 3"));
  });
});

/** A state of so many bytes, most of them not there. */
function state(step: number, megabytes = 0): StoredState {
  const values = {byteLength: megabytes * 1e6, every: () => true} as unknown as Float32Array;
  const weights = {w: {shape: [1], values}};
  const player = {weights, adam: {steps: step, mean: {}, square: {}}} as unknown as StoredState["generator"];
  return {generator: player, discriminator: player, step, seed: "1"};
}

describe("new Snapshots(first, every, most)", () => {
  it("holds 256 MB at most, three snapshots in any case", () => {
    for (const [megabytes, held] of [
      [1, 20],
      [15, 8],
      [100, 3]
    ] as const) {
      const snapshots = new Snapshots(state(0, megabytes), 1, 20);
      for (let step = 1; step <= 3000; step++) if (snapshots.due(step)) snapshots.keep(state(step, megabytes));
      expect(snapshots.steps.length).toBeLessThanOrEqual(held);
      expect(snapshots.bytes).toBe(snapshots.steps.length * 2 * megabytes * 1e6);
    }
  });

  it("takes in those of steps that were done again, and gives the newest at or before a step", () => {
    const snapshots = new Snapshots(state(0), 10, 20);
    for (let step = 10; step <= 1000; step += 10) snapshots.keep(state(step));
    const passed = snapshots.from(snapshots.before(333));
    expect(passed.steps).toEqual([320]);
    passed.keep(state(330));
    snapshots.retrace(passed, 333);
    expect(snapshots.steps.slice(-2)).toEqual([320, 330]);
    expect([snapshots.before(329).step, snapshots.newest.step]).toEqual([320, 330]);
    expect(() => new Snapshots(state(5), 10, 20).before(4)).toThrow(
      "this run begins after step 5: there is no step 4 to go back to"
    );
  });
});
