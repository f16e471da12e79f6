import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {figurePage, issues, losers} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";

const gallery = `
import {barTable} from "gantry/figures/bar-table";
import {fileExplorer} from "gantry/figures/file-explorer";
import {fileList} from "gantry/figures/file-list";
import {imagePairs} from "gantry/figures/image-pairs";
import {noiseLanes} from "gantry/figures/noise-lanes";
import {stepComb} from "gantry/figures/step-comb";
import {lower} from "gantry/lower";
import {listTflite} from "gantry/tflite-listing";
import {writeTflite} from "gantry/tflite";
import {tinymlCnn} from "gantry/published-cnns";
import {initialise} from "gantry/initialise";
import {live} from "gantry/live";
const caption = "What is it? Point at it.";
const net = tinymlCnn();
const bytes = writeTflite(lower(net, initialise(net, 1), "reader").graph);
const of = (shape, value) => ({shape, values: Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, (_, i) => value(i))});
const rows = live([]);
const written = live([{name: "b.tflite", bytes: new Uint8Array(12)}, {name: "c.tflite", bytes: new Uint8Array(34)}]);
const figures = {
  file: fileExplorer({name: "reader.tflite", bytes, listing: listTflite(bytes)}, {caption}),
  files: fileList([{name: "a.tflite", about: "float", bytes: new Uint8Array(1234)}], {caption}),
  nofiles: fileList([], {caption}),
  written: fileList(written, {caption}),
  bars: barTable(rows, {caption, of: "version", columns: [{title: "size (KB)", bar: true}, {title: "error"}], waiting: "Waiting."}),
  weights: stepComb(Float32Array.from({length: 1001}, (_, i) => (i - 500) / 500), {caption}),
  activations: stepComb(Float32Array.from({length: 1001}, (_, i) => i / 1000), {caption, asymmetric: true, name: "activations"}),
  pairs: imagePairs({first: of([12, 4, 4, 1], () => 0), second: of([12, 4, 4, 1], (i) => (i >= 16 && i < 32 ? 2 / 255 : 0))}, {caption}),
  nopairs: imagePairs(null, {caption}),
  lanes: noiseLanes([{name: "all the same", noise: [0, 1], images: of([4, 2, 2, 1], () => 0)}, {name: "black and white", noise: [-1, 1], images: of([4, 2, 2, 1], (i) => (i < 8 ? -1 : 1))}], {caption})
};
const fired = {};
for (const [name, figure] of Object.entries(figures)) {
  figure.id = name;
  figure.addEventListener("input", () => (fired[name] = (fired[name] ?? 0) + 1));
  document.querySelector("main").append(figure);
}
Object.assign(globalThis, {figures, fired, rows, written});`;

let url: Promise<string> | undefined;
async function open(width = 1280): Promise<Page> {
  url ??= bundlePage(gallery, figurePage);
  return openPage(await url, {width});
}

describe("figures of deployment", () => {
  it("have no serious issue of accessibility in light and dark, and fire only by the reader's hand", async () => {
    const page = await open();
    await page.evaluate("rows.value = [{name: 'float32', values: [4, 0]}, {name: 'int8', values: [1, 'not here']}]");
    expect(await issues(page)).toEqual([]);
    expect(await page.evaluate("fired")).toEqual({});
  });

  it("never lose the focus to the page", async () => {
    expect(await losers(await open())).toEqual([]);
  });

  it.each([390, 768])("fit a page of %i pixels without a horizontal scroll bar", async (width) => {
    expect(await (await open(width)).evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  it("keep the focus on a file's button when the list is written anew", async () => {
    const page = await open();
    await page.locator("#written").getByRole("button", {name: "Save c.tflite"}).focus();
    await page.evaluate("written.value = [{name: 'a.c', bytes: new Uint8Array(5)}, ...written.value]");
    expect(await page.locator("#written tbody tr").count()).toBe(3);
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Save c.tflite");
    await page.evaluate("written.value = written.value.slice(0, 1)");
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("files");
  });

  it("say what they wait for", async () => {
    const page = await open();
    expect(await page.locator("#nofiles .fig-message").textContent()).toContain("when they have been written");
    expect(await page.locator("#nopairs .fig-message").textContent()).toContain("waiting for images");
    expect(await page.locator("#bars .fig-message").textContent()).toBe("Waiting.");
  });
});

describe("fileExplorer(file)", () => {
  it("walks from part to part by keys and buttons, and lights the bytes of each", async () => {
    const page = await open();
    const map = page.locator("#file [role=slider]");
    expect(await map.getAttribute("aria-valuetext")).toContain("Bytes 0 to 3: the way to the model");
    expect(await page.locator("#file .fig-hex-lit").count()).toBe(8);
    await map.focus();
    await page.keyboard.press("ArrowRight");
    expect(await map.getAttribute("aria-valuetext")).toContain("Bytes 4 to 7");
    expect((await page.locator("#file .fig-hex-text .fig-hex-lit").allTextContents()).join("")).toBe("TFL3");
    await page.locator("#file").getByRole("button", {name: "Next"}).click();
    expect(await page.evaluate("fired.file")).toBe(2);
  });

  it("jumps to a group, and to the part of a byte that is clicked", async () => {
    const page = await open();
    await page.locator("#file label", {hasText: /^operator, /}).click();
    expect(await page.evaluate("figures.file.value.group")).toBe("operator");
    await page.locator("#file label", {hasText: /^header/}).click();
    await page.locator("#file [data-at='5']").first().click();
    expect(await page.evaluate("[figures.file.value.from, figures.file.value.to]")).toEqual([4, 8]);
  });

  it("refuses a file that is none, and keeps the one before", async () => {
    const page = await open();
    await page
      .locator("#file input[type=file]")
      .setInputFiles({name: "broken.tflite", mimeType: "application/octet-stream", buffer: Buffer.from("no model")});
    await expect
      .poll(() => page.locator("#file [role=alert]").textContent())
      .toMatch(/^broken.tflite cannot be shown: .*The file before stays\.$/);
    expect(await page.locator("#file .fig-title").textContent()).toContain("reader.tflite");
  });
});

describe("stepComb(values)", () => {
  it("begins with TensorFlow Lite's steps, and tells what another scale cuts off", async () => {
    const page = await open();
    expect(await page.evaluate("[figures.weights.value.scale * 127, figures.weights.value.clipped]")).toEqual([1, 0]);
    expect(await page.evaluate("[figures.activations.value.scale * 255, figures.activations.value.zeroPoint]")).toEqual([
      1, -128
    ]);
    await page.locator("#weights").getByLabel("scale").focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowLeft");
    // 90 % of the scale: what is beyond 0.9 and half a step, 0.9035, is held at the end. Numbers are 0.002 apart.
    expect(await page.evaluate("figures.weights.value.clipped")).toBe(98);
    expect(await page.locator("#weights .fig-reading").textContent()).toContain("98 of 1,001 weights are cut off");
    await page.locator("#activations").getByLabel("zero point").focus();
    await page.keyboard.press("End");
    expect(await page.evaluate("figures.activations.value.clipped")).toBeGreaterThan(990);
  });
});

describe("imagePairs({first, second})", () => {
  it("tells the difference of the pair pointed at in grey levels", async () => {
    const page = await open();
    await page.locator("#pairs [role=slider]").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate("figures.pairs.value")).toBe(1);
    expect(await page.locator("#pairs .fig-reading").textContent()).toBe(
      "Pair 2 of 12: they differ by 1 grey levels on average, 1 at most."
    );
  });
});

describe("noiseLanes(lanes)", () => {
  it("has the mean spread of the pixels: 0 for the same picture, a half for black and white", async () => {
    expect(await (await open()).evaluate("figures.lanes.value")).toEqual([0, 0.5]);
  });
});
