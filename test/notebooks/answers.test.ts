import {describe, expect, it} from "vitest";
import {readdirSync, readFileSync} from "node:fs";
import {praise} from "../../site/page/exercise/exercise.ts";
import "../training/wasm.ts";
import {answers as cgan} from "./answers/cgan.ts";
import {answers as convolution} from "./answers/convolution.ts";
import {networks as dcganNetworks} from "./answers/dcgan-networks.ts";
import {answers as dcgan} from "./answers/dcgan.ts";
import {noise} from "./answers/deployment-noise.ts";
import {numbers} from "./answers/deployment-numbers.ts";
import {answers as evaluation} from "./answers/evaluation.ts";
import {game} from "./answers/gan-training-game.ts";
import {steps} from "./answers/gan-training-steps.ts";
import {counting} from "./answers/mode-collapse-counting.ts";
import {remedies} from "./answers/mode-collapse-remedies.ts";
import {answers as pooling} from "./answers/pooling.ts";
import {dense as tensorsDense} from "./answers/tensors-dense.ts";
import {answers as tensors} from "./answers/tensors.ts";
import type {ChapterAnswers} from "./exercises.ts";
import {exercisesOf} from "./exercises.ts";

const chapters: Readonly<Record<string, ChapterAnswers>> = {
  tensors: {...tensors, ...tensorsDense},
  convolution,
  pooling,
  "gan-training": {...game, ...steps},
  dcgan: {...dcgan, ...dcganNetworks},
  cgan,
  "mode-collapse": {...counting, ...remedies},
  evaluation,
  deployment: {...numbers, ...noise}
};

/** Cells of a chapter that a check may use: those that the wording of the exercise names as given. The reader may change all others. */
const given: Readonly<Record<string, readonly string[]>> = {
  "tensors tensor-loss": ["tf"],
  "tensors find-leak": ["tf"],
  "tensors gradient-by-hand": ["kilos", "lengths"]
};

/** The values within what a solution defines: numbers, texts, and functions. */
function leaves(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];
}

/** What a message says was expected, if it does. */
const expected = ({message}: Error): string | undefined => /, expected (.*)$/s.exec(message)?.[1];

/** The numbers and the quoted texts that somebody reads there. */
const wordsOf = (text: string): Set<string> => new Set(text.replaceAll("−", "-").match(/-?\d+(?:\.\d+)?|"[^"]*"/g) ?? []);

/** The same values, but their functions learn the first calls by heart, and give the last of these ever after. */
function learned<T>(value: T, calls: number): T {
  if (typeof value === "function") {
    let [count, last] = [0, undefined as unknown];
    return ((...given: unknown[]) => (count++ < calls ? (last = value(...given)) : last)) as T;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, learned(one, calls)])) as T;
}

it("are tried for every chapter that has exercises", () => {
  const folder = new URL("../../notebooks/", import.meta.url);
  const withExercises = readdirSync(folder)
    .filter((name) => name.endsWith(".md") && /^::: exercise/m.test(readFileSync(new URL(name, folder), "utf8")))
    .map((name) => name.slice(0, -3));
  expect(Object.keys(chapters).sort()).toEqual(withExercises.sort());
});

describe.each(Object.entries(chapters))("the exercises of %s", (slug, answers) => {
  const exercises = exercisesOf(slug);

  it("have answers of both kinds, three or more each", () => {
    expect(Object.keys(answers)).toEqual(exercises.map(({id}) => id));
    for (const [id, {right, wrong}] of Object.entries(answers)) {
      expect(Object.keys(right).length, `right answers to ${id}`).toBeGreaterThanOrEqual(3);
      expect(Object.keys(wrong).length, `wrong answers to ${id}`).toBeGreaterThanOrEqual(3);
    }
  });

  describe.each(exercises)("$id", ({id, asks, starter, solution, leansOn, answer, define}) => {
    const {right, wrong} = answers[id] ?? {right: {}, wrong: {}};

    it.each([["the solution", solution], ...Object.entries(right)])("takes %s", async (_, source) => {
      const {error, checked} = await answer(source);
      expect(error).toBe(null);
      expect(praise(checked)).toMatch(/^Right\. Checked: .{5,400}\.$/);
    });

    it.each([["the starter", starter], ...Object.entries(wrong)])("does not take: %s", async (_, source) => {
      const {error} = await answer(source);
      expect(error).toMatchObject({name: "NotYet"});
      // Where values are asked for, and not functions alone, the feedback gives none of them that the reader has not seen or written.
      const values = leaves(await define(solution));
      const texts = values.filter((value) => typeof value !== "function").map((value) => JSON.stringify(value));
      if (texts.length === values.length) expect(expected(error!)).toBeUndefined();
      else expect(texts).not.toContain(expected(error!));
      const told = wordsOf(error!.message);
      const own = leaves(await define(source)).map((value) => JSON.stringify(value));
      const known = wordsOf([asks, source, ...own].join(" "));
      if (texts.length === values.length) expect(texts.filter((text) => told.has(text) && !known.has(text))).toEqual([]);
    });

    it("does not take the solution's first answers, learned by heart", async () => {
      if (!leaves(await define(solution)).some((value) => typeof value === "function")) return;
      for (const calls of [1, 3]) {
        const {error} = await answer(solution, (names) => learned(names, calls));
        expect(error, `right for ${calls} calls`).not.toBe(null);
      }
    });

    it("checks with what no cell of the chapter gives, which a reader may have changed", () => {
      expect(leansOn).toEqual(given[`${slug} ${id}`] ?? []);
    });
  });
});
