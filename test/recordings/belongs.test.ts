import {readFileSync, readdirSync, statSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {readRecording} from "../../lib/recordings/format.ts";
import {readRun} from "../../lib/recordings/recorded-run.ts";
import {fileName, recipeDigest} from "../../lib/recordings/recording.ts";
import type {RecordingEntry} from "../../lib/recordings/recording.ts";
import {trainings} from "./experiments.ts";
import {measurements} from "./measurements.ts";

const folder = new URL("../../lib/recordings/", import.meta.url);
const made = JSON.parse(readFileSync(new URL("made.json", folder), "utf8")) as Record<string, RecordingEntry>;
const again = (name: string) => `npm run recordings -- "${name}"`;

describe("the shipped recordings", () => {
  it.each(trainings.map((training) => [training.name, training] as const))(
    "%s: belongs to what its chapter trains",
    async (name, training) => {
      const plan = await training.plan();
      const {recipe, seed, chapter, cell} = made[name]!;
      expect({recipe, seed, chapter, cell}, `make it again: ${again(name)}`).toEqual({
        recipe: await recipeDigest(plan),
        seed: String(plan.seed),
        chapter: training.chapter,
        cell: training.cell
      });
    }
  );

  it.each(measurements.map((measurement) => [measurement.name, measurement] as const))(
    "%s: belongs to what its chapter measures",
    async (name, {recipe}) => {
      expect(made[name]!.recipe, `make it again: ${again(name)}`).toBe(await recipe());
    }
  );

  it("are told apart by what they are made of, so that a run finds its own", () => {
    const runs = trainings.map(({name}) => made[name]!).map(({recipe, seed}) => `${recipe} ${seed}`);
    expect(new Set(runs).size).toBe(runs.length);
  });

  it("are all there, none beside them, each as it was listed, and none empty", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".grec"));
    expect(files.sort()).toEqual(Object.keys(made).map(fileName).sort());
    for (const [name, {bytes}] of Object.entries(made)) {
      const file = readFileSync(new URL(fileName(name), folder));
      expect(file.length, name).toBe(bytes);
      const {history, readings, looks, results} = readRun(readRecording(file));
      const parts = [history.entries.length, history.sheets.length, readings.length, looks.length, Number(results !== undefined)];
      expect(Math.max(...parts), name).toBeGreaterThan(0);
    }
  });

  it("take 150 KB a chapter at most, and their list 12 KB", () => {
    const sizes: Record<string, number> = {};
    for (const {chapter, bytes} of Object.values(made)) sizes[chapter] = (sizes[chapter] ?? 0) + bytes;
    for (const [chapter, size] of Object.entries(sizes)) expect(size, chapter).toBeLessThanOrEqual(150_000);
    expect(statSync(new URL("made.json", folder)).size).toBeLessThanOrEqual(12_000);
  });
});
