import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {changesBetween, placement} from "../../../site/notebook/changes/changes-between.ts";
import {decodeChanges, encodeChanges, limits} from "../../../site/notebook/changes/change-codec.ts";
import {applyChanges, blocksOf, type CellChange, hash, type PublishedBlock} from "../../../site/notebook/changes/changes.ts";
import {parse} from "../../../site/notebook/text/parse.ts";
import {serialise} from "../../../site/notebook/changes/serialise.ts";
import {changesTo, chapterText} from "../arbitraries.ts";

const blocks: PublishedBlock[] = [
  {id: "p1", kind: "prose", text: "Prose"},
  {id: "a", kind: "ts", text: "const a = 1;"},
  {id: "b", kind: "ts", text: "a + 1"},
  {id: "ex", kind: "exercise", text: ""},
  {id: "ex-starter", kind: "ts", text: "let f;", parent: "ex"},
  {id: "c", kind: "md", text: "note"}
];
const mapOf = (...changes: CellChange[]): Map<string, CellChange> => new Map(changes.map((change) => [change.id, change]));
const idsWith = (...changes: CellChange[]): string =>
  applyChanges(blocks, mapOf(...changes))
    .map(({id}) => id)
    .join(" ");
const added = (id: string, after: string | null): CellChange => ({id, original: null, text: "x", kind: "ts", after});

describe("hash(text)", () => {
  it("is 14 hexadecimal digits, the same for the same text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(hash(text)).toMatch(/^[0-9a-f]{14}$/);
        expect(hash(text)).toBe(hash(text));
      })
    );
  });
  it("tells small differences apart", () => {
    const texts = Array.from({length: 5000}, (_, i) => `const k = ${i};`);
    expect(new Set(texts.map(hash)).size).toBe(texts.length);
  });
});

describe("applyChanges(blocks, changes)", () => {
  it("gives the published blocks when nothing changed", () => {
    expect(applyChanges(blocks, new Map()).map(({id, text, original, edited}) => ({id, text, original, edited}))).toEqual(
      blocks.map(({id, text}) => ({id, text, original: text, edited: false}))
    );
  });
  it("replaces texts, in exercises too, and keeps the published one beside", () => {
    const [starter] = applyChanges(blocks, mapOf({id: "ex-starter", original: hash("let f;"), text: "let f = 1;"})).filter(
      ({id}) => id === "ex-starter"
    );
    expect(starter).toMatchObject({text: "let f = 1;", original: "let f;", edited: true, parent: "ex"});
  });
  it("leaves prose alone, whatever a change says", () => {
    expect(applyChanges(blocks, mapOf({id: "p1", original: null, text: "x", deleted: true, after: "c"}))[0]).toMatchObject({
      id: "p1",
      text: "Prose"
    });
  });
  it("adds behind a block, at the start, and behind added cells", () => {
    expect(idsWith(added("x", "a"))).toBe("p1 a x b ex ex-starter c");
    expect(idsWith(added("x", null))).toBe("x p1 a b ex ex-starter c");
    expect(idsWith(added("y", "x"), added("x", "a"))).toBe("p1 a x y b ex ex-starter c");
  });
  it("keeps the order of changes behind the same block", () => {
    expect(idsWith(added("x", "a"), added("y", "a"))).toBe("p1 a x y b ex ex-starter c");
  });
  it("moves, and what stands behind a moved cell moves with it", () => {
    expect(idsWith({id: "a", original: hash("const a = 1;"), after: "c"}, added("x", "a"))).toBe("p1 b ex ex-starter c a x");
  });
  it("deletes, and what stood behind a deleted cell stays there", () => {
    expect(idsWith({id: "a", original: hash("const a = 1;"), deleted: true}, added("x", "a"))).toBe("p1 x b ex ex-starter c");
  });
  it("puts what follows a part of an exercise behind the exercise, and keeps the parts", () => {
    expect(idsWith(added("x", "ex-starter"), added("y", "ex"))).toBe("p1 a b ex ex-starter x y c");
    expect(idsWith({id: "ex-starter", original: hash("let f;"), deleted: true, after: "a"})).toBe("p1 a b ex ex-starter c");
  });
  it("puts last what follows nothing that is there, or itself round a corner", () => {
    expect(idsWith(added("x", "nowhere"))).toBe("p1 a b ex ex-starter c x");
    expect(idsWith(added("x", "y"), added("y", "x"))).toBe("p1 a b ex ex-starter c x y");
    expect(idsWith({id: "a", original: hash("const a = 1;"), after: "a"})).toBe("p1 b ex ex-starter c a");
  });
  it("loses and repeats no cell, whatever the changes", () => {
    const ids = [...blocks.map(({id}) => id), "x", "y", "z", "w"];
    const change = fc
      .record({
        id: fc.constantFrom(...ids),
        original: fc.constantFrom(null, hash("let f;")),
        after: fc.constantFrom(undefined, null, ...ids),
        text: fc.string()
      })
      .map(({after, ...rest}): CellChange => (after === undefined ? rest : {...rest, after}));
    fc.assert(
      fc.property(fc.uniqueArray(change, {selector: ({id}) => id}), (list) => {
        const result = applyChanges(blocks, mapOf(...list)).map(({id}) => id);
        const there = list
          .filter(({id, original}) => original === null && !blocks.some((block) => block.id === id))
          .map(({id}) => id);
        expect([...result].sort()).toEqual([...blocks.map(({id}) => id), ...there].sort());
      })
    );
  });
  it("takes thousands of cells that stand behind each other", () => {
    const chain = Array.from({length: 5000}, (_, i) => added(`n${i}`, i === 0 ? "a" : `n${i - 1}`));
    expect(applyChanges(blocks, mapOf(...chain))).toHaveLength(blocks.length + 5000);
  });
});

describe("placement(blocks, wanted)", () => {
  const plain: PublishedBlock[] = ["a", "b", "c", "d"].map((id) => ({id, kind: "ts", text: id}));
  it("moves as few cells as possible", () => {
    expect(placement(plain, ["a", "b", "c", "d"])).toEqual(new Map());
    expect(placement(plain, ["d", "a", "b", "c"])).toEqual(new Map([["d", null]]));
    expect(placement(plain, ["b", "c", "a", "d"])).toEqual(new Map([["a", "c"]]));
  });
  it("never moves prose: the cells around it do", () => {
    expect(placement(blocks, ["a", "b", "p1", "ex", "ex-starter", "c"])).toEqual(
      new Map([
        ["a", null],
        ["b", "a"]
      ])
    );
  });
  it("gives any order of cells, added ones among them", () => {
    const any = fc.shuffledSubarray(["a", "b", "c", "d", "x", "y"]);
    fc.assert(
      fc.property(any, (wanted) => {
        const changes = new Map<string, CellChange>();
        for (const {id, text} of plain) if (!wanted.includes(id)) changes.set(id, {id, original: hash(text), deleted: true});
        for (const [id, after] of placement(plain, wanted)) {
          const block = plain.find((candidate) => candidate.id === id);
          changes.set(id, block ? {id, original: hash(block.text), after} : added(id, after));
        }
        expect(applyChanges(plain, changes).map(({id}) => id)).toEqual(wanted);
      })
    );
  });
});

describe("changesBetween(published, other)", () => {
  it("is empty between a chapter and itself", () => {
    fc.assert(
      fc.property(chapterText, (text) => {
        expect(changesBetween(parse(text, "t.md"), parse(text, "t.md"))).toEqual([]);
      }),
      {numRuns: 40}
    );
  });
  it("gives, applied, the other's cells in the other's order", () => {
    const versions = chapterText.chain((text) => {
      const notebook = parse(text, "t.md");
      return changesTo(blocksOf(notebook)).map((changes) => ({notebook, changes}));
    });
    fc.assert(
      fc.property(versions, ({notebook, changes}) => {
        const other = parse(serialise(notebook, changes), "t.md");
        const found = mapOf(...changesBetween(notebook, other));
        const cells = (list: readonly PublishedBlock[]): unknown[] =>
          list.map(({id, kind, text}) => (kind === "prose" ? {id} : {id, kind, text}));
        expect(cells(applyChanges(blocksOf(notebook), found))).toEqual(cells(blocksOf(other)));
        const published = new Map(blocksOf(notebook).map(({id, text}) => [id, text]));
        for (const {id, original} of found.values()) if (original !== null) expect(original).toBe(hash(published.get(id)!));
      }),
      {numRuns: 50}
    );
  });
  it("reads any two chapters without failing, and gives the cells of the second outside exercises", () => {
    fc.assert(
      fc.property(chapterText, chapterText, (one, two) => {
        const [published, other] = [parse(one, "t.md"), parse(two, "t.md")];
        const blocksById = applyChanges(blocksOf(published), mapOf(...changesBetween(published, other)));
        const own = (list: readonly PublishedBlock[]): string[] =>
          list
            .filter(({kind, parent}) => (kind === "ts" || kind === "md") && parent === undefined)
            .map(({id, text}) => `${id}: ${text}`);
        const rest = own(blocksOf(other));
        expect(own(blocksById).filter((cell) => rest.includes(cell))).toEqual(rest);
      }),
      {numRuns: 60}
    );
  });
});

describe("decodeChanges(value)", () => {
  const change = fc
    .record(
      {
        id: fc.constantFrom("a", "b", "__proto__", "constructor", "x-1", "étage", "$"),
        original: fc.constantFrom(null, hash("a")),
        text: fc.string(),
        deleted: fc.constant(true as const),
        after: fc.constantFrom(null, "a", "p-1"),
        kind: fc.constantFrom("ts" as const, "md" as const),
        manual: fc.boolean()
      },
      {requiredKeys: ["id", "original", "text"]}
    )
    .map((given) => ({...given, text: given.text.replace(/\r/g, "")}) as CellChange);

  it("reads back what encodeChanges gives, through JSON", () => {
    fc.assert(
      fc.property(fc.uniqueArray(change, {selector: ({id}) => id}), (list) => {
        const changes = mapOf(...list);
        expect(decodeChanges(JSON.parse(JSON.stringify(encodeChanges(changes))))).toEqual(changes);
      })
    );
  });
  it("gives changes or a TypeError or RangeError for anything at all", () => {
    const shaped = fc.record({
      version: fc.constantFrom(1, 2, "1"),
      cells: fc.oneof(
        fc.anything(),
        fc.array(
          fc.oneof(
            fc.anything(),
            fc.dictionary(
              fc.constantFrom("id", "original", "text", "deleted", "after", "kind", "manual", "__proto__"),
              fc.anything()
            )
          )
        )
      )
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything({withNullPrototype: true}), fc.jsonValue(), shaped), (value) => {
        try {
          for (const [id, decoded] of decodeChanges(value)) expect(decoded.id).toBe(id);
        } catch (error) {
          expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
          expect((error as Error).message).toMatch(/^changes|^Changed|at most/);
        }
      }),
      {numRuns: 500}
    );
  });
  const cell = {id: "a", original: null, text: "x"};
  it.each([
    [null, "changes: an object expected, not null"],
    [{version: 2, cells: []}, "changes.version: 1 expected, not 2"],
    [{version: 1, cells: {}}, "changes.cells: a list expected, not an object"],
    [{version: 1, cells: [], extra: 1}, 'changes: unknown property "extra"'],
    [{version: 1, cells: [JSON.parse('{"__proto__": {"id": "a"}}')]}, 'changes.cells[0]: unknown property "__proto__"'],
    [{version: 1, cells: [{...cell, id: "<b>"}]}, 'changes.cells[0].id: an id expected, not "<b>"'],
    [{version: 1, cells: [{...cell, original: "x"}]}, 'changes.cells[0].original: a hash or null expected, not "x"'],
    [{version: 1, cells: [cell, cell]}, 'changes.cells[1].id: "a" comes twice'],
    [{version: 1, cells: [{...cell, deleted: false}]}, "changes.cells[0].deleted: true or nothing expected, not false"],
    [
      {version: 1, cells: [{id: "a", original: null}]},
      "changes.cells[0].text: the text of an added cell expected, not undefined"
    ],
    [
      {version: 1, cells: [{...cell, text: "x".repeat(limits.text + 1)}]},
      "Characters of the cell “a”: 200,001; at most 200,000 are taken"
    ],
    [
      {version: 1, cells: Array.from({length: 501}, (_, i) => ({...cell, id: `a${i}`}))},
      "Changed cells: 501; at most 500 are taken"
    ],
    [{version: 1, cells: [{...cell, text: "\n".repeat(limits.lines)}]}, "Lines of the cell “a”: 5,001; at most 5,000 are taken"],
    [
      {version: 1, cells: Array.from({length: 5}, (_, i) => ({...cell, id: `a${i}`, text: "\n".repeat(4200)}))},
      "Lines of all changed cells: 21,005; at most 20,000 are taken"
    ],
    [
      {version: 1, cells: Array.from({length: 11}, (_, i) => ({...cell, id: `a${i}`, text: "x".repeat(limits.text)}))},
      "Characters of all changed cells: 2,200,000; at most 2,000,000 are taken"
    ]
  ])("says where a value is wrong, or too much (%#)", (value, message) => {
    expect(() => decodeChanges(value)).toThrow(message);
  });
  it("does not see what a prototype holds", () => {
    expect(() => decodeChanges(Object.create({version: 1, cells: []}))).toThrow("changes.version: 1 expected, not undefined");
  });
});
