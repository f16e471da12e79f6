import {readdirSync, readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {cellsOf} from "../../site/notebook/chapter.ts";
import {parse} from "../../site/notebook/text/parse.ts";
import type {Cell} from "../../site/notebook/types.ts";

// The rule of CONTRIBUTING.md: whatever teaches is on the page or one click away; a cell is hidden only where it wires a figure.

const folder = new URL("../../notebooks/", import.meta.url);
const pages = readdirSync(folder)
  .filter((name) => name.endsWith(".md"))
  .map((name) => ({name, text: readFileSync(new URL(name, folder), "utf8")}))
  .map(({name, text}) => {
    const cells = cellsOf(parse(text, `notebooks/${name}`)).filter(({kind, role}) => kind === "ts" && role === undefined);
    return {slug: name.slice(0, -3), inOrder: /^order:/m.test(text), cells};
  });
const chapters = pages.filter(({slug, inOrder}) => inOrder && slug !== "index");

/** Lines of code that say something: not blank, no import. */
const lines = ({source}: Cell): number =>
  source.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("import ")).length;
const sum = (cells: readonly Cell[]): number => cells.reduce((total, cell) => total + lines(cell), 0);

describe.each(chapters)("the code of $slug", ({cells}) => {
  it("is on the page, or one disclosure away, for more than half of its lines", () => {
    expect(sum(cells.filter(({hide}) => !hide)) / sum(cells)).toBeGreaterThan(0.5);
  });

  it("has on the page itself at least one cell of five lines or more", () => {
    expect(cells.filter((cell) => !cell.hide && !cell.fold && lines(cell) >= 5).length).toBeGreaterThan(0);
  });

  it("hides only short cells", () => {
    expect(cells.filter((cell) => cell.hide && lines(cell) > 16).map(({id}) => id)).toEqual([]);
  });

  it("folds nothing away without a caption: a first line that says what the code does", () => {
    expect(cells.filter(({fold, source}) => fold && !/^\/\/ .+\.$/m.test(source.split("\n")[0] ?? "")).map(({id}) => id)).toEqual(
      []
    );
  });
});

describe.each(pages)("the code that stands on $slug", ({cells}) => {
  it("keeps to 72 columns, and to 25 lines a cell", () => {
    const seen = cells.filter(({hide, fold}) => !hide && !fold);
    const wide = seen.flatMap(({id, source}) =>
      source.split("\n").flatMap((line, i) => (line.length > 72 ? [`${id}:${i + 1}`] : []))
    );
    expect(wide).toEqual([]);
    expect(seen.filter(({source}) => source.trimEnd().split("\n").length > 25).map(({id}) => id)).toEqual([]);
  });
});
