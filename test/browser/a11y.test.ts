import {beforeAll, describe, expect, it} from "vitest";
import {findings} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";
import {liveScript, sampleBody} from "./sample.ts";

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
