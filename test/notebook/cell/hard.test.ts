import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {resolve} from "node:path";
import {describe, expect, it} from "vitest";
import {compile} from "../../../site/notebook/cell/compile.ts";
import {LocatedError} from "../../../site/notebook/types.ts";
import {hard, parserRefusals} from "../hard.ts";
import {refused, snippets} from "../snippets.ts";

interface TypeScript {
  version: string;
  ScriptTarget: {ESNext: number};
  createSourceFile(name: string, text: string, target: number): {parseDiagnostics: {messageText: unknown}[]};
}

/** TypeScript 6, which ts-blank-space brings along: 7 has no parser that can be called from here. */
const typescript = (() => {
  try {
    return createRequire(createRequire(import.meta.url).resolve("ts-blank-space"))("typescript") as TypeScript;
  } catch {
    return null;
  }
})();

const accepts = (source: string): boolean =>
  typescript!.createSourceFile("cell.ts", source, typescript!.ScriptTarget.ESNext).parseDiagnostics.length === 0;

/** What a cell says of a text as TypeScript; that it assigns to names of other cells is another matter. */
function refusal(source: string): string | null {
  try {
    compile("c", source);
    return null;
  } catch (error) {
    if (!(error instanceof LocatedError)) throw error;
    return /^Assignment to|belongs to the language/.test(error.message) ? null : error.message;
  }
}

const exceptions = new Set([...parserRefusals, ...refused.map(([source]) => source)]);

describe.skipIf(!typescript?.version.startsWith("6."))("what TypeScript's own parser accepts", () => {
  const all = [...new Set([...hard, ...Object.values(snippets).flat()])];

  it("is held against at least 100 hard texts", () => {
    expect(hard.length).toBeGreaterThan(250);
    expect(hard.filter(accepts).length).toBeGreaterThan(250);
  });

  it.each(all.filter((source) => typescript && accepts(source) && !exceptions.has(source)))("a cell accepts: %j", (source) => {
    expect(refusal(source)).toBe(null);
  });

  it("but for what is listed, which is refused", () => {
    for (const source of exceptions) expect([source, refusal(source) !== null]).toEqual([source, true]);
    expect(parserRefusals.filter((source) => !accepts(source))).toEqual([]);
  });
});

describe("the README", () => {
  it("says of every kind that is refused what to write instead", () => {
    const readme = readFileSync(resolve(import.meta.dirname, "../../../README.md"), "utf8");
    const [, section = ""] = /^### What the cell compiler refuses\n([^]*?)^#/m.exec(readme) ?? [];
    for (const word of [
      "enum",
      "namespace",
      "decorator",
      "accessor",
      "private a",
      "<T>x",
      "import x =",
      "export",
      "as T",
      "type as",
      "override"
    ]) {
      expect(section).toContain(word);
    }
  });
});
