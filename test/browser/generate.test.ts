import {readFile} from "node:fs/promises";
import {unzipSync} from "fflate";
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openChapter} from "./chapters.ts";
import {issues} from "./axe.ts";
import type {OpenOptions} from "./harness.ts";

async function open(options: OpenOptions = {}): Promise<Page> {
  const page = await openChapter("generate", options);
  await made(page, 16);
  return page;
}
const figure = (page: Page) => page.locator(".fig-class-generator");
const made = (page: Page, count: number) =>
  expect
    .poll(() => figure(page).locator(".fig-foot, .fig-body").first().textContent())
    .toContain(`${count} picture${count === 1 ? "" : "s"}, made here in`);
const value = (page: Page) => figure(page).evaluate((element) => (element as unknown as {value: unknown}).value);
/** What is drawn, once the frame after what was said has come: pictures are painted with the frames. */
const pixels = (page: Page) =>
  figure(page)
    .locator(".fig-sheet canvas")
    .evaluate(async (canvas) => {
      for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
      return (canvas as HTMLCanvasElement).toDataURL();
    });
const set = async (page: Page, label: string, text: string): Promise<void> => {
  await figure(page).getByLabel(label, {exact: true}).fill(text);
  await page.keyboard.press("Enter");
};
const digit = (page: Page, name: string) => figure(page).getByRole("checkbox", {name});
async function saved(page: Page, button: string): Promise<{name: string; bytes: Uint8Array}> {
  const [download] = await Promise.all([page.waitForEvent("download"), figure(page).getByRole("button", {name: button}).click()]);
  return {name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(await download.path()))};
}
const sizeOf = (png: Uint8Array) => [16, 20].map((at) => new DataView(png.buffer, png.byteOffset).getUint32(at));

describe("the page Generate by class", () => {
  it("stands beside the chapters: in the contents, linked from the index and the chapter, with a way back and no next chapter", async () => {
    const page = await open();
    expect(await page.locator("nav.contents > ul a").allTextContents()).toContain("Generate by class");
    expect(await page.locator("nav.pager a").allTextContents()).toEqual(["Back to Gantry"]);
    for (const slug of ["index", "cgan"]) {
      const other = await openChapter(slug, {javaScript: false});
      expect(await other.locator('main a[href="generate.html"]').count(), slug).toBeGreaterThan(0);
    }
  });

  it("draws the chosen classes, as many of each as asked, by keyboard alone", async () => {
    const page = await open();
    expect(await value(page)).toEqual({classes: [3, 7], count: 8, seed: "12"});
    await digit(page, "3").focus();
    await page.keyboard.press("Space");
    await made(page, 8);
    await set(page, "of each", "3");
    await made(page, 3);
    expect(await value(page)).toEqual({classes: [7], count: 3, seed: "12"});
    await figure(page).locator("[role=grid]").focus();
    await page.keyboard.press("ArrowRight");
    expect(await figure(page).locator(".fig-enlargement .fig-readout").textContent()).toBe("7, number 2 of seed 12");
    await figure(page).getByRole("button", {name: "All"}).press("Enter");
    await made(page, 30);
    const zip = figure(page).getByRole("button", {name: "Save as zip"});
    await Promise.all([page.waitForEvent("download"), zip.press("Enter")]);
    expect(await zip.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it("draws the same pictures from the same seed, and others from another", async () => {
    const page = await open();
    const first = await pixels(page);
    await figure(page).getByRole("button", {name: "Another seed"}).click();
    await expect.poll(() => value(page)).toMatchObject({seed: "13"});
    await made(page, 16);
    const second = await pixels(page);
    expect(second === first).toBe(false);
    await set(page, "seed", "12");
    await expect.poll(async () => (await pixels(page)) === first).toBe(true);
    const again = await open();
    expect((await pixels(again)) === first).toBe(true);
  });

  it("saves one PNG, and a zip with a PNG for each and a record", async () => {
    const page = await open();
    const sheet = await saved(page, "Save as one PNG");
    expect(sheet.name).toBe("digits-37-seed-12.png");
    // Eight columns and two rows of 56 pixels, with gaps of 2.
    expect(sizeOf(sheet.bytes)).toEqual([8 * 58 + 2, 2 * 58 + 2]);
    const {name, bytes} = await saved(page, "Save as zip");
    expect(name).toBe("digits-37-seed-12.zip");
    const files = unzipSync(bytes);
    expect(Object.keys(files).length).toBe(17);
    expect(sizeOf(files["digit-7-seed-12-008.png"]!)).toEqual([28, 28]);
    const record = JSON.parse(new TextDecoder().decode(files["samples.json"])) as {sha256: string; images: unknown[]};
    expect(record).toMatchObject({generator: "cgan-s", seed: "12"});
    expect(record.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(record.images[8]).toEqual({file: "digit-7-seed-12-001.png", class: "7", number: 1});
  });

  it("says what is wrong with an order, and keeps the pictures before", async () => {
    const page = await open();
    const before = await pixels(page);
    const alert = figure(page).locator("[role=alert]");
    await set(page, "of each", "0");
    expect(await alert.textContent()).toBe("“Of each” is a whole number from 1 to 100; it is 0. The pictures before stay.");
    await set(page, "seed", " ");
    await set(page, "of each", "8");
    expect(await alert.textContent()).toBe("The seed is empty: any number or word will do. The pictures before stay.");
    await figure(page).getByRole("button", {name: "None"}).click();
    expect(await alert.textContent()).toBe("Choose at least one class. The pictures before stay.");
    expect((await pixels(page)) === before).toBe(true);
  });

  it("stops a large order on request, and tells how far it came", async () => {
    const page = await open();
    await figure(page).getByRole("button", {name: "All"}).click();
    await set(page, "of each", "100");
    await figure(page).getByRole("button", {name: "Stop"}).click();
    await expect
      .poll(() => figure(page).locator(".fig-body").textContent())
      .toMatch(/Stopped after \d[\d,]* of 1,000 pictures\./);
  });

  it("works without a connection after the first visit", async () => {
    const page = await open({serviceWorker: true});
    await page.waitForSelector(".edition:has-text('Saved for offline reading')");
    const first = await pixels(page);
    await page.context().setOffline(true);
    await page.reload();
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    await made(page, 16);
    expect((await pixels(page)) === first).toBe(true);
    await digit(page, "9").check({force: true});
    await made(page, 24);
    expect((await saved(page, "Save as zip")).name).toBe("digits-379-seed-12.zip");
    await page.context().setOffline(false);
  });

  it("fits a phone, with targets of 44 pixels, and has no serious issue of accessibility", async () => {
    const page = await open({width: 390, height: 800, touch: true});
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const heights = await figure(page)
      .locator("button:visible, .fig-entry, .fig-class-switches label")
      .evaluateAll((targets) => targets.map((target) => Math.round(target.getBoundingClientRect().height)));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
    expect(await issues(page)).toEqual([]);
  });
});
