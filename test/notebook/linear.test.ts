import {describe, expect, it} from "vitest";
import {analyse} from "../../site/notebook/cell/analyse.ts";
import {compile} from "../../site/notebook/cell/compile.ts";
import {changesBetween} from "../../site/notebook/changes/changes-between.ts";
import {serialise} from "../../site/notebook/changes/serialise.ts";
import {cellsOf, connect} from "../../site/notebook/chapter.ts";
import {chapterModules} from "../../site/notebook/check/modules.ts";
import {renderReaderText} from "../../site/notebook/text/markdown.ts";
import {parseAll} from "../../site/notebook/text/parse.ts";
import {plainText, renderBlocks} from "../../site/notebook/text/render.ts";
import type {Analysis, Notebook} from "../../site/notebook/types.ts";
import {countWork, growth, most} from "../growth.ts";
import {head, hostileCells, hostileChapters, hostileText, repeated} from "./hostile.ts";

countWork();

const file = "notebooks/a.md";
const read = (text: string): Notebook => parseAll(text, file).notebook;
const analysed = (notebook: Notebook): Map<string, Analysis> =>
  new Map(cellsOf(notebook).map(({id, source}) => [id, analyse(source)]));

describe("four times the text is at most four times the work, or a little more:", () => {
  it.each(hostileText)("%j again and again, read, rendered, searched, shown to a reader", async (unit) => {
    const text = (n: number) => head + repeated(unit, n);
    expect(await growth((n) => () => parseAll(text(n), file), 1000), "read").toBeLessThan(most);
    const rendered = (n: number) => {
      const notebook = read(text(n));
      return () => [renderBlocks(notebook), plainText(notebook)];
    };
    expect(await growth(rendered, 1000), "rendered").toBeLessThan(most);
    expect(await growth((n) => () => renderReaderText(repeated(unit, n)), 1000), "shown").toBeLessThan(most);
  });

  it.each(Object.entries(hostileChapters))("a chapter of cells, %s: read, connected, checked, written", async (_, make) => {
    expect(await growth((n) => () => parseAll(make(n), file), 60), "read").toBeLessThan(most);
    const connected = (n: number) => {
      const notebook = read(make(n));
      const known = analysed(notebook);
      return () => connect(notebook, known);
    };
    expect(await growth(connected, 60), "connected").toBeLessThan(most);
    const checked = (n: number) => {
      const notebook = read(make(n));
      return () => chapterModules(notebook, "/root", "/builtins");
    };
    expect(await growth(checked, 60), "checked").toBeLessThan(most);
    const turned = (n: number) => {
      const notebook = read(make(n));
      const ids = notebook.blocks.map(({id}) => id);
      const changes = new Map(ids.map((id, i) => [id, {id, original: "", after: ids[i + 1] ?? null}]));
      return () => changesBetween(notebook, read(serialise(notebook, changes)));
    };
    expect(await growth(turned, 60), "written").toBeLessThan(most);
  });

  it.each(Object.entries(hostileCells))("a cell of %s: compiled, as the page does", async (name, make) => {
    let turn = 0;
    // What was analysed before is known: each text is another.
    const compiled = (n: number) => () => compile("c", `/* ${turn++} */ ${make(n)}`, {guard: {budget: 1000}});
    expect(await growth(compiled, name.startsWith("nested") ? 40 : 300)).toBeLessThan(most);
  });
});
