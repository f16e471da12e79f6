import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {findExpressions} from "../../../site/notebook/text/inline.ts";

const sources = (text: string): string[] => findExpressions(text).expressions.map(({source}) => source);

describe("findExpressions(text, literal)", () => {
  it.each([
    ["none here, $x$ and {y}", []],
    ["${a} and ${b}${c}", ["a", "b", "c"]],
    ["${{a: {b: 1}}.a.b}", ["{a: {b: 1}}.a.b"]],
    ['${"}"} ${\'}\'} ${"\\"}"}', ['"}"', "'}'", '"\\"}"']],
    ["${`}${`}${x}`}`}", ["`}${`}${x}`}`"]],
    ["${/[/}]}/.test(s)} ${a / b} ${f(/}/g)}", ["/[/}]}/.test(s)", "a / b", "f(/}/g)"]],
    ["${(a) / b} ${x} / ${y}", ["(a) / b", "x", "y"]],
    ["${a /* } */ + b} ${a // }\n}", ["a /* } */ + b", "a // }\n"]],
    ["${a\n+\n\nb}", ["a\n+\n\nb"]],
    ["\\${a} \\\\${b}", ["b"]],
    ["`${a}` ``${b} ` `` ${c}", ["c"]],
    ["a ` alone ${a}", ["a"]],
    ["a ` alone\n\nand ` another ${a}", ["a"]],
    ["<!-- ${a} --> ${b}", ["b"]],
    ["$${a}$ $$${b}", ["a", "b"]],
    ["${}", [""]]
  ])("finds in %j %j", (text, expected) => {
    expect(sources(text)).toEqual(expected);
  });

  it("gives ranges and where the source begins", () => {
    expect(findExpressions("a ${bc} d").expressions).toEqual([{range: {start: 2, end: 7}, source: "bc", at: 4}]);
  });

  it("skips what is literal", () => {
    expect(findExpressions("${a}\n    ${b}\n${c}", [{start: 5, end: 14}]).expressions.map(({source}) => source)).toEqual([
      "a",
      "c"
    ]);
  });

  it.each(["${", "a ${b", "${'}", "${`}", "${/}", "${/* }", "${ // }", "${{}"])("reports that %j does not close", (text) => {
    const {expressions, unclosed} = findExpressions(text);
    expect(expressions).toEqual([]);
    expect(unclosed).toEqual([text.indexOf("${")]);
  });

  it("finds what stands there in any text, once, in order", () => {
    const piece = fc.constantFrom(
      "${",
      "}",
      "{",
      "`",
      "``",
      "'",
      '"',
      "/",
      "\\",
      "\n",
      "\n\n",
      " ",
      "a",
      "<!--",
      "-->",
      "$",
      "//",
      "/*",
      "*/"
    );
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 20}), (pieces) => {
        const text = pieces.join("");
        let end = 0;
        for (const {range, source, at} of findExpressions(text).expressions) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          expect(text.slice(range.start, range.end)).toBe("${" + source + "}");
          expect(at).toBe(range.start + 2);
          end = range.end;
        }
      }),
      {numRuns: 2000}
    );
  });
});
