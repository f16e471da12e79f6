import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";

async function show(name: string, file: string, options = "{}", open?: OpenOptions): Promise<Page> {
  const url = await bundlePage(`import {${name}} from "${file.includes("/") ? file : `gantry/figures/${file}`}";
    const figure = ${name}(${options});
    const fired: unknown[] = [];
    figure.addEventListener("input", () => fired.push(figure.value));
    Object.assign(globalThis, {figure, fired});
    document.body.append(figure);`);
  return openPage(url, open);
}

const pad = (options?: string, open?: OpenOptions) => show("drawingPad", "drawing-pad", options, open);
const count = (page: Page) => page.evaluate("fired.length") as Promise<number>;
/** Sum of all ink, and the columns that have any. */
const ink = (page: Page) =>
  page.evaluate(`({
  sum: figure.value.flat().reduce((a, b) => a + b, 0),
  columns: figure.value[0].map((_, c) => figure.value.some((row) => row[c] > 0.5)).lastIndexOf(true) - figure.value[0].map((_, c) => figure.value.some((row) => row[c] > 0.5)).indexOf(true) + 1
})`) as Promise<{sum: number; columns: number}>;

describe("drawingPad(options)", () => {
  it("starts with a sample digit of 28 × 28 values from 0 to 1", async () => {
    const page = await pad();
    expect(await page.evaluate("[figure.value.length, figure.value[0].length, Math.max(...figure.value.flat())]")).toEqual([
      28, 28, 1
    ]);
    expect(await count(page)).toBe(0);
  });

  it("starts empty when asked, with a picture of the asked size", async () => {
    const page = await pad("{start: null, size: 14}");
    expect((await ink(page)).sum).toBe(0);
    expect(await page.evaluate("figure.value.length")).toBe(14);
  });

  it("takes a stroke of the mouse, which replaces the sample, and fires once at its end", async () => {
    const page = await pad();
    const box = (await page.locator(".fig-pad").boundingBox())!;
    await page.mouse.move(box.x + 140, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + 140, box.y + 250, {steps: 5});
    expect(await count(page)).toBe(0);
    await page.mouse.up();
    expect(await count(page)).toBe(1);
    expect((await ink(page)).columns).toBeLessThanOrEqual(4);
  });

  it("undoes and clears", async () => {
    const page = await pad();
    const before = await ink(page);
    await page.getByRole("button", {name: "Clear"}).click();
    expect((await ink(page)).sum).toBe(0);
    await page.getByRole("button", {name: "Undo"}).click();
    expect(await ink(page)).toEqual(before);
    expect(await page.getByRole("button", {name: "Undo"}).isDisabled()).toBe(true);
    expect(await count(page)).toBe(2);
  });

  it("is drawn on with arrow keys while Space holds the pen down", async () => {
    const page = await pad("{start: null}");
    await page.locator(".fig-pad").focus();
    await page.keyboard.press("Space");
    for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
    expect(await count(page)).toBe(0);
    await page.keyboard.press("Space");
    expect(await count(page)).toBe(1);
    expect((await ink(page)).columns).toBeGreaterThan(15);
    await page.keyboard.press("Backspace");
    expect((await ink(page)).sum).toBe(0);
  });

  it("lifts the pen when the focus leaves", async () => {
    const page = await pad("{start: null}");
    await page.locator(".fig-pad").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    expect(await count(page)).toBe(1);
  });

  it("takes a finger's dot", async () => {
    const page = await pad("{start: null}", {width: 390, touch: true});
    const box = (await page.locator(".fig-pad").boundingBox())!;
    await page.touchscreen.tap(box.x + 100, box.y + 100);
    expect(await count(page)).toBe(1);
    expect((await ink(page)).sum).toBeGreaterThan(1);
  });
});

/** A PNG of the given size, grey from left to right, made by the browser. */
const png = (page: Page, width: number, height: number) =>
  page
    .evaluate(
      `new Promise((done) => {
  const canvas = Object.assign(document.createElement("canvas"), {width: ${width}, height: ${height}});
  const context = canvas.getContext("2d");
  for (let x = 0; x < ${width}; x++) { context.fillStyle = "rgb(" + [1, 1, 1].map(() => Math.round(255 * x / ${width - 1})) + ")"; context.fillRect(x, 0, 1, ${height}); }
  canvas.toBlob((blob) => blob.arrayBuffer().then((bytes) => done([...new Uint8Array(bytes)])));
})`
    )
    .then((bytes) => Buffer.from(bytes as number[]));

const choose = (page: Page, name: string, buffer: Buffer) =>
  page.locator("input[type=file]").setInputFiles({name, mimeType: "image/png", buffer});

const told = (page: Page, text: string) => page.locator(".fig-image p.fig-note", {hasText: text}).waitFor();

describe("imageInput(options)", () => {
  it("has no value before a picture is chosen", async () => {
    expect(await (await show("imageInput", "./lib/figures/data/picture-input.ts")).evaluate("figure.value")).toBeNull();
  });

  it("takes the middle square of a picture as grey values of the asked size", async () => {
    const page = await show("imageInput", "./lib/figures/data/picture-input.ts", "{size: 10}");
    await choose(page, "wide.png", await png(page, 200, 100));
    await told(page, "the middle of 200 × 100, as 10 × 10 pixels");
    const row = (await page.evaluate("figure.value[0]")) as number[];
    expect(row).toHaveLength(10);
    expect(row[0]).toBeCloseTo(0.275, 1);
    expect(row[9]).toBeCloseTo(0.725, 1);
    await page.getByRole("button", {name: "Invert"}).click();
    expect(((await page.evaluate("figure.value[0][0]")) as number) + row[0]).toBeCloseTo(1);
    expect(await count(page)).toBe(2);
  });

  it.each([
    ["notes.txt", "Dear diary", /notes\.txt: not a picture: this is text/],
    ["empty.png", "", /empty\.png: the file is empty/],
    ["huge.png", "\0".repeat(33 * 2 ** 20), /huge\.png: the file is too large: 33\.0 MB, the limit is 32 MB/]
  ])("refuses %s with the reason", async (name, text, message) => {
    const page = await show("imageInput", "./lib/figures/data/picture-input.ts");
    // Made in the page: thirty-three megabytes take a driver half a minute to send.
    await page.evaluate(
      `const [letter, length] = ${JSON.stringify([text[0] === "\0" ? "\0" : text, text[0] === "\0" ? text.length : 1])};
      const chosen = new DataTransfer();
      chosen.items.add(new File([letter.repeat(length)], "${name}", {type: "image/png"}));
      const input = document.querySelector("input[type=file]");
      input.files = chosen.files;
      input.dispatchEvent(new Event("change", {bubbles: true}));`
    );
    await expect.poll(() => page.locator(".fig-wrong").textContent()).toMatch(message);
    expect(await count(page)).toBe(0);
  });

  it("keeps the last good picture when the next is damaged", async () => {
    const page = await show("imageInput", "./lib/figures/data/picture-input.ts", "{size: 4}");
    const good = await png(page, 40, 40);
    await choose(page, "good.png", good);
    await told(page, "the middle of 40 × 40");
    await choose(page, "damaged.png", good.subarray(0, good.length - 30));
    await expect.poll(() => page.locator(".fig-wrong").textContent()).toMatch(/damaged\.png: .*The last picture stays/);
    const broken = Buffer.from(good);
    broken.fill(0x55, 41, good.length - 20);
    await choose(page, "broken.png", broken);
    await expect.poll(() => page.locator(".fig-wrong").textContent()).toMatch(/broken\.png: .*The last picture stays/);
    expect(await page.evaluate("figure.value.length")).toBe(4);
    expect(await count(page)).toBe(1);
  });

  it("takes a dropped and a pasted picture", async () => {
    const page = await show("imageInput", "./lib/figures/data/picture-input.ts");
    const bytes = [...(await png(page, 30, 30))];
    for (const [type, selector, key] of [
      ["drop", ".fig-drop", "dataTransfer"],
      ["paste", ".fig-image .fig-button", "clipboardData"]
    ]) {
      await page.evaluate(
        ([type, selector, key, bytes]) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes as number[])], `${type as string}.png`, {type: "image/png"}));
          const event =
            key === "dataTransfer"
              ? new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})
              : new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
          document.querySelector(selector as string)!.dispatchEvent(event);
        },
        [type, selector, key, bytes] as const
      );
      await told(page, `${type}.png: the middle of 30 × 30`);
    }
    expect(await count(page)).toBe(2);
  });
});

describe("pictureInput(options)", () => {
  it("gives the sample that is chosen, and the drawing again when the reader goes back to it", async () => {
    const page = await show("pictureInput", "picture-input", "{start: 3}");
    const three = await page.evaluate("JSON.stringify(figure.value)");
    await page.getByRole("radio", {name: "Samples"}).check();
    await page.getByRole("button", {name: "Sample digit 7"}).click();
    expect(await page.evaluate("JSON.stringify(figure.value)")).not.toBe(three);
    await page.getByRole("radio", {name: "Draw"}).check();
    expect(await page.evaluate("JSON.stringify(figure.value)")).toBe(three);
  });

  it("keeps its picture while the reader looks for one", async () => {
    const page = await show("pictureInput", "picture-input");
    await page.getByRole("radio", {name: "Your picture"}).check();
    expect(await page.evaluate("figure.value.length")).toBe(28);
    expect(await count(page)).toBe(0);
    await choose(page, "mine.png", await png(page, 64, 64));
    await expect.poll(() => count(page)).toBe(1);
  });
});
