import {describe, expect, it} from "vitest";
import {chapterOf, decodeChanges, encodeChanges} from "../../../site/notebook/changes/change-codec.ts";
import {otherChapter} from "../../../site/page/share/belongs.ts";

const contents = [
  {slug: "convolution", title: "Convolution"},
  {slug: "pooling", title: "Pooling"}
];
const here = contents[0]!;

describe("otherChapter(here, origin, contents)", () => {
  it("is none for the same title, whatever the file is called, and for what says nothing", () => {
    expect(otherChapter(here, {title: "Convolution", slug: "my copy"}, contents)).toBeNull();
    expect(otherChapter(here, {slug: "convolution"}, contents)).toBeNull();
    expect(otherChapter(here, {}, contents)).toBeNull();
  });
  it("is found by its title, and by its page", () => {
    expect(otherChapter(here, {title: "Pooling", slug: "download"}, contents)).toEqual({name: "Pooling", href: "pooling.html"});
    expect(otherChapter(here, {slug: "pooling"}, contents)).toEqual({name: "Pooling", href: "pooling.html"});
    expect(otherChapter(here, {title: "Pooling, first draft", slug: "pooling"}, contents)).toEqual({
      name: "Pooling, first draft",
      href: "pooling.html"
    });
  });
  it("may be of another book, or this one under another title", () => {
    expect(otherChapter(here, {title: "Cooking", slug: "cooking"}, contents)).toEqual({name: "Cooking", href: null});
    expect(otherChapter(here, {title: "Convolutions", slug: "convolution"}, contents)).toEqual({
      name: "Convolutions",
      href: null
    });
    expect(otherChapter(here, {slug: "cooking"}, contents)).toEqual({name: "cooking", href: null});
  });
});

describe("chapterOf(value)", () => {
  it("gives the chapter that a link's changes were made in; older links do not say", () => {
    expect(chapterOf(encodeChanges(new Map(), "pooling"))).toBe("pooling");
    expect(chapterOf(encodeChanges(new Map()))).toBeUndefined();
    expect(decodeChanges(encodeChanges(new Map(), "pooling"))).toEqual(new Map());
    expect(() => decodeChanges({version: 1, cells: [], chapter: 3})).toThrow("changes.chapter: a chapter's name expected, not 3");
  });
});
