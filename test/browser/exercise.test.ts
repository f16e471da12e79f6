import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {compile} from "../../site/notebook/cell/compile.ts";
import {counted, openCells, output, redefine, settled, state, type TestCell} from "./cells.ts";

const html = `<section class="exercise"><h3>Exercise: double</h3><div class="cells"></div><div class="exercise-result" role="status"></div>
<details class="hint"><summary>Hint 1</summary>Think.</details>
<details class="hint"><summary>Hint 2</summary>Think again.</details>
<details class="hint"><summary>Hint 3</summary>Multiply.</details>
<details class="solution"><summary>Solution</summary></details></section>`;

const cells: TestCell[] = [
  {id: "set", role: "setup", source: "const numbers = [1, 2, 3];"},
  {id: "double", role: "starter", source: "function double(x: number): number {\n  return x;\n}"},
  {
    id: "check",
    role: "check",
    source:
      'count("check");\nassert(typeof double === "function", "double is no function");\nequal(double(2), 4, "double(2)");\nequal(numbers.map(double), [2, 4, 6], "all numbers");'
  },
  {id: "solution", role: "solution", source: "function double(x: number): number {\n  return 2 * x;\n}"}
];

const open = async (given = cells): Promise<Page> => {
  const page = await openCells(given, {exercise: html});
  await page.evaluate(() => kit.exercise());
  return page;
};
const result = (page: Page) => page.locator(".exercise-result").textContent();
const verdict = (page: Page, text: string) =>
  page.waitForFunction((text) => document.querySelector(".exercise-result")!.textContent === text, text);

describe("an exercise", () => {
  it("says what to do, and runs no check, until the reader has changed the starter", async () => {
    const page = await open();
    expect(await result(page)).toBe("Edit the cell above, then press Shift-Enter or Run.");
    expect([await counted(page, "check"), await state(page, "double")]).toEqual([0, "done"]);
  });

  it("says what is not right yet, as feedback and not as an error of a cell", async () => {
    const page = await open();
    await redefine(page, "double", "function double(x: number): number {\n  return 3 * x;\n}");
    await verdict(page, "Not yet: double(2) is 6, expected 4");
    expect(await page.locator(".exercise-result").getAttribute("data-result")).toBe("wrong");
    expect([await page.locator(".cell-error").count(), await output(page, "check")]).toEqual([0, ""]);
  });

  it("says that it is right, and what was checked", async () => {
    const page = await open();
    await redefine(page, "double", "function double(x: number): number {\n  return x + x;\n}");
    await verdict(page, "Right. Checked: double(2); all numbers.");
    expect(await page.locator(".exercise-result").getAttribute("data-result")).toBe("right");
  });

  it("checks again at each run, and is silent again when the starter is put back", async () => {
    const page = await open();
    await redefine(page, "double", "const double = (x: number) => x + x;");
    await verdict(page, "Right. Checked: double(2); all numbers.");
    await redefine(page, "double", "const double = 7;");
    await verdict(page, "Not yet: double is no function");
    await redefine(page, "double", cells[1]!.source);
    await verdict(page, "Edit the cell above, then press Shift-Enter or Run.");
    expect(await page.locator(".exercise-result").getAttribute("data-result")).toBe(null);
  });

  it("points at the error of the reader's own cell", async () => {
    const page = await open();
    await redefine(page, "double", "const double = 1;\nnothing.here;");
    await verdict(page, "Not yet: the cell above has an error at line 2, column 1.");
  });

  it("says which name the check misses", async () => {
    const page = await open();
    await redefine(page, "double", "const twice = (x: number) => x + x;");
    await verdict(page, "Not yet: no cell defines double any more; the check needs it.");
  });

  it("says what the check met when the reader's function throws", async () => {
    const page = await open();
    await redefine(page, "double", "function double(x: number): number {\n  return (x as any).a.b;\n}");
    await verdict(page, "Not yet: the check met TypeError: Cannot read properties of undefined (reading 'b')");
  });

  it("shows hints one at a time", async () => {
    const page = await open();
    const visible = () => page.locator(".hint:visible").count();
    expect(await visible()).toBe(1);
    await page.click("text=Hint 1");
    await page.waitForSelector("text=Hint 2");
    expect(await visible()).toBe(2);
    await page.click("text=Hint 2");
    await page.waitForSelector("text=Hint 3");
    expect(await visible()).toBe(3);
  });

  it("puts the solution into the cell when asked, and the check is then right", async () => {
    const page = await open();
    const compiled = compile("double", cells[3]!.source);
    await page.evaluate(
      (compiled) => Object.assign(globalThis, {setSource: (_id: string, text: string) => kit.define(compiled, text)}),
      compiled
    );
    await page.click("text=Solution");
    await page.click("text=Put it in the cell");
    await settled(page);
    await verdict(page, "Right. Checked: double(2); all numbers.");
    expect(await page.evaluate(() => kit.page.cells.get("double")!.source)).toBe(cells[3]!.source);
  });
});
