import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {figurePage, issues, losers, nextFrame, saidBy} from "./axe.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {initialise} from "../../lib/nn/network/initialise.ts";
import {layerOutputs} from "../../lib/nn/network/layer-outputs.ts";
import {random} from "../../lib/random.ts";
import {bundlePage, openPage} from "./harness.ts";

const gallery = `
import {activationStrip} from "gantry/figures/activation-strip";
import {architectureStrip} from "gantry/figures/architecture-strip";
import {classifierCurves} from "gantry/figures/classifier-curves";
import {confusionMatrix} from "gantry/figures/confusion-matrix";
import {digitReader} from "gantry/figures/digit-reader";
import {linearFit} from "gantry/figures/linear-fit";
import {lossShapes} from "gantry/figures/loss-shapes";
import {networkFigure} from "gantry/figures/network-figure";
import {predictionGrid} from "gantry/figures/prediction-grid";
import {summaryTable} from "gantry/figures/summary-table";
import {live} from "gantry/live";
import {compactDcgan} from "gantry/dcgan";
import {conditionalGan} from "gantry/conditional";
import {initialise} from "gantry/initialise";
const caption = "What is it? Point at it.";
const invalidation = new Promise((stop) => Object.assign(globalThis, {stop}));
const of = (shape, value) => ({shape, values: Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, (_, i) => value(i))});
const counts = live([[8, 2, 0], [1, 9, 0], [3, 0, 7]]);
const epochs = live([]);
const {generator, discriminator} = compactDcgan();
const asked = conditionalGan("XS").generator;
const weights = live(initialise(asked, 1, "he"));
const figures = {
  strip: activationStrip(asked, {weights, caption, player: "generator"}),
  alexnet: architectureStrip("alexnet", {caption, widths: "parameters"}),
  network: networkFigure(generator, {caption, player: "generator"}),
  judge: networkFigure(discriminator, {caption, player: "discriminator"}),
  summary: summaryTable(generator, {caption}),
  losses: lossShapes({caption}),
  confusion: confusionMatrix(counts, {caption, invalidation}),
  predictions: predictionGrid({images: of([4, 2, 2, 1], () => 0.5), predicted: [1, 2, 3, 4], actual: [1, 2, 9, 4], probabilities: of([4, 10], (i) => (i % 10) / 45)}, {caption}),
  reader: digitReader({caption, classify: (picture) => [0, 0, 0, picture[14][14] > 2 ? 0 : 0.75, 0, 0, 0, 0.25, 0, 0]}),
  epochs: classifierCurves(epochs, {caption}),
  linear: linearFit({caption, points: [[-1, -1], [0, 0], [1, 1]], rate: 0.1})
};
const fired = {};
for (const [name, figure] of Object.entries(figures)) {
  figure.id = name;
  figure.addEventListener("input", () => (fired[name] = (fired[name] ?? 0) + 1));
  document.querySelector("main").append(figure);
}
Object.assign(globalThis, {figures, fired, counts, epochs, of, weights, initialise, asked});`;

let url: Promise<string> | undefined;
async function open(width = 1280): Promise<Page> {
  url ??= bundlePage(gallery, figurePage);
  return openPage(await url, {width});
}

describe("figures of networks and classifiers", () => {
  it("have no serious issue of accessibility in light and dark, and fire only by the reader's hand", async () => {
    const page = await open();
    expect(await issues(page)).toEqual([]);
    // The reader's first answer is a value that was not there before.
    expect(await page.evaluate("fired")).toEqual({reader: 1});
  });

  it("never lose the focus to the page", async () => {
    expect(await losers(await open())).toEqual([]);
  });

  it.each([390, 768])("fit a page of %i pixels without a horizontal scroll bar", async (width) => {
    expect(await (await open(width)).evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

describe("activationStrip(network, {weights})", () => {
  /** What lib's forward gives for the noise and the label that the figure begins with. */
  const {generator} = conditionalGan("XS");
  const source = random(1).split("draw 0");
  const noise = Float32Array.from({length: 64}, () => source.normal());
  const forward = (label: number, seed = 1) => layerOutputs(generator, initialise(generator, seed, "he"), noise, label);
  const indexOf = (name: string) => generator.layers.findIndex((layer) => layer.name === name);
  interface Choice {
    layer: string;
    index: number;
    value: number;
  }
  const chosen = (page: Page) => page.evaluate("figures.strip.value") as Promise<Choice | null>;
  const heard = (page: Page) =>
    page
      .locator("#strip .fig-acts-strip")
      .evaluate((grid) => document.getElementById(grid.getAttribute("aria-activedescendant")!)!.textContent!);

  it("opens the arithmetic of a number by keys, with the numbers of lib's forward, walks on, and closes", async () => {
    const page = await open();
    await page.locator("#strip .fig-acts-strip").focus();
    await page.keyboard.press("End");
    expect(await heard(page)).toMatch(/^tanh1\. .*map 0, row \d+, column \d+: /);
    for (const key of ["ArrowLeft", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
    expect(await heard(page)).toMatch(/^relu2\. /);
    for (const key of ["ArrowDown", "Enter", "ArrowRight"]) await page.keyboard.press(key);
    const open2 = (await chosen(page))!;
    expect([open2.layer, open2.index % 8]).toEqual(["relu2", 1]);
    expect(open2.value).toBeCloseTo(forward(0).of(indexOf("relu2"))[open2.index], 5);
    const steps = page.locator("#strip .fig-acts-step");
    expect(await steps.locator(".fig-acts-name").allTextContents()).toEqual(["conv1", "batchNorm2", "relu2"]);
    const sum = Number((await steps.first().locator("strong").textContent())!.replace("−", "-"));
    const before = forward(0).of(indexOf("conv1"))[open2.index];
    expect(sum).toBeCloseTo(before, 2);
    // Another input map: its products and those of the others still make the same sum.
    await page.locator("#strip").getByLabel("input map").press("Home");
    expect(await steps.first().locator(".fig-acts-total").textContent()).toMatch(/products of map 0: .*the other 15 maps/);
    expect(Number((await steps.first().locator("strong").textContent())!.replace("−", "-"))).toBe(sum);
    await page.keyboard.press("Escape");
    expect(await chosen(page)).toBe(null);
    expect(await page.evaluate("document.activeElement.className")).toContain("fig-acts-strip");
  });

  it("opens it by a click, outlines its inputs in the layer before, and follows label, noise and weights", async () => {
    const page = await open();
    const blocks = page.locator("#strip .fig-acts-block");
    await blocks
      .last()
      .locator(".fig-acts-maps")
      .click({position: {x: 40, y: 40}});
    const first = (await chosen(page))!;
    expect(first.layer).toBe("tanh1");
    expect(first.value).toBeCloseTo(forward(0).of(indexOf("tanh1"))[first.index], 5);
    const lit = await blocks.evaluateAll((all) => all.map((block) => block.querySelectorAll(".fig-acts-window").length));
    expect(lit).toEqual([0, 0, 0, 0, 0, 0, 1, 0]);
    await page.locator("#strip").getByRole("radio", {name: "7"}).check({force: true});
    expect((await chosen(page))!.value).toBeCloseTo(forward(7).of(indexOf("tanh1"))[first.index], 5);
    await page.evaluate("weights.value = initialise(asked, 2, 'he')");
    await nextFrame(page);
    expect((await chosen(page))!.value).toBeCloseTo(forward(7, 2).of(indexOf("tanh1"))[first.index], 5);
    await page.locator("#strip").getByRole("button", {name: "Close"}).click();
    expect(await chosen(page)).toBe(null);
    await page.evaluate("weights.value = null");
    await nextFrame(page);
    expect(await page.locator("#strip .fig-message").textContent()).toBe(
      "This figure is waiting for the weights of the network."
    );
  });

  it("shows the next maps, and more of them", async () => {
    const page = await open();
    const more = page.locator("#strip .fig-acts-block").nth(2).locator(".fig-acts-more");
    const [, rest] = /and (\d+) more/.exec((await more.textContent())!)!;
    await more.click();
    const [, from, to, all] = /(\d+) to (\d+) of (\d+)/.exec((await more.textContent())!)!;
    expect([Number(from) + Number(rest), Number(to) + 1, all]).toEqual([784, 2 * Number(from), "784"]);
  });
});

describe("architectureStrip(name, {widths})", () => {
  it("gives each layer its part of the parameters, and of the work when the reader switches", async () => {
    const page = await open();
    const widest = () =>
      page.locator("#alexnet .fig-block-layer").evaluateAll((layers) => {
        const width = (layer: Element) => Number(layer.querySelector("rect")!.getAttribute("width"));
        return layers.reduce((best, layer) => (width(layer) > width(best) ? layer : best)).querySelector(".fig-block-name")!
          .textContent;
      });
    expect(await widest()).toBe("fc6");
    const box = (await page.locator("#alexnet .fig-strip").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + 148);
    expect(await page.locator("#alexnet .fig-formula").textContent()).toContain("62 % of the parameters");
    await page.locator("#alexnet").getByRole("radio", {name: "multiply-adds"}).check({force: true});
    expect(await widest()).toMatch(/^conv/);
  });
});

describe("networkFigure(network), summaryTable(network)", () => {
  it("walk through the layers by arrow keys and tell each one's shape, parameters and cost", async () => {
    const page = await open();
    const strip = page.locator("#network .fig-net");
    expect(await strip.getAttribute("aria-valuetext")).toContain("dense1: 3,136; 313,600 parameters, all trained");
    await strip.focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate("figures.network.value")).toBe("batchNorm1");
    expect(await page.locator("#network .fig-net-readout").textContent()).toContain("12,544 parameters, 6,272 trained");
    await page.keyboard.press("Home");
    expect(await page.evaluate("figures.network.value")).toBe(null);
  });

  it("shows the layer under the mouse, in the colour of its player", async () => {
    const page = await open();
    await page.locator("#judge .fig-net-layer", {hasText: "conv"}).nth(1).hover();
    expect(await page.locator("#judge .fig-net-readout").textContent()).toContain("conv2 7 × 7 × 64; 32,768 parameters");
    const fill = await page
      .locator("#judge .fig-net-block:not(.fig-net-hollow) rect")
      .first()
      .evaluate((rect) => getComputedStyle(rect).stroke);
    expect(fill).toBe("rgb(31, 122, 77)");
  });

  it("has Keras's columns, and totals", async () => {
    const page = await open();
    const rows = page.locator("#summary tr");
    expect(await rows.first().locator("th").allTextContents()).toEqual(["layer", "output shape", "parameters", "trained", "multiply-adds"]); // prettier-ignore
    expect(await rows.last().locator("th, td").allTextContents()).toEqual(["total", "", "359,553", "353,217", "2,019,584"]);
    expect(await page.locator("#summary .fig-readout").textContent()).toContain("6,336 parameters are not trained");
  });
});

describe("confusionMatrix(counts): live", () => {
  it("tells the pointed place anew when the numbers change", async () => {
    const page = await open();
    const grid = page.locator("#confusion [role=grid]");
    await grid.focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key);
    const before = await saidBy(page, "confusion");
    await page.evaluate("counts.value = [[8, 2, 0], [5, 4, 1], [3, 0, 7]]");
    await nextFrame(page);
    const after = await saidBy(page, "confusion");
    expect(after).not.toEqual(before);
    await grid.blur();
    await grid.focus();
    expect(await saidBy(page, "confusion")).toEqual(after);
  });

  it("fires the new count of the cell that was pointed at", async () => {
    const page = await open();
    await page.locator("#confusion [role=grid]").focus();
    expect(await page.evaluate("figures.confusion.value")).toEqual({actual: 0, predicted: 0, count: 8});
    await page.evaluate("counts.value = [[5, 5, 0], [1, 9, 0], [3, 0, 7]]");
    await nextFrame(page);
    expect(await page.evaluate("[figures.confusion.value.count, fired.confusion]")).toEqual([5, 2]);
  });
});

describe("lossShapes()", () => {
  it("leaves minimax next to nothing where D is sure, and the others a pull; arrows are as long as the gradients", async () => {
    const page = await open();
    const lengths = () =>
      page
        .locator("#losses .fig-loss-arrow")
        .evaluateAll((arrows) => arrows.map((arrow) => Number(/h(-?[\d.e-]+)/.exec(arrow.getAttribute("d")!)![1])));
    await page.locator("#losses").getByLabel("D’s logit").press("Home");
    const {logit, gradients} = (await page.evaluate("figures.losses.value")) as {
      logit: number;
      gradients: Record<string, number>;
    };
    expect(logit).toBe(-8);
    expect(gradients.minimax).toBeCloseTo(-0.000335, 6);
    expect(gradients.nonSaturating).toBeCloseTo(-0.99966, 5);
    (await lengths()).forEach((length, i) => expect(length).toBeCloseTo(-20 * Object.values(gradients)[i], 3));
    const box = (await page.locator("#losses .fig-loss-curve").first().boundingBox())!;
    await page.mouse.move(box.x + 75, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20);
    await page.mouse.up();
    expect(await page.evaluate("figures.losses.value.logit")).toBeCloseTo(4, 0);
  });
});

describe("confusionMatrix(counts)", () => {
  it("has rows for what it is and columns for what was said, and tells them apart in words", async () => {
    const page = await open();
    const grid = page.locator("#confusion [role=grid]");
    await grid.focus();
    for (const key of ["ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
    expect(await page.evaluate("figures.confusion.value")).toEqual({actual: 2, predicted: 0, count: 3});
    expect(await page.locator("#confusion .fig-formula").textContent()).toBe("Of 10 that are 2, 3 were taken for 0: 30 %.");
    expect(await page.locator("#confusion .fig-number").allTextContents()).toEqual([
      "80",
      "20",
      "0",
      "10",
      "90",
      "0",
      "30",
      "0",
      "70"
    ]);
    await page.locator("#confusion").getByRole("radio", {name: "counts"}).check({force: true});
    expect((await page.locator("#confusion .fig-number").allTextContents())[6]).toBe("3");
  });

  it("follows live counts until invalidation, and says what is no matrix", async () => {
    const page = await open();
    await page.evaluate("counts.value = [[1, 0], [0, NaN]]");
    await nextFrame(page);
    expect(await page.locator("#confusion .fig-message").textContent()).toContain("row 1, column 1 is NaN");
    await page.evaluate("counts.value = [[1, 0], [0, 3]]");
    await nextFrame(page);
    expect(await page.locator("#confusion .fig-side").textContent()).toContain("100 % are recognised. Nothing was taken");
    await page.evaluate("stop()");
    await page.evaluate("counts.value = [[0, 1], [3, 0]]");
    await nextFrame(page);
    expect(await page.locator("#confusion .fig-side").textContent()).toContain("100 %");
  });
});

describe("predictionGrid(predictions), digitReader({classify})", () => {
  it("mark right and wrong by sign and words, and show the probabilities of the chosen one", async () => {
    const page = await open();
    expect(await page.locator("#predictions .fig-prediction").allTextContents()).toEqual(["✓ 1", "✓ 2", "✗ 3, is 9", "✓ 4"]);
    await page.getByRole("button", {name: "Image 3. Read as 3; it is 9."}).click();
    expect(await page.evaluate("figures.predictions.value")).toBe(2);
    expect(await page.locator("#predictions .fig-class").nth(9).textContent()).toBe("920 %");
  });

  it("reads the sample, then what is drawn", async () => {
    const page = await open();
    await expect.poll(() => page.locator("#reader .fig-reader-words").textContent()).toBe("Read as 3, with 75 %.");
    await page.locator("#reader").getByRole("button", {name: "Clear"}).click();
    expect(await page.locator("#reader .fig-reader-words").textContent()).toBe("Draw a digit.");
    const box = (await page.locator("#reader .fig-pad").boundingBox())!;
    await page.mouse.click(box.x + 100, box.y + 100);
    await expect.poll(() => page.evaluate("fired.reader")).toBe(2);
    expect(await page.evaluate("[figures.reader.value.read, figures.reader.value.picture.length]")).toEqual([3, 28]);
  });
});

describe("classifierCurves(epochs)", () => {
  it("wait for the first epoch, follow it, and read one by arrow keys", async () => {
    const page = await open();
    expect(await page.locator("#epochs .fig-message").textContent()).toBe("This figure is waiting for the first epoch.");
    await page.evaluate(
      "epochs.value = [{epoch: 1, loss: 2, accuracy: 0.5, validationLoss: 2.5, validationAccuracy: 0.4}, {epoch: 2, loss: 1, accuracy: 0.75}]"
    );
    await nextFrame(page);
    await page.locator("#epochs .fig-epoch-panels").focus();
    await page.keyboard.press("Home");
    expect(await page.evaluate("figures.epochs.value")).toBe(1);
    expect(await page.locator("#epochs .fig-readout").textContent()).toBe(
      "epoch 1: loss 2 in training, 2.5 in validation; accuracy 50 % in training, 40 % in validation"
    );
  });

  it("say where a value is NaN", async () => {
    const page = await open();
    await page.evaluate("epochs.value = [{epoch: 1, loss: 2}, {epoch: 2, loss: NaN}]");
    await nextFrame(page);
    expect(await page.locator("#epochs .fig-wrong").textContent()).toContain("In epoch 2 a value is NaN");
  });
});

describe("linearFit({points})", () => {
  it("descends step by step to the least loss, and starts anew where the reader sets the line", async () => {
    const page = await open();
    const step = page.locator("#linear").getByRole("button", {name: "Step"});
    const loss = () => page.evaluate("figures.linear.value.loss") as Promise<number>;
    let before = await loss();
    for (let i = 0; i < 3; i++) {
      await step.click();
      expect(await loss()).toBeLessThan(before);
      before = await loss();
    }
    expect(await page.evaluate("figures.linear.value.steps")).toBe(3);
    await page.locator("#linear .fig-latent-pad").focus();
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate("figures.linear.value.steps")).toBe(0);
    await page.locator("#linear").getByLabel("slope", {exact: true}).press("End");
    expect(await page.evaluate("figures.linear.value.slope")).toBe(2);
  });
});
