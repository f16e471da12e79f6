import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {figurePage, issues, losers, nextFrame} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";

/**
 * Every figure of the conditional GAN. The generator's pictures are as bright as the first number of the noise, darker by a tenth for
 * each class; the classifier sees a bright picture as 0 and a dark one as 9.
 */
const gallery = `
import {classSamples} from "gantry/figures/class-samples";
import {classAccuracyCurves} from "gantry/figures/class-accuracy-curves";
import {classAccuracySheet} from "gantry/figures/class-accuracy-sheet";
import {classGrid} from "gantry/figures/class-grid";
import {classMorph} from "gantry/figures/class-morph";
import {conditionDiagram} from "gantry/figures/condition-diagram";
import {proceduralDigits} from "gantry/procedural-digits";
import {live} from "gantry/live";
import {conditionalGan} from "gantry/conditional";
import {initialise} from "gantry/initialise";
import {readingOf} from "gantry/class-readings";
import {fakeTrainer} from "./test/browser/fake-trainer.ts";
const classes = ["a", "b", "c"];
const asked = {grid: [], morph: [], orders: []};
const picture = (brightness) => Array(16).fill(Math.max(-1, Math.min(1, brightness)));
const generate = (name) => async (noise, {labels}) => {
  asked[name]?.push(labels);
  const [n, d] = noise.shape;
  return {shape: [n, 4, 4, 1], values: Float32Array.from(labels.flatMap((label, i) =>
    picture(Math.tanh(noise.values[i * d]) - 0.1 * (typeof label === "number" ? label : label.indexOf(Math.max(...label))))))};
};
const read = async ({shape}) => Uint8Array.from({length: shape[0]}, (_, i) => i === 4 ? 2 : i % 3);
const sheet = (step) => ({step, labels: [0, 0, 1, 1, 2, 2], images: {shape: [6, 4, 4, 1],
  values: Float32Array.from([0, 1, 2, 3, 4, 5].flatMap((i) => picture(i / 5)))}});
const history = live({entries: [], sheets: [], snapshots: []});
const reading = (step, seen, seconds) => readingOf(sheet(step), Uint8Array.from(seen), seconds);
const readings = live([]);
const others = live([]);
const step = live(0);
const gan = conditionalGan("XS");
const stored = (player) => ({network: gan[player], weights: initialise(gan[player], 1, "he")});
const run = fakeTrainer(0);
Object.assign(run.plan, {gan: {generator: {input: [5]}}});
run.generate = async (noise, options) => {
  asked.orders.push({...options, first: noise.values[0]});
  if (asked.refuse) throw new Error(asked.refuse);
  return generate("none")(noise, options);
};
let stop;
const caption = "What is it? Point at it.";
const options = {caption, invalidation: new Promise((resolve) => (stop = resolve))};
const figures = {
  grid: classGrid({...options, generate: generate("grid"), latentDim: 5, classes, noises: 2, read}),
  morph: classMorph({...options, generate: generate("morph"), latentDim: 5, classes, from: 0, to: 2}),
  diagram: conditionDiagram({...options, generator: stored("generator"), discriminator: stored("discriminator"),
    examples: proceduralDigits({seed: 1}), classes: [..."0123456789"]}),
  sheet: classAccuracySheet(history, readings, {...options, classes, step}),
  curves: classAccuracyCurves([{label: "first", readings}, {label: "other", readings: others}], {...options, step}),
  order: classSamples(run, {...options, classes, read, count: 6})
};
const fired = {};
for (const [name, figure] of Object.entries(figures)) {
  figure.id = name;
  figure.addEventListener("input", () => (fired[name] = (fired[name] ?? 0) + 1));
  document.querySelector("main").append(figure);
}
const train = () => {
  history.value = {...history.value, sheets: [sheet(0), sheet(20), sheet(40)]};
  readings.value = [reading(0, [1, 1, 1, 1, 1, 1], 0), reading(20, [0, 0, 1, 0, 2, 2], 1.25), reading(40, [0, 0, 1, 1, 2, 2], 2.5)];
  others.value = [reading(0, [2, 2, 2, 2, 2, 2], 0), reading(20, [2, 0, 2, 2, 2, 2], 3)];
};
Object.assign(globalThis, {figures, fired, asked, run, step, stop, train});`;

let served: Promise<string> | undefined;
async function open(options?: OpenOptions): Promise<Page> {
  const page = await openPage(await (served ??= bundlePage(gallery, figurePage)), {...options, waitUntil: "commit"});
  await page.waitForFunction("globalThis.figures !== undefined");
  // The grid's rows and the morph's have been asked for.
  await expect.poll(() => page.evaluate("[asked.grid.length, asked.morph.length]")).toEqual([2, 5]);
  return page;
}
const within = (page: Page, id: string, css: string) => page.locator(`#${id} ${css}`);
const textOf = (page: Page, id: string, css: string) => within(page, id, css).first().textContent();
const pixel = (page: Page, id: string) =>
  within(page, id, ".fig-enlarged").evaluate(
    (canvas) => (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, 1, 1).data[0]
  );
const train = async (page: Page): Promise<void> => {
  await page.evaluate("train()");
  await nextFrame(page);
};

describe("the figures of the conditional GAN", () => {
  it("have no serious issue of accessibility in light and dark, before and after training", async () => {
    const page = await open();
    expect(await issues(page)).toEqual([]);
    await train(page);
    expect(await issues(page)).toEqual([]);
  });

  it("never lose the focus to the page", async () => {
    const page = await open();
    await train(page);
    await page.evaluate("run.tick(20)");
    await nextFrame(page);
    expect(await losers(page)).toEqual([]);
  });

  it("fit a phone and a wide page, and fire nothing by themselves", async () => {
    for (const width of [390, 1280]) {
      const page = await open({width});
      await train(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await page.evaluate("fired")).toEqual({});
    }
  });
});

describe("classGrid({generate, latentDim, classes, noises, read})", () => {
  it("asks for each noise as every class, and enlarges what is pointed at by keys", async () => {
    const page = await open();
    expect(await page.evaluate("asked.grid")).toEqual([[0, 1, 2], [0, 1, 2]]); // prettier-ignore
    const grid = within(page, "grid", "[role=grid]");
    await grid.focus();
    const first = await pixel(page, "grid");
    for (const key of ["ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    expect(await textOf(page, "grid", ".fig-enlargement .fig-readout")).toBe("c, noise 1");
    // Darker by two tenths of half the range.
    expect(first! - (await pixel(page, "grid"))!).toBeGreaterThan(15);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("figures.grid.value")).toEqual({label: 2, noise: 0, seed: 1});
  });

  it("has the pictures read, outlines what is read as something else, and draws other rows", async () => {
    const page = await open();
    await within(page, "grid", "").getByRole("button", {name: "Read them"}).click();
    await expect.poll(() => textOf(page, "grid", ".fig-foot [role=status]")).toBe("5 of 6 are read as asked.");
    expect(await within(page, "grid", ".fig-misread").allTextContents()).toEqual(["c"]);
    const before = await pixel(page, "grid");
    await within(page, "grid", "").getByRole("button", {name: "New noise"}).click();
    await expect.poll(() => pixel(page, "grid")).not.toBe(before);
    expect(await within(page, "grid", ".fig-misread").count()).toBe(0);
    expect(await textOf(page, "grid", ".fig-note")).toBe("seed 2");
  });
});

describe("classMorph({generate, latentDim, classes, from, to})", () => {
  it("asks for labels whose weights go from one class to the other, and says where a picture stands", async () => {
    const page = await open();
    const labels = (await page.evaluate("asked.morph[0]")) as number[][];
    expect([labels.length, labels[0], labels[4], labels[8]]).toEqual([9, [1, 0, 0], [0.5, 0, 0.5], [0, 0, 1]]);
    await within(page, "morph", "[role=grid]").focus();
    for (const key of ["ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    expect(await textOf(page, "morph", ".fig-enlargement .fig-readout")).toBe("y: 87.5 % a, 12.5 % c; z: a quarter of the way");
    expect(await page.evaluate("figures.morph.value")).toEqual({label: [0.875, 0, 0.125], down: 0.25});
  });

  it("stays where it is from a class to itself", async () => {
    const page = await open();
    await within(page, "morph", "").getByRole("group", {name: "to"}).getByRole("radio", {name: "a"}).check({force: true});
    await expect.poll(() => page.evaluate("asked.morph.length")).toBe(10);
    expect(await page.evaluate("asked.morph.at(-1)[4]")).toEqual([1, 0, 0]);
  });
});

describe("conditionDiagram({generator, discriminator, examples, classes})", () => {
  const value = (page: Page) =>
    page.evaluate("figures.diagram.value") as Promise<{source: string; asked: number; told: number; actual: number; alone: number; added: Record<number, number>}>; // prettier-ignore
  const turn = (page: Page, who: string, label: string) =>
    within(page, "diagram", "").getByRole("group", {name: who}).getByRole("radio", {name: label}).check({force: true});

  it("gives G another y of the same noise, and D with it", async () => {
    const page = await open();
    const [before, first] = [await value(page), await within(page, "diagram", ".fig-condition-x").first().screenshot()];
    await turn(page, "what G is asked for", "3");
    const after = await value(page);
    expect([before.asked, after.asked, after.told]).toEqual([7, 3, 3]);
    expect((await within(page, "diagram", ".fig-condition-x").first().screenshot()).equals(first)).toBe(false);
  });

  it("tells D another y of the same picture: what it thinks without one stays, and the sum is told in words", async () => {
    const page = await open();
    const before = await value(page);
    await turn(page, "what D is told", "2");
    const {alone, added, asked, told} = await value(page);
    expect([alone, asked, told]).toEqual([before.alone, 7, 2]);
    expect(await textOf(page, "diagram", ".fig-readout")).toContain("D sees G's 7 and is told that it is a 2.");
    const logit = alone + added[2]!;
    expect(await textOf(page, "diagram", ".fig-condition-words strong")).toMatch(/x = G/);
    const share = Math.round(100 / (1 + Math.exp(-logit)));
    expect(await within(page, "diagram", ".fig-condition-words").last().textContent()).toContain(`${share} % real`);
    expect(await within(page, "diagram", ".fig-condition-bar-told").count()).toBe(1);
  });

  it("shows D a real example with its own label, and another on request", async () => {
    const page = await open();
    await turn(page, "what D sees", "a real one");
    const first = await value(page);
    expect([first.source, first.told]).toEqual(["real", first.actual]);
    await within(page, "diagram", "").getByRole("button", {name: "Another real one"}).click();
    const second = await value(page);
    expect(second.alone).not.toBe(first.alone);
    expect(second.told).toBe(second.actual);
  });
});

describe("classAccuracySheet(history, readings, {classes})", () => {
  it("waits for the first sheet; then has a column for each class with how many are read as asked", async () => {
    const page = await open();
    expect(await textOf(page, "sheet", ".fig-message")).toContain("waiting for sheets of samples");
    await train(page);
    expect(await textOf(page, "sheet", ".fig-title")).toBe("step 40 of 40");
    expect(await within(page, "sheet", ".fig-board-foot span").allTextContents()).toEqual(["2/2", "2/2", "2/2"]);
    expect(await within(page, "sheet", "").getByText("6 of 6 as asked: 100 %").count()).toBe(1);
  });

  it("goes to a step by its slider, with the figures that share it, and says what each picture is read as", async () => {
    const page = await open();
    await train(page);
    await page.locator("#sheet").getByLabel("step", {exact: true}).press("ArrowLeft");
    await nextFrame(page);
    expect(await page.evaluate("[figures.sheet.value, step.value]")).toEqual([20, 20]);
    expect(await within(page, "sheet", ".fig-board-foot span").allTextContents()).toEqual(["2/2", "1/2", "2/2"]);
    expect(await textOf(page, "curves", ".fig-reading")).toBe("step 20: first 83.3 % (5 of 6); other 50 % (3 of 6)");
    await within(page, "sheet", "[role=grid]").focus();
    for (const key of ["ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    // The second picture of the second class stands in the second row.
    expect(await textOf(page, "sheet", ".fig-enlargement .fig-readout")).toBe("asked for b, noise 2; read as a");
  });
});

describe("classAccuracyCurves(runs)", () => {
  it("says when each run was first readable, in steps and seconds", async () => {
    const page = await open();
    expect(await textOf(page, "curves", ".fig-message")).toContain("waiting for the first samples");
    await train(page);
    expect(await within(page, "curves", "li").allTextContents()).toEqual([
      "first: 80 % are read as asked from step 20 on, after 1.3 s of training on this machine",
      "other: not readable after 20 steps, 3 s of training; at best 50 %"
    ]);
  });

  it("goes to a step by arrow keys", async () => {
    const page = await open();
    await train(page);
    await within(page, "curves", "[role=slider]").focus();
    await page.keyboard.press("Home");
    await nextFrame(page);
    expect(await page.evaluate("figures.curves.value")).toBe(0);
    expect(await within(page, "curves", "[role=slider]").getAttribute("aria-valuetext")).toContain(
      "step 0: first 33.3 % (2 of 6)"
    );
  });
});

describe("classSamples(run, {classes, read, count})", () => {
  it("waits for training, then draws the chosen class and says what is read", async () => {
    const page = await open();
    const press = within(page, "order", "").getByRole("button", {name: "Draw them"});
    expect(await press.isDisabled()).toBe(true);
    await page.evaluate("run.tick(60)");
    await nextFrame(page);
    await within(page, "order", "").getByRole("radio", {name: "c"}).check({force: true});
    await press.click();
    await expect
      .poll(() => textOf(page, "order", ".fig-readout"))
      .toBe("6 pictures asked for as c, at step 60: the classifier reads 3 as c, 2 as a, 1 as b.");
    expect(await page.evaluate("[asked.orders[0].labels, asked.orders[0].average]")).toEqual([[2, 2, 2, 2, 2, 2], true]);
  });

  it("says what is in the way, and can be asked again", async () => {
    const page = await open();
    await page.evaluate("run.tick(1), asked.refuse = 'the run has failed'");
    await nextFrame(page);
    const press = within(page, "order", "").getByRole("button", {name: "Draw them"});
    await press.click();
    await expect.poll(() => textOf(page, "order", ".fig-readout")).toBe("They could not be drawn: the run has failed");
    expect(await press.isEnabled()).toBe(true);
  });
});
