/** What a reader does in a chapter, for tests: typing into a cell, running it, looking at what it shows. */
import type {Frame, Page} from "playwright-core";
import {expect} from "vitest";

/** Opens a cell's editor by a click and replaces its text. `where`: the frame of a chapter that runs apart. */
export async function type(page: Page, id: string, text: string, where: Page | Frame = page): Promise<void> {
  const cell = where.locator(`[data-cell="${id}"]`);
  if (!(await cell.locator(".cm-content").count())) await cell.locator("pre").click();
  await cell.locator(".cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

/** Replaces a cell's text and runs it. */
export async function edit(page: Page, id: string, text: string, where: Page | Frame = page): Promise<void> {
  await type(page, id, text, where);
  await page.keyboard.press("Shift+Enter");
}

/** Resolves when a cell's output reads so. */
export async function reads(page: Page | Frame, id: string, text: string): Promise<void> {
  await page.waitForFunction(([id, text]) => document.querySelector(`[data-cell="${id}"] > .cell-output`)?.textContent === text, [
    id,
    text
  ] as const);
}

/** A cell's code as it is shown, in the editor or out of it. */
export async function shown(page: Page, id: string): Promise<string> {
  const source = page.locator(`[data-cell="${id}"] > .cell-source`);
  const lines = source.locator(".cm-line");
  return (await lines.count()) > 0
    ? (await lines.allTextContents()).join("\n")
    : ((await source.locator("pre code").textContent()) ?? "");
}

/** Resolves when the browser's store holds `count` records. */
export async function stored(page: Page, count: number): Promise<void> {
  await expect.poll(async () => (await storedTexts(page)).length).toBe(count);
}

/** The texts in the browser's store. */
export async function storedTexts(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const request = indexedDB.open("gantry");
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    try {
      const all = database.transaction("edits").objectStore("edits").getAll();
      return await new Promise<string[]>((resolve) => (all.onsuccess = () => resolve(all.result.map(({text}) => text))));
    } finally {
      database.close();
    }
  });
}

/** A button of the changes menu, which is opened for it. */
export async function menu(page: Page, name: string | RegExp): Promise<void> {
  const panel = page.locator(".changes-menu");
  if (!(await panel.isVisible())) await page.locator('[data-action="changes"]').click();
  await panel.getByRole("button", {name}).click();
}
