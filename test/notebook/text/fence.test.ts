import {describe, expect, it} from "vitest";
import {parseFenceWords} from "../../../site/notebook/text/fence.ts";

const at = {line: 7, column: 4};
const errorsOf = (info: string): string[] => parseFenceWords(info, at, "t.md").errors.map(({located}) => located);

describe("parseFenceWords(info, position, file)", () => {
  it("reads a cell without words: shown, runs by itself, two seconds", () => {
    expect(parseFenceWords("ts", at)).toMatchObject({
      kind: "ts",
      language: "ts",
      id: undefined,
      hide: false,
      fold: false,
      manual: false,
      wide: false,
      budget: 2000,
      height: undefined,
      role: undefined,
      answer: undefined,
      errors: []
    });
  });
  it("reads every word, in any order and with any space between", () => {
    expect(parseFenceWords(" ts\tmanual  #a-1.b_$ check budget=50 fold wide height=320 ", at)).toMatchObject({
      kind: "ts",
      id: "a-1.b_$",
      fold: true,
      manual: true,
      wide: true,
      budget: 50,
      height: 320,
      role: "check",
      errors: [],
      idPosition: {line: 7, column: 16}
    });
  });
  it("reads whose answer may stand in the cell", () => {
    expect(parseFenceWords("ts answer=tensors#write-descent", at)).toMatchObject({answer: "tensors#write-descent", errors: []});
  });
  it.each(["", "js", "js hide", "c", "md", "md other", "ts static", "typescriptish"])(
    "takes %j for code that is only shown",
    (info) => {
      expect(parseFenceWords(info, at)).toMatchObject({kind: "shown", errors: []});
    }
  );
  it("takes md cell for a Markdown cell", () => {
    expect(parseFenceWords("md cell #note", at)).toMatchObject({kind: "md", id: "note", errors: []});
  });
  it.each([
    ["ts hiden", 't.md:7:7: Unknown fence word "hiden". Did you mean "hide"?'],
    ["ts  mnaual", 't.md:7:8: Unknown fence word "mnaual". Did you mean "manual"?'],
    ["ts budjet=3", 't.md:7:7: Unknown fence word "budjet=3". Did you mean "budget="?'],
    ["ts Hide", 't.md:7:7: Unknown fence word "Hide". Did you mean "hide"?'],
    [
      "ts zzzzzz",
      't.md:7:7: Unknown fence word "zzzzzz". ' +
        "Allowed: hide, fold, manual, wide, static, #id, budget=, height=, answer=, setup, starter, check, solution."
    ],
    ["ts #", 't.md:7:7: "#" is no id: after # come letters, digits, "_", "-", ".".'],
    ["ts #a#b", 't.md:7:7: "#a#b" is no id: after # come letters, digits, "_", "-", ".".'],
    ["ts #a #b", 't.md:7:10: "#b": this is said twice.'],
    ["ts hide hide", 't.md:7:12: "hide": this is said twice.'],
    ["ts hide fold", 't.md:7:12: A cell cannot both "hide" and "fold" its code.'],
    ["ts budget=0", 't.md:7:7: "budget=0": budget is a whole number of milliseconds, 1 to 9999999.'],
    ["ts height=1e3", 't.md:7:7: "height=1e3": height is a whole number of pixels, 1 to 9999999.'],
    ["ts budget", 't.md:7:7: "budget" needs a number: budget=5000 (milliseconds).'],
    ["ts setup check", 't.md:7:13: A cell has one role; this one is "setup" already.'],
    [
      "ts answer=tensors",
      't.md:7:7: "answer=tensors": answer names an exercise of another chapter, as in answer=tensors#write-descent.'
    ],
    ["ts check answer=a#b", "t.md:7:13: A cell of an exercise cannot stand for the answer to another."],
    ["ts static hide", 't.md:7:14: A "static" fence is only shown: "hide" means nothing there.'],
    ["TS", 't.md:7:4: Write "ts" for a cell, "ts static" for TypeScript that is only shown; this fence says "TS".'],
    ["md cell hide", 't.md:7:12: A Markdown cell takes no word but #id; here is "hide".']
  ])("refuses %j at the word itself", (info, error) => {
    expect(errorsOf(info)).toEqual([error]);
  });
});
