import {describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {chapters, openChapter} from "./chapters.ts";

const widths = [390, 480, 640, 768, 1024, 1152, 1280, 1440, 1600, 2000];

/** Elements that stand out of the window to the right and make it scroll. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll("main *")]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 5)
      .map((one) => one.outerHTML.slice(0, 120));
  })()`);
}

describe("every chapter", () => {
  for (const slug of chapters) {
    it(`${slug} has no horizontal scroll bar from 390 to 2,000 px`, async () => {
      const page = await openChapter(slug, {reducedMotion: true});
      for (const width of widths) {
        await page.setViewportSize({width, height: 900});
        await page.waitForFunction(`innerWidth === ${width}`);
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        expect(await overflowing(page), `at ${width} px`).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth"), `at ${width} px`).toBeLessThanOrEqual(width);
      }
    });

    it(`${slug} has none when it is opened on a phone`, async () => {
      const page = await openChapter(slug, {width: 390, height: 800, touch: true});
      expect(await overflowing(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
      const cut = await page.evaluate<string[]>(`[...document.querySelectorAll(".katex-display")]
        .filter((formula) => formula.scrollWidth > formula.clientWidth + 1)
        .map((formula) => formula.querySelector("annotation").textContent)`);
      expect(cut, "formulas that are wider than the phone").toEqual([]);
    });

    it(`${slug} gives fingers targets of at least 44 px`, async () => {
      const page = await openChapter(slug, {width: 390, height: 800, touch: true});
      const small = await page.evaluate<string[]>(`(() => {
        const found = [];
        for (const one of document.querySelectorAll("button, select, summary, input:not([type=hidden]), .bar a, .pager a")) {
          if (!one.checkVisibility({opacityProperty: true, visibilityProperty: true}) || one.closest("[inert]")) continue;
          const target = one.matches("input[type=checkbox], input[type=radio]") ? one.closest("label, form") ?? one : one;
          const {width, height} = target.getBoundingClientRect();
          if (width === 0 || Math.round(height) >= 44) continue;
          found.push(one.outerHTML.slice(0, 120) + " " + Math.round(width) + "×" + Math.round(height));
        }
        return found;
      })()`);
      expect(small).toEqual([]);
    });
  }

  it("keeps its text within the column on a wide screen", async () => {
    const page = await openChapter(chapters[0]!, {width: 2000});
    const width = await page
      .locator(".prose")
      .first()
      .evaluate((prose) => prose.getBoundingClientRect().width);
    expect(width).toBe(42 * 16);
  });
});
