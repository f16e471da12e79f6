import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openChapter} from "./chapters.ts";

const shown = (page: Page, id: string) => page.locator(`[data-cell="${id}"] > .cell-source pre`).isVisible();
const toggle = (page: Page) => page.locator('.bar [data-action="code"]');
/** How many cells outside exercises hide or fold their code now. */
const unseen = (page: Page) =>
  page.$$eval(".cell:not([data-role])", (cells) => cells.filter((cell) => !cell.querySelector("pre")?.checkVisibility()).length);

describe("the switch for code", () => {
  it("shows the code of every cell, of those too that show nothing, and puts it away again", async () => {
    const page = await openChapter("gan-training");
    expect(await unseen(page)).toBeGreaterThan(5);
    expect([await shown(page, "figures"), await shown(page, "step")]).toEqual([false, true]);
    await toggle(page).click();
    await page.waitForSelector('.bar [data-action="code"][aria-pressed="true"]');
    expect(await unseen(page)).toBe(0);
    await toggle(page).click();
    await page.waitForSelector('.bar [data-action="code"][aria-pressed="false"]');
    expect([await shown(page, "figures"), await shown(page, "step")]).toEqual([false, true]);
  });

  it("keeps the choice for the next chapter, and the place of the text that is read", async () => {
    const page = await openChapter("tensors");
    await page.locator("#the-loop").scrollIntoViewIfNeeded();
    const top = () => page.locator("#the-loop").evaluate((node) => node.getBoundingClientRect().top);
    const before = await top();
    await toggle(page).press("Enter");
    await page.waitForSelector('.bar [data-action="code"][aria-pressed="true"]');
    expect(Math.abs((await top()) - before)).toBeLessThan(30);
    await page.goto(page.url().replace("tensors", "pooling"));
    await page.waitForSelector('.bar [data-action="code"][aria-pressed="true"]');
    expect(await shown(page, "figures")).toBe(true);
  });

  it("leaves alone what a check asks", async () => {
    const page = await openChapter("gan-training");
    await toggle(page).click();
    await page.waitForSelector('.bar [data-action="code"][aria-pressed="true"]');
    expect(await page.locator('[data-role="check"] pre:visible').count()).toBe(0);
  });

  it("is not needed to see a cell that the graph leads to: it shows itself", async () => {
    const page = await openChapter("gan-training");
    await page.locator('.bar [data-action="graph"]').click();
    await page.locator('.graph-node[aria-label^="where"]').focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-cell="watch"] pre').waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest("[data-cell]")?.getAttribute("data-cell"))).toBe("watch");
  });
});
