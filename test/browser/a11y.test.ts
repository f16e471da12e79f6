import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {beforeAll, describe, expect, it} from "vitest";
import type {AxeResults} from "axe-core";
import type {Page} from "playwright-core";
import {chapters, openChapter} from "./chapters.ts";
import {bundlePage, openPage} from "./harness.ts";
import {liveScript, sampleBody} from "./sample.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Serious and critical findings, each with the elements that it was found on. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const {violations} = await page.evaluate<AxeResults>("axe.run(document, {resultTypes: ['violations']})");
  return violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(
      ({id, help, nodes}) =>
        `${id}: ${help}: ${nodes
          .slice(0, 3)
          .map(({html, failureSummary}) => `${html.slice(0, 200)} ${failureSummary}`)
          .join(" | ")}`
    );
}

describe("every chapter", () => {
  for (const slug of chapters) {
    for (const theme of ["light", "dark"] as const) {
      it(`${slug} has no serious or critical issue in the ${theme} theme`, async () => {
        const page = await openChapter(slug, {theme, reducedMotion: true});
        expect(await page.evaluate("document.documentElement.dataset.theme")).toBe(theme);
        expect(await findings(page)).toEqual([]);
      });
    }
  }

  for (const slug of chapters) {
    it(`${slug} can be walked with Tab from the first stop to the last, each visible and marked`, async () => {
      const page = await openChapter(slug, {reducedMotion: true});
      const stops: string[] = [];
      for (;;) {
        await page.keyboard.press("Tab");
        const {name, ring, shown} = await page.evaluate<{name: string; ring: string; shown: boolean}>(`(() => {
          const at = document.activeElement;
          const style = getComputedStyle(at);
          const {width, height} = at.getBoundingClientRect();
          const beside = at.nextElementSibling ? getComputedStyle(at.nextElementSibling).outlineStyle : "none";
          const ring = style.outlineStyle === "none" ? beside : style.outlineStyle;
          return {name: at === document.body ? "" : at.outerHTML.slice(0, 120), ring, shown: width > 0 && height > 0};
        })()`);
        if (name === "") break;
        expect(shown, name).toBe(true);
        expect(ring, name).not.toBe("none");
        stops.push(name);
        if (stops.length > 600) throw new Error(`The focus does not come to an end; last: ${name}`);
      }
      expect(stops[0]).toContain("skip");
      // The walk ends at the end of the page, not where a figure loses the focus.
      expect(stops.at(-1)).toMatch(/<a[^>]* rel="(prev|next|up)"/);
      expect(stops.length).toBeGreaterThan(10);
    });
  }

  it("reads without JavaScript: text, code and formulas", async () => {
    for (const slug of chapters) {
      const page = await openChapter(slug, {javaScript: false});
      expect(await page.locator("h1").isVisible()).toBe(true);
      // The page beside the book says little.
      expect(await page.locator(".prose p:visible").count()).toBeGreaterThan(1);
      const code = page.locator(".cell-source:not([hidden]) > pre").first();
      if (await code.count()) expect((await code.textContent())!.length).toBeGreaterThan(5);
      const formula = page.locator(".katex-html").first();
      if (await formula.count()) expect(await formula.isVisible()).toBe(true);
      expect(await page.locator("button:visible").count()).toBe(0);
      await page.context().close();
    }
  });
});

describe("the parts that open", () => {
  let url: string;
  beforeAll(async () => {
    url = await bundlePage(liveScript, sampleBody);
  });

  for (const theme of ["light", "dark"] as const) {
    it(`have no serious or critical issue in the ${theme} theme: contents, graph, search, presenter, all states`, async () => {
      const page = await openPage(url, {colorScheme: theme, reducedMotion: true});
      await page.waitForSelector("[data-cell=controls] form");
      await page.waitForFunction("window.gate");
      await page.evaluate("window.gate(1)");
      await page.waitForSelector("[data-cell=table] table[aria-label], [data-cell=table] form[aria-label]");
      expect(await findings(page)).toEqual([]);
      await page.click("[data-action=contents]");
      await page.click("[data-action=graph]");
      await page.waitForSelector(".graph-node");
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("/");
      await page.fill(".search input", "window");
      await page.waitForSelector("[role=option]");
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.click("[data-action=present]");
      await page.waitForSelector(".presenter");
      expect(await findings(page)).toEqual([]);
    });
  }
});
