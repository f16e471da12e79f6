import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {figurePage, issues, nextFrame} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";

/** A generator whose images are as bright as the first number of the noise, darker by a tenth for each class. */
const entry = `
import {latentExplorer} from "gantry/figures/latent-explorer";
const asked = {count: 0, open: 0, most: 0, labels: [], mode: "fine"};
const generate = async (noise, {labels = []} = {}) => {
  asked.count++;
  asked.labels.push(labels.join(""));
  asked.most = Math.max(asked.most, ++asked.open);
  await new Promise((done) => setTimeout(done, 3));
  asked.open--;
  if (asked.mode === "fails") throw new Error("out of memory");
  const [n, d] = noise.shape;
  return {shape: [n, 4, 4, 1], values: Float32Array.from({length: 16 * n}, (_, i) => {
    const k = Math.floor(i / 16);
    return asked.mode === "nan" ? NaN : Math.tanh(noise.values[k * d]) - 0.1 * (labels[k] ?? 0);
  })};
};
const figure = latentExplorer({generate, latentDim: 8, classes: ["zero", "one", "two"], caption: "What can it draw? Drag.",
  invalidation: new Promise((stop) => Object.assign(globalThis, {stop}))});
const fired = [];
figure.addEventListener("input", () => fired.push(figure.value));
document.querySelector("main").append(figure);
Object.assign(globalThis, {figure, fired, asked});`;

let url: Promise<string> | undefined;
async function open(width = 1000): Promise<Page> {
  url ??= bundlePage(entry, figurePage);
  const page = await openPage(await url, {width});
  await expect.poll(() => page.locator(".fig-latent .fig-readout").last().textContent()).toContain("samples have about √8");
  return page;
}

const z = (page: Page) => page.evaluate("[...figure.value.noise.values]") as Promise<number[]>;
const brightness = (page: Page) =>
  page
    .locator(".fig-latent-image")
    .evaluate((canvas) => (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, 1, 1).data[0]);

describe("latentExplorer({generate, latentDim, classes})", () => {
  it("draws an image, a map of 25 and a film of 9, one call at a time, and fires the noise with its image", async () => {
    const page = await open();
    expect(await page.evaluate("[asked.count, asked.most, asked.labels.map((l) => l.length)]")).toEqual([3, 1, [1, 25, 9]]);
    const [first] = await z(page);
    expect(await brightness(page)).toBe(Math.round((Math.tanh(first) + 1) * 127.5));
    expect(await page.evaluate("[figure.value.image.shape, figure.value.label, fired.length]")).toEqual([[1, 4, 4, 1], 0, 1]);
  });

  it("goes to another noise when the handle is dragged, and draws the newest place last", async () => {
    const page = await open();
    const before = await z(page);
    const box = (await page.locator(".fig-latent-pad").boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 1, box.y + 1, {steps: 30});
    await page.mouse.up();
    await expect.poll(() => page.evaluate("fired.length")).toBeGreaterThan(1);
    await expect.poll(async () => (await z(page))[0]).not.toBe(before[0]);
    await expect.poll(() => page.evaluate("asked.open")).toBe(0);
    expect(await page.evaluate("asked.most")).toBe(1);
  });

  it("moves by arrow keys and says where it is", async () => {
    const page = await open();
    const before = await z(page);
    await page.locator(".fig-latent-pad").focus();
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(() => z(page)).not.toEqual(before);
    expect(await page.locator(".fig-spoken").textContent()).toBe("60 across, 50 down");
  });

  it("sets a coordinate by its slider, which then shows that the place has left the square", async () => {
    const page = await open();
    await page.getByLabel("z₁").press("End");
    await expect.poll(async () => (await z(page))[0]).toBe(3);
    expect(await page.locator(".fig-handle-off").count()).toBe(1);
    expect(await brightness(page)).toBe(Math.round((Math.tanh(3) + 1) * 127.5));
  });

  it("asks for the chosen class, and draws its map", async () => {
    const page = await open();
    await page.getByRole("radio", {name: "two"}).check({force: true});
    await expect.poll(() => page.evaluate("figure.value.label")).toBe(2);
    await expect.poll(() => page.evaluate("asked.labels")).toContain("2".repeat(25));
  });

  it("begins anew with the next seed, and compares the ways between two noises by their length", async () => {
    const page = await open();
    await page.getByRole("button", {name: "New noise"}).click();
    await expect.poll(() => page.locator(".fig-latent .fig-note").textContent()).toBe("seed 2");
    const half = () => page.locator(".fig-latent .fig-readout").last().textContent();
    const arc = await half();
    await page.getByRole("radio", {name: "straight"}).check({force: true});
    await expect.poll(half).not.toBe(arc);
  });

  it("says that the generator failed or gave NaN, and keeps the last image", async () => {
    const page = await open();
    const before = await brightness(page);
    for (const [mode, text] of [
      ["fails", "The generator failed: out of memory"],
      ["nan", "in sample 0 there is NaN"]
    ]) {
      await page.evaluate((to) => void ((globalThis as unknown as {asked: {mode: string}}).asked.mode = to), mode);
      await page.getByLabel("z₁").press("ArrowRight");
      await expect.poll(() => page.locator(".fig-latent .fig-wrong").textContent()).toContain(text);
      expect(await brightness(page)).toBe(before);
    }
  });

  it("asks no more after invalidation", async () => {
    const page = await open();
    await page.evaluate("stop()");
    const before = await page.evaluate("asked.count");
    await page.getByLabel("z₁").press("End");
    await nextFrame(page);
    expect(await page.evaluate("asked.count")).toBe(before);
  });

  it("fits a phone and has no serious issue of accessibility", async () => {
    const page = await open(390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await issues(page)).toEqual([]);
  });
});
