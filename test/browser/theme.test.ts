import {beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {bundlePage, openPage} from "./harness.ts";
import {liveScript, sampleBody} from "./sample.ts";

let url: string;
beforeAll(async () => {
  url = await bundlePage(liveScript, sampleBody);
});

const paper = (page: Page) => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
const LIGHT = "rgb(253, 252, 249)";
const DARK = "rgb(22, 21, 19)";

describe("the theme", () => {
  it("follows the system when nothing is chosen, also when the system changes", async () => {
    const page = await openPage(url, {colorScheme: "dark"});
    expect(await paper(page)).toBe(DARK);
    await page.emulateMedia({colorScheme: "light"});
    expect(await paper(page)).toBe(LIGHT);
  });

  it("goes from system to light to dark to system, and says so", async () => {
    const page = await openPage(url, {colorScheme: "dark"});
    await page.waitForSelector("html[data-ready]");
    const seen: unknown[] = [];
    for (const choice of ["light", "dark", "system"]) {
      await page.click("[data-action=theme]");
      await page.waitForFunction(`document.querySelector("[data-action=theme]").title.startsWith("Theme: ${choice}")`);
      seen.push([await paper(page), await page.evaluate("localStorage.getItem('gantry:theme')")]);
    }
    expect(seen).toEqual([
      [LIGHT, "light"],
      [DARK, "dark"],
      [DARK, null]
    ]);
    await page.waitForFunction("document.querySelector('.announce').textContent.includes('Theme follows the system')");
  });

  it("holds for this visit when storage is forbidden", async () => {
    const page = await openPage(url, {
      before: "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    });
    await page.waitForSelector("html[data-ready]");
    await page.click("[data-action=theme]");
    await page.click("[data-action=theme]");
    await page.waitForSelector("html[data-theme=dark]");
    expect(await paper(page)).toBe(DARK);
  });

  it("prints on white paper, in the dark theme too", async () => {
    const page = await openPage(url, {colorScheme: "dark"});
    await page.emulateMedia({media: "print", colorScheme: "dark"});
    expect(await paper(page)).toBe("rgb(255, 255, 255)");
    expect(await page.locator(".bar").isVisible()).toBe(false);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.tok-keyword')).color")).toBe("rgb(72, 88, 124)");
  });
});
