import axe from "axe-core";
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {linkTo} from "../../site/page/share/link.ts";
import {hash} from "../../site/notebook/changes/changes.ts";
import {chain, openAt, openChapter, serveChapter} from "./chapter.ts";
import {edit, menu, reads} from "./reader.ts";

/** Serious and critical findings of axe-core in the page as it stands. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const {violations} = await (globalThis as unknown as {axe: typeof import("axe-core")}).axe.run(document);
    return violations
      .filter(({impact}) => impact === "serious" || impact === "critical")
      .map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html).join(" ")}`);
  });
}

describe("editing, for those who cannot use a mouse or see the page", () => {
  it.each(["light", "dark"] as const)("has no serious finding of axe-core: editor, tools, menu, error (%s)", async (theme) => {
    const page = await openChapter({theme});
    await edit(page, "b", "const b = missing;");
    await page.locator('[data-cell="b"][data-state="failed"]').waitFor();
    await edit(page, "a", "const a = 3;\ndisplay(a);");
    expect(await findings(page)).toEqual([]);
    await menu(page, /^Undo/);
    expect(await findings(page)).toEqual([]);
  });

  it.each(["light", "dark"] as const)(
    "has no serious finding of axe-core while a link's changes are shown (%s)",
    async (theme) => {
      const {url} = await serveChapter();
      const text = JSON.stringify({version: 1, cells: [{id: "a", original: hash(chain[0]!.source), text: "const a = 5;"}]});
      const page = await openAt(await linkTo(url, text), {theme});
      await page.getByRole("button", {name: "Run the changes"}).waitFor();
      expect(await findings(page)).toEqual([]);
    }
  );

  it("adds, moves and deletes a cell by keyboard alone, and keeps the focus near", async () => {
    const page = await openChapter();
    await page.locator('[data-cell="a"] pre').focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-cell="a"] .cm-content').waitFor();
    for (const key of ["Escape", "Tab", "Tab", "Tab", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("menu", {name: "Cell a"}).waitFor();
    await page.keyboard.press("m");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Move up");
    await page.keyboard.press("End");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Delete");
    await page.keyboard.press("Enter");
    await page.locator('[data-cell="a"]').waitFor({state: "hidden"});
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("More for b");
    await page.locator(".announce", {hasText: "a deleted. Undo brings it back."}).waitFor();
    await page.keyboard.press("Control+z");
    await reads(page, "c", "21");
  });

  it("keeps the focus in a cell whose Run goes when it has run", async () => {
    const page = await openChapter({at: "?safe"});
    await page.locator('[data-cell="a"] .cell-run').press("Enter");
    await page.locator('[data-cell="a"][data-state="done"]').waitFor();
    expect(await page.locator('[data-cell="a"] .cell-run').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.closest("section")?.getAttribute("data-cell"))).toBe("a");
  });

  it("offers targets of 44 pixels on a phone, and no horizontal scrolling", async () => {
    const page = await openChapter({width: 390, height: 800, touch: true});
    await page.locator('[data-cell="a"] pre').tap();
    await page.locator('[data-cell="a"] .cm-content').waitFor();
    const sizes = await page
      .locator('[data-cell="a"] > .cell-tools button')
      .evaluateAll((all) => all.map((tool) => tool.getBoundingClientRect()));
    expect(sizes.length).toBe(3);
    for (const {width, height} of sizes) {
      expect(width).toBeGreaterThanOrEqual(44);
      expect(height).toBeGreaterThanOrEqual(44);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
