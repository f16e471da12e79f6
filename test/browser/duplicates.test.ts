/** A name has one giver. Published chapters keep to that; a reader's edit may not. */
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openCells, output, redefine, settled, state} from "./cells.ts";

const cells = [
  {id: "a", source: "const a = 1;"},
  {id: "b", source: "const b = 2;"},
  {id: "use", source: "a + 1"},
  {id: "far", source: "const far = a * 10;"},
  {id: "end", source: "far"},
  {id: "other", source: "b"}
];

const states = async (page: Page, ...ids: string[]) => Promise.all(ids.map((id) => state(page, id)));
const twice = (there: string, place: string) => `"a" is defined in two cells, here and in ${there}. Rename one of them. ${place}`;

describe("a name that two cells define", () => {
  it("is said in both, each naming the other; who uses it says that it waits", async () => {
    const page = await openCells(cells);
    await redefine(page, "b", "const c = 0;\nconst a = 7;");
    expect(await states(page, "a", "b", "use", "far", "end")).toEqual(["failed", "failed", "upstream", "upstream", "upstream"]);
    expect(await output(page, "a")).toBe(twice("b", "line 1, column 7"));
    expect(await output(page, "b")).toBe(twice("a", "line 2, column 7"));
    for (const id of ["use", "far", "end"]) expect(await output(page, id)).toBe("Waiting for a, which failed");
    expect(await output(page, "other")).toContain("b is not defined");
  });

  it.each([
    ["the new one is changed back", (page: Page) => redefine(page, "b", "const b = 2;"), ["2", "10", "2"]],
    [
      "the new one is removed",
      (page: Page) => page.evaluate(() => kit.page.remove("b")).then(() => settled(page)),
      ["2", "10", null]
    ],
    ["the old one is renamed", (page: Page) => redefine(page, "a", "const d = 1;"), ["8", "70", null]],
    [
      "the old one is removed",
      (page: Page) => page.evaluate(() => kit.page.remove("a")).then(() => settled(page)),
      ["8", "70", null]
    ]
  ] as const)("is healed when %s", async (_, heal, expected) => {
    const page = await openCells(cells);
    await redefine(page, "b", "const a = 7;");
    await heal(page);
    expect([await output(page, "use"), await output(page, "end")]).toEqual(expected.slice(0, 2));
    expect(await states(page, "use", "far", "end")).toEqual(["done", "done", "done"]);
    if (expected[2] !== null) expect(await output(page, "other")).toBe(expected[2]);
    const said = await page.evaluate(() => [...kit.page.cells.values()].map(({output}) => output.textContent).join());
    expect(said).not.toContain("two cells");
  });

  it("is said by all three when there are three, and by the last two when one goes", async () => {
    const page = await openCells(cells);
    await redefine(page, "b", "const a = 7;");
    await redefine(page, "other", "const a = 8;");
    expect(await states(page, "a", "b", "other")).toEqual(["failed", "failed", "failed"]);
    await redefine(page, "a", "const d = 1;");
    expect(await states(page, "a", "b", "other", "use")).toEqual(["done", "failed", "failed", "upstream"]);
    expect(await output(page, "b")).toBe(twice("other", "line 1, column 7"));
    await redefine(page, "other", "1");
    expect([await output(page, "use"), await output(page, "end")]).toEqual(["8", "70"]);
  });

  it("may be an import too; the same import stands in several", async () => {
    const page = await openCells([
      {id: "one", source: 'import {a} from "data:text/javascript,export const a = 1, b = 2;";'},
      {id: "two", source: 'import {a} from "data:text/javascript,export const a = 1, b = 2;";\ndisplay(a);'},
      {id: "three", source: "const c = 3;"},
      {id: "use", source: "a"}
    ]);
    expect([await output(page, "two"), await output(page, "use")]).toEqual(["1", "1"]);
    await redefine(page, "three", "const a = 3;");
    expect(await states(page, "one", "two", "three", "use")).toEqual(["failed", "failed", "failed", "upstream"]);
    await redefine(page, "three", "const c = 3;");
    expect(await states(page, "one", "two", "three", "use")).toEqual(["done", "done", "done", "done"]);
    expect(await output(page, "use")).toBe("1");
  });

  it("stays said while the other cannot be read, and its own error is kept", async () => {
    const page = await openCells(cells);
    await redefine(page, "b", "const a = 7;");
    await page.evaluate(() => kit.page.fail("a", new SyntaxError("Unexpected token")));
    await settled(page);
    expect([await output(page, "a"), await state(page, "b")]).toEqual(["SyntaxError: Unexpected token", "failed"]);
    await redefine(page, "b", "const b = 2;");
    expect([await output(page, "a"), await output(page, "use"), await state(page, "b")]).toEqual([
      "SyntaxError: Unexpected token",
      "Waiting for a, which failed",
      "done"
    ]);
  });

  it("runs neither, whatever is held", async () => {
    const page = await openCells([...cells, {id: "held", source: 'const a = 5;\ncount("ran");', manual: true}]);
    expect(await states(page, "a", "held", "use")).toEqual(["failed", "failed", "upstream"]);
    await page.evaluate(() => kit.page.run("held"));
    await settled(page);
    expect(await page.evaluate(() => counts.ran ?? 0)).toBe(0);
    await redefine(page, "held", "const e = 5;");
    expect(await output(page, "use")).toBe("2");
  });
});
