import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {layers, layout} from "../../site/page/graph/layout.ts";
import type {GraphNode, LayoutOptions} from "../../site/page/graph/layout.ts";

const node = (id: string, inputs: string[] = [], section = 1): GraphNode => ({id, section, inputs});
const sizes: LayoutOptions = {columns: 3, nodeWidth: 100, nodeHeight: 20, gapX: 10, gapY: 30, sectionGap: 40, lane: 8, port: 10};

/** Chapters without circles: each cell uses earlier ones. Sections grow with the document. */
const chapters = fc
  .array(fc.record({uses: fc.array(fc.nat({max: 30}), {maxLength: 4}), next: fc.boolean()}), {maxLength: 30})
  .map((cells) => {
    let section = 0;
    return cells.map(({uses, next}, i): GraphNode => {
      if (next) section++;
      return {id: `c${i}`, section, inputs: [...new Set(uses.filter((used) => used < i).map((used) => `c${used}`))]};
    });
  });

describe("layers(nodes, columns)", () => {
  it("puts a cell under all that it uses", () => {
    expect(layers([node("a"), node("b", ["a"]), node("c", ["a", "b"])], 3)).toEqual([["a"], ["b"], ["c"]]);
  });

  it("puts cells that do not depend on each other side by side, in the order of the document", () => {
    expect(layers([node("a"), node("b"), node("c", ["a", "b"])], 3)).toEqual([["a", "b"], ["c"]]);
  });

  it("begins a new layer when one is full", () => {
    expect(layers([node("a"), node("b"), node("c")], 2)).toEqual([["a", "b"], ["c"]]);
  });

  it("puts a section under the one before it, whatever it uses", () => {
    expect(layers([node("a", [], 1), node("b", [], 2)], 3)).toEqual([["a"], ["b"]]);
  });

  it("puts a cell under one that stands later in the same section when it uses it", () => {
    expect(layers([node("a", ["b"]), node("b")], 3)).toEqual([["b"], ["a"]]);
  });

  it("keeps every cell of a circle", () => {
    expect(
      layers([node("a", ["b"]), node("b", ["a"])], 3)
        .flat()
        .sort()
    ).toEqual(["a", "b"]);
  });

  it("places every cell once, no layer wider than asked, each under what it uses", () => {
    fc.assert(
      fc.property(chapters, fc.integer({min: 1, max: 5}), (nodes, columns) => {
        const rows = layers(nodes, columns);
        expect(rows.flat().sort()).toEqual(nodes.map(({id}) => id).sort());
        const layer = new Map(rows.flatMap((row, i) => row.map((id) => [id, i] as const)));
        for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns);
        for (const {id, inputs} of nodes) for (const input of inputs) expect(layer.get(input)!).toBeLessThan(layer.get(id)!);
      })
    );
  });

  it("refuses a width without room, naming it", () => {
    expect(() => layers([], 0)).toThrow("columns must be at least 1, got 0");
  });
});

describe("layout(nodes, options)", () => {
  it("gives an empty graph no height", () => {
    expect(layout([], sizes)).toMatchObject({height: 0, edges: [], sections: []});
  });

  it("draws an edge to the next layer straight from lower side to upper side", () => {
    const {edges} = layout([node("a"), node("b", ["a"])], sizes);
    expect(edges).toEqual([
      {
        from: "a",
        to: "b",
        backward: false,
        points: [
          [10, 60],
          [10, 90]
        ]
      }
    ]);
  });

  it("draws a longer edge in a lane left of all cells", () => {
    const {edges, nodes} = layout([node("a"), node("b", ["a"]), node("c", ["a", "b"])], sizes);
    const long = edges.find(({from, to}) => from === "a" && to === "c")!;
    expect(long.points).toHaveLength(4);
    expect(long.points[1]![0]).toBeLessThan(nodes.get("a")!.x);
    expect(long.points[1]![0]).toBe(long.points[2]![0]);
  });

  it("puts a cell under the one that it uses when that place is free", () => {
    const {nodes} = layout([node("a"), node("b"), node("c", ["b"])], sizes);
    expect(nodes.get("c")!.x).toBe(nodes.get("b")!.x);
  });

  it("leaves room above each section for its heading", () => {
    const {sections, nodes} = layout([node("a", [], 1), node("b", [], 2)], sizes);
    expect(sections.map(({section}) => section)).toEqual([1, 2]);
    expect(nodes.get("b")!.y - sections[1]!.y).toBe(sizes.sectionGap);
  });

  it("says which edges lead upwards", () => {
    const {edges} = layout([node("a", ["b"], 1), node("b", [], 2)], sizes);
    expect(edges.map(({backward}) => backward)).toEqual([true]);
  });

  it("leaves out an edge to a cell that is not drawn", () => {
    expect(layout([node("a", ["elsewhere", "a"])], sizes).edges).toEqual([]);
  });

  it("lets no two cells overlap and keeps all within its size; lanes in use at one height differ", () => {
    fc.assert(
      fc.property(chapters, (nodes) => {
        const {nodes: placed, edges, width, height} = layout(nodes, sizes);
        const places = new Set<string>();
        for (const {x, y} of placed.values()) {
          expect(x >= 0 && x + sizes.nodeWidth <= width && y >= 0 && y + sizes.nodeHeight <= height).toBe(true);
          places.add(`${x},${y}`);
        }
        expect(places.size).toBe(nodes.length);
        const runs = edges
          .filter(({points}) => points.length === 4)
          .map(({from, points}) => ({from, x: points[1]![0], top: points[1]![1], end: points[2]![1]}));
        for (const a of runs) {
          for (const b of runs) {
            if (a.from !== b.from && a.x === b.x) expect(a.end <= b.top || b.end <= a.top).toBe(true);
          }
        }
      })
    );
  });
});
