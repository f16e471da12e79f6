import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {BEFORE_ADDRESS, type CellEdit, Edits} from "../../site/page/edit/edits.ts";
import {conflictOf} from "../../site/page/keep/conflicts.ts";
import {UndoHistory} from "../../site/page/edit/undo-history.ts";

const published = new Map([
  ["a", "const a = 1;"],
  ["b", "a + 1"]
]);

function edit(id: string, text: string | null, ran: string | null = null): CellEdit {
  return {id, kind: "ts", original: "hash", text, ran};
}

function copyOf(): {edits: Edits; changed: [string[], string][]} {
  const changed: [string[], string][] = [];
  const edits = new Edits(published, (ids, origin) => changed.push([[...ids], origin]));
  return {edits, changed};
}

describe("new History(limit)", () => {
  it("throws a RangeError for a limit that is not a positive integer", () => {
    expect(() => new UndoHistory(0)).toThrow("a history holds at least 1 step, not 0");
    expect(() => new UndoHistory(1.5)).toThrow(RangeError);
  });

  it("forgets the oldest step beyond its limit", () => {
    const history = new UndoHistory<number>(2);
    for (const n of [1, 2, 3]) history.record({label: `${n}`, before: new Map([["a", n - 1]]), after: new Map([["a", n]])});
    expect([history.undo()?.label, history.undo()?.label, history.undo()?.label]).toEqual(["3", "2", undefined]);
  });

  it("drops what was undone when something new is done", () => {
    const history = new UndoHistory<number>();
    history.record({label: "one", before: new Map([["a", 0]]), after: new Map([["a", 1]])});
    history.undo();
    history.record({label: "two", before: new Map([["a", 0]]), after: new Map([["a", 2]])});
    expect(history.redoable).toBeUndefined();
    expect(history.undoable?.label).toBe("two");
  });
});

describe("ReaderCopy.change(label, changes, join)", () => {
  it("makes typing in one cell one step, and a new one after seal()", () => {
    const {edits} = copyOf();
    edits.change("edit of a", [["a", edit("a", "x")]], "type a");
    edits.change("edit of a", [["a", edit("a", "xy")]], "type a");
    edits.history.seal();
    edits.change("edit of a", [["a", edit("a", "xyz")]], "type a");
    edits.undo();
    expect(edits.text("a")).toBe("xy");
    edits.undo();
    expect(edits.text("a")).toBe("const a = 1;");
    expect(edits.undo()).toBeUndefined();
  });

  it("keeps nothing for a cell that is back at the published text, unless another text had run", () => {
    const {edits} = copyOf();
    edits.change("edit", [["a", edit("a", "x", "x")]]);
    edits.change("edit", [["a", edit("a", "const a = 1;", "x")]]);
    expect(edits.get("a")).toMatchObject({ran: "x"});
    edits.change("edit", [["a", edit("a", "const a = 1;", "const a = 1;")]]);
    expect(edits.get("a")).toBeUndefined();
  });

  it("keeps nothing for an added cell that was deleted, and a record of a deleted published one", () => {
    const {edits} = copyOf();
    edits.change("add", [["mine", {...edit("mine", "1"), original: null}]]);
    edits.change("delete", [
      ["mine", {...edit("mine", null), original: null}],
      ["b", edit("b", null)]
    ]);
    expect(edits.all().map(({id}) => id)).toEqual(["b"]);
    expect(edits.text("b")).toBeNull();
  });

  it("tells of the cells concerned and of nothing when nothing differs", () => {
    const {edits, changed} = copyOf();
    edits.change("edit", [["a", edit("a", "x")]]);
    edits.change("edit", [["a", edit("a", "x")]]);
    edits.take([["b", edit("b", "y")]], "tab");
    edits.undo();
    expect(changed).toEqual([
      [["a"], "reader"],
      [["b"], "tab"],
      [["a"], "undo"]
    ]);
    expect(edits.text("b")).toBe("y");
  });
});

describe("ReaderCopy.undo() and redo()", () => {
  const step = fc.record({
    id: fc.constantFrom("a", "b", "mine"),
    text: fc.option(fc.string({maxLength: 3}), {nil: null}),
    join: fc.boolean()
  });

  it("give back every state, in any order of steps", () => {
    fc.assert(
      fc.property(fc.array(step, {maxLength: 20}), (steps) => {
        const {edits} = copyOf();
        const states = [snapshot(edits)];
        for (const [index, {id, text}] of steps.entries()) {
          const before = JSON.stringify(snapshot(edits));
          edits.change(`step ${index}`, [[id, {...edit(id, text), original: published.has(id) ? "hash" : null}]]);
          const after = snapshot(edits);
          if (JSON.stringify(after) !== before) states.push(after);
        }
        for (const state of states.slice(0, -1).reverse()) {
          edits.undo();
          expect(snapshot(edits)).toEqual(state);
        }
        expect(edits.undo()).toBeUndefined();
        for (const state of states.slice(1)) {
          edits.redo();
          expect(snapshot(edits)).toEqual(state);
        }
        expect(edits.redo()).toBeUndefined();
      })
    );
  });

  it("undoes a reset of everything in one step", () => {
    const {edits} = copyOf();
    edits.change("edit", [
      ["a", edit("a", "x", "x")],
      ["b", edit("b", null)]
    ]);
    const before = snapshot(edits);
    edits.change(
      "resetting the chapter",
      edits.all().map(({id}) => [id, undefined])
    );
    expect(edits.all()).toEqual([]);
    edits.undo();
    expect(snapshot(edits)).toEqual(before);
  });
});

describe("what is shown for a visit", () => {
  const shown = edit("a", "const a = 64;", "const a = 64;");
  const mine = edit("a", "const a = 7;", "const a = 7;");

  it("is a step that can be undone and done again, and nothing that is kept", () => {
    const {edits, changed} = copyOf();
    edits.visit("the address", shown);
    expect([edits.text("a"), edits.kept("a"), edits.isVisit("a")]).toEqual(["const a = 64;", undefined, true]);
    expect(changed).toEqual([[["a"], "visit"]]);
    edits.undo();
    expect([edits.text("a"), edits.kept("a"), edits.isVisit("a")]).toEqual(["const a = 1;", undefined, false]);
    edits.redo();
    expect([edits.text("a"), edits.kept("a"), edits.isVisit("a")]).toEqual(["const a = 64;", undefined, true]);
  });

  it("becomes the reader's with their first change", () => {
    const {edits} = copyOf();
    edits.visit("the address", shown);
    edits.change("edit", [["a", edit("a", "const a = 65;")]]);
    expect(edits.kept("a")).toEqual(edit("a", "const a = 65;"));
  });

  it("leaves what the reader had as it is, also when another visit follows, and beside what they change then", () => {
    const {edits} = copyOf();
    edits.change("edit", [["a", mine]]);
    edits.visit("the address", shown);
    edits.visit("another", edit("a", "const a = 3;"));
    expect(edits.kept("a")).toEqual(mine);
    edits.change("edit", [["a", edit("a", "const a = 65;")]]);
    const others = [{text: "const a = 7;", by: BEFORE_ADDRESS, n: 0}];
    expect(edits.get("a")).toEqual({...edit("a", "const a = 65;"), others});
    expect(conflictOf(edits.get("a")!, "const a = 1;")).toBe("address");
    edits.undo();
    expect(edits.kept("a")).toEqual(mine);
    edits.change("resetting a", [["a", undefined]]);
    expect(edits.get("a")).toMatchObject({text: "const a = 1;", others});
    edits.undo();
    edits.change("back", [["a", mine]]);
    expect(edits.get("a")).toEqual(mine);
  });
});

function snapshot(edits: Edits): CellEdit[] {
  return edits.all().sort((a, b) => (a.id < b.id ? -1 : 1));
}
