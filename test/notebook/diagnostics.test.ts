import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {type Diagnostic, readDiagnostics} from "../../site/notebook/check/problems.ts";

describe("readDiagnostics(output)", () => {
  it("reads file, place, number and message; a message of several lines whole", () => {
    expect(
      readDiagnostics(
        "notebooks/a.0.cell.ts(2,7): error TS2322: Type '{ a: string; }' is not assignable to type 'Row'.\n" +
          "  Types of property 'a' are incompatible.\n" +
          "    Type 'string' is not assignable to type 'number'.\n" +
          "../../lib/a (copy).ts(10,1): error TS6133: 'b' is declared but its value is never read.\n"
      )
    ).toEqual([
      {
        ...{file: "notebooks/a.0.cell.ts", line: 2, column: 7, code: 2322},
        message:
          "Type '{ a: string; }' is not assignable to type 'Row'.\n  Types of property 'a' are incompatible.\n    Type 'string' is not assignable to type 'number'."
      },
      {file: "../../lib/a (copy).ts", line: 10, column: 1, code: 6133, message: "'b' is declared but its value is never read."}
    ]);
  });

  it("reads what is said of no file", () => {
    expect(readDiagnostics("error TS5023: Unknown compiler option 'strictt'.\r\n")).toEqual([
      {line: 1, column: 1, code: 5023, message: "Unknown compiler option 'strictt'."}
    ]);
    expect(readDiagnostics("")).toEqual([]);
    expect(readDiagnostics("a.ts(1,2): error TS3: '\u2028' is no name\n")).toMatchObject([
      {file: "a.ts", message: "'\u2028' is no name"}
    ]);
  });

  it("refuses what is no diagnostic, and shows it", () => {
    expect(() => readDiagnostics("panic: runtime error\n")).toThrow(
      "TypeScript's compiler said something else: panic: runtime error"
    );
  });

  it("reads back whatever is written in that form", () => {
    const place = fc.integer({min: 1, max: 9999});
    const text = fc.string({unit: "grapheme", minLength: 1}).filter((each) => !/[\r\n]/.test(each));
    const diagnostic = fc.record({
      ...{file: fc.stringMatching(/^[\w. ()/-]{1,20}\.ts$/), line: place, column: place, code: place},
      message: fc
        .tuple(text, fc.array(text, {maxLength: 2}))
        .map(([head, more]) => [head, ...more.map((each) => `  ${each}`)].join("\n"))
    });
    fc.assert(
      fc.property(fc.array(diagnostic, {maxLength: 4}), (diagnostics: Diagnostic[]) => {
        const lines = diagnostics.map(
          ({file, line, column, code, message}) => `${file}(${line},${column}): error TS${code}: ${message}\n`
        );
        expect(readDiagnostics(lines.join(""))).toEqual(diagnostics);
      })
    );
  });
});
