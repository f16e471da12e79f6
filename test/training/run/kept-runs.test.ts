import {describe, expect, it} from "vitest";
import {keepingTrouble, keepRun, keptRuns, keptRunsOf, tooMuch} from "../../../lib/training/run/kept-runs.ts";
import type {KeptRun} from "../../../lib/training/run/kept-runs.ts";

const run = (id: string, changes: Partial<KeptRun> = {}): KeptRun => ({
  ...{id, page: "/dcgan.html", name: "", recipe: "r", version: 1, step: 100, at: 1, bytes: 2e6},
  ...changes
});

describe("tooMuch(kept, run)", () => {
  it("lets go, of three others of the same place, the one with the fewest steps", () => {
    const kept = [run("long", {step: 5500, at: 1}), run("short", {step: 12, at: 3}), run("middle", {step: 400, at: 2})];
    expect(tooMuch(kept, run("new", {step: 1, at: 4}))).toEqual(["short"]);
    expect(tooMuch(kept, run("short", {step: 13, at: 4}))).toEqual([]);
    expect(tooMuch(kept, run("new", {recipe: "another"}))).toEqual([]);
  });

  it("lets go the oldest of the whole book beyond 12 runs", () => {
    const kept = Array.from({length: 12}, (_, i) => run(`run ${i}`, {page: `/${i}.html`, at: i}));
    expect(tooMuch(kept, run("new", {at: 50}))).toEqual(["run 0"]);
    expect(tooMuch(kept, run("run 3", {page: "/3.html", at: 50}))).toEqual([]);
  });

  it("lets go the oldest beyond 200 MB together", () => {
    const kept = Array.from({length: 6}, (_, i) => run(`run ${i}`, {page: `/${i}.html`, at: i, bytes: 30e6}));
    expect(tooMuch(kept, run("new", {at: 50, bytes: 90e6})).sort()).toEqual(["run 0", "run 1", "run 2"]);
  });
});

describe("keepRun(run, state)", () => {
  it("refuses a run that is larger than all together may be, before anything else goes", async () => {
    const state = {file: new Uint8Array(0), history: {columns: [], rows: new Float64Array(0), sheets: []}};
    await expect(keepRun(run("huge", {bytes: 250e6}), state)).rejects.toThrow(
      "it takes 250 MB, and runs together may take 200 MB"
    );
  });

  it("rejects where there is no IndexedDB, as here in Node", async () => {
    const trouble = await keptRuns(run("any")).catch(keepingTrouble);
    expect(trouble).toBe("This browser keeps nothing here: the run is gone when you leave the page. Save puts it into a file.");
  });
});

describe("keptRunsOf(pages)", () => {
  it("gives none where the browser keeps nothing, as here in Node", async () => {
    expect(await keptRunsOf(["dcgan"])).toEqual([]);
  });
});

describe("keepingTrouble(error)", () => {
  it("says what is in the way, and what can be done", () => {
    expect(keepingTrouble(new DOMException("", "QuotaExceededError"))).toBe(
      "The browser's storage for this site is full: this run is not kept. Save puts it into a file."
    );
    expect(keepingTrouble(new DOMException("", "SecurityError"))).toMatch(/^This browser keeps nothing here/);
    expect(keepingTrouble(new RangeError("it takes 250 MB"))).toBe(
      "This run cannot be kept (it takes 250 MB). Save puts it into a file."
    );
  });
});
