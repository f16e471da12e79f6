import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openChapter} from "./chapter.ts";
import {reads, type} from "./reader.ts";

/** Text of a cell's output. */
function output(page: Page, id: string): Promise<string> {
  return page.locator(`[data-cell="${id}"] > .cell-output`).innerText();
}

const code = (page: Page, id: string) => page.locator(`[data-cell="${id}"] > .cell-source pre`);
const tool = (page: Page, id: string, name: string) =>
  page.locator(`[data-cell="${id}"] > .cell-tools`).getByRole("button", {name});

/** Where the first character of cell a stands. */
function firstCharacter(page: Page, selector: string): Promise<{x: number; y: number; width: number}> {
  return page
    .locator(`[data-cell="a"] ${selector}`)
    .first()
    .evaluate((node) => {
      const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode()!;
      const range = document.createRange();
      range.setStart(text, 0);
      range.setEnd(text, 1);
      const {x, y, width} = range.getBoundingClientRect();
      return {x, y, width};
    });
}

async function more(page: Page, id: string, command: string): Promise<void> {
  await page.locator(`[data-cell="${id}"]`).hover();
  await tool(page, id, `More for ${id}`).click();
  await page.getByRole("menuitem", {name: command, exact: true}).click();
}

describe("editing a cell", () => {
  it("opens an editor at a click, without moving a character, and Shift-Enter runs the cell and its dependents alone", async () => {
    const page = await openChapter();
    const before = await firstCharacter(page, "pre code");
    const below = await code(page, "b").boundingBox();
    await code(page, "a").click();
    await page.locator('[data-cell="a"] .cm-line').first().waitFor();
    const after = await firstCharacter(page, ".cm-line");
    expect(after.x).toBeCloseTo(before.x, 0);
    expect(after.y).toBeCloseTo(before.y, 0);
    expect(after.width).toBeCloseTo(before.width, 1);
    expect((await code(page, "b").boundingBox())!.y).toBeCloseTo(below!.y, 0);
    await type(page, "a", "const a: number = 7;\ndisplay(a);");
    expect(await page.locator('[data-cell="a"]').getAttribute("data-state")).toBe("stale");
    expect(await output(page, "a")).toBe("2");
    await page.keyboard.press("Shift+Enter");
    await reads(page, "a", "7");
    await reads(page, "c", "71");
    expect(await page.evaluate("apartRuns")).toBe(1);
    expect(await page.locator('[data-cell="a"]').getAttribute("data-edited")).toBe("");
  });

  it("opens with Enter, runs with Mod-Enter, leaves with Escape, and Tab then moves on", async () => {
    const page = await openChapter();
    await code(page, "a").focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-cell="a"] .cm-content').waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("const a = 3;\ndisplay(a);");
    await page.keyboard.press("Control+Enter");
    await reads(page, "b", "30");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe("pre");
    expect(await code(page, "a").innerText()).toBe("const a = 3;\ndisplay(a);");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Run");
  });

  it("indents with Tab after typing, and moves the focus with Tab before", async () => {
    const page = await openChapter();
    await code(page, "a").focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-cell="a"] .cm-content').waitFor();
    await page.keyboard.press("Tab");
    expect(await page.locator('[data-cell="a"] .cm-content').evaluate((node) => node === document.activeElement)).toBe(false);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("x");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Tab");
    expect(await page.locator('[data-cell="a"] .cm-line').first().innerText()).toBe("  const a = 2;");
  });

  it("shows an error at its place, keeps the text, and recovers", async () => {
    const page = await openChapter();
    await type(page, "a", "const a = 2;\nconst wrong = (;");
    await page.keyboard.press("Shift+Enter");
    await page.locator('[data-cell="a"][data-state="failed"]').waitFor();
    await page.locator('[data-cell="a"] .cm-line.cell-error-line').waitFor();
    expect(await page.locator('[data-cell="a"] .cm-line.cell-error-line').innerText()).toBe("const wrong = (;");
    await page.locator('[data-cell="a"] .cell-error', {hasText: /line 2, column 16/i}).waitFor();
    await type(page, "a", "const a = 4;\ndisplay(a);");
    await page.keyboard.press("Shift+Enter");
    await reads(page, "c", "41");
  });

  it("searches within the cell with Mod-F", async () => {
    const page = await openChapter();
    await code(page, "a").click();
    await page.locator('[data-cell="a"] .cm-content').focus();
    await page.keyboard.press("Control+f");
    await page.locator('[data-cell="a"] .cm-search input[name="search"]').waitFor();
    await page.keyboard.type("display");
    await page.locator('[data-cell="a"] .cm-searchMatch').first().waitFor();
    await page.keyboard.press("Escape");
    expect(await page.locator('[data-cell="a"] .cm-search').count()).toBe(0);
    expect(await page.locator('[data-cell="a"] .cm-content').count()).toBe(1);
  });
});

describe("adding, moving and deleting cells", () => {
  it("adds code below a cell, which other cells can use, and undo takes it out", async () => {
    const page = await openChapter();
    await code(page, "a").click();
    await page.keyboard.press("Escape");
    await more(page, "a", "Add code below");
    await page.keyboard.insertText("const added = a + 100;\ndisplay(added);");
    await page.keyboard.press("Shift+Enter");
    const added = page.locator('[data-cell^="mine-"]');
    await page.waitForFunction(() => document.querySelector('[data-cell^="mine-"] > .cell-output')?.textContent === "102");
    expect(await added.evaluate((node) => (node.previousElementSibling as HTMLElement).dataset.block)).toBe("a");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await added.waitFor({state: "detached"});
    await page.keyboard.press("Control+Shift+z");
    await page.keyboard.press("Control+Shift+z");
    await page.waitForFunction(() => document.querySelector('[data-cell^="mine-"] > .cell-output')?.textContent === "102");
  });

  it("adds text whose Markdown is rendered without HTML, with live inline expressions", async () => {
    const page = await openChapter();
    await code(page, "a").click();
    await page.keyboard.press("Escape");
    await more(page, "b", "Add text above");
    await page.keyboard.insertText("**b** is ${b}, <img src=x onerror=alert(1)> and [go](javascript:alert(1))");
    await page.keyboard.press("Shift+Enter");
    const text = page.locator('[data-cell^="mine-"] > .cell-output');
    await text.locator("strong").waitFor();
    await page.waitForFunction(() =>
      document.querySelector('[data-cell^="mine-"] > .cell-output')!.textContent!.startsWith("b is 20, <img")
    );
    expect(await text.locator("img, a").count()).toBe(0);
    const cell = page.locator('section[data-cell^="mine-"]');
    expect(await cell.getAttribute("data-state")).toBe("done");
    expect(await cell.locator(".cell-run").isVisible()).toBe(false);
    await type(page, "a", "const a = 5;\ndisplay(a);");
    await page.keyboard.press("Shift+Enter");
    await page.waitForFunction(() =>
      document.querySelector('[data-cell^="mine-"] > .cell-output')!.textContent!.startsWith("b is 50")
    );
  });

  it("moves a cell, deletes it with its value, and undo brings both back", async () => {
    const page = await openChapter();
    const order = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("article > section.cell:not([hidden])")].map((cell) => cell.dataset.cell)
      );
    await code(page, "a").click();
    await page.keyboard.press("Escape");
    await more(page, "c", "Move up");
    await more(page, "c", "Move up");
    expect(await order()).toEqual(["a", "c", "b", "apart"]);
    await more(page, "a", "Delete");
    expect(await order()).toEqual(["c", "b", "apart"]);
    await page.locator('[data-cell="b"]:is([data-state="failed"], [data-state="upstream"])').waitFor();
    await page.keyboard.press("Control+z");
    await reads(page, "c", "21");
    expect(await order()).toEqual(["a", "c", "b", "apart"]);
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    expect(await order()).toEqual(["a", "b", "c", "apart"]);
  });
});

describe("what a reader does before the editor is there", () => {
  it("is done when it has come: the last of it", async () => {
    const page = await openChapter({serviceWorker: false});
    let come = () => {};
    const held = new Promise<void>((resolve) => (come = resolve));
    await page.route("**/*.js", async (route) => {
      await held;
      await route.continue();
    });
    await code(page, "a").click();
    await code(page, "b").click();
    await page.keyboard.press("x");
    come();
    await page.locator('[data-cell="b"] .cm-content').waitFor();
    expect(await page.locator(".cm-content").count()).toBe(1);
  });
});

describe("the changes menu", () => {
  it("lists what was changed, resets all, and undoes the reset", async () => {
    const page = await openChapter();
    await type(page, "a", "const a = 9;\ndisplay(a);");
    await page.keyboard.press("Shift+Enter");
    await reads(page, "c", "91");
    await page.locator('[data-action="changes"]').click();
    const menu = page.getByRole("dialog", {name: "You have changed 1 cell"});
    await menu.waitFor();
    expect(await menu.locator("li").allInnerTexts()).toEqual(["a edited"]);
    await menu.getByRole("button", {name: "Reset all"}).click();
    await reads(page, "c", "21");
    expect(await page.locator('[data-cell="a"] .cm-content').innerText()).toBe("const a = 2;\ndisplay(a);");
    await page.getByRole("dialog").getByRole("button", {name: "Undo resetting the chapter"}).click();
    await reads(page, "c", "91");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.action)).toBe("changes");
  });

  it("is reached before anything was edited", async () => {
    const page = await openChapter();
    await page.locator('[data-action="changes"]').click();
    await page.getByRole("dialog", {name: "You have changed nothing"}).waitFor();
  });
});
