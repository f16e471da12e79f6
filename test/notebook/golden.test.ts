import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {analyse} from "../../site/notebook/cell/analyse.ts";
import {cellsOf} from "../../site/notebook/chapter.ts";
import {inFile} from "../../site/notebook/position.ts";
import {connect} from "../../site/notebook/chapter.ts";
import {compile} from "../../site/notebook/cell/compile.ts";
import {parseAll} from "../../site/notebook/text/parse.ts";
import {renderBlocks} from "../../site/notebook/text/render.ts";
import type {Analysis, Notebook} from "../../site/notebook/types.ts";
import {LocatedError} from "../../site/notebook/types.ts";

// Each test/input/*.md gives test/output/*.json (structure and compiled cells) and *.html, or *.txt with its errors, one a line.
// UPDATE_GOLDEN=1 writes them anew: read the difference before you commit it.
const input = new URL("../input/", import.meta.url);
const output = new URL("../output/", import.meta.url);
const update = process.env.UPDATE_GOLDEN !== undefined;

describe("golden files: test/input/*.md → test/output/*", () => {
  const files = readdirSync(input).filter((name) => name.endsWith(".md"));
  it.each(files)("%s", (file) => {
    const expected = outcome(readFileSync(new URL(file, input), "utf8"), file);
    for (const extension of ["json", "html", "txt"] as const) {
      const path = new URL(file.replace(/\.md$/, `.${extension}`), output);
      const text = expected[extension];
      if (update && text !== undefined) writeFileSync(path, text);
      else if (update) rmSync(path, {force: true});
      expect(existsSync(path) ? readFileSync(path, "utf8") : undefined, `${path.pathname.split("/").at(-1)}`).toBe(text);
    }
  });
  it("has no output without an input", () => {
    const orphans = readdirSync(output).filter((name) => !files.includes(name.replace(/\.\w+$/, ".md")));
    expect(orphans).toEqual([]);
  });
});

function outcome(text: string, file: string): {json?: string; html?: string; txt?: string} {
  const {notebook, errors} = parseAll(text, file);
  const analyses = new Map<string, Analysis>();
  const compiled: unknown[] = [];
  for (const cell of cellsOf(notebook)) {
    if (cell.kind === "md") continue;
    try {
      analyses.set(cell.id, analyse(cell.source));
      const {id, inputs, outputs, imports, autodisplay, body} = compile(cell.id, cell.source, {inline: cell.kind === "inline"});
      compiled.push({id, inputs, outputs, imports, autodisplay, body: body.split("\n")});
    } catch (error) {
      if (!(error instanceof LocatedError)) throw error;
      errors.push(new LocatedError(error.message, inFile(cell, error.position), file));
    }
  }
  // Cells that share an id cannot be told apart: names are looked at when every id is one cell's.
  const {edges, order, errors: chapterErrors} = connect(notebook, analyses);
  if (errors.length === 0) errors.push(...chapterErrors);
  if (errors.length > 0) return {txt: errors.map(({located}) => `${located}\n`).join("")};
  const {source: _, ...rest} = notebook satisfies Notebook;
  return {json: `${JSON.stringify({...rest, graph: {edges, order}, compiled}, null, 2)}\n`, html: `${renderBlocks(notebook)}\n`};
}
