import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {applyChanges, type CellChange} from "../../../site/notebook/changes/changes.ts";
import {anchorsOf} from "../../../site/page/edit/blocks.ts";

describe("anchorsOf(order, published, moved)", () => {
  const published = ["p", "a", "b", "q", "c"];
  /** The order that the format's own reading of the anchors gives. */
  const placed = (anchors: ReadonlyMap<string, string | null>): string[] => {
    const blocks = published.map((id) => ({id, kind: "ts" as const, text: ""}));
    const changes = [...anchors].map(([id, after]): [string, CellChange] => [
      id,
      {id, original: published.includes(id) ? "" : null, text: "", after}
    ]);
    return applyChanges(blocks, new Map(changes)).map(({id}) => id);
  };

  it("needs nothing for a block that came back to its place", () => {
    expect(anchorsOf(published, published, new Set(["b"]))).toEqual(new Map());
    expect(anchorsOf(["p", "b", "a", "q", "c"], published, new Set(["b"]))).toEqual(new Map([["b", "p"]]));
  });

  it("rebuilds any order of moved and added blocks through applyChanges", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(["a", "b", "c", "x", "y", "z"]),
        fc.array(fc.nat(7), {minLength: 6, maxLength: 6}),
        (loose, places) => {
          const order = published.filter((id) => !loose.includes(id));
          loose.forEach((id, index) => order.splice(places[index]! % (order.length + 1), 0, id));
          expect(placed(anchorsOf(order, published, new Set(loose)))).toEqual(order);
        }
      )
    );
  });

  it("throws for a published block that is out of place and not among the moved", () => {
    expect(() => anchorsOf(["a", "p", "b", "q", "c"], published, new Set())).toThrow('block "p" was moved');
  });
});
