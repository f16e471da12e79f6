import {describe, expect, it} from "vitest";
import {applyChanges, type CellChange, hash} from "../../site/notebook/changes/changes.ts";
import {anchorsOf} from "../../site/page/edit/blocks.ts";
import fc from "fast-check";
import {conflictOf, keepMine, takeTheirs} from "../../site/page/keep/conflicts.ts";
import {EditWriter} from "../../site/page/keep/save.ts";
import {asCellEdit, type CellEdit} from "../../site/page/edit/edits.ts";
import type {EditStore, StoreFailure, MarkStorage} from "../../site/page/keep/store.ts";
import {failureOf, leaveUnsaved, markEdits, pathOf, readUnsaved} from "../../site/page/keep/store.ts";
import {merge} from "../../site/page/keep/tabs.ts";

/** A store that forgets. */
function memoryStore(): EditStore {
  const chapters = new Map<string, Map<string, CellEdit>>();
  return {
    async load(path) {
      return structuredClone([...(chapters.get(path)?.values() ?? [])]);
    },
    async write(path, changed, removed) {
      const kept = chapters.get(path) ?? new Map<string, CellEdit>();
      for (const id of removed) kept.delete(id);
      for (const record of changed) kept.set(record.id, structuredClone(record));
      chapters.set(path, kept);
    }
  };
}

const path = "/book/chapter";

function kept(id: string, text: string | null, more: Partial<CellEdit> = {}): CellEdit {
  return {id, kind: "ts", original: hash("published"), text, ran: null, ...more};
}

/** A memory store that fails with `error` while it is set. */
function failing(): EditStore & {error: Error | null; writes: number} {
  const inner = memoryStore();
  return {
    error: null,
    writes: 0,
    load(path) {
      return this.error ? Promise.reject(this.error) : inner.load(path);
    },
    async write(path, changed, removed) {
      this.writes += 1;
      if (this.error) throw this.error;
      await inner.write(path, changed, removed);
    }
  };
}

function keeperOn(store: EditStore): {writer: EditWriter; failures: (StoreFailure | null)[]} {
  const failures: (StoreFailure | null)[] = [];
  return {writer: new EditWriter(store, path, {failed: (failure) => failures.push(failure)}), failures};
}

describe("Keeper.keep(changes)", () => {
  it("writes, and load() gives it back", async () => {
    const store = memoryStore();
    await keeperOn(store).writer.keep([
      ["a", kept("a", "x")],
      ["b", kept("b", null)]
    ]);
    const {writer} = keeperOn(store);
    expect((await writer.load()).map(({id, text}) => [id, text])).toEqual([
      ["a", "x"],
      ["b", null]
    ]);
    await writer.keep([["a", null]]);
    expect((await writer.load()).map(({id}) => id)).toEqual(["b"]);
  });

  it("tells of a full store, keeps everything pending, and writes it with the next try", async () => {
    const store = failing();
    const {writer, failures} = keeperOn(store);
    store.error = new DOMException("full", "QuotaExceededError");
    await writer.keep([["a", kept("a", "one")]]);
    await writer.keep([["b", kept("b", "two")]]);
    expect([...writer.pending.keys()]).toEqual(["a", "b"]);
    expect(failures.map((failure) => failure?.kind)).toEqual(["full", "full"]);
    store.error = null;
    await writer.retry();
    expect(failures.at(-1)).toBeNull();
    expect(writer.pending.size).toBe(0);
    expect((await store.load(path)).map(({text}) => text)).toEqual(["one", "two"]);
  });

  it("does not lose what is typed while a write is under way", async () => {
    const store = memoryStore();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow: EditStore = {...store, write: async (...given) => (await gate, store.write(...given))};
    const {writer} = keeperOn(slow);
    const first = writer.keep([["a", kept("a", "old")]]);
    const second = writer.keep([["a", kept("a", "new")]]);
    release();
    await Promise.all([first, second]);
    expect(await store.load(path)).toMatchObject([{text: "new"}]);
    expect(writer.pending.size).toBe(0);
  });

  it("gives nothing from a store that cannot be read, and says why", async () => {
    const store = failing();
    store.error = new DOMException("no", "SecurityError");
    const {writer, failures} = keeperOn(store);
    expect(await writer.load()).toEqual([]);
    expect(failures[0]).toMatchObject({kind: "forbidden"});
  });
});

describe("failureOf(error)", () => {
  it("says in words whether the store is full, forbidden or broken", () => {
    expect(failureOf(new DOMException("", "QuotaExceededError")).message).toContain("full");
    expect(failureOf(new ReferenceError("no IndexedDB")).kind).toBe("forbidden");
    expect(failureOf(new DOMException("disk", "UnknownError")).message).toContain("disk");
  });
});

describe("asKept(value)", () => {
  it("gives a record without what does not belong to it, and null for anything else", () => {
    expect(asCellEdit({...kept("a", "x"), path, extra: 1})).toEqual(kept("a", "x"));
    for (const value of [null, 1, "a", {}, {...kept("a", "x"), text: 3}, {...kept("a", "x"), kind: "html"}])
      expect(asCellEdit(value)).toBeNull();
  });
});

describe("merge(mine, theirs, touched, decided)", () => {
  const [x, y] = [kept("a", "x"), kept("a", "y")];
  it("follows another tab in a cell that this one has not touched", () => {
    expect(merge(undefined, x, false, false)).toBe("follow");
    expect(merge(x, y, false, false)).toBe("follow");
    expect(merge(x, undefined, false, false)).toBe("follow");
  });
  it("asks where both have changed the cell to different texts", () => {
    expect(merge(x, y, true, false)).toBe("ask");
    expect(merge(x, undefined, true, false)).toBe("ask");
  });
  it("asks nothing where both have the same, and follows what was decided", () => {
    expect(merge(x, {...x}, true, false)).toBe("same");
    expect(merge(x, {...x, ran: "x"}, true, false)).toBe("follow");
    expect(merge(x, y, true, true)).toBe("follow");
  });
});

describe("conflictOf(kept, published)", () => {
  it("is null for a change to the text that is published, and for an added cell", () => {
    expect(conflictOf(kept("a", "x"), "published")).toBeNull();
    expect(conflictOf(kept("a", "x", {original: null}), null)).toBeNull();
  });
  it("tells a new edition, a cell that is gone, and another tab's text", () => {
    expect(conflictOf(kept("a", "x"), "another")).toBe("edition");
    expect(conflictOf(kept("a", "x"), null)).toBe("gone");
    expect(conflictOf(kept("a", "x", {other: "y"}), "published")).toBe("tabs");
  });
  it("ends with either choice", () => {
    const edition = kept("a", "x");
    expect(conflictOf(keepMine(edition, "another"), "another")).toBeNull();
    expect(takeTheirs(edition, "another")).toBeUndefined();
    const gone = keepMine(edition, null);
    expect(gone).toMatchObject({original: null, text: "x"});
    const tabs = kept("a", "x", {other: "y"});
    expect(keepMine(tabs, "published")).toEqual(kept("a", "x"));
    expect(takeTheirs(tabs, "published")).toEqual(kept("a", "y"));
  });
});

function markStorage(): {store: Map<string, string>; storage: () => MarkStorage} {
  const store = new Map<string, string>();
  const storage: MarkStorage = {
    getItem: (key) => store.get(key) ?? null,
    setItem: (key, value) => void store.set(key, value),
    removeItem: (key) => void store.delete(key)
  };
  return {store, storage: () => storage};
}

describe("leaveUnsaved(chapter, changes, storage) and readUnsaved", () => {
  const chapter = {root: "https://example.org/book/", slug: "pooling"};
  it("carry changes and resets over a reload", () => {
    const {store, storage} = markStorage();
    leaveUnsaved(
      chapter,
      [
        ["a", kept("a", "x")],
        ["b", null]
      ],
      storage
    );
    expect([...readUnsaved(chapter, storage)]).toEqual([
      ["a", kept("a", "x")],
      ["b", null]
    ]);
    leaveUnsaved(chapter, [], storage);
    expect(store.size).toBe(0);
  });
  it("give nothing for what another program left there", () => {
    const {store, storage} = markStorage();
    for (const text of ["{", "{}", "[1, [2]]", '[["a", {"id": "a"}]]']) {
      store.set("gantry:unsaved:/book/pooling", text);
      expect(readUnsaved(chapter, storage).size).toBe(0);
    }
  });
});

describe("markEdits(chapter, exist, storage)", () => {
  const chapter = {root: "https://example.org/book/", slug: "pooling"};
  it("sets and takes away the key that the page's core looks for", () => {
    const {store, storage} = markStorage();
    expect(markEdits(chapter, true, storage)).toBe(true);
    expect([...store.keys()]).toEqual(["gantry:edits:/book/pooling"]);
    markEdits(chapter, false, storage);
    expect(store.size).toBe(0);
    expect(pathOf(chapter)).toBe("/book/pooling");
  });
  it("answers false where storage is forbidden", () => {
    expect(
      markEdits(chapter, true, () => {
        throw new DOMException("", "SecurityError");
      })
    ).toBe(false);
  });
});

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
