import {describe, expect, it} from "vitest";
import {serialise} from "../../../site/notebook/changes/serialise.ts";
import {parse, parseAll} from "../../../site/notebook/text/parse.ts";
import {plainText, renderBlocks} from "../../../site/notebook/text/render.ts";

const chapter = (body: string): string => `---\ntitle: Test\n---\n${body}`;
const read = (body: string): ReturnType<typeof parse> => parse(chapter(body), "t.md");
const errors = (body: string): string[] => parseAll(chapter(body), "t.md").errors.map(({located}) => located);

const note = "::: teacher 5 minutes\nAsk *why* $x$ rises.\n\n- Press Play.\n:::";

describe("::: teacher", () => {
  it("is a template: in the page's text, and no part of the page", () => {
    expect(renderBlocks(read(`Before.\n\n${note}\n\nAfter.`))).toBe(
      '<div class="prose" data-block="start-p1">\n<p>Before.</p>\n<template class="teacher">\n<p class="aside-title">5 minutes</p>\n' +
        '<p>Ask <em>why</em> <span class="tex">$x$</span> rises.</p>\n<ul>\n<li>Press Play.</li>\n</ul>\n</template>\n<p>After.</p>\n</div>'
    );
  });

  it("is found by no search", () => {
    expect(plainText(read(`## Section\n\nBefore.\n\n${note}\n\nAfter.`))).toEqual([
      {heading: "Section", id: "section", text: "Before. After."}
    ]);
  });

  it("changes no name of the cells and stretches around it, when it stands beside prose", () => {
    const ids = (body: string) => read(body).blocks.map(({id}) => id);
    const plain = "## A\n\nOne.\n\n```ts\n1\n```\n\nTwo.\n\n```ts\n2\n```\n";
    expect(ids(plain.replace("One.", `One.\n\n${note}`).replace("Two.", `${note}\n\nTwo.`))).toEqual(ids(plain));
  });

  it("stands in an exercise too", () => {
    const html = renderBlocks(
      read(
        `::: exercise #e E\nText.\n\n:::: teacher\nGive them time.\n::::\n\n\`\`\`ts starter\nlet a = 1;\n\`\`\`\n\n\`\`\`ts check\na\n\`\`\`\n\n\`\`\`ts solution\nlet a = 2;\n\`\`\`\n:::`
      )
    );
    expect(html).toContain('<template class="teacher">\n<p>Give them time.</p>\n</template>');
  });

  it("stays in the Markdown of a chapter with a reader's changes, as all prose does", () => {
    const notebook = read(`One.\n\n${note}\n\n\`\`\`ts #k\n1\n\`\`\`\n`);
    const text = serialise(notebook, new Map([["k", {id: "k", original: "", text: "2"}]]));
    expect(text).toContain(note);
    expect(text).toContain("```ts #k\n2\n```");
    expect(renderBlocks(parse(text, "t.md"))).toContain('<template class="teacher">');
  });

  it("has no headings, no values and no cells, and says where they stand", () => {
    expect(errors("::: teacher\n## A heading\n:::")).toEqual([
      "t.md:5:1: A note for the teacher has no headings: they would be listed in the contents."
    ]);
    expect(errors("::: teacher\nNow ${steps}.\n:::")).toEqual([
      "t.md:5:1: A note for the teacher has no ${…}: nothing runs there."
    ]);
    expect(errors("::: teacher\n\n```ts\n1\n```\n:::")).toEqual([
      "t.md:6:1: A cell cannot stand in a list, a quotation, a note or a hint: move it to a line of its own."
    ]);
  });
});
