import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {describe, expect, it} from "vitest";
import {losers, nextFrame, saidBy} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Every figure once, as a chapter would show it. */
const gallery = `
import {architectureStrip} from "gantry/figures/architecture-strip";
import {channelsFigure} from "gantry/figures/channels-figure";
import {convolutionFigure} from "gantry/figures/convolution-figure";
import {drawingPad} from "gantry/figures/drawing-pad";
import {flattenFigure} from "gantry/figures/flatten-figure";
import {imageInput} from "./lib/figures/data/picture-input.ts";
import {kernelGallery} from "gantry/figures/kernel-gallery";
import {matrixFigure} from "gantry/figures/matrix-figure";
import {outputSizeFigure} from "gantry/figures/output-size-figure";
import {overlapFigure} from "gantry/figures/overlap-figure";
import {paddingFigure} from "gantry/figures/padding-figure";
import {pictureInput} from "gantry/figures/picture-input";
import {poolingFigure} from "gantry/figures/pooling-figure";
import {shiftFigure} from "gantry/figures/shift-figure";
import {transposedFigure} from "gantry/figures/transposed-figure";
import {upsampleAll, upsampledWords, upsamplingCompare} from "gantry/figures/upsampling-compare";
import {sampleDigit} from "gantry/strokes";
const digit = sampleDigit(3);
const map = [[1, 3, 2, 1], [4, 6, 5, 0], [7, 2, 9, 8], [0, 1, 3, 4]];
const kernel = [[1, 0, -1], [1, 0, -1], [1, 0, -1]];
const channels = [0, 1, 2, 3].map((r) => [0, 1, 2, 3].map((c) => [r / 3, c / 3]));
const kernels = [0, 1].map((r) => [0, 1].map((c) => [[r, c, 1], [1 - r, -c, 0.5]]));
const caption = "What is it? Point at it.";
const figures = {
  matrix: matrixFigure(kernel, {caption, editable: true}),
  convolution: convolutionFigure({input: digit, kernel}, {caption, padding: 1}),
  size: outputSizeFigure({}, {caption}),
  padding: paddingFigure({signal: [3, 1, 4, 1, 5, 9], kernel: [1, 2, -1]}, {caption}),
  channels: channelsFigure({input: channels, kernels}, {caption}),
  gallery: kernelGallery(digit, {caption}),
  transposed: transposedFigure({input: [[1, 2], [3, 4]], kernel: [[1, 2, 1], [2, 4, 2], [1, 2, 1]]}, {caption, editable: true}),
  overlap: overlapFigure({}, {caption}),
  upsampling: upsamplingCompare(sampleDigit(5, {size: 14}), {caption}),
  pooling: poolingFigure(map, {caption, editable: true}),
  shift: shiftFigure(digit, {caption}),
  flatten: flattenFigure({batch: 4, height: 5, width: 5, channels: 3}, {caption}),
  pad: drawingPad({caption}),
  image: imageInput({caption}),
  picture: pictureInput({caption}),
  strip: architectureStrip("alexnet", {caption})
};
const fired: Record<string, number> = {};
for (const [name, figure] of Object.entries(figures)) {
  figure.id = name;
  figure.addEventListener("input", () => (fired[name] = (fired[name] ?? 0) + 1));
  document.querySelector("main")!.append(figure);
}
Object.assign(globalThis, {figures, fired, sampleDigit, upsampleAll, upsampledWords});`;

const tokens = `<style>
  body {background: var(--paper, #fdfcf9); margin: 0}
  .dark {--paper: #161513; --ink: #ece8e1; --muted: #a39d93; --gradient: #f07db8; --accent: #7db7f5; --error: #ff8a80; --hairline: #34312d; color-scheme: dark}
</style><h1>Figures</h1><main></main>`;

const page = async (width = 1280) => openPage(await bundlePage(gallery, tokens), {width});

describe("every figure", () => {
  it("has no serious or critical issue of accessibility, in light and dark", async () => {
    const opened = await page();
    await opened.evaluate(axe);
    for (const theme of ["", "dark"]) {
      await opened.evaluate((name) => (document.body.className = name), theme);
      const found = await opened.evaluate(`axe.run("main", {resultTypes: ["violations"]}).then(({violations}) => violations
        .filter(({impact}) => impact === "serious" || impact === "critical")
        .map(({id, nodes}) => id + ": " + nodes.map(({html, failureSummary}) => html.slice(0, 160) + failureSummary).join(" | ")))`);
      expect(found, theme).toEqual([]);
    }
  });

  it.each([390, 768, 2000])("fits a page of %i pixels without a horizontal scroll bar", async (width) => {
    const opened = await page(width);
    expect(await opened.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  it("has a name for everything that takes the focus, and takes it in order", async () => {
    const opened = await page();
    const nameless = await opened
      .locator("main [tabindex='0'], main button:visible, main input:visible:not([type='file'])")
      .evaluateAll((elements) =>
        elements
          .filter(
            (element) => !element.getAttribute("aria-label") && !element.closest("label") && !element.textContent && !element.id
          )
          .map((element) => element.outerHTML.slice(0, 120))
      );
    expect(nameless).toEqual([]);
    expect(await opened.locator("main [tabindex]:not([tabindex='0']):not([tabindex='-1'])").count()).toBe(0);
  });

  it("does not fire before the reader does something", async () => {
    expect(await (await page()).evaluate("fired")).toEqual({});
  });

  it("points by arrow keys wherever it points by mouse, without errors, and keeps the focus", async () => {
    const opened = await page();
    for (const grid of await opened.locator("[role=grid]:visible").all()) {
      await grid.focus();
      for (const key of ["ArrowRight", "ArrowDown", "End", "Control+Home"]) await opened.keyboard.press(key);
      expect(await grid.getAttribute("aria-activedescendant")).toBeTruthy();
      expect(await grid.evaluate((node) => node === document.activeElement), (await grid.getAttribute("aria-label"))!).toBe(true);
    }
  });
});

describe("a button that is pressed by keyboard", () => {
  it("keeps the focus, or gives it to a neighbour: never to the page", async () => {
    expect(await losers(await page())).toEqual([]);
  });

  it("keeps it when there is nothing to undo any more, and does nothing then", async () => {
    const opened = await page();
    const [undo, clear] = ["Undo", "Clear"].map((name) => opened.locator("#pad").getByRole("button", {name}));
    await clear.press("Enter");
    await undo.press("Enter");
    expect(await undo.getAttribute("aria-disabled")).toBe("true");
    expect(await undo.evaluate((node) => node === document.activeElement)).toBe(true);
    await opened.keyboard.press("Enter");
    expect(await opened.evaluate("fired.pad")).toBe(2);
    expect(await opened.locator("button:disabled").count()).toBe(0);
  });

  it("keeps it in a row that is laid out anew, at the place that was pointed at", async () => {
    const opened = await page();
    await opened.locator("#flatten .fig-flat [role=grid]").nth(2).focus();
    await opened.keyboard.press("End");
    const before = await opened.evaluate("figures.flatten.value");
    await opened.setViewportSize({width: 600, height: 800});
    await expect.poll(() => opened.locator("#flatten .fig-flat [role=grid]").nth(2).getAttribute("aria-rowcount")).not.toBe("1");
    expect(await opened.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("flattened example 2, 75 values");
    expect(await opened.evaluate("figures.flatten.value")).toEqual(before);
  });
});

describe("a figure whose picture is drawn anew", () => {
  it.each(["matrix", "size", "transposed", "overlap", "upsampling", "pooling"])(
    "says of the pointed place what is there now, as when it is pointed at again: %s",
    async (name) => {
      const opened = await page();
      const figure = opened.locator(`#${name}`);
      for (const grid of await figure.locator("[role=grid]:visible").all()) {
        await grid.focus();
        // Into the picture, away from its empty border.
        for (let i = 0; i < 8; i++) for (const key of ["ArrowRight", "ArrowDown"]) await opened.keyboard.press(key);
        const same = async (what: string) => {
          await nextFrame(opened);
          const before = await saidBy(opened, name);
          await grid.blur();
          await grid.focus();
          expect(await saidBy(opened, name), what).toEqual(before);
        };
        if (await grid.evaluate((node) => node.classList.contains("fig-editable"))) {
          await opened.keyboard.press("PageUp");
          await same("after a number was changed");
        }
        for (const control of await figure.locator("input[type=range]:visible, input[type=radio]:checked:visible").all()) {
          await control.press("ArrowRight");
          await same(await control.evaluate((node) => node.outerHTML));
        }
      }
    }
  );
});

describe("overlapFigure({kernel, stride})", () => {
  it("names the map by the size that it has now", async () => {
    const opened = await page();
    const grid = opened.locator("#overlap [role=grid]");
    expect(await grid.getAttribute("aria-label")).toBe("writes per output, 13 rows, 13 columns");
    await opened.locator("#overlap").getByLabel("stride s").press("ArrowRight");
    expect(await grid.getAttribute("aria-label")).toBe("writes per output, 18 rows, 18 columns");
  });
});

describe("upsamplingCompare(map)", () => {
  it("writes the numbers of the images that are shown, for another kernel and other weights", async () => {
    const opened = await page();
    const figure = opened.locator("#upsampling");
    const readout = () => figure.locator(".fig-readout").textContent();
    /** The numbers of the row and the column that are told, computed apart. */
    const told = (kernel: number, weights: string) =>
      opened.evaluate(
        `upsampledWords(upsampleAll(sampleDigit(5, {size: 14}), {kernel: ${kernel}, weights: "${weights}", seed: 1}), {row: 14, column: 14})`
      );
    expect(await readout()).toBe(await told(3, "constant"));
    await figure.getByLabel("transposed kernel").press("ArrowRight");
    expect(await readout()).toBe(await told(4, "constant"));
    await figure.getByRole("radio", {name: "constant"}).press("ArrowRight");
    expect(await readout()).toBe(await told(4, "random"));
    expect(await told(4, "random")).not.toBe(await told(4, "constant"));
    expect(await figure.locator(".fig-spoken").textContent()).toBe(await readout());
  });
});

describe("outputSizeFigure(start)", () => {
  it("recounts when a slider moves, and fires the five quantities and the output", async () => {
    const opened = await page();
    await opened.locator("#size").getByLabel("stride s").press("ArrowRight");
    expect(await opened.evaluate("figures.size.value")).toEqual({
      input: 8,
      kernel: 3,
      stride: 3,
      padding: 1,
      dilation: 1,
      output: 3
    });
    expect(await opened.locator("#size .fig-bracket").count()).toBe(3);
    expect(await opened.locator("#size .fig-formula").textContent()).toContain("⌊(8 + 2·1 − 3) / 3⌋ + 1 = ⌊7/3⌋ + 1 = 3 windows");
    expect(await opened.evaluate("fired")).toEqual({size: 1});
  });

  it("says when no window fits", async () => {
    const opened = await page();
    await opened.locator("#size").getByLabel("kernel f").press("End");
    expect(await opened.evaluate("figures.size.value.output")).toBe(0);
    expect(await opened.locator("#size .fig-formula").textContent()).toContain("no window fits");
  });
});

describe("paddingFigure({signal, kernel})", () => {
  it("shows the window and the sum of the pointed output, and fires them", async () => {
    const opened = await page();
    await opened.locator("#padding [aria-label^='causal'][role=grid]").focus();
    await opened.keyboard.press("ArrowRight");
    expect(await opened.evaluate("figures.padding.value")).toEqual({padding: "causal", index: 1, sum: 5});
    expect(await opened.locator("#padding .fig-sum").textContent()).toContain("0·1 +3·2 +1·(−1)= 5");
  });
});

describe("channelsFigure({input, kernels})", () => {
  it("counts parameters and multiply-adds and fires the chosen output", async () => {
    const opened = await page();
    expect(await opened.evaluate("figures.channels.value")).toEqual({output: 0, parameters: 27, multiplyAdds: 216});
    await opened.locator("#channels .fig-choice label", {hasText: "1"}).click();
    expect(await opened.evaluate("figures.channels.value.output")).toBe(1);
    expect(await opened.locator("#channels .fig-sum-title").textContent()).toBe("output 1, row 0, column 0");
  });
});

describe("kernelGallery(image)", () => {
  it("gives the chosen kernel", async () => {
    const opened = await page();
    await opened.locator("#gallery").getByRole("radio", {name: "Sharpen"}).check({force: true});
    expect(await opened.evaluate("figures.gallery.value")).toEqual([
      [0, -1, 0],
      [-1, 5, -1],
      [0, -1, 0]
    ]);
    expect(await opened.evaluate("fired")).toEqual({gallery: 1});
  });
});

describe("poolingFigure(map)", () => {
  it("links the poolings and switches to the gradient", async () => {
    const opened = await page();
    await opened.locator("#pooling [aria-label^='average']").focus();
    await opened.keyboard.press("ArrowDown");
    expect(await opened.locator("#pooling .fig-formula").textContent()).toContain("average: (7 + 2 + 0 + 1) / 4 = 2.5");
    expect(await opened.locator("#pooling .fig-formula").textContent()).toContain("max: the largest of 7, 2, 0, 1 = 7");
    await opened.locator("#pooling .fig-choice label", {hasText: "gradient"}).click();
    expect(await opened.locator("#pooling .fig-formula").textContent()).toContain("1/4 = 0.25 to each");
  });
});

describe("overlapFigure(), upsamplingCompare(map), shiftFigure(image), flattenFigure(shape)", () => {
  it("fire what their controls choose", async () => {
    const opened = await page();
    await opened.locator("#overlap").getByLabel("kernel f").press("ArrowRight");
    expect(await opened.evaluate("[figures.overlap.value.kernel, figures.overlap.value.unevenness]")).toEqual([4, 0]);
    await opened.locator("#upsampling .fig-choice label", {hasText: "random"}).click();
    expect(await opened.evaluate("figures.upsampling.value")).toEqual({kernel: 3, weights: "random"});
    await opened.locator("#shift").getByLabel("shift right").press("ArrowLeft");
    expect(await opened.evaluate("figures.shift.value.changed.input")).toBe(0);
    await opened.locator("#flatten [aria-label^='channel 2']").first().focus();
    await opened.keyboard.press("ArrowRight");
    expect(await opened.evaluate("figures.flatten.value")).toEqual({from: [0, 0, 1, 2], to: [0, 5]});
  });
});

describe("transposedFigure({input, kernel})", () => {
  it("adds the patches up step by step", async () => {
    const opened = await page();
    const output = () => opened.locator("#transposed [aria-label^='output'] .fig-number").allTextContents();
    const whole = await output();
    await opened.locator("#transposed").getByRole("button", {name: "Step"}).click();
    expect((await output()).join(" ")).toBe("1 2 1 0 0 2 4 2 0 0 1 2 1 0 0 0 0 0 0 0 0 0 0 0 0");
    for (let i = 0; i < 3; i++) await opened.locator("#transposed").getByRole("button", {name: "Step"}).click();
    expect(await output()).toEqual(whole);
  });
});
