import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {comfortable, cutIntoSlides, type Piece} from "../../../site/page/chrome/presenter/deck.ts";

type Sketch = [kind: Piece["kind"], height: number, more?: Pick<Piece, "leads" | "follows">];

/** Pieces one under the other, 20 pixels apart. */
function laid(...sketches: Sketch[]): Piece[] {
  let top = 0;
  return sketches.map(([kind, height, more]) => {
    const piece = {kind, top, bottom: top + height, ...more};
    top += height + (kind === "silent" ? 0 : 20);
    return piece;
  });
}

/** How many pieces each slide has. */
const sizes = (...sketches: Sketch[]) => cutIntoSlides(laid(...sketches)).map(({from, to}) => to - from);

const title: Sketch = ["title", 40, {leads: 20}];
const line: Sketch = ["text", 60];
const paragraph: Sketch = ["text", 170];
const figure: Sketch = ["show", 480];

describe("cutIntoSlides(pieces)", () => {
  it("keeps a section that fits a screen together, and begins the next with its title", () => {
    expect(sizes(title, paragraph, paragraph, title, paragraph)).toEqual([3, 2]);
  });
  it("gives a figure a slide of its own", () => {
    expect(sizes(title, paragraph, paragraph, figure, paragraph, paragraph)).toEqual([3, 1, 2]);
  });
  it("lets a sentence stand over a figure that has room for it", () => {
    expect(sizes(title, line, ["show", 320])).toEqual([3]);
  });
  it("cuts prose that is too long for one screen, into parts that are nearly alike", () => {
    expect(sizes(title, ...Array.from({length: 6}, () => paragraph))).toEqual([4, 3]);
  });
  it("leaves no heading alone, even where what follows fills the screen", () => {
    expect(sizes(title, figure, paragraph, paragraph)).toEqual([2, 2]);
    expect(sizes(title, ["show", 2000])).toEqual([2]);
  });
  it("parts no sentence with a colon from what it announces, and no formula from what stands before and behind it", () => {
    expect(sizes(paragraph, paragraph, ["text", 60, {leads: 3}], ["show", 300])).toEqual([2, 2]);
    const formula: Sketch[] = [
      ["text", 80, {follows: 2}],
      ["text", 80, {follows: 2}]
    ];
    expect(sizes(title, paragraph, paragraph, paragraph, ...formula)).toEqual([3, 3]);
  });
  it("keeps controls with what they control", () => {
    expect(sizes(["show", 300], ["show", 110, {leads: 1}], ["show", 380])).toEqual([1, 2]);
  });
  it("gives each exercise a slide, the first with the title over it", () => {
    expect(sizes(title, ["exercise", 400], ["exercise", 900], line)).toEqual([2, 1, 1]);
  });
  it("keeps what shows nothing yet with what stands before it", () => {
    expect(sizes(title, paragraph, ["silent", 0], figure, ["silent", 0])).toEqual([3, 2]);
  });

  it("shows every piece once, in order; no slide of several pieces is higher than two screens", () => {
    const kinds = fc.constantFrom<Piece["kind"]>("text", "show", "silent", "exercise", "title");
    const sketch = fc.tuple(kinds, fc.integer({min: 20, max: 500}));
    fc.assert(
      fc.property(fc.array(sketch, {minLength: 1, maxLength: 30}), (sketches) => {
        const pieces = laid(...sketches.map(([kind, height]): Sketch => [kind, kind === "silent" ? 0 : height]));
        const cuts = cutIntoSlides(pieces);
        expect(cuts.flatMap(({from, to}) => pieces.slice(from, to))).toEqual(pieces);
        for (const {from, to} of cuts) {
          const words = pieces.slice(from, to).filter(({kind}) => kind === "text" || kind === "show");
          if (words.length > 1) expect(words.at(-1)!.bottom - words[0]!.top).toBeLessThan(2 * comfortable);
        }
      })
    );
  });
});
