import katex from "katex";
import {describe, expect, it} from "vitest";
import {parse} from "../../../site/notebook/text/parse.ts";
import {plainText, renderBlocks, renderCell} from "../../../site/notebook/text/render.ts";
import {cellsOf} from "../../../site/notebook/chapter.ts";

const read = (body: string): ReturnType<typeof parse> => parse(`---\ntitle: Test\n---\n${body}`, "t.md");
const cell = (words: string, source: string): string => renderCell(cellsOf(read(`\`\`\`ts ${words}\n${source}\n\`\`\``))[0]!);

const tools =
  '<div class="cell-tools" role="group" aria-label="Tools of start-1">' +
  '<button type="button" class="tool-run" tabindex="-1" aria-label="Run start-1">Run</button>' +
  '<button type="button" class="tool-edit" aria-label="Edit start-1">Edit</button>' +
  '<button type="button" class="tool-more" tabindex="-1" aria-label="More for start-1">More</button></div>';

describe("renderCell(cell, renderers)", () => {
  it("gives output, then source, as text that is exactly the cell's", () => {
    expect(cell("", "a < b && '</code>'"))
      .toBe(`<section class="cell" id="cell-start-1" data-block="start-1" data-cell="start-1" data-kind="ts" data-budget="2000">
<div class="cell-output"></div>
<div class="cell-source"><pre tabindex="0"><code class="language-typescript">${"a &#60; b &#38;&#38; &#39;&#60;/code&#62;&#39;"}</code></pre></div>
${tools}
</section>`);
  });
  it("has the buttons of a cell, before the editor is loaded; no check or solution has them", () => {
    expect(cell("#k", "1")).toContain('<button type="button" class="tool-edit" aria-label="Edit k">Edit</button>');
    const [, , check, solution] = cellsOf(
      read(
        "::: exercise #e E\n\n```ts setup\nconst s = 1;\n```\n\n```ts starter\nconst a = 1;\n```\n\n" +
          "```ts check\na;\n```\n\n```ts solution\nconst a = 2;\n```\n:::"
      )
    );
    for (const kept of [check!, solution!]) expect(renderCell(kept)).not.toContain("<button");
  });
  it("hides, folds, holds and keeps room", () => {
    expect(cell("hide", "1")).toContain(' data-hide data-budget="2000"');
    expect(cell("hide", "1")).toContain('<div class="cell-source" hidden>');
    const folded = cell("fold manual wide budget=9 height=20", "1");
    expect(folded).toContain(' data-manual data-fold data-wide data-budget="9" style="--height:20px">');
    expect(folded).toContain('<details class="cell-source"><summary>Code</summary><pre');
  });
  it("shows a Markdown cell as text of a reader, its source beside", () => {
    const html = renderBlocks(read("```md cell #m\n*a* <b>\n```"));
    expect(html).toContain('<div class="cell-output"><p><em>a</em> &lt;b&gt;</p>\n</div>');
    expect(html).toContain('<code class="language-md">*a* &#60;b&#62;</code>');
  });
});

describe("renderBlocks(notebook, {tex, highlight, cell})", () => {
  it("lets the caller write TeX, code and cells", () => {
    expect(
      renderBlocks(read("$x$\n\n```ts\n1\n```\n\n```c\n2\n```"), {
        tex: (source) => `<math>${source}</math>`,
        highlight: (code) => `<i>${code}</i>`,
        cell: ({id}) => `<cell ${id}>`
      })
    ).toBe(`<div class="prose" data-block="start-p1">\n<p><span class="tex"><math>x</math></span></p>\n</div>\n<cell start-1>
<div class="prose" data-block="start-p2">\n<pre tabindex="0"><code class="language-c"><i>2</i></code></pre>\n</div>`);
  });
  it("places the error of a formula that KaTeX refuses", () => {
    const tex = (source: string, displayMode: boolean): string =>
      katex.renderToString(source, {displayMode, output: "html", throwOnError: true});
    expect(renderBlocks(read("fine: ${a} $x^2$"), {tex})).toContain('class="katex"');
    for (const [body, place] of [
      ["text\nand ${a} $x$ then $\\nope{1}$", {line: 5, column: 20}],
      ["\n- a\n\n  $$\n  \\nope\n  $$", {line: 8, column: 3}],
      [
        "::: exercise $\\nope$\n```ts starter\nlet f\n```\n```ts check\n1\n```\n```ts solution\nlet f\n```\n:::",
        {line: 4, column: 1}
      ]
    ] as const) {
      expect(() => renderBlocks(read(body), {tex})).toThrow(
        expect.objectContaining({name: "LocatedError", position: place, file: "t.md"})
      );
    }
  });
  it("gives each heading the id that parse gave it, in exercises too", () => {
    const part = (role: string, source: string): string => `\`\`\`ts ${role}\n${source}\n\`\`\`\n`;
    const notebook = read(
      `## A\n\n::: exercise A b\n#### A
${part("starter", "let f")}${part("check", "1")}${part("solution", "let f")}:::\n\n## A b\n\n## Start`
    );
    const html = renderBlocks(notebook);
    expect(notebook.headings.map(({id}) => id)).toEqual(["a", "a-2", "a-b-2", "start-2"]);
    expect([...html.matchAll(/<h[24] id="([^"]*)"/g)].map(([, id]) => id)).toEqual(notebook.headings.map(({id}) => id));
    expect(plainText(notebook).map(({id}) => id)).toEqual(notebook.headings.map(({id}) => id));
    expect(html).toContain('<section class="exercise" id="a-b" data-exercise="a-b" data-block="a-b">\n<h3>Exercise: A b</h3>');
  });
});

describe("plainText(notebook)", () => {
  const notebook = read(
    'Intro *with* $x$ and `code` ${n}.\n\n## One\n\nText -- "quoted".\n\n' +
      "```ts\nhidden\n```\n\n| a |\n|---|\n| b |\n\n### Two\n\n- item"
  );
  it("follows the headings of the chapter", () => {
    expect(notebook.headings).toMatchObject([
      {id: "one", level: 2, text: "One"},
      {id: "two", level: 3, text: "Two"}
    ]);
  });
  it("gives what is read under each", () => {
    expect(plainText(notebook)).toEqual([
      {heading: "", id: "", text: "Intro with x and code ."},
      {heading: "One", id: "one", text: "Text – “quoted”. a b"},
      {heading: "Two", id: "two", text: "item"}
    ]);
  });
});
