import {readdirSync, readFileSync} from "node:fs";
import {resolve} from "node:path";
import {Parser} from "acorn";
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {analyse} from "../../../site/notebook/cell/analyse.ts";
import {compile} from "../../../site/notebook/cell/compile.ts";
import {cellsOf} from "../../../site/notebook/chapter.ts";
import {parseAll} from "../../../site/notebook/text/parse.ts";
import {LocatedError} from "../../../site/notebook/types.ts";
import {refused, snippets} from "../snippets.ts";

const guard = {budget: 1000};

/** What the page would be given for a text: a body that it can evaluate, or a mistake that stands in the text. */
function outcome(source: string): CompiledText | LocatedError {
  try {
    const {body} = compile("c", source, {guard});
    Parser.parse(`export const body =\n${body}\n`, {ecmaVersion: "latest", sourceType: "module"});
    return {body};
  } catch (error) {
    if (!(error instanceof LocatedError)) throw new Error(`${JSON.stringify(source)} → ${String(error)}`);
    const lines = source.split(/\r\n?|[\n\u2028\u2029]/);
    const {line, column} = error.position;
    expect(line >= 1 && line <= lines.length, `line ${line} of ${JSON.stringify(source)}`).toBe(true);
    expect(column >= 1 && column <= lines[line - 1]!.length + 2, `column ${column} of ${JSON.stringify(source)}`).toBe(true);
    return error;
  }
}

interface CompiledText {
  body: string;
}

const mistake = (source: string): string => {
  const result = outcome(source);
  return result instanceof LocatedError ? result.located : `compiled: ${result.body}`;
};

/** Where a text's tokens begin and end, roughly: words, marks and what is between them. */
const borders = (source: string): number[] => [...source.matchAll(/[\w$]+|[^\S\n]+|\n\s*|[^\w\s]/g)].map(({index}) => index);

const root = resolve(import.meta.dirname, "../../..");
const chapters = readdirSync(resolve(root, "notebooks")).filter((name) => name.endsWith(".md"));
const cells = chapters.flatMap((name) =>
  cellsOf(parseAll(readFileSync(resolve(root, "notebooks", name), "utf8"), name).notebook)
    .filter(({kind}) => kind !== "md")
    .map(({source}) => source)
);
const samples = [...Object.values(snippets).flat(), ...refused.map(([source]) => source)];

describe("a text that is half typed", () => {
  it.each([
    ["export type", "cell:1:12: This ends too early"],
    ["class A { @q; m() {} }", 'cell:1:15: Unexpected "m"'],
    ["const a = 1;\nMath.max(b: 1, 2)", 'cell:2:11: Unexpected ":"'],
    ["const this = 42", "cell:1:7: Unexpected keyword 'this'"],
    ["for (const i of [1]) { f(x: number); }", 'cell:1:27: Unexpected ":"'],
    ["#!/bin/sh", "cell:1:2: Unexpected"]
  ])("%j is a mistake with a place", (source, message) => {
    expect(mistake(source)).toContain(message);
  });

  it("is a mistake with a place, or compiles to what the page can evaluate, at every prefix of every snippet", () => {
    expect(samples.length).toBeGreaterThan(250);
    for (const source of samples) for (const end of borders(source)) outcome(source.slice(0, end));
  });

  it("and so at token borders all over the book", () => {
    expect(cells.length).toBeGreaterThan(200);
    let tried = 0;
    for (const [i, source] of cells.entries()) {
      // Each cell at up to five of its borders, others in each cell: a long cell's prefixes are slow and much alike.
      const ends = borders(source);
      const step = Math.max(1, Math.ceil(ends.length / 5));
      for (let at = i % step; at < ends.length; at += step, tried++) outcome(source.slice(0, ends[at]));
    }
    expect(tried).toBeGreaterThan(1000);
  });

  it("and so when one token is taken away or put in, or two change places", () => {
    const words = [
      "(",
      ")",
      "{",
      "}",
      "[",
      "]",
      "<",
      ">",
      ":",
      "?",
      ",",
      ";",
      "=>",
      "=",
      "as",
      "type",
      "class",
      "async",
      "await",
      "export",
      "import",
      "@",
      "`",
      "${",
      "/",
      "abstract",
      "this",
      "enum",
      "accessor",
      "new",
      "yield",
      "1",
      "x"
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.constantFrom(...words),
        fc.constantFrom("delete", "insert", "swap"),
        (source, n, word, how) => {
          const tokens = source.match(/[\w$]+|\s+|[^\w\s]/gu) ?? [];
          const at = n % tokens.length;
          if (how === "delete") tokens.splice(at, 1);
          else if (how === "insert") tokens.splice(at, 0, ` ${word} `);
          else [tokens[at], tokens[0]] = [tokens[0]!, tokens[at]!];
          outcome(tokens.join(""));
        }
      ),
      {numRuns: 2000}
    );
  });

  it("says a cell's mistake even where brackets are nested beyond all measure", () => {
    for (const [open, close] of ["()", "[]", "{}", "<>"]) {
      expect(() => analyse(`x = ${open!.repeat(20_000)}${close!.repeat(20_000)}`)).toThrow(LocatedError);
    }
    expect(() => compile("c", `${"(".repeat(50_000)}1${")".repeat(50_000)}`)).toThrow(/brackets within each other/);
  });
});
