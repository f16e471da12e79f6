import {beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";
import {liveScript, sampleBody} from "./sample.ts";

let url: string;
beforeAll(async () => {
  url = await bundlePage(liveScript, sampleBody);
});

async function opened(options: OpenOptions = {}): Promise<Page> {
  const page = await openPage(url, {reducedMotion: true, ...options});
  await page.waitForSelector("[data-cell=controls] form");
  return page;
}

const current = (page: Page) => page.locator(".contents [aria-current=location]").allTextContents();

describe("the contents", () => {
  it("are closed at first, open with their button, and take the focus", async () => {
    const page = await opened();
    expect(await page.locator(".contents").isVisible()).toBe(false);
    await page.focus("[data-action=contents]");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".contents[data-open]");
    expect(await page.getAttribute("[data-action=contents]", "aria-expanded")).toBe("true");
    expect(await page.evaluate("document.activeElement.closest('.contents') !== null")).toBe(true);
  });

  it("mark the section that is being read", async () => {
    const page = await opened();
    await page.click("[data-action=contents]");
    await page.waitForSelector(".contents[data-open]");
    expect(await current(page)).toEqual([]);
    await page.evaluate("document.querySelector('#sliding').scrollIntoView()");
    await page.waitForSelector(".contents [aria-current=location]");
    expect(await current(page)).toEqual(["The sliding window"]);
    await page.evaluate("document.querySelector('#trying').scrollIntoView()");
    await page.waitForFunction("document.querySelector('.contents [aria-current=location]').textContent === 'Try it'");
  });

  it("close with Escape and give the focus back", async () => {
    const page = await opened();
    await page.focus("[data-action=contents]");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".contents[data-open]");
    await page.keyboard.press("Escape");
    expect(await page.locator(".contents").isVisible()).toBe(false);
    expect(await page.evaluate("document.activeElement.dataset.action")).toBe("contents");
  });

  it("stand beside the text where there is room, and never over it", async () => {
    const page = await opened({width: 1280});
    await page.click("[data-action=contents]");
    await page.waitForSelector(".contents[data-open]");
    const nav = (await page.locator(".contents").boundingBox())!;
    const text = (await page.locator(".prose").first().boundingBox())!;
    expect(nav.x + nav.width).toBeLessThanOrEqual(text.x);
    expect(text.width).toBe(42 * 16);
  });

  it("close on a phone when a section was chosen", async () => {
    const page = await opened({width: 390, height: 800, touch: true});
    await page.click("[data-action=contents]");
    await page.click(".contents a[href='#trying']");
    expect(await page.locator(".contents").isVisible()).toBe(false);
    expect(await page.evaluate("location.hash")).toBe("#trying");
  });

  it("come back at the next visit on a wide screen when they were left open", async () => {
    const page = await opened({width: 1600, storage: {"gantry:contents": "open"}});
    await page.waitForSelector(".contents[data-open]");
  });
});
