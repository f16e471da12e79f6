import {readdirSync, readFileSync} from "node:fs";
import {resolve} from "node:path";
import {describe, expect, it} from "vitest";
import {chapterMistakes} from "../../site/build/pages/mistakes.ts";
import {bookMistakes} from "../../site/build/reference/texts.ts";
import {renderReaderText} from "../../site/notebook/text/markdown.ts";
import {parseAll} from "../../site/notebook/text/parse.ts";
import {renderBlocks} from "../../site/notebook/text/render.ts";

const root = resolve(import.meta.dirname, "../..");
const index = {file: "notebooks/index.md", text: "---\ntitle: First\norder: 0\n---\n\nText.\n"};

/** What is said of a chapter with this text below its front matter. */
function said(body: string): string[] {
  const text = `---\ntitle: One\norder: 1\n---\n\n${body}`;
  return chapterMistakes(root, [index, {file: "notebooks/one.md", text}]).errors.map(({located}) => located);
}

const cell = (source: string) => `\`\`\`ts\n${source}\n\`\`\`\n\n`;

describe("the mistakes of a chapter", () => {
  it("are told all at once, whatever the parser made of the first", () => {
    const lines = said(
      cell("export type") +
        cell("class A { @q; m() {} }") +
        cell("const a = Math.max(b: 1, 2);") +
        cell("@dec class B {}") +
        cell("class C { accessor x = 1 }") +
        cell("const this = 42") +
        cell("const fine = 1;") +
        "A formula $\\nix$, an expression ${const x = 1}, and $\\frac{1}$.\n\n" +
        cell("import {x} from 'nowhere';") +
        "```ts flod\n1\n```\n"
    );
    const places = lines.map((line) => /^notebooks\/one\.md:(\d+):(\d+): /.exec(line)?.slice(1).map(Number));
    expect(places).toEqual([
      [7, 12],
      [11, 15],
      [15, 21],
      [19, 1],
      [23, 11],
      [27, 7],
      [34, 12],
      [34, 35],
      [34, 54],
      [37, 9],
      [37, 17],
      [40, 7]
    ]);
  });
});

const chapter = (name: string, order?: number) => ({
  file: `notebooks/${name}.md`,
  text: `---\ntitle: ${name}\n${order === undefined ? "" : `order: ${order}\n`}---\n\nText.\n`
});
const between = (...chapters: {file: string; text: string}[]) =>
  chapterMistakes(root, [index, ...chapters]).errors.map(({located}) => located);

describe("the names of chapters", () => {
  it.each(["404", "assets", "sw", "SW", "licences"])("cannot be %s: the book has a file of that name", (name) => {
    expect(between(chapter(name, 1))).toEqual([
      expect.stringMatching(new RegExp(`^notebooks/${name}\\.md:1:1: No chapter can be called ${name}\\.md`))
    ]);
  });

  it("are addresses", () => {
    for (const name of ["a b", "a#b", "a?b", "50%", ".hidden", "-x", 'a"b']) {
      expect(between(chapter(name, 1)), name).toEqual([expect.stringMatching(/:1:1: A chapter's file name is its address/)]);
    }
    expect(between(chapter("gan-training_2.0", 1), chapter("éclair", 2), chapter("1", 3))).toEqual([]);
  });

  it("are not the same but for their case", () => {
    expect(between(chapter("one", 1), chapter("One", 2))).toEqual([
      expect.stringMatching(/^notebooks\/One\.md:1:1: notebooks\/one\.md has the same name/)
    ]);
  });
});

describe("the order of chapters", () => {
  it("that two state is told at both, with the other's name and the next free number", () => {
    expect(between(chapter("b", 1), chapter("c", 4.5), chapter("a", 1))).toEqual(
      [
        ["b", "a"],
        ["a", "b"]
      ].map(([here, there]) =>
        expect.stringMatching(
          new RegExp(
            `^notebooks/${here}\\.md:3:1: notebooks/${here}\\.md and notebooks/${there}\\.md both say order: 1\\. .*order: 5,`
          )
        )
      )
    );
  });

  it("need not be stated", () => {
    expect(between(chapter("a"), chapter("b"))).toEqual([]);
  });
});

describe("a cell that stands for the answer to an exercise elsewhere", () => {
  const exercise = (solution: string) =>
    `::: exercise #double Double it\n\n\`\`\`ts starter\nconst d = (x: number) => x;\n\`\`\`\n\n` +
    `\`\`\`ts check\nequal(d(1), 2, "one");\n\`\`\`\n\n\`\`\`ts solution\n${solution}\n\`\`\`\n:::\n`;
  const solution = "const d = (x: number) => 2 * x;";
  const one = {...chapter("one", 1), text: `${chapter("one", 1).text}\n${exercise(solution)}`};
  const two = (words: string, text: string) => ({
    ...chapter("two", 2),
    text: `${chapter("two", 2).text}\n\`\`\`ts ${words}\n${text}\n\`\`\`\n`
  });
  it("has its solution's text, and is told when one of the two was changed", () => {
    expect(between(one, two("answer=one#double", solution))).toEqual([]);
    expect(between(one, two("answer=one#double", "const d = (x: number) => x + x;"))).toEqual([
      "notebooks/two.md:8:1: This is not the solution of one#double any more: put the same text here, or there."
    ]);
  });
  it("is told when there is no such exercise, and of the nearest", () => {
    expect(between(one, two("answer=one#duoble", solution))).toEqual([
      'notebooks/two.md:8:1: There is no exercise one#duoble, with a solution. Did you mean "one#double"?'
    ]);
  });
});

describe("a new author", () => {
  it("who saves the chapter of the README into the book is told of no mistake", async () => {
    const folder = resolve(root, "notebooks");
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => ({file: `notebooks/${name}`, text: readFileSync(resolve(folder, name), "utf8")}));
    const readme = readFileSync(resolve(root, "README.md"), "utf8");
    const [, text = "", name = ""] = [
      "",
      `${/^````markdown\n([^]*?)\n````$/m.exec(readme)?.[1]}\n`,
      /save this as `([^`]+)`/.exec(readme)?.[1]
    ];
    expect([name, text.includes("matrixFigure(")]).toEqual(["notebooks/blur.md", true]);
    expect((await bookMistakes(root, [...texts, {file: name, text}])).errors.map(({located}) => located)).toEqual([]);
  });
});

describe("a dollar sign before an expression", () => {
  it.each([
    ["$${price} is the price.", "$<x> is the price."],
    ["It costs $${price}.", "It costs $<x>."],
    ["From $${a} to $${b}, or ($${a})-$${b}.", "From $<x> to $<x>, or ($<x>)-$<x>."],
    ["- $${a}\n- $$x$$ and $y$", "$<x>"],
    ["> $${a}\n> more", "$<x>"],
    ["Between $5 and-$${b}", "Between $5 and-$<x>"]
  ])("is a dollar sign: %s", (text, read) => {
    const {errors, notebook} = parseAll(`---\ntitle: T\n---\n\n${text}\n`, "a.md");
    expect(errors).toEqual([]);
    const html = renderBlocks(notebook).replace(/<span class="inline"[^>]*><\/span>/g, "<x>");
    expect(html).toContain(read);
  });

  it("in what a reader writes too", () => {
    expect(renderReaderText("$\uE0000\uE001 and $\uE0001\uE001")).toBe("<p>$\uE0000\uE001 and $\uE0001\uE001</p>\n");
  });
});
