import {beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {bundlePage, openPage} from "./harness.ts";
import {liveScript, sampleBody} from "./sample.ts";

let url: string;
beforeAll(async () => {
  url = await bundlePage(liveScript, sampleBody);
});

async function presenting(): Promise<Page> {
  const page = await openPage(url);
  await page.waitForSelector("html[data-ready]");
  await page.click("[data-action=present]");
  await page.waitForSelector("html[data-present]");
  return page;
}

const place = (page: Page) => page.textContent(".presenter output");
const visible = (page: Page) => page.locator("h1:visible, h2:visible").allTextContents();

describe("presenter mode", () => {
  it("shows one section at a time, larger, and its place among all", async () => {
    const page = await openPage(url);
    await page.waitForSelector("html[data-ready]");
    const size = () => page.evaluate<number>("parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)");
    const before = await size();
    await page.click("[data-action=present]");
    await page.waitForSelector("html[data-present]");
    expect(await visible(page)).toEqual(["Convolution"]);
    expect(await place(page)).toBe("1 / 4");
    expect(await size()).toBeGreaterThan(before * 1.1);
    expect(await page.locator(".bar").isVisible()).toBe(false);
  });

  it("turns with arrows and with Page keys, not past the ends", async () => {
    const page = await presenting();
    await page.keyboard.press("ArrowRight");
    expect(await visible(page)).toEqual(["The sliding window"]);
    await page.keyboard.press("PageDown");
    await page.keyboard.press("PageDown");
    await page.keyboard.press("PageDown");
    expect(await place(page)).toBe("4 / 4");
    await page.keyboard.press("PageUp");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await place(page)).toBe("1 / 4");
  });

  it("keeps the focus on Next at the last section, and on Back at the first", async () => {
    const page = await presenting();
    for (const [name, other] of [
      ["Next", "4 / 4"],
      ["Back", "1 / 4"]
    ] as const) {
      const turn = page.locator(".presenter").getByRole("button", {name});
      await turn.focus();
      for (let i = 0; i < 4; i++) await page.keyboard.press("Enter");
      expect(await place(page)).toBe(other);
      expect(await turn.evaluate((node) => [node === document.activeElement, node.getAttribute("aria-disabled")])).toEqual([
        true,
        "true"
      ]);
    }
  });

  it("leaves the arrow keys to a slider", async () => {
    const page = await presenting();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const slider = page.locator("input[type=range]").first();
    await slider.focus();
    const before = Number(await slider.inputValue());
    await page.keyboard.press("ArrowRight");
    expect(Number(await slider.inputValue())).toBe(before + 1);
    expect(await place(page)).toBe("3 / 4");
  });

  it("keeps the cells' outputs: nothing runs again", async () => {
    const page = await presenting();
    const states = () =>
      page.locator("section.cell").evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.state));
    const before = await states();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    expect(await states()).toEqual(before);
  });

  it("leaves with Escape, at the section that was shown, with everything there", async () => {
    const page = await presenting();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    expect(await visible(page)).toHaveLength(4);
    const top = await page.locator("#trying").evaluate((heading) => heading.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(300);
    expect(await page.evaluate("document.activeElement.dataset.action")).toBe("present");
    expect(await page.locator(".presenter").count()).toBe(0);
  });

  it("starts at the section that is being read", async () => {
    const page = await openPage(url);
    await page.waitForSelector("html[data-ready]");
    await page.waitForSelector("[data-cell=controls] form");
    await page.waitForSelector("[data-cell=object] a[role=button]");
    await page.evaluate("document.fonts.ready.then(() => true)");
    await page.evaluate("document.querySelector('#trying').scrollIntoView({behavior: 'instant'})");
    await page.waitForFunction("Math.abs(document.querySelector('#trying').getBoundingClientRect().top) < innerHeight / 3");
    await page.click("[data-action=present]");
    await page.waitForSelector("html[data-present]");
    expect(await visible(page)).toEqual(["Try it"]);
  });
});
