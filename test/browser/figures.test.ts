import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";

const input = "[[3,0,1,2,7],[1,5,8,9,3],[2,7,2,5,1],[0,1,3,1,7],[4,2,1,6,2]]";
const kernel = "[[1,0,-1],[1,0,-1],[1,0,-1]]";

/** A page with one figure, which records the values that it fires. */
async function show(imports: string, figure: string, options?: OpenOptions): Promise<Page> {
  const url = await bundlePage(`${imports}
    const figure = ${figure};
    const fired: unknown[] = [];
    figure.addEventListener("input", () => fired.push(structuredClone((figure as unknown as {value: unknown}).value)));
    Object.assign(globalThis, {figure, fired});
    document.body.append(figure);`);
  return openPage(url, options);
}

const convolution = (options = "{}", data = `{input: ${input}, kernel: ${kernel}}`, open?: OpenOptions) =>
  show(`import {convolutionFigure} from "gantry/figures/convolution-figure";`, `convolutionFigure(${data}, ${options})`, open);

const grid = (page: Page, name: string) => page.locator(`.fig-grid[aria-label^="${name}"]`);

/** The middle of a cell of a grid, in pixels of the page. */
async function cellAt(page: Page, name: string, row: number, column: number, rows: number, columns: number) {
  const box = (await grid(page, name).boundingBox())!;
  return {x: box.x + ((column + 0.5) * box.width) / columns, y: box.y + ((row + 0.5) * box.height) / rows};
}

const fired = <Value>(page: Page) => page.evaluate(() => (globalThis as unknown as {fired: unknown[]}).fired) as Promise<Value[]>;

/** Places of the marks of a kind in a grid, as "row,column". */
const marks = (page: Page, name: string, kind: string) =>
  grid(page, name)
    .locator(`.fig-mark-${kind} .fig-line`)
    .evaluateAll((rects) => rects.map((rect) => `${Number(rect.getAttribute("y")) / 40},${Number(rect.getAttribute("x")) / 40}`));

describe("convolutionFigure({input, kernel}, options)", () => {
  it("lights up the window and writes the products and the sum of the output under the mouse", async () => {
    const page = await convolution();
    const {x, y} = await cellAt(page, "output", 1, 0, 3, 3);
    await page.mouse.move(x, y);
    expect(await marks(page, "input", "window")).toEqual(["1,0"]);
    expect(await page.locator(".fig-sum-title").textContent()).toBe("output, row 1, column 0");
    expect(await page.locator(".fig-term").allTextContents()).toEqual([
      "1·1 +",
      "5·0 +",
      "8·(−1) +",
      "2·1 +",
      "7·0 +",
      "2·(−1) +",
      "0·1 +",
      "1·0 +",
      "3·(−1)"
    ]);
    expect(await page.locator(".fig-sum-total").textContent()).toBe("= −10");
    expect(await page.locator(".fig-spoken").textContent()).toContain("8·(−1) + ");
  });

  it("lights up all outputs that the input under the mouse feeds", async () => {
    const page = await convolution();
    const {x, y} = await cellAt(page, "input", 0, 1, 5, 5);
    await page.mouse.move(x, y);
    expect(await marks(page, "output", "feed")).toEqual(["0,0", "0,1"]);
    expect(await page.locator(".fig-sum").textContent()).toContain("0 feeds 2 outputs");
  });

  it("is walked through with arrow keys, and says where it is", async () => {
    const page = await convolution();
    await grid(page, "output").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    expect(await marks(page, "input", "window")).toEqual(["1,1"]);
    const active = await grid(page, "output").getAttribute("aria-activedescendant");
    expect(await page.locator(`#${active}`).textContent()).toBe("row 1, column 1: −2");
  });

  it("is walked through by taps", async () => {
    const page = await convolution("{}", undefined, {width: 390, touch: true});
    const {x, y} = await cellAt(page, "output", 2, 2, 3, 3);
    await page.touchscreen.tap(x, y);
    expect(await marks(page, "input", "window")).toEqual(["2,2"]);
  });

  it("fills the output step by step", async () => {
    const page = await convolution();
    await page.getByRole("button", {name: "Step"}).click();
    await page.getByRole("button", {name: "Step"}).click();
    expect(await grid(page, "output").locator(".fig-empty").count()).toBe(7);
    expect(await marks(page, "input", "window")).toEqual(["0,1"]);
    const {x, y} = await cellAt(page, "output", 0, 0, 3, 3);
    await page.mouse.move(x, y);
    expect(await grid(page, "output").locator(".fig-empty").count()).toBe(0);
  });

  it("plays to the end and stops, and stops at once when asked", async () => {
    const page = await convolution("{}", "{input: [[1,2],[3,4]], kernel: [[1]]}");
    await page.getByRole("button", {name: "Play"}).click();
    await page.getByRole("button", {name: "Pause"}).click();
    expect(await grid(page, "output").locator(".fig-empty").count()).toBe(3);
    await page.getByRole("button", {name: "Play"}).click();
    await page.getByRole("button", {name: "Play"}).waitFor();
    expect(await grid(page, "output").locator(".fig-empty").count()).toBe(0);
  });

  it("takes a number typed into the input by keyboard and fires once, with the new output", async () => {
    const page = await convolution("{editable: true}");
    await grid(page, "input").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.type("-4");
    expect(await fired(page)).toEqual([]);
    await page.keyboard.press("Enter");
    const [value, ...more] = await fired<{input: number[][]; output: number[][]}>(page);
    expect(more).toEqual([]);
    expect(value.input[0].slice(0, 2)).toEqual([3, -4]);
    expect(value.output[0]).toEqual([-5, -8, 0]);
    expect(await grid(page, "input").evaluate((element) => document.activeElement === element)).toBe(true);
  });

  it("edits a kernel weight by click, goes on with Tab, and leaves it as it was on Escape", async () => {
    const page = await convolution("{editable: true}");
    const {x, y} = await cellAt(page, "kernel", 0, 0, 3, 3);
    await page.mouse.click(x, y);
    await page.keyboard.type("0,5");
    await page.keyboard.press("Tab");
    await page.keyboard.type("9");
    await page.keyboard.press("Escape");
    const values = await fired<{kernel: number[][]}>(page);
    expect(values.map((value) => value.kernel[0])).toEqual([[0.5, 0, -1]]);
  });

  it("changes a number by dragging up and by Page Down", async () => {
    const page = await convolution("{editable: true}");
    const {x, y} = await cellAt(page, "input", 0, 0, 5, 5);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 13);
    await page.mouse.up();
    expect((await fired<{input: number[][]}>(page)).at(-1)!.input[0][0]).toBe(5);
    await page.keyboard.press("PageDown");
    expect((await fired<{input: number[][]}>(page)).at(-1)!.input[0][0]).toBe(4);
    expect(await page.locator(".fig-field").count()).toBe(0);
  });

  it("ignores what is no number", async () => {
    const page = await convolution("{editable: true}");
    await grid(page, "kernel").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("abc");
    expect(await page.locator(".fig-field").getAttribute("aria-invalid")).toBe("true");
    await page.keyboard.press("Enter");
    expect(await fired(page)).toEqual([]);
  });

  it("hatches padded zeros and does not let them be edited", async () => {
    const page = await convolution("{editable: true, padding: 1}");
    expect(await grid(page, "input").locator(".fig-hatched").count()).toBe(24);
    await grid(page, "input").focus();
    await page.keyboard.type("5");
    expect(await page.locator(".fig-field").count()).toBe(0);
    expect(await page.locator(".fig-sum").textContent()).toContain("padded zero");
  });

  it("shows a 28 × 28 picture on a canvas of 28 × 28 pixels", async () => {
    const page = await convolution(
      "{}",
      `{input: Array.from({length: 28}, (_, i) => Array.from({length: 28}, (_, j) => i * j / 729)), kernel: ${kernel}}`
    );
    const size = await grid(page, "input")
      .locator("canvas")
      .evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height, getComputedStyle(canvas).imageRendering]);
    expect(size).toEqual([28, 28, "pixelated"]);
  });

  it("says what is wrong instead of drawing", async () => {
    for (const [data, message] of [
      [`{input: [], kernel: ${kernel}}`, /waiting for an input/],
      [`{input: [[1, NaN]], kernel: [[1]]}`, /column 1 is NaN/],
      [`{input: [[1]], kernel: ${kernel}}`, /window does not fit/]
    ] as const) {
      const page = await convolution("{}", data);
      expect(await page.locator(".fig-message").textContent()).toMatch(message);
      expect(await page.locator(".fig-body").isVisible()).toBe(false);
    }
  });

  it("stops playing on invalidation", async () => {
    const page = await convolution("{invalidation: new Promise((stop) => Object.assign(globalThis, {stop}))}");
    await page.getByRole("button", {name: "Play"}).click();
    await page.evaluate(() => (globalThis as unknown as {stop: () => void}).stop());
    expect(await page.getByRole("button", {name: "Play"}).count()).toBe(1);
  });

  it("fits a phone without a horizontal scroll bar", async () => {
    const page = await convolution("{padding: 2, caption: 'What is it? Point.'}", undefined, {width: 390});
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});

describe("figureSvg(figure), figurePng(figure)", () => {
  it("save the figure as it looks, without a style sheet", async () => {
    const page = await show(
      `import {matrixFigure} from "gantry/figures/matrix-figure"; import {figureSvg, figurePng} from "./lib/figures/kit/export.ts";
       Object.assign(globalThis, {figureSvg, figurePng});`,
      "matrixFigure([[1, -2], [3, 4]], {title: 'weights'})"
    );
    const svg = (await page.evaluate("figureSvg(figure)")) as string;
    expect(svg).toContain("weights");
    expect(svg).toContain("−2");
    expect(svg).not.toMatch(/var\(|class="fig/);
    const [type, size] = (await page.evaluate("figurePng(figure).then((blob) => [blob.type, blob.size])")) as [string, number];
    expect(type).toBe("image/png");
    expect(size).toBeGreaterThan(2000);
    const download = page.waitForEvent("download");
    await page.getByRole("button", {name: "Save this figure as SVG"}).click();
    expect((await download).suggestedFilename()).toBe("matrix.svg");
  });
});
