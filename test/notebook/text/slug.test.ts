import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {idPattern} from "../../../site/notebook/text/fence.ts";
import {slugify, uniqueSlug} from "../../../site/notebook/text/markdown.ts";

describe("slugify(text)", () => {
  it.each([
    ["Output size (n + 2p − f)/s + 1", "output-size-n-2p-f-s-1"],
    ["What we’d left out", "what-wed-left-out"],
    ["Größe, 大きさ & ½", "größe-大きさ-1-2"],
    ["…", "section"],
    ["x".repeat(200), "x".repeat(80)]
  ])("makes of %j %j", (text, slug) => {
    expect(slugify(text)).toBe(slug);
  });
  it("gives an id whatever the text", () => {
    fc.assert(
      fc.property(fc.string({unit: "grapheme"}), (text) => {
        expect(slugify(text)).toMatch(idPattern);
      })
    );
  });
});

describe("uniqueSlug(text, taken)", () => {
  it("numbers what is taken", () => {
    const taken = new Set<string>();
    expect(["A", "a", "a 2", "A"].map((text) => uniqueSlug(text, taken))).toEqual(["a", "a-2", "a-2-2", "a-3"]);
  });
});
