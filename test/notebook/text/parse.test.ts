import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {cellsOf} from "../../../site/notebook/chapter.ts";
import {parse, parseAll} from "../../../site/notebook/text/parse.ts";
import type {Cell} from "../../../site/notebook/types.ts";
import {LocatedError} from "../../../site/notebook/types.ts";

const head = "---\ntitle: Test\n---\n";
const read = (body: string): ReturnType<typeof parse> => parse(head + body, "notebooks/test.md");
const ids = (body: string): string[] => cellsOf(read(body)).map(({id}) => id);
const errors = (body: string): string[] => parseAll(head + body, "t.md").errors.map(({located}) => located);
const fence = (source: string, words = ""): string => `\`\`\`ts${words}\n${source}\n\`\`\`\n`;

describe("parse(text, file)", () => {
  it("reads front matter; the slug is the file's name", () => {
    expect(parse("---\ntitle: 'A: b'\nsummary: \"c\"\norder: 2.5\n# comment\n\n---", "a/b/some-name.md")).toMatchObject({
      file: "a/b/some-name.md",
      slug: "some-name",
      title: "A: b",
      summary: "c",
      order: 2.5,
      blocks: []
    });
  });
  it("reads that a page stands beside the chapters, which have no such word", () => {
    const page = (lines: string) => parseAll(`---\ntitle: A\n${lines}\n---\n`, "a.md");
    expect(page("place: beside").notebook.beside).toBe(true);
    expect(page("order: 1").notebook).not.toHaveProperty("beside");
    const located = (lines: string) => page(lines).errors.map((error) => error.located);
    expect(located("place: cellar")).toEqual([
      'a.md:3:8: "place" can only be "beside": a page that is none of the chapters; it is "cellar".'
    ]);
    expect(located("place: beside\norder: 2")).toEqual(['a.md:4:1: A page beside the chapters has no "order".']);
    expect(located("order: 2\nplace: beside")).toEqual(['a.md:4:1: A page beside the chapters has no "order".']);
  });
  it("throws the first error of parseAll", () => {
    expect(() => read("\n```ts nope\n```\n\n:::")).toThrow(LocatedError);
    expect(() => read("\n```ts nope\n```\n\n:::")).toThrow('Unknown fence word "nope"');
    expect(errors("\n```ts nope\n```\n\n:::")).toHaveLength(2);
  });
  it("keeps the source of a cell as it is", () => {
    for (const source of ["", "\t1  ", "  a\n\n  b", "~~~\n:::", "// ```` "]) {
      expect(read(`\`\`\`\`\`ts\n${source}${source === "" ? "" : "\n"}\`\`\`\`\`\n`).blocks).toMatchObject([
        {type: "cell", cell: {source, start: {line: 5, column: 1}}}
      ]);
    }
  });
  it("parts prose at cells, headings and comments on lines of their own", () => {
    const {blocks} = read(`One.\n\nStill one.\n\n## Two\nTwo.\n\n<!-- x\ny -->\n\nThree. <!-- no -->\n${fence("1")}Four.`);
    expect(blocks.map((block) => [block.id, block.lines, block.type === "prose" ? block.source : ""])).toEqual([
      ["start-p1", {from: 4, to: 7}, "One.\n\nStill one."],
      ["two-p1", {from: 8, to: 10}, "## Two\nTwo."],
      ["two-p2", {from: 14, to: 15}, "Three. <!-- no -->"],
      ["two-1", {from: 15, to: 18}, ""],
      ["two-p3", {from: 18, to: 19}, "Four."]
    ]);
  });
  it("names cells after #id, else what they declare first, else their section", () => {
    expect(
      ids(`${fence("1")}${fence("const a = 1, b = 2;")}${fence("const c = 1;", " #other")}
## Some Section\n\n${fence("2")}${fence("f()")}
${fence('import {d as e} from "x";')}${fence("class K {}\nlet l;")}${fence("const {p: {q}, ...r} = o;")}`)
    ).toEqual(["start-1", "a", "other", "some-section-1", "some-section-2", "some-section-3", "K", "q"]);
  });
  it("keeps the id of a cell that cannot be read, where the text allows a guess", () => {
    expect(ids(fence("const size = ;") + fence("async function* tick( {"))).toEqual(["size", "tick"]);
  });
  it("names cells of exercises after their part, and numbers several", () => {
    const exercise = `::: exercise #ex T
${fence("1", " setup")}${fence("2", " setup")}${fence("let f", " starter")}${fence("3", " check")}${fence("4", " check")}
${fence("5")}${fence("let f", " solution")}:::\n`;
    expect(ids(exercise)).toEqual(["ex-setup", "ex-setup-2", "ex-starter", "ex-check", "ex-check-2", "ex-1", "ex-solution"]);
    expect(cellsOf(read(exercise)).map(({role, exercise: of}) => `${role} ${of}`)[2]).toBe("starter ex");
  });
  it("ends a container where its own line closes it, not where code or another container does", () => {
    const body = `::: exercise #ex T\n${fence("`\n:::\n`", " starter")}::: hint\n::: note\nN\n:::\n:::
${fence("1", " check")}${fence("let f", " solution")}:::\nAfter.`;
    const {blocks} = read(body);
    expect(blocks.map(({id}) => id)).toEqual(["ex", "start-p1"]);
    expect(blocks[0]).toMatchObject({
      blocks: [{id: "ex-starter"}, {id: "ex-hint-1", blocks: [{source: "::: note\nN\n:::"}]}, {}, {}]
    });
  });
  it("collects link definitions of the whole file", () => {
    expect(read("[a]: b.md\n\n```js\n```\n\n[C d]: <e f> 'title'").references).toEqual({
      A: {href: "b.md", title: ""},
      "C D": {href: "e%20f", title: "title"}
    });
  });
  it("lists headings with their anchors", () => {
    expect(
      read("## One `x`\n\ntext\n\n### Two ${n}\n\nTwo\n---").headings.map(({id, level, text, start}) => [
        id,
        level,
        text,
        start.line
      ])
    ).toEqual([
      ["one-x", 2, "One x", 4],
      ["two", 3, "Two", 8],
      ["two-2", 2, "Two", 10]
    ]);
  });
  it("finds a fence that is not closed, alone, in a list, in a container, without blaming the container", () => {
    expect(errors("\n```ts\n1\n")).toEqual(['t.md:5:1: This fence is not closed: a line "```" is missing.']);
    expect(errors("\n````js\n```\n")).toEqual(['t.md:5:1: This fence is not closed: a line "````" is missing.']);
    expect(errors("\n- ```js\n  x\n\nafter")).toEqual(['t.md:5:3: This fence is not closed: a line "```" is missing.']);
    expect(errors("\n::: note\n```js\n:::\n")).toEqual(['t.md:6:1: This fence is not closed: a line "```" is missing.']);
  });
  it("finds a container that is not closed", () => {
    expect(errors("\n::: note\nx\n:::: aside\ny\n:::\n")).toEqual([
      't.md:7:1: ":::: aside" is not closed: a line "::::" is missing. Each container needs its own.'
    ]);
  });

  it("places every cell exactly, whatever stands around it", () => {
    const line = fc.constantFrom(
      "a ${x} b ${`${y}`}",
      "- ${item}",
      "  - *a ${k}*",
      "> ${q} ${\n",
      "1}",
      "| ${a || b} | ${c} |",
      "|---|---|",
      "## H ${h}",
      "```ts",
      "```",
      "const a = 1;",
      "",
      "::: note ${t}",
      ":::",
      "\t${tab}",
      "<b>${inB}</b>",
      "<div>",
      "`${code}`",
      "é🙂${é}",
      "$x$ ${z}",
      "[l ${l}](x.md)",
      "\u2028${u}",
      "~~~js",
      "~~~",
      "${a}",
      "<!--",
      "-->"
    );
    fc.assert(
      fc.property(
        fc.array(line, {maxLength: 14}),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.constantFrom("", "\uFEFF"),
        (lines, end, mark) => {
          const text = mark + ["---", "title: x", "---", ...lines].join(end);
          const at = text.slice(mark.length).split(/\r\n|\r|\n/);
          for (const cell of cellsOf(parseAll(text, "t.md").notebook)) {
            expect(textAt(at, cell)).toBe(cell.source);
          }
        }
      ),
      {numRuns: 500}
    );
  });
  it("reads anything: a notebook and errors that stand in the text", () => {
    const line = fc.oneof(
      fc.string({unit: "binary", maxLength: 10}),
      fc.constantFrom(
        "---",
        "title: x",
        "```ts",
        "```",
        ":::",
        "::: exercise #x T",
        "::: hint",
        "${",
        "$$",
        "- ```ts",
        "> ::: note",
        "![x](//y)",
        "[x]{.y}",
        "# x",
        "<!--",
        "    x",
        "``` ts #a hide hide",
        "\t```ts"
      )
    );
    fc.assert(
      fc.property(fc.array(line, {maxLength: 12}), (lines) => {
        const text = lines.join("\n");
        const at = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
        for (const {position} of parseAll(text, "t.md").errors) {
          expect(position.line).toBeGreaterThanOrEqual(1);
          expect(position.line).toBeLessThanOrEqual(at.length);
          expect(position.column).toBeGreaterThanOrEqual(1);
          expect(position.column).toBeLessThanOrEqual(at[position.line - 1]!.length + 1);
        }
      }),
      {numRuns: 500}
    );
  });
});

/** As much text of a file as a cell has, from where the cell says that it begins. */
function textAt(lines: string[], {source, start}: Cell): string {
  return lines
    .slice(start.line - 1)
    .join("\n")
    .slice(start.column - 1)
    .slice(0, source.length);
}
