import {readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import {build} from "esbuild";
import {beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {bundlePage, openPage} from "./harness.ts";
import {liveScript, sampleBody, sampleScript} from "./sample.ts";

let live: string;
let still: string;
beforeAll(async () => {
  live = await bundlePage(liveScript, sampleBody);
  still = await bundlePage(sampleScript, sampleBody);
});

const rem = 16;
const width = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((found) => found.getBoundingClientRect().width);

describe("the page", () => {
  it("sets the text in one column of 42 rem, 18 px, 1.6 lines apart", async () => {
    const page = await openPage(still);
    expect(await width(page, ".prose")).toBe(42 * rem);
    expect(await width(page, ".cell-source pre")).toBeGreaterThanOrEqual(42 * rem);
    const {fontSize, lineHeight, fontFamily} = await page
      .locator(".prose p")
      .first()
      .evaluate((p) => {
        const {fontSize, lineHeight, fontFamily} = getComputedStyle(p);
        return {fontSize, lineHeight, fontFamily};
      });
    expect(fontSize).toBe("18px");
    expect(parseFloat(lineHeight)).toBeCloseTo(28.8, 3);
    expect(fontFamily).toMatch(/^"Source Serif 4"/);
    expect(
      await page
        .locator("pre code")
        .first()
        .evaluate((code) => getComputedStyle(code).fontSize)
    ).toBe("14.5px");
  });

  it("lets a figure grow to 60 rem, from the text's left edge", async () => {
    const page = await openPage(still, {width: 1600});
    await page.evaluate(
      `document.querySelector("[data-cell=edited] .cell-output").innerHTML = '<figure class="fig" style="margin-left:0">…</figure>'`
    );
    expect(await width(page, ".fig")).toBe(60 * rem);
    const [figure, text] = await Promise.all(
      [".fig", ".prose"].map((name) =>
        page
          .locator(name)
          .first()
          .evaluate((found) => found.getBoundingClientRect().left)
      )
    );
    expect(figure).toBe(text);
  });

  it("shows a state without moving anything", async () => {
    const page = await openPage(still);
    const boxes = () =>
      page.locator(".cell, .cell-source pre, .prose > *").evaluateAll((all) =>
        all.map((one) => {
          const {x, y, width, height} = one.getBoundingClientRect();
          return [x, y, width, height];
        })
      );
    const before = await boxes();
    for (const state of ["waiting", "running", "done", "failed", "stale", "upstream"]) {
      await page.evaluate(`document.querySelector("[data-cell=convolve]").dataset.state = "${state}"`);
      expect(await boxes()).toEqual(before);
    }
    await page.evaluate(`document.querySelector("[data-cell=convolve]").dataset.edited = ""`);
    expect(await boxes()).toEqual(before);
  });

  it("draws no mark on a cell that is done, and one on each other state", async () => {
    const page = await openPage(still);
    const mark = (state: string) =>
      page.evaluate(`(() => {
      const cell = document.querySelector("[data-cell=convolve]");
      cell.dataset.state = "${state}";
      const {backgroundColor, backgroundImage, borderTopWidth} = getComputedStyle(cell, "::before");
      return [backgroundColor, backgroundImage, borderTopWidth].join(" ");
    })()`);
    expect(await mark("done")).toBe("rgba(0, 0, 0, 0) none 0px");
    const marks = await Promise.all(["waiting", "running", "failed", "stale"].map(mark));
    expect(new Set([...marks, await mark("done")]).size).toBe(5);
  });

  it("moves nothing with reduced motion", async () => {
    const page = await openPage(live, {reducedMotion: true});
    await page.waitForSelector("[data-state=running]");
    const moving = await page.evaluate(
      "document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations === Infinity).length"
    );
    expect(moving).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")).toBe("auto");
  });

  it("does not jump when the fonts arrive", async () => {
    const page = await openPage(still);
    const tops = (family: string) =>
      page.evaluate<number[]>(`(() => {
      document.documentElement.style.setProperty("--serif", ${JSON.stringify(family)});
      return [...document.querySelectorAll(".summary, .prose > p")].map((p) => p.getBoundingClientRect().height);
    })()`);
    const real = await tops(`"Source Serif 4", serif`);
    const standIn = await tops(`"Serif stand-in, Times"`);
    const same = real.filter((height, i) => Math.abs(height - standIn[i]!) < 1).length;
    expect(same / real.length).toBeGreaterThanOrEqual(0.8);
  });

  it("shows where the focus is", async () => {
    const page = await openPage(live);
    await page.waitForSelector("html[data-ready]");
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.localName")).not.toBe("body");
      const ring = await page.evaluate<string>(
        "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + ' ' + s.outlineWidth; })()"
      );
      expect(ring, await page.evaluate("document.activeElement.outerHTML.slice(0, 100)")).toMatch(/^(solid|auto) [1-9]/);
    }
  });

  it("stays where it is when the focus goes to the bar", async () => {
    const page = await openPage(live, {reducedMotion: true});
    await page.waitForSelector("[data-cell=object] a[role=button]");
    await page.evaluate("scrollTo(0, 900)");
    await page.focus("[data-action=graph]");
    expect(await page.evaluate("scrollY")).toBe(900);
  });

  it("lets no heading that is jumped to hide behind the bar", async () => {
    const page = await openPage(live, {reducedMotion: true});
    await page.waitForSelector("[data-cell=object] a[role=button]");
    await page.evaluate("location.hash = 'sliding'");
    await page.waitForFunction("scrollY > 0");
    const [heading, bar] = await Promise.all(["#sliding", ".bar"].map(async (name) => (await page.locator(name).boundingBox())!));
    expect(heading!.y).toBeGreaterThan(bar!.y + bar!.height);
  });

  it("brings the reader past the bar with the first Tab", async () => {
    const page = await openPage(live);
    await page.waitForSelector("html[data-ready]");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.className")).toBe("skip");
    expect((await page.locator(".skip").boundingBox())!.y).toBeGreaterThanOrEqual(0);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("location.hash")).toBe("#main");
  });

  it("reads without JavaScript: text, code, formulas, contents; no button that does nothing", async () => {
    const page = await openPage(still, {javaScript: false});
    expect(await page.locator(".prose p").first().isVisible()).toBe(true);
    expect(await page.locator("pre code").first().isVisible()).toBe(true);
    expect(await page.locator(".katex-html").first().isVisible()).toBe(true);
    expect(await page.locator(".contents a").first().isVisible()).toBe(true);
    expect(await page.locator(".bar button:visible").count()).toBe(0);
  });
});

describe("the stylesheet", () => {
  it("is at most 12 KB gzipped, its fonts at most 200 KB", async () => {
    const root = new URL("../../", import.meta.url).pathname;
    const {outputFiles} = await build({
      entryPoints: [`${root}site/styles/book.css`],
      bundle: true,
      minify: true,
      write: false,
      outdir: "/out",
      loader: {".woff2": "file"},
      logLevel: "silent"
    });
    const css = outputFiles.filter(({path}) => path.endsWith(".css"));
    const fonts = outputFiles.filter(({path}) => path.endsWith(".woff2"));
    expect(gzipSync(css[0]!.contents).length).toBeLessThanOrEqual(12_000);
    expect(fonts).toHaveLength(5);
    expect(fonts.reduce((sum, {contents}) => sum + contents.length, 0)).toBeLessThanOrEqual(200_000);
  });

  it("names the fonts that the packages hold, under the Open Font License", () => {
    for (const name of ["@fontsource/source-serif-4", "@fontsource-variable/source-sans-3", "@fontsource/source-code-pro"]) {
      const {license} = JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), "utf8")) as {
        license: string;
      };
      expect(license).toBe("OFL-1.1");
    }
  });
});
