import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {figurePage, issues} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";

const gallery = `
import {fitTable} from "gantry/figures/fit-table";
import {conditionalGan} from "gantry/conditional";
import {convTranspose} from "gantry/layers";
import {network} from "gantry/network";
const figures = {
  fit: fitTable(conditionalGan("XS").generator, {caption: "Which boards are large enough? Choose the numbers."}),
  none: fitTable(network({input: [4, 4, 1]}, [convTranspose(4, {kernel: 5, stride: 2, padding: 1})]))
};
const fired = [];
for (const [name, figure] of Object.entries(figures)) {
  figure.id = name;
  figure.addEventListener("input", () => fired.push(figure.value));
  document.querySelector("main").append(figure);
}
Object.assign(globalThis, {figures, fired});`;

let url: Promise<string> | undefined;
async function open(width = 1280): Promise<Page> {
  url ??= bundlePage(gallery, figurePage);
  return openPage(await url, {width});
}

describe("fitTable(network)", () => {
  it("says for each board whether the network fits, by how much not, and what would help", async () => {
    const page = await open();
    const row = (name: string) => page.locator("#fit tbody tr", {hasText: name});
    expect(await page.locator("#fit tbody tr").count()).toBe(10);
    expect(await row("Blue Pill").locator("td").allTextContents()).toEqual([
      "no: 5.5 KB of flash too little",
      "–",
      "64 KB",
      "20 KB",
      "Cortex-M3, 72 MHz"
    ]);
    expect(await row("Nano 33").locator("td").nth(1).textContent()).toMatch(/^≈ \d+ ms \(\d+ ms with CMSIS-NN\)$/);
    const advice = page.locator("#fit .fig-fit-advice li");
    expect(await advice.allTextContents()).toEqual([
      "STM32F103 “Blue Pill”: dense1 holds 97 % of the weights: fewer channels or units there help most."
    ]);
    expect(await page.evaluate("figures.fit.value")).toBe("int8");
    await page.locator("#fit label", {hasText: "float32"}).click();
    expect(await page.evaluate("fired")).toEqual(["float32"]);
    expect(await advice.nth(1).textContent()).toBe("Arduino Zero: In int8 it fits: 69.5 KB of flash, 10.5 KB of memory.");
    expect(await page.locator("#fit .fig-spoken").textContent()).toBe(
      "In float32 it fits 8 of 10 boards; not STM32F103 “Blue Pill”, Arduino Zero."
    );
    expect(await page.locator("#fit details li").count()).toBeGreaterThan(10);
  });

  it("says why a network cannot be put on any", async () => {
    const page = await open();
    expect(await page.locator("#none .fig-message").textContent()).toMatch(
      /^This network cannot be put on a board: convTranspose1: no operator/
    );
  });

  it("has no serious issue of accessibility, and fits a phone", async () => {
    const page = await open(390);
    expect(await issues(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
