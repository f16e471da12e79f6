import {describe, expect, it} from "vitest";
import {asCellEdit} from "../../../site/page/edit/edits.ts";
import {keepMine, takeTheirs} from "../../../site/page/keep/choices.ts";
import {conflictOf} from "../../../site/page/keep/conflicts.ts";
import {merge} from "../../../site/page/keep/tabs.ts";
import {edited} from "./stores.ts";

describe("asCellEdit(value)", () => {
  it("gives a record without what does not belong to it, and null for anything else", () => {
    expect(asCellEdit({...edited("a", "x"), path: "/a", extra: 1})).toEqual(edited("a", "x"));
    for (const value of [null, 1, "a", {}, {...edited("a", "x"), text: 3}, {...edited("a", "x"), kind: "html"}])
      expect(asCellEdit(value)).toBeNull();
  });
  it("reads the one other text of a former edition's record", () => {
    expect(asCellEdit({...edited("a", "x"), other: "y"})).toEqual(edited("a", "x", {others: [{text: "y", by: "", n: 0}]}));
    expect(asCellEdit({...edited("a", "x"), others: [{text: 3}, 4, null]})).toEqual(edited("a", "x"));
  });
});

describe("merge(mine, theirs, {own, aware, decided})", () => {
  const [x, y] = [edited("a", "x"), edited("a", "y")];
  const untouched = {own: false, aware: true, decided: false};
  const both = {own: true, aware: true, decided: false};
  it("follows another tab in a cell that this one has not touched", () => {
    expect(merge(undefined, x, untouched)).toBe("follow");
    expect(merge(x, y, untouched)).toBe("follow");
    expect(merge(x, undefined, untouched)).toBe("follow");
  });
  it("asks where both have changed the cell to different texts", () => {
    expect(merge(x, y, both)).toBe("ask");
    expect(merge(x, undefined, both)).toBe("ask");
  });
  it("asks where the other tab did not know this one's text, whoever wrote it and whatever was decided there", () => {
    expect(merge(x, y, {own: false, aware: false, decided: false})).toBe("ask");
    expect(merge(x, y, {own: true, aware: false, decided: true})).toBe("ask");
  });
  it("asks nothing where both have the same, and follows what was decided", () => {
    expect(merge(x, {...x}, both)).toBe("same");
    expect(merge(x, {...x, ran: "x"}, both)).toBe("follow");
    expect(merge(x, y, {...both, decided: true})).toBe("follow");
  });
});

describe("conflictOf(edit, published)", () => {
  it("is null for a change to the text that is published, and for an added cell", () => {
    expect(conflictOf(edited("a", "x"), "published")).toBeNull();
    expect(conflictOf(edited("a", "x", {original: null}), null)).toBeNull();
  });
  it("tells a new edition, a cell that is gone, and another tab's text", () => {
    expect(conflictOf(edited("a", "x"), "another")).toBe("edition");
    expect(conflictOf(edited("a", "x"), null)).toBe("gone");
    expect(conflictOf(edited("a", "x", {others: [{text: "y", by: "two", n: 1}]}), "published")).toBe("tabs");
  });
  it("ends with either choice", () => {
    const edition = edited("a", "x");
    expect(conflictOf(keepMine(edition, "another"), "another")).toBeNull();
    expect(takeTheirs(edition, "another")).toBeUndefined();
    const gone = keepMine(edition, null);
    expect(gone).toMatchObject({original: null, text: "x"});
    const tabs = edited("a", "x", {others: [{text: "y", by: "two", n: 1}]});
    expect(keepMine(tabs, "published")).toEqual(edited("a", "x"));
    expect(takeTheirs(tabs, "published")).toEqual(edited("a", "y"));
  });

  it("lets several other texts wait for their turn", () => {
    const [y, z] = [
      {text: "y", by: "two", n: 1},
      {text: "z", by: "three", n: 1}
    ];
    const three = edited("a", "x", {others: [y, z]});
    expect(keepMine(three, "published")).toEqual(edited("a", "x", {others: [z]}));
    expect(takeTheirs(three, "published")).toEqual(edited("a", "y", {others: [z]}));
    expect(takeTheirs(edited("a", "x", {others: [{...y, text: "published"}, z]}), "published")).toEqual(
      edited("a", "published", {others: [z]})
    );
  });
});
