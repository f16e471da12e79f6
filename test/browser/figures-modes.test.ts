import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {figurePage, issues, nextFrame} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";

const pages = new Map<string, Promise<string>>();
const open = async (entry: string, width = 1000): Promise<Page> => {
  if (!pages.has(entry)) pages.set(entry, bundlePage(entry, figurePage));
  return openPage(await pages.get(entry)!, {width});
};

const counter = `
import {modeCounter} from "gantry/figures/mode-counter";
import {live} from "gantry/live";
const sheet = (step, ...values) => ({step, images: {shape: [values.length / 2, 2], values: Float32Array.from(values)}});
const past = live({entries: [], snapshots: [], sheets: [sheet(0, 0, 0, 0, 0, 0, 0, 0, 0), sheet(100, 1, 0, 1.05, 0, 0, 0, -1.2, 0)]});
const figure = modeCounter(past, {centres: [[1, 0], [-1, 0]], sigma: 0.05, caption: "How many modes? Move."});
const fired = [];
figure.addEventListener("input", () => fired.push(figure.value?.captured));
document.querySelector("main").append(figure);
Object.assign(globalThis, {figure, fired, past, sheet});`;

describe("modeCounter(history, {centres, sigma})", () => {
  const total = (page: Page) => page.locator(".fig-modes .fig-status").textContent();
  const rule = (page: Page) => page.locator(".fig-modes-now .fig-readout").textContent();

  it("counts the newest sheet and says by which rule", async () => {
    const page = await open(counter);
    expect(await total(page)).toBe("1 of 2 modes at step 100");
    expect(await rule(page)).toBe("4 samples; 50 % within 3 σ = 0.15 of a centre; KL to even 0.69 nats.");
    expect(await page.locator(".fig-modes svg[role=img]").first().getAttribute("aria-label")).toBe(
      "Modes captured: step 0: 0; step 100: 1"
    );
  });

  it("counts again by another rule, from the keyboard too", async () => {
    const page = await open(counter);
    const [within, least] = [page.getByLabel("a hit is within"), page.getByLabel("hits that make a mode")];
    await within.focus();
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press("ArrowRight");
      // Keys of one frame are counted once.
      await nextFrame(page);
    }
    expect(await total(page)).toBe("2 of 2 modes at step 100");
    await least.focus();
    await page.keyboard.press("ArrowRight");
    await nextFrame(page);
    expect(await total(page)).toBe("1 of 2 modes at step 100");
    expect(await page.evaluate("fired.filter((now, i) => now !== fired[i - 1])")).toEqual([1, 2, 1]);
  });

  it("follows the run, and says what it cannot count", async () => {
    const page = await open(counter);
    await page.evaluate("past.value = {...past.value, sheets: [...past.value.sheets, sheet(200, 1, 0, -1, 0)]}");
    await nextFrame(page);
    expect(await total(page)).toBe("2 of 2 modes at step 200");
    await page.evaluate("past.value = {...past.value, sheets: [sheet(300, NaN, 0)]}");
    await nextFrame(page);
    expect(await page.locator(".fig-message").textContent()).toBe("The samples of step 300 are no finite points of the plane.");
    await page.evaluate("past.value = {...past.value, sheets: []}");
    await nextFrame(page);
    expect(await page.locator(".fig-message").textContent()).toContain("waiting for the first samples");
  });

  it("fits a phone and has no serious issue of accessibility", async () => {
    const page = await open(counter, 390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await issues(page)).toEqual([]);
  });
});

const table = `
import {sweepTable} from "gantry/figures/sweep-table";
import {live} from "gantry/live";
const cell = (row, seed, change = {}) => ({row, seed, state: "waiting", step: 0, steps: 100, seconds: 0, ...change});
const asked = [];
const cells = [cell("none", 1), cell("packing", 1), cell("none", 2), cell("packing", 2)];
const told = live({state: "paused", cells, left: {steps: 400, seconds: null}});
const made = {
  rows: [{name: "none"}, {name: "packing"}],
  status: told,
  play: () => (asked.push("play"), (told.value = {...told.value, state: "playing"})),
  pause: async () => (asked.push("pause"), (told.value = {...told.value, state: "paused"})),
  choose: async (rows) => void asked.push("choose " + rows.join(", ")),
  reset: async () => void asked.push("reset"),
  dispose() {}
};
const figure = sweepTable(made, {
  caption: "Which helps? Run.",
  quantity: "modes",
  show: (modes) => modes + " modes",
  together: (all) => (all.reduce((sum, x) => sum + x, 0) / all.length).toFixed(1),
  beside: {title: "in print", of: {packing: "7.9"}},
  forget: () => asked.push("forget")
});
document.querySelector("main").append(figure);
Object.assign(globalThis, {figure, asked, told, cell});`;

describe("sweepTable(sweep, {show, together, beside})", () => {
  const texts = (page: Page) => page.locator("tbody tr").allInnerTexts();
  const words = (page: Page) => page.locator(".fig-sweep .fig-status").textContent();

  it("runs, stops and goes on, and says how far it is", async () => {
    const page = await open(table);
    expect(await words(page)).toBe("0 of 4 runs are done, it stands still.");
    await page.getByRole("button", {name: "Run"}).click();
    await page.evaluate(`told.value = {state: "playing", left: {steps: 250, seconds: 200},
      cells: [cell("none", 1, {state: "done", step: 100, result: 3}), cell("packing", 1, {state: "running", step: 50}), ...told.value.cells.slice(2)]}`);
    await nextFrame(page);
    expect(await words(page)).toBe("1 of 4 runs are done. About 3 minutes left at this pace.");
    expect((await texts(page)).map((text) => text.split("\t").map((cell) => cell.trim()))).toEqual([
      ["none", "3 modes", "–", "3.0", "–"],
      ["packing", "50 %", "–", "", "7.9"]
    ]);
    await page.getByRole("button", {name: "Stop"}).click();
    await nextFrame(page);
    expect(await page.getByRole("button", {name: "Go on"}).isEnabled()).toBe(true);
    expect(await page.evaluate("asked")).toEqual(["play", "pause"]);
  });

  it("keeps the focus on Forget when there is nothing to forget any more", async () => {
    const page = await open(table);
    await page.evaluate(
      `globalThis.fresh = told.value; told.value = {...told.value, cells: [cell("none", 1, {state: "done", step: 100, result: 3}), ...told.value.cells.slice(1)]}`
    );
    await nextFrame(page);
    const forget = page.getByRole("button", {name: "Forget results"});
    await forget.press("Enter");
    await page.evaluate("told.value = fresh");
    await nextFrame(page);
    expect(await forget.evaluate((node) => [node === document.activeElement, node.getAttribute("aria-disabled")])).toEqual([
      true,
      "true"
    ]);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("asked")).toEqual(["forget", "reset"]);
  });

  it("does the rows that are ticked, tells a failure, and forgets", async () => {
    const page = await open(table);
    await page.getByRole("checkbox", {name: "packing"}).focus();
    await page.keyboard.press("Space");
    await page.evaluate(`told.value = {state: "paused", left: {steps: 100, seconds: 50},
      cells: [cell("none", 1, {state: "failed", step: 10, error: "step 11: NaN"}), ...told.value.cells.slice(1)]}`);
    await nextFrame(page);
    expect(await words(page)).toBe("1 of 2 runs are done, it stands still. About 50 s left at this pace.");
    expect(await page.locator("tbody td").first().getAttribute("title")).toBe("step 11: NaN");
    await page.getByRole("button", {name: "Forget results"}).click();
    expect(await page.evaluate("asked")).toEqual(["choose none", "forget", "reset"]);
  });

  it("is a table with heads, fits a phone and has no serious issue of accessibility", async () => {
    const page = await open(table, 390);
    expect(await page.getByRole("columnheader").allInnerTexts()).toEqual(["remedy", "seed 1", "seed 2", "mean", "in print"]);
    expect(await page.getByRole("rowheader").count()).toBe(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await issues(page)).toEqual([]);
  });
});

const sheets = `
import {crowds} from "gantry/figures/crowds";
const crowd = (title, shares) => ({title, shares, note: "100 samples", images: {shape: [4, 2, 2, 1], values: new Float32Array(16)}});
const figure = crowds([crowd("all", Array(10).fill(0.1)), crowd("one", [0, 1, 0, 0, 0, 0, 0, 0, 0, 0])], {caption: "Which? Look."});
document.querySelector("main").append(figure, crowds([]), crowds([{...crowd("none", []), images: {shape: [0, 2, 2, 1], values: new Float32Array()}}]));`;

describe("crowds(generators)", () => {
  it("shows each one's samples and how often each class comes; says what it waits for", async () => {
    const page = await open(sheets);
    expect(await page.locator(".fig-crowd .fig-title").allInnerTexts()).toEqual(["all", "one"]);
    expect(await page.locator(".fig-crowd").nth(1).locator(".fig-class-number").allInnerTexts()).toContain("100 %");
    expect(await page.getByRole("img", {name: "4 samples: one"}).count()).toBe(1);
    expect(await page.locator(".fig-message:visible").count()).toBe(2);
  });
  it("fits a phone and has no serious issue of accessibility", async () => {
    const page = await open(sheets, 390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await issues(page)).toEqual([]);
  });
});
