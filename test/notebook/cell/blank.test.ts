import {readdirSync, readFileSync} from "node:fs";
import {join, resolve} from "node:path";
import {Parser} from "acorn";
import fc from "fast-check";
import tsBlankSpace from "ts-blank-space";
import {describe, expect, it} from "vitest";
import {analyse} from "../../../site/notebook/cell/analyse.ts";
import {blank, findBlanks} from "../../../site/notebook/cell/blank.ts";
import {parseCell} from "../../../site/notebook/cell/parser.ts";
import {LocatedError} from "../../../site/notebook/types.ts";
import {refused, snippets} from "../snippets.ts";

/** As statements, as ts-blank-space sees every text. */
function blanked(source: string): string {
  return blank(source, findBlanks(source, {...parseCell(source), expression: false}));
}

function lineEnds(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}

function parses(text: string): boolean {
  Parser.parse(text, {ecmaVersion: "latest", sourceType: "module"});
  return true;
}

const plain = Object.values(snippets).flat();

describe("blank(source, blanks)", () => {
  it("is tried on at least 200 snippets", () => {
    expect(Object.values(snippets).flat().length).toBeGreaterThan(200);
  });

  for (const [group, sources] of Object.entries(snippets)) {
    it.each(sources)(`gives what ts-blank-space gives: ${group}: %j`, (source) => {
      const errors: unknown[] = [];
      const expected = tsBlankSpace(source, (node) => errors.push(node));
      expect(errors).toEqual([]);
      expect(blanked(source)).toBe(expected);
    });
  }

  it("gives what ts-blank-space gives for every file of lib and site, less its exports", () => {
    const root = resolve(import.meta.dirname, "../../..");
    const files = ["lib", "site"].flatMap((folder) =>
      readdirSync(join(root, folder), {recursive: true, encoding: "utf8"}).map((name) => join(root, folder, name))
    );
    let compared = 0;
    for (const file of files.filter((name) => /(?<!\.d)\.ts$/.test(name))) {
      const source = readFileSync(file, "utf8")
        .replace(/^export (?:(?:type )?\{[^}]*\}|\*).*$/gm, "")
        .replace(/^export (?=\w)/gm, "");
      const unsupported: unknown[] = [];
      const expected = tsBlankSpace(source, (node) => unsupported.push(node));
      if (unsupported.length > 0) continue;
      const output = blanked(source);
      if (output !== expected) expect(output, file).toBe(expected);
      compared++;
    }
    expect(compared).toBeGreaterThan(50);
  });

  it.each(plain)("leaves JavaScript: %j", (source) => {
    expect(parses(blanked(source))).toBe(true);
  });

  it("keeps the length and every end of line, whatever is put together", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...plain), {minLength: 1, maxLength: 5}), (parts) => {
        const source = parts.map((part) => `{\n${part}\n}`).join("\n");
        let output: string;
        try {
          output = blanked(source);
        } catch (error) {
          if (error instanceof LocatedError) return; // an import or a global declaration within a block
          throw error;
        }
        expect(output.length).toBe(source.length);
        expect(lineEnds(output)).toBe(lineEnds(source));
        expect(parses(output)).toBe(true);
      }),
      {numRuns: 300}
    );
  });

  it("changes only what is in a range, and there keeps the ends of lines and makes two spaces of an astral character", () => {
    fc.assert(
      fc.property(
        fc.string({unit: fc.constantFrom("a", "\n", "\r", "\u2028", "😀", ";")}),
        fc.nat(),
        fc.nat(),
        (source, a, b) => {
          const [start, end] = [a % (source.length + 1), b % (source.length + 1)].sort((x, y) => x - y) as [number, number];
          const output = blank(source, [{start, end}]);
          expect(output.slice(0, start) + output.slice(end)).toBe(source.slice(0, start) + source.slice(end));
          expect(output.slice(start, end)).toBe(lineEnds(source.slice(start, end)));
        }
      )
    );
  });

  it("puts a character in place of a range's first, and takes overlapping ranges once", () => {
    expect(
      blank("abcdef", [
        {start: 3, end: 5},
        {start: 1, end: 4, put: ";"}
      ])
    ).toBe("a;   f");
  });

  it("puts no semicolon into a cell that is an expression", () => {
    expect(blank("x as any", analyse("x as any").blanks)).toBe("x       ");
  });

  it.each(refused)("refuses %j, and says where and what to write instead", (source, message, line, column) => {
    expect(() => analyse(source)).toThrow(LocatedError);
    try {
      analyse(source);
    } catch (error) {
      expect((error as LocatedError).message).toMatch(message);
      expect((error as LocatedError).position).toEqual({line, column});
    }
  });
});
