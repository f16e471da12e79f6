import {beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {bundlePage, openPage} from "./harness.ts";
import {liveScript, sampleBody} from "./sample.ts";

let url: string;
beforeAll(async () => {
  url = await bundlePage(liveScript, sampleBody);
});

async function opened(): Promise<Page> {
  const page = await openPage(url);
  await page.waitForSelector("html[data-ready]");
  return page;
}

describe("search", () => {
  it("opens with “/”, with the focus in its field", async () => {
    const page = await opened();
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("combobox");
    expect(await page.inputValue(".search input")).toBe("");
  });

  it("leaves “/” to a field that is being written in", async () => {
    const page = await opened();
    await page.locator("input[type=text]").focus();
    await page.keyboard.press("/");
    expect(await page.locator("input[type=text]").inputValue()).toBe("/");
    expect(await page.locator("dialog.search").count()).toBe(0);
  });

  it("finds places by beginnings of words, marks them, and says how many", async () => {
    const page = await opened();
    await page.click("[data-action=search]");
    await page.fill(".search input", "wind");
    await page.waitForSelector("[role=option]");
    expect(await page.textContent(".search-status")).toBe("3 places");
    expect(await page.locator("mark").allTextContents()).toEqual(["wind", "wind", "wind"]);
  });

  it("shows the text of a chapter as text, never as markup", async () => {
    const page = await opened();
    await page.click("[data-action=search]");
    await page.fill(".search input", "largest");
    await page.waitForSelector("[role=option]");
    expect(await page.textContent(".search-excerpt")).toContain("<img src=x onerror=alert(1)>");
    expect(await page.locator(".search-results img").count()).toBe(0);
  });

  it("goes to the place that the arrows chose, with Enter", async () => {
    const page = await opened();
    await page.keyboard.press("/");
    await page.fill(".search input", "control");
    await page.waitForSelector("[role=option]");
    await page.keyboard.press("Enter");
    await page.waitForFunction("location.hash === '#trying'");
    expect(await page.locator("dialog.search").evaluate((dialog) => (dialog as HTMLDialogElement).open)).toBe(false);
  });

  it("moves the choice with the arrows, around the ends", async () => {
    const page = await opened();
    await page.keyboard.press("/");
    await page.fill(".search input", "window");
    await page.waitForSelector("[role=option]");
    const chosen = () => page.locator("[aria-selected=true]").getAttribute("id");
    const active = () => page.locator(".search input").getAttribute("aria-activedescendant");
    expect(await chosen()).toBe("search-0");
    await page.keyboard.press("ArrowUp");
    expect(await chosen()).toBe("search-2");
    expect(await active()).toBe("search-2");
    await page.keyboard.press("ArrowDown");
    expect(await chosen()).toBe("search-0");
  });

  it("says that nothing was found", async () => {
    const page = await opened();
    await page.keyboard.press("/");
    await page.fill(".search input", "zebra");
    await page.waitForFunction("document.querySelector('.search-status').textContent.includes('zebra')");
    expect(await page.textContent(".search-status")).toBe("Nothing found for “zebra”.");
  });

  it("closes with Escape and gives the focus back", async () => {
    const page = await opened();
    await page.focus("[data-action=search]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog.search[open]");
    await page.keyboard.type("window");
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog.search[open]").count()).toBe(0);
    expect(await page.evaluate("document.activeElement.dataset.action")).toBe("search");
  });

  it("says so when the index cannot be loaded, and loads it when asked again", async () => {
    const page = await openPage(url, {expect: [/404/]});
    await page.waitForSelector("html[data-ready]");
    const index = await page.evaluate(() => document.body.dataset.search);
    await page.evaluate("document.body.dataset.search = 'missing.json'");
    await page.keyboard.press("/");
    await page.waitForFunction("document.querySelector('.search-status')?.textContent.includes('could not be loaded')");
    await page.keyboard.type("window");
    await page.evaluate((address) => void (document.body.dataset.search = address), index);
    await page.getByRole("button", {name: "Retry"}).click();
    await page.locator('.search [role="option"]').first().waitFor();
    expect(await page.evaluate("document.activeElement.localName")).toBe("input");
  });
});
