import {describe, expect, it} from "vitest";
import type {EditStore, Kept} from "../../../site/page/keep/store.ts";
import {failureOf, type StoreFailure} from "../../../site/page/keep/telling.ts";
import {EditWriter} from "../../../site/page/keep/writer.ts";
import {failingStore, kept, memoryStore} from "./stores.ts";

const path = "/book/chapter";

function writerOn(store: EditStore) {
  const failures: (StoreFailure | null)[] = [];
  const unseen: Kept[] = [];
  const writer = new EditWriter(store, path, {
    failed: (failure) => failures.push(failure && failureOf(failure)),
    unseen: (there) => unseen.push(...there),
    written() {}
  });
  return {writer, failures, unseen};
}

describe("EditWriter.keep(changes)", () => {
  it("writes, and load() gives it back", async () => {
    const store = memoryStore();
    await writerOn(store).writer.keep([kept("a", "x"), kept("b", null)]);
    const {writer} = writerOn(store);
    expect((await writer.load())?.map(({id, edit}) => [id, edit?.text])).toEqual([
      ["a", "x"],
      ["b", null]
    ]);
    await writer.keep([{...kept("a", ""), edit: null}]);
    expect((await writer.load())?.map(({id}) => id)).toEqual(["b"]);
  });

  it("tells of a full store, keeps everything pending, and writes it with the next try", async () => {
    const store = failingStore();
    const {writer, failures} = writerOn(store);
    store.error = new DOMException("full", "QuotaExceededError");
    await writer.keep([kept("a", "one")]);
    await writer.keep([kept("b", "two")]);
    expect([...writer.pending.keys()]).toEqual(["a", "b"]);
    expect(failures.map((failure) => failure?.kind)).toEqual(["full", "full"]);
    store.error = null;
    await writer.flush();
    expect(failures.at(-1)).toBeNull();
    expect(writer.pending.size).toBe(0);
    expect((await store.load(path)).map(({edit}) => edit?.text)).toEqual(["one", "two"]);
  });

  it("does not lose what is typed while a write is under way", async () => {
    const store = memoryStore();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow: EditStore = {...store, write: async (...given) => (await gate, store.write(...given))};
    const {writer} = writerOn(slow);
    const first = writer.keep([kept("a", "old")]);
    const second = writer.keep([kept("a", "new")]);
    release();
    await Promise.all([first, second]);
    expect(await store.load(path)).toMatchObject([{edit: {text: "new"}}]);
    expect(writer.pending.size).toBe(0);
  });

  it("does not replace what it had not seen, and tells of it", async () => {
    const store = memoryStore();
    await writerOn(store).writer.keep([kept("a", "theirs", {by: "one", n: 1, seen: {one: 1}})]);
    const {writer, unseen} = writerOn(store);
    await writer.keep([kept("a", "mine", {by: "two", n: 1, seen: {two: 1}}), kept("b", "mine too")]);
    expect(unseen.map(({edit}) => edit?.text)).toEqual(["theirs"]);
    expect((await store.load(path)).map(({edit}) => edit?.text)).toEqual(["theirs", "mine too"]);
  });

  it("gives nothing from a store that cannot be read, and says why", async () => {
    const store = failingStore();
    store.error = new DOMException("no", "SecurityError");
    const {writer, failures} = writerOn(store);
    expect(await writer.load()).toBeNull();
    expect(failures[0]).toMatchObject({kind: "forbidden"});
  });
});

describe("failureOf(failed)", () => {
  const of = (error: unknown, reading = false) => failureOf({error, reading});
  it("says in words whether the store is full, forbidden or broken, or cannot be read", () => {
    expect(of(new DOMException("", "QuotaExceededError")).message).toContain("full");
    expect(of(new ReferenceError("no IndexedDB")).kind).toBe("forbidden");
    expect(of(new DOMException("disk", "UnknownError")).message).toContain("disk");
    expect(of(new DOMException("disk", "UnknownError"), true).message).toContain("It is kept; until it can be read");
  });
});
