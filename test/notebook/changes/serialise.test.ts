import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {cellsOf} from "../../../site/notebook/chapter.ts";
import {applyChanges, blocksOf, type CellChange, hash, type PublishedBlock} from "../../../site/notebook/changes/changes.ts";
import {parse} from "../../../site/notebook/text/parse.ts";
import {serialise} from "../../../site/notebook/changes/serialise.ts";
import {changesTo, chapterText} from "../arbitraries.ts";

const chapter = `---
title: Test
---

First prose.

\`\`\`ts hide
const k = 1;
\`\`\`

Second prose, \${k}.

\`\`\`ts
k * 2
\`\`\`

[label]: there.md

\`\`\`ts
k * 3
\`\`\`
`;
const changed = (text: string, ...changes: CellChange[]): string =>
  serialise(parse(text, "t.md"), new Map(changes.map((change) => [change.id, change])));

describe("serialise(notebook, changes)", () => {
  it("gives the very text when nothing changed", () => {
    fc.assert(
      fc.property(chapterText, (text) => {
        expect(serialise(parse(text, "t.md"), new Map())).toBe(text);
      }),
      {numRuns: 60}
    );
  });

  it("replaces a changed cell and leaves all else, byte for byte", () => {
    expect(changed(chapter, {id: "k", original: hash("const k = 1;"), text: "const k = 7;"})).toBe(
      chapter.replace("k = 1", "k = 7")
    );
  });

  it("names a cell whose id would become another", () => {
    expect(changed(chapter, {id: "k", original: hash("const k = 1;"), text: "const z = 7;"})).toBe(
      chapter.replace("```ts hide\nconst k = 1", "```ts hide #k\nconst z = 7")
    );
  });

  it("takes a deleted cell out, names those counted after it and keeps prose apart", () => {
    const text = changed(
      chapter,
      {id: "k", original: hash("const k = 1;"), deleted: true},
      {id: "start-1", original: hash("k * 2"), deleted: true}
    );
    expect(text).toBe(`---
title: Test
---

First prose.

<!-- a cell stood here -->

Second prose, \${k}.

[label]: there.md

\`\`\`ts #start-2
k * 3
\`\`\`
`);
  });

  it("writes added cells behind the block they follow, with a fence longer than any in them", () => {
    const text = changed(chapter, {id: "mine", original: null, text: "````\n```", kind: "md", after: "start-p1"});
    expect(text).toBe(chapter.replace("First prose.\n\n", "First prose.\n\n`````md cell #mine\n````\n```\n`````\n\n"));
  });

  it("moves a cell, and sets or takes back manual", () => {
    const text = changed(chapter, {id: "k", original: hash("const k = 1;"), after: "start-p2", manual: true});
    expect(text).toBe(
      chapter
        .replace("```ts hide\nconst k = 1;\n```\n\n", "<!-- a cell stood here -->\n\n")
        .replace("${k}.\n\n", "${k}.\n\n```ts hide manual\nconst k = 1;\n```\n\n")
    );
    expect(changed(text, {id: "k", original: hash("const k = 1;"), manual: false})).toBe(text.replace(" manual", ""));
  });

  it("writes the file's own line ends", () => {
    const windows = chapter.replaceAll("\n", "\r\n");
    const text = changed(windows, {id: "k", original: hash("const k = 1;"), text: "const k =\n  7;"});
    expect(text).toBe(windows.replace("const k = 1;", "const k =\r\n  7;"));
  });

  it("parses to the cells of applyChanges, with their ids, texts and order, and to the same prose", () => {
    const versions = chapterText.chain((text) => {
      const notebook = parse(text, "t.md");
      return changesTo(blocksOf(notebook)).map((changes) => ({text, notebook, changes}));
    });
    fc.assert(
      fc.property(versions, ({notebook, changes}) => {
        const again = parse(serialise(notebook, changes), "t.md");
        // Link definitions between blocks may join the prose before them, where they say the same: its text is not compared.
        const shape = ({id, kind, text}: PublishedBlock): unknown => (kind === "prose" ? {id, kind} : {id, kind, text});
        expect(blocksOf(again).map(shape)).toEqual(applyChanges(blocksOf(notebook), changes).map(shape));
        const inline = (n: typeof notebook): string[] =>
          cellsOf(n)
            .filter(({kind}) => kind === "inline")
            .map(({id, source}) => `${id} ${source}`);
        expect(inline(again)).toEqual(inline(notebook));
        for (const cell of cellsOf(again)) {
          if (changes.get(cell.id)?.manual !== undefined) expect(cell.manual).toBe(changes.get(cell.id)!.manual);
        }
      }),
      {numRuns: 80}
    );
  });
});
