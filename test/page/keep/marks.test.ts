import {describe, expect, it} from "vitest";
import {markEdits, pathOf} from "../../../site/page/keep/marks.ts";
import {marksComplete} from "../../../site/page/runtime/contract.ts";
import {Unsaved} from "../../../site/page/keep/unsaved.ts";
import {kept, textStorage} from "./stores.ts";

const chapter = {root: "https://example.org/book/", slug: "pooling"};

describe("Unsaved", () => {
  const one = {...kept("a", "x", {by: "one", n: 2, seen: {one: 2}}), time: 10};
  const two = {...kept("a", "y", {by: "two", n: 1, seen: {two: 1}}), time: 5};
  const reset = {id: "b", edit: null, version: {by: "two", n: 2, seen: {two: 2}}, time: 20};

  it("carries changes and resets over a reload, of each tab its last, the oldest first", () => {
    const storage = textStorage();
    const unsaved = new Unsaved(chapter, [() => storage]);
    unsaved.leave([one]);
    unsaved.leave([two, reset]);
    unsaved.leave([{...one, time: 11}]);
    expect(unsaved.read()).toEqual([two, {...one, time: 11}, reset]);
  });

  it("takes away what is stored and nothing else, and leaves no trace in the end", () => {
    const storage = textStorage();
    const unsaved = new Unsaved(chapter, [() => storage]);
    unsaved.leave([one, two, reset]);
    unsaved.leave([]);
    unsaved.drop((id, {by}) => id === "a" && by === "one");
    expect(unsaved.read()).toEqual([two, reset]);
    unsaved.drop(() => true);
    expect(storage.texts.size).toBe(0);
  });

  it("takes the second place when the first is full, says when there is none, and loses nothing of what was there", () => {
    const [first, second] = [textStorage(), textStorage()];
    const unsaved = new Unsaved(chapter, [() => first, () => second]);
    expect(unsaved.leave([one])).toBe(true);
    expect([first.texts.size, second.texts.size]).toEqual([1, 0]);
    first.full = true;
    expect(unsaved.leave([two])).toBe(true);
    expect(unsaved.read()).toEqual([two, one]);
    second.full = true;
    expect(unsaved.leave([reset])).toBe(false);
    expect(unsaved.read()).toEqual([two, one]);
    unsaved.drop(() => true);
    expect([first.texts.size, second.texts.size]).toEqual([0, 0]);
  });

  it("reads what a page of a former edition left", () => {
    const storage = textStorage();
    storage.setItem(
      "gantry:unsaved:/book/pooling",
      JSON.stringify([
        ["a", kept("a", "x").edit],
        ["b", null]
      ])
    );
    const left = new Unsaved(chapter, [() => storage]).read();
    expect(left.map(({id, edit}) => [id, edit?.text])).toEqual([
      ["a", "x"],
      ["b", undefined]
    ]);
  });

  it("gives nothing for what another program left there, and where storage is forbidden", () => {
    const storage = textStorage();
    const unsaved = new Unsaved(chapter, [() => storage]);
    for (const text of ["{", "{}", "[1, [2], null]", '[{"id": "a", "edit": {"id": "b"}, "time": 1}]']) {
      storage.setItem("gantry:unsaved:/book/pooling", text);
      expect(unsaved.read()).toEqual([]);
    }
    const forbidden = new Unsaved(chapter, [
      () => {
        throw new DOMException("", "SecurityError");
      }
    ]);
    expect(forbidden.read()).toEqual([]);
    expect(forbidden.leave([one])).toBe(false);
  });
});

describe("markEdits(chapter, exist, storage)", () => {
  it("sets and takes away the key that the page's core looks for", () => {
    const storage = textStorage();
    markEdits(chapter, true, () => storage);
    expect([...storage.texts.keys()]).toEqual(["gantry:edits:/book/pooling"]);
    markEdits(chapter, false, () => storage);
    expect(storage.texts.size).toBe(0);
    expect(pathOf(chapter)).toBe("/book/pooling");
  });
  it("takes away what says that the marks are complete where there is no room for one more", () => {
    const storage = textStorage();
    storage.setItem(marksComplete, "1");
    storage.full = true;
    markEdits(chapter, true, () => storage);
    expect(storage.texts.size).toBe(0);
  });
  it("does nothing where storage is forbidden", () => {
    markEdits(chapter, true, () => {
      throw new DOMException("", "SecurityError");
    });
  });
});
