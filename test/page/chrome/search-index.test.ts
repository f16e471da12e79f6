import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {buildSearchIndex, excerpt, highlight, search, words} from "../../../site/page/chrome/search-index.ts";
import type {SearchSection} from "../../../site/page/chrome/search-index.ts";

const section = (id: string, heading: string, text: string, chapter = "Convolution"): SearchSection => ({
  slug: chapter.toLowerCase(),
  chapter,
  id,
  heading,
  text
});

const book = [
  section("", "Convolution", "A window slides over the picture and gives one sum at each place."),
  section("padding", "Four paddings", "Same, valid, causal and full: how many cells are added around the picture."),
  section("transposed", "Transposed convolution", "The gradient of convolution, drawn as a scatter; the checkerboard it causes."),
  section("", "Pooling", "Pooling halves the picture. A convolution with stride does so too.", "Pooling"),
  section("max", "Maximum", "maxPool keeps the largest of four. The café of Fukushima, 1980.", "Pooling")
];
const index = buildSearchIndex(book);
const ids = (query: string) => search(index, query).map(({section}) => `${section.slug}#${section.id}`);

describe("words(text)", () => {
  it("gives lower-case terms without accents, with their places in the text", () => {
    expect(words("A Café")).toEqual([
      {term: "a", start: 0, end: 1},
      {term: "cafe", start: 2, end: 6}
    ]);
  });

  it("splits names at capitals, and keeps the whole name", () => {
    expect(words("maxPool2d").map(({term}) => term)).toEqual(["maxpool2d", "max", "pool2d"]);
  });

  it("gives places that hold the term, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({unit: "binary"}), (text) => {
        for (const {term, start, end} of words(text))
          expect(text.slice(start, end).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()).toBe(term);
      })
    );
  });
});

describe("search(index, query, limit)", () => {
  it("finds a word in any chapter", () => {
    expect(ids("stride")).toEqual(["pooling#"]);
  });

  it("finds words by their beginning", () => {
    expect(ids("check")).toEqual(["convolution#transposed"]);
  });

  it("finds parts of names in code", () => {
    expect(ids("maxpool")).toEqual(["pooling#max"]);
    expect(ids("pool")).toContain("pooling#max");
  });

  it("finds a word whatever its case and accents", () => {
    expect(ids("CAFE")).toEqual(["pooling#max"]);
  });

  it("puts a heading before a mention in the text", () => {
    expect(ids("padding")[0]).toBe("convolution#padding");
    expect(ids("transposed convolution")[0]).toBe("convolution#transposed");
  });

  it("puts a whole word before a longer one that begins so", () => {
    const two = buildSearchIndex([section("a", "A", "the convolutional layer"), section("b", "B", "the convolution layer")]);
    expect(search(two, "convolution").map(({section}) => section.id)).toEqual(["b", "a"]);
  });

  it("asks for all words", () => {
    expect(ids("picture stride")).toEqual(["pooling#"]);
  });

  it("gives what holds most of the words when nothing holds all", () => {
    expect(ids("checkerboard zebra")).toEqual(["convolution#transposed"]);
  });

  it("finds nothing for an empty query, for marks alone, and for what is not there", () => {
    expect(ids("")).toEqual([]);
    expect(ids(" … (")).toEqual([]);
    expect(ids("zebra")).toEqual([]);
  });

  it("gives at most `limit` sections", () => {
    expect(search(index, "picture", 2)).toHaveLength(2);
  });

  it("finds nothing in an empty book", () => {
    expect(search(buildSearchIndex([]), "window")).toEqual([]);
  });
});

describe("highlight(text, query)", () => {
  const marks = (text: string, query: string) =>
    highlight(text, query)
      .map(({text, found}) => (found ? `[${text}]` : text))
      .join("");

  it("marks the beginnings of words that were asked for", () => {
    expect(marks("Pooling and a pool, not a carpool", "pool")).toBe("[Pool]ing and a [pool], not a carpool");
  });

  it("marks parts of names", () => {
    expect(marks("maxPool(x)", "pool max")).toBe("[max][Pool](x)");
  });

  it("marks nothing for an empty query", () => {
    expect(marks("Pooling", "")).toBe("Pooling");
  });

  it("loses no character of the text", () => {
    fc.assert(
      fc.property(fc.string({unit: "binary"}), fc.string(), (text, query) => {
        expect(
          highlight(text, query)
            .map((run) => run.text)
            .join("")
        ).toBe(text);
      })
    );
  });
});

describe("excerpt(text, query, length)", () => {
  const before = "The first words say nothing of it. ".repeat(20);
  const long = `${before}Here the checkerboard appears in the heat map. ${"And it goes on. ".repeat(20)}`;

  it("gives a short text whole", () => {
    expect(excerpt("A  short\ntext", "text")).toBe("A short text");
  });

  it("gives whole words around what was asked for", () => {
    const found = excerpt(long, "checkerboard heat", 80);
    expect(found).toContain("checkerboard appears in the heat");
    expect(found).toMatch(/^… .* …$/);
    expect(found.length).toBeLessThanOrEqual(84);
  });

  it("gives the beginning when the words are not in the text", () => {
    expect(excerpt(long, "zebra", 40)).toMatch(/^The first words .* …$/);
  });
});

describe("the search, of words that are written otherwise", () => {
  const index = buildSearchIndex([
    section("a", "The colour of a layer", "Batch normalisation, an optimiser and labelled greys."),
    section("b", "Names", "normalizeColor(optimizer) gives gray."),
    section("c", "Pooling", "Max pooling keeps the largest. The window of max is small; a pool is not."),
    section("d", "Statistics", "The minibatch is compared. Max alone, and a pooling far from it."),
    section("e", "Forward", "Forgetting is not for getting.")
  ]);
  const found = (query: string) => search(index, query).map((hit) => hit.section.id);

  it("finds either spelling by either, and by the beginning of one", () => {
    for (const query of ["color", "colour", "optimizer", "optimiser", "grey", "gray", "normaliz", "normalis"])
      expect(found(query).sort(), query).toEqual(["a", "b"]);
    expect(found("labeled")).toEqual(["a"]);
  });

  it("finds two words that were asked for as one, where they stand one behind the other", () => {
    expect(found("maxpool")).toEqual(["c"]);
    expect(found("maxpooling")).toEqual(["c"]);
    expect(found("batchnorm")).toEqual(["a"]);
  });

  it("finds one word that was asked for as two", () => {
    expect(found("mini batch")).toEqual(["d"]);
  });

  it("puts first what is called as the query is, to its capitals", () => {
    const named = buildSearchIndex([
      section("type", "ConvLayer", "Short."),
      section("function", "convLayer", "A longer text that speaks of much else beside, and at length of it."),
      section("other", "Others", "convLayer convLayer convLayer")
    ]);
    expect(search(named, "convLayer").map((hit) => hit.section.id)).toEqual(["function", "type", "other"]);
    expect(search(named, "ConvLayer").map((hit) => hit.section.id)[0]).toBe("type");
  });

  it("marks what it found: the other spelling whole, and both words of two", () => {
    const marks = (text: string, query: string) => highlight(text, query).flatMap((piece) => (piece.found ? [piece.text] : []));
    expect(marks("The colour, the colours", "color")).toEqual(["colour", "colour"]);
    expect(marks("Max pooling is for maxima", "maxpool")).toEqual(["Max pool"]);
    expect(marks("Forgetting is not for getting", "forgetting")).toEqual(["Forgetting", "for getting"]);
    expect(marks("What is it for, and why", "forgetting")).toEqual([]);
    expect(excerpt(`${"Nothing here. ".repeat(30)}Max pooling at last.`, "maxpool")).toContain("Max pooling at last");
  });
});
