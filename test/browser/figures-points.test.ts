import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {figurePage, issues, nextFrame, saidBy} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";

const field = `
import {pointField} from "gantry/figures/point-field";
import {live} from "gantry/live";
const points = (...values) => ({shape: [values.length / 2, 2], values: Float32Array.from(values)});
const data = {
  real: points(1, 0, 1, 0.01, -1, 0),
  fake: points(1, 0, 0, 0),
  gradients: points(0.5, 0, 0, -0.25),
  field: {values: Float32Array.from({length: 400}, (_, i) => (i % 20) - 9.5), width: 20, height: 20},
  extent: {x: [-2, 2], y: [-2, 2]},
  centres: [[1, 0], [-1, 0]],
  sigma: 0.05
};
const source = live(data);
const fired = [];
const figure = pointField(source, {caption: "Whom does D believe? Point.", invalidation: new Promise((stop) => Object.assign(globalThis, {stop}))});
figure.addEventListener("input", () => fired.push(figure.value));
document.querySelector("main").append(figure);
Object.assign(globalThis, {figure, fired, source, data, points});`;

const pages = new Map<string, Promise<string>>();
const open = async (entry: string, width = 1000, reducedMotion = false) => {
  if (!pages.has(entry)) pages.set(entry, bundlePage(entry, figurePage));
  return openPage(await pages.get(entry)!, {width, reducedMotion});
};
const notes = (page: Page) => page.locator(".fig-point-notes").innerText();
const pixels = (page: Page) => page.locator(".fig-point-canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

describe("pointField(data)", () => {
  it("names its marks and counts the modes that are captured", async () => {
    const page = await open(field);
    expect(await notes(page)).toContain("3 real points");
    expect(await notes(page)).toContain("1 of 2 modes captured; 50 % of the generated points");
  });

  it("reads x, y and D under the mouse and by arrow keys, and fires them", async () => {
    const page = await open(field);
    const surface = page.locator(".fig-point-surface");
    const box = (await surface.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.99, box.y + box.height * 0.01);
    expect(await page.evaluate("figure.value")).toEqual({x: 1.9, y: 1.9, logit: 9.5});
    expect(await page.locator(".fig-point-side .fig-formula").textContent()).toBe("x = 1.9, y = 1.9: D = 1, rather real.");
    await surface.focus();
    await page.keyboard.press("Control+Home");
    expect(await page.locator(".fig-spoken").textContent()).toBe("x = −1.9, y = 1.9: D = 7.5·10⁻⁵, rather generated.");
    expect(await page.evaluate("fired.length")).toBeGreaterThan(1);
  });

  it("follows a live value, without being made again, and stops on invalidation", async () => {
    const page = await open(field);
    await page.evaluate(
      "globalThis.before = figure.querySelector('canvas'); source.value = {...data, fake: points(1, 0, -1, 0)}"
    );
    await nextFrame(page);
    expect(await notes(page)).toContain("2 of 2 modes captured; 100 %");
    expect(await page.evaluate("before === figure.querySelector('canvas')")).toBe(true);
    await page.evaluate("stop()");
    await page.evaluate("source.value = data");
    await nextFrame(page);
    expect(await notes(page)).toContain("2 of 2 modes");
  });

  it("reads the pointed place anew when D has changed its mind, and says it to those who listen", async () => {
    const page = await open(field);
    await page.evaluate("figure.id = 'field'");
    await page.locator(".fig-point-surface").focus();
    await page.keyboard.press("Control+Home");
    await page.evaluate("source.value = {...data, field: {...data.field, values: data.field.values.map((logit) => -logit)}}");
    await nextFrame(page);
    const after = await saidBy(page, "field");
    expect(after).toContain("at x = −1.9, y = 1.9: D = 1, rather real.");
    expect(await page.evaluate("figure.value.logit")).toBe(9.5);
    await page.locator(".fig-point-surface").blur();
    await page.locator(".fig-point-surface").focus();
    expect(await saidBy(page, "field")).toEqual(after);
  });

  it("draws every layer only while it is switched on, and offers only those that there are", async () => {
    const page = await open(field);
    expect(await page.getByRole("checkbox").count()).toBe(3);
    for (const name of ["D’s opinion", "D = ½", "gradients"]) {
      const before = await pixels(page);
      await page.getByRole("checkbox", {name}).click();
      await nextFrame(page);
      expect(await pixels(page), name).not.toBe(before);
    }
    await page.evaluate("source.value = {real: data.real, fake: data.fake}");
    await nextFrame(page);
    expect(await page.getByRole("group", {name: "show"}).count()).toBe(0);
  });

  it("is drawn in the colours of the theme", async () => {
    const page = await open(field);
    const corner = () =>
      page
        .locator(".fig-point-canvas")
        .evaluate((canvas) => [...(canvas as HTMLCanvasElement).getContext("2d")!.getImageData(2, 2, 1, 1).data]);
    const light = await corner();
    await page.evaluate(() => (document.body.className = "dark"));
    await nextFrame(page);
    const dark = await corner();
    expect(light[0]).toBeGreaterThan(200);
    expect(dark[0]).toBeLessThan(150);
  });

  it("says what is NaN and what is missing", async () => {
    const page = await open(field);
    await page.evaluate(
      "source.value = {...data, fake: points(NaN, 0, 0, 0), field: {values: [NaN, 1, 1, 1], width: 2, height: 2}}"
    );
    await nextFrame(page);
    const trouble = await page.locator(".fig-point-side .fig-wrong").textContent();
    expect(trouble).toBe(
      "1 of 2 generated points are NaN or infinite and cannot be drawn. D answers NaN or infinity at 1 of 4 places."
    );
    await page.evaluate("source.value = {...data, real: points(), fake: points()}");
    await nextFrame(page);
    expect(await page.locator(".fig-message").textContent()).toContain("waiting for points");
    await page.evaluate("source.value = data");
    await nextFrame(page);
    expect(await page.locator(".fig-message").isVisible()).toBe(false);
  });

  it("fits a phone and has no serious issue of accessibility", async () => {
    const page = await open(field, 390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await issues(page)).toEqual([]);
  });
});

const run = `
import {pointRunFigure} from "gantry/figures/point-run-figure";
import {pointSet} from "gantry/points";
import {pointGan} from "gantry/point-gan";
import {live} from "gantry/live";
const asked = {judge: 0, generate: 0, open: 0, most: 0};
const status = live({step: 0});
const phase = live(null);
const slow = async (value) => {
  asked.most = Math.max(asked.most, ++asked.open);
  await new Promise((done) => setTimeout(done, 5));
  asked.open--;
  return value;
};
const trainer = {
  plan: {gan: pointGan(), settings: {loss: "nonSaturating"}}, status, phase, ready: Promise.resolve(),
  generate: (noise) => (asked.generate++, slow({shape: noise.shape, values: noise.values.map((z) => Math.tanh(z) * 0.9)})),
  judge: ({values}) => (asked.judge++, slow(Float32Array.from({length: values.length / 2}, (_, i) => values[2 * i])))
};
const figure = pointRunFigure(trainer, pointSet("ring"), {every: 20, count: 50, resolution: 10, invalidation: new Promise((stop) => Object.assign(globalThis, {stop}))});
document.querySelector("main").append(figure);
Object.assign(globalThis, {figure, asked, moved: status, phase});`;

describe("pointRunFigure(run, data)", () => {
  it("asks for D, for points, for their gradients and the warped grid, one look at a time, however fast the run moves", async () => {
    const page = await open(run);
    await expect.poll(() => notes(page)).toContain("50 generated");
    expect(await notes(page)).toContain("where each is pulled");
    await page.evaluate("for (let step = 1; step <= 500; step++) moved.value = {step}");
    await expect.poll(() => page.evaluate("asked.generate")).toBeGreaterThan(1);
    expect(await page.evaluate("[asked.most, asked.generate < 10]")).toEqual([1, true]);
    expect(await page.getByRole("checkbox", {name: "G’s grid"}).isVisible()).toBe(true);
  });

  it("shows the points of a phase and what flows back into them", async () => {
    const page = await open(run);
    await expect.poll(() => notes(page)).toContain("50 generated");
    await page.evaluate(`const three = {shape: [3, 2], values: new Float32Array([1, 0, 0, 1, 0, 0])};
      phase.value = {turn: "generator", phase: "judge", step: 1, index: 7, tensors: {fakeAgain: three, fakeGradient: three}}`);
    await expect.poll(() => notes(page)).toContain("3 generated");
    await page.evaluate("phase.value = null");
    await expect.poll(() => notes(page)).toContain("50 generated");
  });

  it("asks again when the run has moved, and no more after invalidation", async () => {
    const page = await open(run);
    await expect.poll(() => notes(page)).toContain("50 generated");
    await page.evaluate("moved.value = {step: 1}");
    await expect.poll(() => page.evaluate("asked.judge")).toBe(2);
    await expect.poll(() => page.evaluate("asked.open")).toBe(0);
    await page.evaluate("stop()");
    const before = await page.evaluate("moved.value = {step: 9}; asked.generate");
    await nextFrame(page);
    expect(await page.evaluate("asked.generate")).toBe(before);
  });
});

const recorded = `
import {filmStrip} from "gantry/figures/film-strip";
import {lossCurves} from "gantry/figures/loss-curves";
import {pointRunFigure} from "gantry/figures/point-run-figure";
import {live} from "gantry/live";
import {pointSet} from "gantry/points";
import {pointGan} from "gantry/point-gan";
import {fakeTrainer} from "./test/browser/fake-trainer.ts";
import {madeHistory} from "./test/browser/training-run.ts";
const run = fakeTrainer(0);
const slow = {...run, plan: {gan: pointGan(), settings: {loss: "nonSaturating"}}, generate: () => new Promise(() => {}), judge: () => new Promise(() => {})};
const points = (count) => ({shape: [count, 2], values: new Float32Array(2 * count).fill(0.5)});
const looks = [3, 5, 7].map((count, i) => ({
  step: 100 * i, real: points(9), fake: points(count), extent: {x: [-1, 1], y: [-1, 1]}, centres: [[0, 0]], sigma: 0.1
}));
const entry = {chapter: "made-up", cell: "run", seed: "7", steps: 300, recipe: "", bytes: 0};
const wanted = [];
const made = live(null);
const recording = {run: made, want: () => void wanted.push(1)};
const options = {caption: "What is it? Look.", recording, invalidation: new Promise(() => {})};
const figures = {
  film: filmStrip(run.history, options), losses: lossCurves(run.history, options), points: pointRunFigure(slow, pointSet("ring"), options)
};
for (const [name, figure] of Object.entries(figures)) {
  figure.id = name;
  document.querySelector("main").append(figure);
}
const read = () => (made.value = {name: "made up", entry, history: madeHistory(300), readings: [], looks});
Object.assign(globalThis, {run, wanted, read, figures});`;

describe("a figure whose run has done nothing yet", () => {
  const note = (page: Page, name: string) => page.locator(`#${name} .fig-recorded`);

  it("asks for its recording when it is near, shows it and says so, until the run's first step", async () => {
    const page = await open(recorded);
    await expect.poll(() => page.evaluate("wanted.length")).toBe(3);
    expect(await page.locator("#losses .fig-message").textContent()).toContain("waiting");
    await page.evaluate("read()");
    for (const name of ["film", "losses", "points"])
      await expect
        .poll(() => note(page, name).textContent())
        .toBe('A recording: seed 7, 300 steps, made by npm run recordings -- "made up". Your own run takes its place.');
    expect(await page.locator(".fig-message:visible").count()).toBe(0);
    await expect.poll(() => page.locator("#film .fig-title").textContent()).toBe("step 300 of 300");
    const height = await page.evaluate("figures.losses.offsetHeight");
    // One that has slid through the recording sees the newest of his own run.
    await page.locator("#film input[type=range]").fill("1");
    await page.evaluate("run.tick(20)");
    await expect.poll(() => page.locator("#film .fig-title").textContent()).toBe("step 20 of 20");
    expect(await page.locator("#losses .fig-reading").textContent()).toMatch(/^step 20:/);
    expect(await page.locator(".fig-recorded:visible, .fig-recorded-player:visible").count()).toBe(0);
    expect(await page.evaluate("figures.losses.offsetHeight")).toBe(height);
  });

  it("plays a run on points once, to its last look; a slider goes back", async () => {
    const page = await open(recorded);
    await page.evaluate("read()");
    expect(await notes(page)).toContain("3 generated");
    await page.locator("#points").scrollIntoViewIfNeeded();
    await expect.poll(() => notes(page)).toContain("7 generated");
    await expect.poll(() => page.getByRole("button", {name: "Play the recording"}).isVisible()).toBe(true);
    await page.locator("#points input[type=range]").fill("1");
    await expect.poll(() => notes(page)).toContain("5 generated");
  });

  it("stands at the last look where motion is reduced", async () => {
    const page = await open(recorded, 900, true);
    await page.evaluate("read()");
    expect(await page.locator("#points .fig-recorded-player output").textContent()).toBe("200");
  });
});

const input = `
import {pointsInput} from "gantry/figures/points-input";
const fired = [];
const figure = pointsInput({caption: "What should be learned? Draw."});
figure.addEventListener("input", () => fired.push(figure.value.name));
document.querySelector("main").append(figure);
Object.assign(globalThis, {figure, fired});`;

describe("pointsInput()", () => {
  const value = (page: Page) =>
    page.evaluate("({name: figure.value.name, centres: figure.value.centres, sigma: figure.value.sigma})") as Promise<{
      name: string;
      centres: number[][];
      sigma: number;
    }>;

  it("gives the chosen set, the grid scaled into −1 … 1", async () => {
    const page = await open(input);
    expect((await value(page)).centres).toHaveLength(8);
    await page.getByRole("radio", {name: "grid"}).check({force: true});
    const {centres, sigma, name} = await value(page);
    expect([name, centres.length, Math.max(...centres.flat())]).toEqual(["grid", 25, 0.8]);
    expect(sigma).toBeCloseTo(0.01);
    expect(await page.evaluate("fired")).toEqual(["grid"]);
  });

  it("keeps the centres and changes the spread", async () => {
    const page = await open(input);
    await page.getByLabel("spread σ").press("ArrowRight");
    expect(await value(page)).toMatchObject({name: "ring", sigma: 0.03});
  });

  it("takes points drawn with the mouse, fires at the end of the stroke, and undoes", async () => {
    const page = await open(input);
    const box = (await page.locator(".fig-point-pad").boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, {steps: 20});
    expect(await page.evaluate("fired")).toEqual([]);
    await page.mouse.up();
    const {name, centres} = await value(page);
    expect([name, centres[0]]).toEqual(["own points", [0, 0]]);
    expect(centres.length).toBeGreaterThan(6);
    expect(await page.evaluate("fired")).toEqual(["own points"]);
    await page.mouse.click(box.x + box.width / 2, box.y + 10);
    await page.getByRole("button", {name: "Undo"}).click();
    expect((await value(page)).centres).toEqual(centres);
  });

  it("is drawn on with arrow keys and Space, and says so", async () => {
    const page = await open(input);
    await page.locator(".fig-point-pad").focus();
    for (const key of ["ArrowRight", "Space", "Space", "ArrowUp", "Space", "Space"]) await page.keyboard.press(key);
    expect((await value(page)).centres).toEqual([[0.1, 0], [0.1, 0.1]]); // prettier-ignore
    expect(await page.locator(".fig-spoken").textContent()).toBe("2 centres");
  });

  it("keeps the last set while the plane is empty", async () => {
    const page = await open(input);
    await page.getByRole("radio", {name: "your own"}).check({force: true});
    expect(await page.locator(".fig-readout").textContent()).toContain("Until then the last set stays");
    expect((await value(page)).name).toBe("ring");
  });

  it("fits a phone and has no serious issue of accessibility", async () => {
    const page = await open(input, 390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await issues(page)).toEqual([]);
  });
});
