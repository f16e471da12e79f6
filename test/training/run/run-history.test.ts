import {describe, expect, it} from "vitest";
import {RunHistory} from "../../../lib/training/run/history.ts";
import type {RunUpdate} from "../../../lib/training/run/messages.ts";
import {madeEntry, madeSheet} from "../../browser/training-run.ts";

const update = (from: number, to: number, changes: Partial<RunUpdate> = {}): RunUpdate => ({
  opening: 0,
  status: {state: "playing", step: to, phase: 0, stepsPerSecond: 0},
  entries: Array.from({length: to - from + 1}, (_, i) => madeEntry(from + i)),
  sheets: [],
  sheetSteps: [],
  snapshots: [],
  snapshotBytes: 0,
  ...changes
});
const steps = ({value}: RunHistory) => value.entries.map(({step}) => step);
const sheet = (step: number) => madeSheet(step, 2, 4);

describe("new RunHistory(start, most).take(update)", () => {
  it("adds what was done, and leaves the arrays that did not change as they are", () => {
    const history = new RunHistory();
    history.take(update(1, 2, {sheets: [sheet(0)], sheetSteps: [0], snapshots: [0]}));
    const before = history.value;
    expect(history.take(update(3, 3, {sheetSteps: [0], snapshots: [0]}))).toBe(true);
    expect(steps(history)).toEqual([1, 2, 3]);
    expect(history.value.sheets).toBe(before.sheets);
    expect(history.value.snapshots).toBe(before.snapshots);
    expect(before.entries.length).toBe(2);
  });

  it("is the same history when nothing has changed", () => {
    const history = new RunHistory();
    history.take(update(1, 2));
    const before = history.value;
    expect(history.take({...update(1, 1), entries: []})).toBe(false);
    expect(history.value).toBe(before);
  });

  it("forgets what is later than the step that the run went back to, before it adds", () => {
    const history = new RunHistory();
    history.take(update(1, 5, {sheets: [sheet(0), sheet(2), sheet(4)], sheetSteps: [0, 2, 4]}));
    history.take(update(4, 6, {back: 3, sheets: [sheet(6)], sheetSteps: [0, 2, 6]}));
    expect(steps(history)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(history.value.sheets.map(({step}) => step)).toEqual([0, 2, 6]);
    history.take({...update(1, 1), entries: [], back: -1});
    expect([steps(history), history.value.sheets]).toEqual([[], []]);
  });

  it("begins with what was announced for a run, from its first update on", () => {
    const history = new RunHistory();
    history.take(update(1, 4, {sheets: [sheet(0)], sheetSteps: [0]}));
    const kept = {entries: [madeEntry(1), madeEntry(2)], sheets: [sheet(2)]};
    const opening = history.announce(kept);
    const failed = history.announce();
    history.take(update(5, 5, {sheetSteps: [0]}));
    expect(steps(history)).toEqual([1, 2, 3, 4, 5]);
    expect(history.take({...update(3, 3), entries: [], opening, sheetSteps: [2], snapshots: [2]})).toBe(true);
    expect([steps(history), history.value.sheets, history.value.snapshots]).toEqual([[1, 2], kept.sheets, [2]]);
    history.take(update(1, 1, {opening: failed + 1}));
    expect(steps(history)).toEqual([1]);
  });

  it("drops the sheets that the run no longer wants", () => {
    const history = new RunHistory();
    history.take({...update(1, 1), sheets: [sheet(0), sheet(1), sheet(2)], sheetSteps: [0, 1, 2]});
    history.take({...update(2, 2), sheets: [sheet(3)], sheetSteps: [0, 2, 3]});
    expect(history.value.sheets.map(({step}) => step)).toEqual([0, 2, 3]);
  });

  it("thins entries beyond what it may keep: the first and the newest stay, the others are evenly spread", () => {
    const history = new RunHistory(undefined, 10);
    for (let step = 1; step <= 45; step++) history.take(update(step, step));
    expect(steps(history)).toEqual([1, 8, 16, 24, 32, 40, 45]);
    history.take(update(46, 48));
    expect(steps(history)).toEqual([1, 8, 16, 24, 32, 40, 48]);
  });

  it("starts a branch from what it has in common with its run", () => {
    const first = new RunHistory();
    first.take(update(1, 5));
    const branch = new RunHistory(first.value);
    branch.take(update(6, 7));
    expect(steps(branch)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(steps(first)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("history.bytes", () => {
  it("counts snapshots, the images of sheets, and what an entry takes", () => {
    const history = new RunHistory();
    history.take({...update(1, 1), entries: [], snapshotBytes: 1000});
    expect(history.bytes).toBe(1000);
    history.take({...update(1, 1), entries: [], snapshotBytes: 1000, sheets: [sheet(0)], sheetSteps: [0]});
    const withSheet = history.bytes;
    expect(withSheet - 1000).toBeGreaterThanOrEqual(2 * 16 * 4);
    history.take(update(1, 100, {snapshotBytes: 1000, sheetSteps: [0]}));
    expect(history.bytes - withSheet).toBeGreaterThan(100 * 14 * 8);
  });
});
