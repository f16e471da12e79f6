import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {skeleton} from "../../../site/notebook/text/look-alikes.ts";
import {isPlain} from "../../../site/notebook/text/mark.ts";
import {marksOf} from "../../../site/notebook/text/unseen.ts";

const labels = (text: string, names: string[] = []) => marksOf(text, new Set(names)).map(({kind, label}) => `${kind} ${label}`);

describe("marksOf(text, names)", () => {
  it("marks every control of writing direction, by its number and name", () => {
    for (const code of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x61c]) {
      const [mark, ...more] = marksOf(`a${String.fromCodePoint(code)}b`);
      expect(mark).toMatchObject({
        start: 1,
        end: 2,
        kind: "unseen",
        label: `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
      });
      expect(mark?.name).toMatch(/direction|right|left|isolate|Arabic/);
      expect(more).toEqual([]);
    }
    expect(marksOf("\u202e")[0]?.name).toBe("right-to-left override");
  });

  it("marks what is drawn as nothing: joiners, fillers, hyphens, tags, selectors, the blank of Braille", () => {
    const codes = [
      0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0xad, 0x3164, 0x115f, 0x1160, 0xffa0, 0x2800, 0x34f, 0x180e, 0xfe0f, 0xe0100,
      0xe0041, 0xe0001, 0x17b4
    ];
    for (const code of codes)
      expect(marksOf(`a${String.fromCodePoint(code)}`), code.toString(16)).toMatchObject([{start: 1, kind: "unseen"}]);
  });

  it("marks ends of lines that are none here, and spaces that are no space", () => {
    for (const code of [
      0x2028, 0x2029, 0x85, 0x0b, 0x0c, 0x0d, 0xa0, 0x1680, 0x2003, 0x202f, 0x205f, 0x3000, 0, 0x1b, 0x7f, 0xd800
    ])
      expect(marksOf(`a${String.fromCharCode(code)}b`), code.toString(16)).toMatchObject([{start: 1, end: 2, kind: "unseen"}]);
    expect(marksOf("a\tb\n  c d")).toEqual([]);
  });

  it("marks every code point that Unicode lets be drawn as nothing, and every one of format, control or space", () => {
    const all = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Zs}]/u;
    let met = 0;
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      if (!all.test(character) || [9, 10, 32].includes(code)) continue;
      met++;
      if (marksOf(character).length !== 1) expect.fail(`U+${code.toString(16)} is not marked`);
    }
    expect(met).toBeGreaterThan(4000);
  });

  it("marks a gap that carries the rest of a line out of view, and neither indentation nor what stands at the end", () => {
    expect(labels(`display(1);${" ".repeat(3000)}steal()`)).toEqual(["gap 3,000 spaces"]);
    expect(labels(`display(1);${"\t".repeat(60)}steal()`)).toEqual(["gap 60 spaces"]);
    expect(labels(`${" ".repeat(100)}a`)).toEqual([]);
    expect(labels(`a${" ".repeat(100)}\nb`)).toEqual([]);
    expect(labels(`a${" ".repeat(39)}b`)).toEqual([]);
  });

  it("marks an emoji of several characters as one, without taking it apart", () => {
    expect(marksOf('"👨‍👩‍👧" + "❤️"')).toMatchObject([
      {kind: "joined", start: 1, end: 9},
      {kind: "joined", label: "U+2764 U+FE0F"}
    ]);
    expect(marksOf('"🙂"')).toEqual([]);
  });

  it("marks Cyrillic, Greek and other letters within Latin names", () => {
    expect(labels("dаta = 1")).toEqual(["look-alike data"]);
    expect(labels("lοss")).toEqual(["look-alike loss"]);
    expect(labels("ｄata + 𝐱")).toEqual(["look-alike data", "look-alike x"]);
    expect(marksOf("dаta")[0]?.name).toContain("Latin and Cyrillic");
  });

  it("marks a name of another script that is drawn as one of the chapter", () => {
    expect(labels("сору(1)", ["copy"])).toEqual(["look-alike copy"]);
    expect(labels("сору(1)", ["paste"])).toEqual([]);
  });

  it("leaves names in any script alone, and formulas' letters in Latin names", () => {
    for (const name of ["данные", "σ", "Δloss", "μ_x", "größe", "naïve", "变量", "データ", "θ1", "ñ"])
      expect(labels(name, ["data"]), name).toEqual([]);
  });

  const text = fc.string({
    unit: fc.constantFrom("a", "b", " ", "\n", "\t", "\u202e", "\u200d", "👨", "а", "ο", "\ufe0f", "\ud800", " ".repeat(45), "é"),
    maxLength: 40
  });

  it("gives stretches within the text, in order, without overlap, and none where it is plain", () => {
    fc.assert(
      fc.property(text, (given) => {
        let at = 0;
        const marks = marksOf(given, new Set(["a", "ab"]));
        for (const {start, end, label, name} of marks) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          expect(label && name).not.toBe("");
          at = end;
        }
        expect(at).toBeLessThanOrEqual(given.length);
        if (isPlain(given)) expect(marks).toEqual([]);
      }),
      {numRuns: 2000}
    );
  });

  it("has something to say of every unseen character wherever it stands", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const covered = marksOf(`${before}\u202e${after}`).some(({start, end}) => start <= before.length && before.length < end);
        expect(covered).toBe(true);
      }),
      {numRuns: 1000}
    );
  });
});

describe("skeleton(name)", () => {
  it("is a name of ASCII letters itself, and the same for what is drawn alike", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z_$][\w$]*$/), (name) => {
        expect(skeleton(name)).toBe(name);
      })
    );
    expect(skeleton("ѕсоре")).toBe("scope");
  });
});
