import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {DifferencePart} from "../../../site/notebook/changes/difference.ts";
import {difference} from "../../../site/notebook/changes/difference.ts";
import {diffLines} from "diff";

const text = fc.array(fc.constantFrom("", "a", "b", "c", "  a"), {maxLength: 12}).map((lines) => lines.join("\n"));
const without = (kind: DifferencePart["kind"], parts: DifferencePart[]): string =>
  parts
    .filter((part) => part.kind !== kind)
    .map((part) => part.text)
    .join("\n");

describe("difference(before, after)", () => {
  it("gives one part for equal texts", () => {
    expect(difference("a\nb", "a\nb")).toEqual([{kind: "same", text: "a\nb"}]);
    expect(difference("", "")).toEqual([{kind: "same", text: ""}]);
  });
  it("gives removed before added lines", () => {
    expect(difference("a\nb\nc\nd", "a\nx\ny\nd\ne")).toEqual([
      {kind: "same", text: "a"},
      {kind: "removed", text: "b\nc"},
      {kind: "added", text: "x\ny"},
      {kind: "same", text: "d"},
      {kind: "added", text: "e"}
    ]);
  });
  it("holds both texts: without what was added the one before, without what was removed the one after", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = difference(before, after);
        expect(without("added", parts)).toBe(before);
        expect(without("removed", parts)).toBe(after);
        for (const [i, part] of parts.entries()) expect(part.kind).not.toBe(parts[i + 1]?.kind);
      })
    );
  });
  it("changes no more lines than jsdiff does", () => {
    const lines = (part: string): number => part.split("\n").length;
    fc.assert(
      fc.property(text, text, (before, after) => {
        const ours = difference(before, after)
          .filter(({kind}) => kind !== "same")
          .reduce((sum, part) => sum + lines(part.text), 0);
        const theirs = diffLines(`${before}\n`, `${after}\n`)
          .filter(({added, removed}) => added || removed)
          .reduce((sum, {count}) => sum + count, 0);
        expect(ours).toBe(theirs);
      })
    );
  });
  it("still holds both texts when they are too different to search", () => {
    const [before, after] = ["a", "b"].map((c) => Array.from({length: 2000}, (_, i) => `${c}${i}`).join("\n")) as [
      string,
      string
    ];
    expect(difference(before, after)).toEqual([
      {kind: "removed", text: before},
      {kind: "added", text: after}
    ]);
  });

  it("holds lines fast that each text has once, when they are too different to search", () => {
    const texts = ["a", "b"].map((c) =>
      Array.from({length: 4000}, (_, i) => (i % 1000 === 500 ? `landmark ${i}` : `${c}${i}`)).join("\n")
    );
    const parts = difference(texts[0]!, texts[1]!);
    expect(parts.filter(({kind}) => kind === "same").map((part) => part.text)).toEqual(
      [500, 1500, 2500, 3500].map((i) => `landmark ${i}`)
    );
    expect(without("added", parts)).toBe(texts[0]);
    expect(without("removed", parts)).toBe(texts[1]);
  });
  it("holds both texts wherever the search comes to its end", () => {
    const many = fc
      .array(fc.constantFrom("", "a", "b", "c", "d", "e", "f", "g"), {maxLength: 30})
      .map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(many, many, fc.nat(300), (before, after, steps) => {
        const parts = difference(before, after, steps);
        expect(without("added", parts)).toBe(before);
        expect(without("removed", parts)).toBe(after);
        for (const [i, part] of parts.entries()) expect(part.kind).not.toBe(parts[i + 1]?.kind);
      }),
      {numRuns: 1000}
    );
  });
  it("holds both texts of 200,000 lines that have hardly one in common", () => {
    const lines = (c: string) => Array.from({length: 200_000}, (_, i) => (i % 7 === 0 ? "common" : `${c}${i}`)).join("\n");
    const [before, after] = [lines("a"), lines("b")];
    const parts = difference(before, after);
    expect(without("added", parts)).toBe(before);
    expect(without("removed", parts)).toBe(after);
  });
});
