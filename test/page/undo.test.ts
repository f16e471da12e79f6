import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {History, type Kept, ReaderCopy} from "../../site/page/edit/edits.ts";

const published = new Map([
  ["a", "const a = 1;"],
  ["b", "a + 1"]
]);

function edit(id: string, text: string | null, ran: string | null = null): Kept {
  return {id, kind: "ts", original: "hash", text, ran};
}

function copyOf(): {copy: ReaderCopy; changed: [string[], string][]} {
  const changed: [string[], string][] = [];
  const copy = new ReaderCopy(published, (ids, origin) => changed.push([[...ids], origin]));
  return {copy, changed};
}

describe("new History(limit)", () => {
  it("throws a RangeError for a limit that is not a positive integer", () => {
    expect(() => new History(0)).toThrow("a history holds at least 1 step, not 0");
    expect(() => new History(1.5)).toThrow(RangeError);
  });

  it("forgets the oldest step beyond its limit", () => {
    const history = new History<number>(2);
    for (const n of [1, 2, 3]) history.record({label: `${n}`, before: new Map([["a", n - 1]]), after: new Map([["a", n]])});
    expect([history.undo()?.label, history.undo()?.label, history.undo()?.label]).toEqual(["3", "2", undefined]);
  });

  it("drops what was undone when something new is done", () => {
    const history = new History<number>();
    history.record({label: "one", before: new Map([["a", 0]]), after: new Map([["a", 1]])});
    history.undo();
    history.record({label: "two", before: new Map([["a", 0]]), after: new Map([["a", 2]])});
    expect(history.redoable).toBeUndefined();
    expect(history.undoable?.label).toBe("two");
  });
});

describe("ReaderCopy.change(label, changes, join)", () => {
  it("makes typing in one cell one step, and a new one after seal()", () => {
    const {copy} = copyOf();
    copy.change("edit of a", [["a", edit("a", "x")]], "type a");
    copy.change("edit of a", [["a", edit("a", "xy")]], "type a");
    copy.history.seal();
    copy.change("edit of a", [["a", edit("a", "xyz")]], "type a");
    copy.undo();
    expect(copy.text("a")).toBe("xy");
    copy.undo();
    expect(copy.text("a")).toBe("const a = 1;");
    expect(copy.undo()).toBeUndefined();
  });

  it("keeps nothing for a cell that is back at the published text, unless another text had run", () => {
    const {copy} = copyOf();
    copy.change("edit", [["a", edit("a", "x", "x")]]);
    copy.change("edit", [["a", edit("a", "const a = 1;", "x")]]);
    expect(copy.get("a")).toMatchObject({ran: "x"});
    copy.change("edit", [["a", edit("a", "const a = 1;", "const a = 1;")]]);
    expect(copy.get("a")).toBeUndefined();
  });

  it("keeps nothing for an added cell that was deleted, and a record of a deleted published one", () => {
    const {copy} = copyOf();
    copy.change("add", [["mine", {...edit("mine", "1"), original: null}]]);
    copy.change("delete", [
      ["mine", {...edit("mine", null), original: null}],
      ["b", edit("b", null)]
    ]);
    expect(copy.all().map(({id}) => id)).toEqual(["b"]);
    expect(copy.text("b")).toBeNull();
  });

  it("tells of the cells concerned and of nothing when nothing differs", () => {
    const {copy, changed} = copyOf();
    copy.change("edit", [["a", edit("a", "x")]]);
    copy.change("edit", [["a", edit("a", "x")]]);
    copy.take([["b", edit("b", "y")]], "tab");
    copy.undo();
    expect(changed).toEqual([
      [["a"], "reader"],
      [["b"], "tab"],
      [["a"], "undo"]
    ]);
    expect(copy.text("b")).toBe("y");
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
        const {copy} = copyOf();
        const states = [snapshot(copy)];
        for (const [index, {id, text}] of steps.entries()) {
          const before = JSON.stringify(snapshot(copy));
          copy.change(`step ${index}`, [[id, {...edit(id, text), original: published.has(id) ? "hash" : null}]]);
          const after = snapshot(copy);
          if (JSON.stringify(after) !== before) states.push(after);
        }
        for (const state of states.slice(0, -1).reverse()) {
          copy.undo();
          expect(snapshot(copy)).toEqual(state);
        }
        expect(copy.undo()).toBeUndefined();
        for (const state of states.slice(1)) {
          copy.redo();
          expect(snapshot(copy)).toEqual(state);
        }
        expect(copy.redo()).toBeUndefined();
      })
    );
  });

  it("undoes a reset of everything in one step", () => {
    const {copy} = copyOf();
    copy.change("edit", [
      ["a", edit("a", "x", "x")],
      ["b", edit("b", null)]
    ]);
    const before = snapshot(copy);
    copy.change(
      "resetting the chapter",
      copy.all().map(({id}) => [id, undefined])
    );
    expect(copy.all()).toEqual([]);
    copy.undo();
    expect(snapshot(copy)).toEqual(before);
  });
});

function snapshot(copy: ReaderCopy): Kept[] {
  return copy.all().sort((a, b) => (a.id < b.id ? -1 : 1));
}
