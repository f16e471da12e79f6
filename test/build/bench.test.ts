import {resolve} from "node:path";
import {describe, expect, it} from "vitest";
import {isOk, median, take} from "../bench/figure.ts";
import {figuresJson, figuresTable, parseBenchArguments} from "../bench/run.ts";
import {suiteLines} from "../bench/suite.ts";

describe("npm run bench", () => {
  it("runs the groups that are named, all when none is", () => {
    expect(parseBenchArguments(["build", "--json", "x.json"])).toEqual({names: ["build"], json: "x.json"});
    expect(parseBenchArguments([]).names).toEqual(expect.arrayContaining(["page", "build"]));
  });

  it("lists the groups when one is not there", () => {
    expect(() => parseBenchArguments(["pages"])).toThrow(/no group "pages"\. There are: page, hostile, build/);
    expect(() => parseBenchArguments(["--json"])).toThrow(/needs a file/);
  });

  it("writes figures by name, with budget and verdict; a missing one with its reason", async () => {
    const broken = await take({name: "page.settle", unit: "s", budget: 1.5}, () =>
      Promise.reject(new Error("No Chromium found\nmore"))
    );
    const figures = [
      {name: "page.js", value: 14.2, unit: "KB gzipped", budget: 15},
      {name: "step.cpu", value: 9, unit: "ms"},
      broken
    ];
    expect(JSON.parse(figuresJson(figures))).toEqual({
      "page.js": {value: 14.2, unit: "KB gzipped", budget: 15, ok: true},
      "step.cpu": {value: 9, unit: "ms", ok: true},
      "page.settle": {value: null, unit: "s", budget: 1.5, ok: false, missing: "No Chromium found"}
    });
    expect(figuresTable(figures)).toMatch(/page\.settle .* missing: No Chromium found/);
  });

  it("holds a figure against its budget, from above or from below", () => {
    expect(isOk({name: "x", value: 2, unit: "", budget: 1})).toBe(false);
    expect(isOk({name: "x", value: 2, unit: "", budget: 1, atLeast: true})).toBe(true);
  });

  it("takes the median of odd and even numbers of values", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
    expect(() => median([])).toThrow(RangeError);
  });

  it("tells of the test command how many tests ran and were skipped, and which files took longest", () => {
    const file = (name: string, seconds: number) => ({
      name: resolve(import.meta.dirname, "..", name),
      startTime: 0,
      endTime: 1000 * seconds
    });
    const report = {
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 2,
      testResults: [file("quick.ts", 2), file("slow.ts", 61.5)]
    };
    const [tests, times, first, second, ...more] = suiteLines(report, 1.26);
    expect(tests).toBe("8 tests ran in 2 files, 1 failed, 2 were skipped");
    expect(times).toMatch(/^1\.3 minutes, 64 s of tests, \d+ cores$/);
    expect([first, second, more.length]).toEqual(["   61.5 s  test/slow.ts", "    2.0 s  test/quick.ts", 0]);
  });
});
