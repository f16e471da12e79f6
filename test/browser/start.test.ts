/** How a page of the book starts: what runs, what is held, what is loaded. */
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openPage} from "./harness.ts";

const settled = (page: Page) => page.waitForSelector("html[data-settled]", {state: "attached"});
const states = (page: Page) =>
  page.evaluate(() => {
    const cells = [
      ...document.querySelectorAll<HTMLElement>("[data-cell]:not([data-role=check]):not([data-role=solution]):not([data-manual])")
    ];
    return [...new Set(cells.map((cell) => cell.dataset.state))];
  });
const scripts = (page: Page) =>
  page.evaluate(() =>
    performance.getEntriesByType("resource").flatMap(({name}) => /assets\/chunks\/(\w+)-/.exec(name)?.[1] ?? [])
  );

describe("a chapter", () => {
  it("runs all its cells, and says when they have settled", async () => {
    const page = await openPage("convolution.html");
    await settled(page);
    expect(await states(page)).toEqual(["done"]);
    expect(await page.evaluate(() => performance.getEntriesByName("gantry:settled").length)).toBe(1);
  });

  it("loads neither the editor, nor what only the bar or a failure needs, before they are used", async () => {
    const page = await openPage("convolution.html");
    await settled(page);
    const loaded = await scripts(page);
    for (const name of ["start", "chrome", "search", "graph", "failures", "safe"]) expect(loaded).not.toContain(name);
  });

  it("does at the first use of the bar what was asked, once that is loaded", async () => {
    const page = await openPage("convolution.html");
    await page.click('[data-action="contents"]');
    await page.waitForSelector("nav.contents[data-open]");
  });

  it("opens an editor at the first click on code, and at Enter", async () => {
    const page = await openPage("convolution.html");
    const code = page.locator("div.cell-source > pre:visible");
    await code.first().click();
    await page.waitForSelector(".cm-editor .cm-content");
    const other = await openPage("convolution.html");
    await other.locator("div.cell-source > pre:visible").first().focus();
    await other.keyboard.press("Enter");
    await other.waitForSelector(".cm-editor .cm-content");
  });
});

describe("?safe", () => {
  it("runs nothing, says so, and runs all when asked", async () => {
    const page = await openPage("convolution.html?safe");
    await settled(page);
    expect(await states(page)).toEqual(["held"]);
    expect(await page.locator(".notice").textContent()).toContain("safe mode: nothing has run yet");
    await page.click("text=Run all cells");
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLElement>("section.cell:not([data-role]):not([data-manual])")].every(
        (cell) => cell.dataset.state === "done"
      )
    );
    expect(await page.locator(".notice").count()).toBe(0);
  });

  it("runs a single cell at its Run, with what it needs left to the reader", async () => {
    const page = await openPage("convolution.html?safe");
    await settled(page);
    const first = page.locator("section.cell:not([data-role])").first();
    await first.locator(".cell-run").click();
    await page.waitForFunction(
      (id) => document.querySelector<HTMLElement>(`[data-cell="${id}"]`)!.dataset.state === "done",
      await first.getAttribute("data-cell")
    );
  });
});

describe("a page whose last visit never came to an end", () => {
  it("starts safe, and says why", async () => {
    const page = await openPage("convolution.html", {storage: {"gantry:running:/convolution": "1"}});
    await settled(page);
    expect(await states(page)).toEqual(["held"]);
    expect(await page.locator(".notice").textContent()).toContain("did not come to an end");
  });
});
