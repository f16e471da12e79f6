import {resolve} from "node:path";
import typescript from "typescript-6";
import {beforeAll, describe, expect, it} from "vitest";
import {typeFiles} from "../../../site/build/types/declarations.ts";
import type {TypeFiles} from "../../../site/notebook/check/type-files.ts";
import {answersOf} from "../../../site/page/types/answers.ts";
import {ChapterLanguage} from "../../../site/page/types/language.ts";
import type {CellText, Change} from "../../../site/page/types/messages.ts";

const root = resolve(import.meta.dirname, "../../..");
let files: TypeFiles;
let answers: ReturnType<typeof answersOf>;

beforeAll(async () => {
  files = JSON.parse(Buffer.from(await typeFiles(root)).toString()) as TypeFiles;
  answers = answersOf(new ChapterLanguage(typescript, files));
});

/** A chapter of these cells, named by their keys; "text" is Markdown. */
function chapter(texts: Record<string, string>): void {
  const cells = Object.entries(texts).map(([id, text]): CellText => ({id, kind: id === "text" ? "md" : "ts", text}));
  answers.chapter(cells);
}

/** Changes come in the order of their places. */
function changed(text: string, changes: readonly Change[]): string {
  return [...changes].reverse().reduce((now, {start, end, insert}) => now.slice(0, start) + insert + now.slice(end), text);
}

describe("the declarations that the worker is given", () => {
  it("have no mistake in their syntax, shortened as they are", () => {
    for (const [path, text] of Object.entries(files.files)) {
      const {parseDiagnostics} = typescript.createSourceFile(path, text, typescript.ScriptTarget.ESNext) as unknown as {
        parseDiagnostics: {messageText: unknown}[];
      };
      expect(parseDiagnostics.map(({messageText}) => `${path}: ${String(messageText)}`)).toEqual([]);
    }
  });

  it("are there for every module that a cell may import, all of them together", () => {
    const names = files.importable.filter((name) => !name.startsWith("@observablehq/"));
    expect(names.length).toBeGreaterThan(100);
    chapter({all: names.map((name, i) => `import * as m${i} from ${JSON.stringify(name)};`).join("\n")});
    expect(answers.problems({cell: "all"})).toEqual([]);
  });
});

describe("a text that cannot be read", () => {
  it("is told as the compiler of cells tells it, and the other cells go on knowing its names", () => {
    chapter({a: "const rate = 0.5;\nconst n = ;", b: "rate.toFixed(1) + n", c: "rate.nope"});
    expect(answers.problems({cell: "a"})).toEqual([expect.objectContaining({line: 2, column: 11, fatal: true, start: 28})]);
    expect(answers.problems({cell: "b"})).toEqual([]);
    expect(answers.problems({cell: "c"})!.map(({message}) => message)).toEqual(["Property 'nope' does not exist on type '0.5'."]);
  });

  it("has completions all the same", () => {
    chapter({a: "const rate = 0.5;", b: "const half = rate."});
    expect(answers.complete({cell: "b", at: 18})!.names.map(({name}) => name)).toContain("toFixed");
  });
});

describe("an expression in a reader's own text", () => {
  it("is checked and completed where it stands there", () => {
    chapter({a: "const rate = 0.5;", text: "Two lines,\nand ${rate.nope} here."});
    expect(answers.problems({cell: "text"})).toEqual([expect.objectContaining({line: 2, column: 12, start: 22, end: 26})]);
    expect(answers.complete({cell: "text", at: 24})!.start).toBe(22);
    expect(answers.complete({cell: "text", at: 3})).toBeNull();
  });
});

describe("importing", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["an expression", "maxPool(2)", 'import {maxPool} from "gantry/layers";\ndisplay(maxPool(2));'],
    ["a program", "const p = maxPool(2);", 'import {maxPool} from "gantry/layers";\nconst p = maxPool(2);'],
    [
      "a cell with an import of the same module",
      'import {\n  dense,\n} from "gantry/layers";\nmaxPool(2);',
      'import {\n  dense, maxPool,\n} from "gantry/layers";\nmaxPool(2);'
    ],
    [
      "a cell with another import",
      'import {network} from "gantry/network";\nmaxPool(2);',
      'import {network} from "gantry/network";\nimport {maxPool} from "gantry/layers";\nmaxPool(2);'
    ],
    [
      "a cell that has it",
      'import {maxPool} from "gantry/layers";\nmaxPool(2);',
      'import {maxPool} from "gantry/layers";\nmaxPool(2);'
    ]
  ];
  for (const [what, before, after] of cases)
    it(`into ${what} leaves its meaning as it was`, () => {
      chapter({a: before});
      expect(changed(before, answers.importing({cell: "a", name: "maxPool", module: "gantry/layers"}))).toBe(after);
    });
});

describe("renaming", () => {
  it("writes a property's name where a shorthand was, and knows types and text", () => {
    const texts = {
      a: "interface Row { a: number }\nconst row: Row = {a: 1};",
      b: "const both = {row, other: row.a};",
      c: "const rows: Row[] = [row];",
      text: "There: ${row.a}"
    };
    chapter(texts);
    const renamed = (place: {cell: string; at: number}, to: string) => {
      const answer = answers.rename({...place, to, fixed: []});
      if (!("changes" in answer)) throw new Error(JSON.stringify(answer));
      const inPlace = [...answer.changes!].sort((a, b) => a.start - b.start);
      return Object.entries(texts).map(([id, text]) =>
        changed(
          text,
          inPlace.filter(({cell}) => cell === id)
        )
      );
    };
    expect(renamed({cell: "a", at: 34}, "first")).toEqual([
      "interface Row { a: number }\nconst first: Row = {a: 1};",
      "const both = {row: first, other: first.a};",
      "const rows: Row[] = [first];",
      "There: ${first.a}"
    ]);
    expect(renamed({cell: "c", at: 12}, "Line")).toEqual([
      "interface Line { a: number }\nconst row: Line = {a: 1};",
      texts.b,
      "const rows: Line[] = [row];",
      texts.text
    ]);
  });

  it("stays in the cell for a name of its own", () => {
    chapter({a: "const rate = 1;", b: "const f = (rate: number) => rate + 1;"});
    const answer = answers.rename({cell: "b", at: 11, to: "n", fixed: []});
    expect(answer).toMatchObject({name: "rate", changes: [{cell: "b"}, {cell: "b"}]});
  });
});
