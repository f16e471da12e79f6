import {beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";
import {liveScript, sampleBody} from "./sample.ts";

let url: string;
beforeAll(async () => {
  url = await bundlePage(liveScript, sampleBody);
});

async function graph(options: OpenOptions = {}): Promise<Page> {
  const page = await openPage(url, options);
  await page.waitForSelector("html[data-ready]");
  await page.click("[data-action=graph]");
  await page.waitForSelector(".graph svg a");
  return page;
}

const focused = (page: Page) => page.evaluate("document.activeElement.getAttribute('aria-label')");
const state = (page: Page, name: string) => page.locator(`.graph-node[aria-label^="${name}:"]`).getAttribute("data-state");

describe("the graph of the cells", () => {
  it("has a node for each cell and an edge for each use", async () => {
    const page = await graph();
    expect(await page.locator(".graph-node").count()).toBe(10);
    expect(await page.locator(".graph-edge").count()).toBe(10);
  });

  it("says each node in words: its name, state, what it uses, what uses it", async () => {
    const page = await graph();
    const labels = await page.locator(".graph-node").evaluateAll((nodes) => nodes.map((node) => node.getAttribute("aria-label")));
    expect(labels).toContain("history: running. Uses convolve. Used by table.");
    expect(labels).toContain("wrong: failed. Uses stride. Used by waiting.");
    expect(labels).toContain("sums: done. Uses no other cell.");
  });

  it("follows the cells' states", async () => {
    const page = await graph();
    expect(await state(page, "history")).toBe("running");
    expect(await state(page, "table")).toBe("waiting");
    await page.evaluate("window.gate(1)");
    await page.waitForSelector(`.graph-node[aria-label^="table:"][data-state=done]`);
    expect(await state(page, "history")).toBe("done");
  });

  it("follows a new definition: edges come and go", async () => {
    const page = await graph();
    await page.evaluate(
      `page.define("loop-starter", {id: "loop-starter", inputs: ["stride"], outputs: ["sums"], body: () => ({sums: 2})})`
    );
    await page.waitForFunction("document.querySelectorAll('.graph-edge').length === 11");
    await page.waitForSelector(`.graph-node[aria-label="sums: done. Uses stride."]`);
  });

  it("leaves out a cell that only imports", async () => {
    const page = await graph();
    await page.evaluate(`(() => {
      const source = ['import {', '  convolve,', '  type Kernel', '} from "gantry/convolution"; // the loop', 'import * as d3 from "d3";'];
      page.cells.get("loop-starter").source = source.join("\\n");
      page.define("loop-starter", {id: "loop-starter", inputs: [], outputs: ["sums"], body: () => ({sums: 2})});
    })()`);
    await page.waitForFunction("document.querySelectorAll('.graph-node').length === 9");
  });

  it("is walked with the arrow keys: down to a user, up to what is used, sideways along a layer", async () => {
    const page = await graph();
    expect(await focused(page)).toMatch(/^convolve:/);
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toMatch(/^history:/);
    await page.keyboard.press("ArrowRight");
    expect(await focused(page)).toMatch(/^wrong:/);
    await page.keyboard.press("ArrowUp");
    expect(await focused(page)).toMatch(/^stride:/);
    await page.keyboard.press("End");
    expect(await focused(page)).toMatch(/^sums:/);
    await page.keyboard.press("Home");
    expect(await focused(page)).toMatch(/^convolve:/);
    expect(await page.locator(".graph-node[tabindex='0']").count()).toBe(1);
  });

  it("reaches every cell with the arrow keys", async () => {
    const page = await graph();
    const seen = new Set([await focused(page)]);
    for (const label of seen) {
      for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
        await page.locator(`.graph-node[aria-label="${label}"]`).focus();
        await page.keyboard.press(key);
        seen.add(await focused(page));
      }
    }
    expect(seen.size).toBe(10);
  });

  it("goes to a cell with Enter, and gives it the focus", async () => {
    const page = await graph({reducedMotion: true});
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.waitForFunction("document.activeElement.closest('[data-cell=loop-starter]')");
    const box = (await page.locator("[data-cell=loop-starter]").boundingBox())!;
    expect(box.y).toBeGreaterThan(0);
    expect(box.y).toBeLessThan(900);
  });

  it("opens what hides the cell", async () => {
    const page = await graph({reducedMotion: true});
    await page.locator(`.graph-node[aria-label^="size:"]`).click();
    expect(await page.evaluate("document.activeElement.localName")).toBe("summary");
  });

  it("shows what a cell stands on and what stands on it", async () => {
    const page = await graph();
    await page.locator(`.graph-node[aria-label^="wrong:"]`).hover();
    const near = await page.locator(".graph-node[data-near] text").allTextContents();
    expect(near.sort()).toEqual(["stride", "waiting", "wrong"]);
  });

  it("closes with Escape and gives the focus back to its button", async () => {
    const page = await graph();
    await page.keyboard.press("Escape");
    expect(await page.locator(".graph").count()).toBe(0);
    expect(await page.evaluate("document.activeElement.dataset.action")).toBe("graph");
    expect(await page.getAttribute("[data-action=graph]", "aria-expanded")).toBe("false");
  });

  it("fits a phone's width and leaves the page in sight", async () => {
    const page = await graph({width: 390, height: 800, touch: true});
    const frame = (await page.locator(".graph").boundingBox())!;
    expect(frame.y).toBeGreaterThan(300);
    for (const node of await page.locator(".graph-node text").all()) {
      const box = (await node.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(390);
    }
  });
});
