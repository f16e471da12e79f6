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
  await page.waitForSelector("[data-cell=object] a[role=button]");
  return page;
}

describe("what libraries display", () => {
  it("has names: sliders as their label says, groups, rows", async () => {
    const page = await opened();
    expect(await page.locator("input[type=range]").getAttribute("aria-label")).toBe("Kernel size (pixels)");
    expect(await page.getByRole("group", {name: "Mode"}).locator("input").count()).toBe(3);
    expect(await page.getByRole("group", {name: "Window"}).locator("button").count()).toBe(2);
    await page.evaluate("window.gate(1)");
    await page.waitForSelector("[data-cell=table] form[aria-label=Table]");
    expect(await page.getByRole("checkbox", {name: "Choose row 2"}).count()).toBe(1);
  });

  it("lets the keyboard open and close an inspected object, and keeps the focus there", async () => {
    const page = await opened();
    const twisty = page.locator("[data-cell=object] a[role=button]").first();
    await twisty.focus();
    expect(await twisty.getAttribute("aria-expanded")).toBe("false");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-cell=object] .observablehq--expanded");
    expect(await page.locator("[data-cell=object] a:focus").getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press(" ");
    expect(await page.locator("[data-cell=object] .observablehq--expanded").count()).toBe(0);
    expect(await page.locator("[data-cell=object] a:focus").getAttribute("aria-expanded")).toBe("false");
  });
});
