import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {analyse} from "../../site/notebook/cell/analyse.ts";
import {cellsOf} from "../../site/notebook/chapter.ts";
import type {Graph} from "../../site/notebook/chapter.ts";
import {connect} from "../../site/notebook/chapter.ts";
import {parseAll} from "../../site/notebook/text/parse.ts";

const graphOf = (body: string): Graph => {
  const {notebook} = parseAll(`---\ntitle: T\n---\n${body}`, "t.md");
  return connect(
    notebook,
    new Map(
      cellsOf(notebook)
        .filter(({kind}) => kind !== "md")
        .map(({id, source}) => [id, analyse(source)])
    )
  );
};
const cells = (...sources: string[]): string => sources.map((source) => `\n\`\`\`ts\n${source}\n\`\`\`\n`).join("");
const errorsOf = (body: string): string[] => graphOf(body).errors.map(({located}) => located);

describe("connect(notebook, analyses)", () => {
  it("says who uses what of whom, prose included, in order of the text", () => {
    const {nodes, edges, errors} = graphOf(`${cells("a + b", "const a = 1;", "const b = a, c = Math.abs(a);")}\nText \${c + a}.`);
    expect(errors).toEqual([]);
    expect(nodes.map(({id, defines}) => [id, defines])).toEqual([
      ["start-1", []],
      ["a", ["a"]],
      ["b", ["b", "c"]],
      ["start-p1-1", []]
    ]);
    expect(edges).toEqual([
      {from: "a", to: "start-1", names: ["a"]},
      {from: "b", to: "start-1", names: ["b"]},
      {from: "a", to: "b", names: ["a"]},
      {from: "b", to: "start-p1-1", names: ["c"]},
      {from: "a", to: "start-p1-1", names: ["a"]}
    ]);
  });
  it("lets several cells import the same, and draws no edges for it", () => {
    const {nodes, edges, errors} = graphOf(
      cells('import {a} from "m";\nconst x = a;', 'import {a} from "m";\nconst y = x;', "a + y")
    );
    expect(errors).toEqual([]);
    expect(nodes.map(({defines}) => defines)).toEqual([["x"], ["y"], []]);
    expect(edges.map(({from, to}) => `${from} → ${to}`)).toEqual(["x → y", "y → start-1"]);
  });
  it("refuses one name for two imports, or for an import and a definition", () => {
    expect(errorsOf(cells('import {a} from "m";', 'import {a} from "n";'))).toEqual([
      expect.stringContaining('"a" is defined in two cells')
    ]);
    expect(errorsOf(cells('import {a} from "m";', "const a = 1;"))).toEqual([
      expect.stringContaining('"a" is defined in two cells')
    ]);
  });
  it("orders cells behind what they use, else as in the text", () => {
    expect(graphOf(cells("c", "const a = 1;", "const c = b;", "const b = a;", "d")).order).toEqual([
      "a",
      "b",
      "c",
      "start-1",
      "start-2"
    ]);
    const numbers = fc.uniqueArray(fc.nat({max: 12}), {maxLength: 8});
    fc.assert(
      fc.property(numbers, fc.infiniteStream(fc.nat()), (order, random) => {
        const {edges, order: sorted} = graphOf(
          cells(...order.map((n) => `const v${n} = ${n === 0 ? 0 : `v${(random.next().value as number) % n}`};`))
        );
        expect([...sorted].sort()).toEqual(order.map((n) => `v${n}`).sort());
        for (const {from, to} of edges) expect(sorted.indexOf(from)).toBeLessThan(sorted.indexOf(to));
      }),
      {numRuns: 50}
    );
  });
  it("refuses a name that two cells define, with both places", () => {
    expect(errorsOf(cells("const a = 1;", "const b = 1,\n  a = 2;"))).toEqual([
      't.md:11:3: "a" is defined in two cells, here and at t.md:6:7. Rename one of them.'
    ]);
  });
  it("refuses the name of a built-in", () => {
    expect(errorsOf(cells("const display = 1;", "function equal() {}"))).toEqual([
      't.md:6:7: "display" is a built-in of the notebook: give this another name.',
      't.md:10:10: "equal" is a built-in of the notebook: give this another name.'
    ]);
  });
  it("refuses definitions in a circle, once for each, at its first cell", () => {
    expect(
      errorsOf(cells("const x = 1;", "const a = c + x;", "const c = b;", "const b = a;", "const p = q;", "const q = p + a;"))
    ).toEqual([
      "t.md:10:7: Circular definition: a → c → b → a. A cell cannot use what needs its own result.",
      "t.md:22:7: Circular definition: p → q → p. A cell cannot use what needs its own result."
    ]);
  });
  it("finds a circle that a cell only leads to, and every cell still has a place in the order", () => {
    const {errors, order} = graphOf(cells("a", "const a = b;", "const b = a;"));
    expect(errors.map(({message}) => message)).toEqual([
      "Circular definition: a → b → a. A cell cannot use what needs its own result."
    ]);
    expect([...order].sort()).toEqual(["a", "b", "start-1"]);
  });
  it("takes the starter's definition in an exercise; solution and checks define nothing", () => {
    const part = (role: string, source: string): string => `\`\`\`ts ${role}\n${source}\n\`\`\`\n`;
    const exercise = (solution: string): string =>
      ["\n::: exercise #ex T\n", part("starter", "let f = 1;"), part("check", "const r = f;"), part("check", "const r = f + 1;")]
        .concat(part("solution", solution), ":::\n\n${f}")
        .join("");
    const {nodes, edges, errors} = graphOf(exercise("let f = 2;"));
    expect(errors).toEqual([]);
    expect(nodes.map(({id}) => id)).toEqual(["ex-starter", "ex-check", "ex-check-2", "start-p1-1"]);
    expect(edges.map(({from, to}) => `${from} ${to}`)).toEqual([
      "ex-starter ex-check",
      "ex-starter ex-check-2",
      "ex-starter start-p1-1"
    ]);
    expect(errorsOf(exercise("let g = 2;"))).toEqual(['t.md:16:1: The solution must define "f", as its starter does.']);
  });
});
