import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {losers} from "./axe.ts";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Every figure of training once, all on one made-up run. */
const gallery = `
import {accuracyCurves} from "gantry/figures/accuracy-curves";
import {compareRuns} from "gantry/figures/compare-runs";
import {filmStrip} from "gantry/figures/film-strip";
import {lossCurves} from "gantry/figures/loss-curves";
import {sampleGrid} from "gantry/figures/sample-grid";
import {stepLoop} from "gantry/figures/step-loop";
import {trainingControls} from "gantry/figures/training-controls";
import {derived, live} from "gantry/live";
import {fakeTrainer} from "./test/browser/fake-trainer.ts";
import {madeHistory, madePhase} from "./test/browser/training-run.ts";
const run = fakeTrainer(200);
const step = live(0);
let stop;
const caption = "What is it? Point at it.";
const options = {caption, invalidation: new Promise((resolve) => (stop = resolve))};
const figures = {
  controls: trainingControls(run, {...options, log: ({step, generatorLoss}) => step + " [G loss: " + generatorLoss + "]"}),
  samples: sampleGrid(derived(run.history, ({sheets}) => sheets.at(-1) ?? null), options),
  film: filmStrip(run.history, {...options, step, marks: [0, 60, 120, 999]}),
  losses: lossCurves(run.history, {...options, step}),
  accuracy: accuracyCurves(run.history, {...options, step}),
  loop: stepLoop(run, options),
  compare: compareRuns({label: "first", history: run.history}, {label: "other", history: madeHistory(80, "other")}, options)
};
const fired = {};
for (const [name, figure] of Object.entries(figures)) {
  figure.id = name;
  figure.addEventListener("input", () => (fired[name] = (fired[name] ?? 0) + 1));
  document.querySelector("main").append(figure);
}
Object.assign(globalThis, {run, step, figures, fired, stop, madePhase});`;

const tokens = `<style>
  body {background: var(--paper, #fdfcf9); margin: 0}
  .dark {--paper: #161513; --ink: #ece8e1; --muted: #a39d93; --real: #5cc0e8; --fake: #f2a05c; --generator: #b99aea;
    --discriminator: #63c795; --gradient: #f07db8; --accent: #7db7f5; --error: #ff8a80; --hairline: #34312d; color-scheme: dark}
</style><h1>Figures</h1><main></main>`;

let served: Promise<string> | undefined;
/** The gallery; waits for its figures as long as the test may take, however busy the machine is. */
async function open(options?: OpenOptions): Promise<Page> {
  const page = await openPage(await (served ??= bundlePage(gallery, tokens)), {...options, waitUntil: "commit"});
  await page.waitForFunction("globalThis.figures !== undefined");
  return page;
}
const frame = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const asked = (page: Page) => page.evaluate("run.asked") as Promise<string[]>;

describe("the figures of training", () => {
  it("have no serious or critical issue of accessibility, in light and dark", async () => {
    const page = await open();
    await page.evaluate("run.nextPhase().then(() => (run.phase.value = madePhase(4)))");
    await frame(page);
    await page.evaluate(axe);
    for (const theme of ["", "dark"]) {
      await page.evaluate((name) => (document.body.className = name), theme);
      const found = await page.evaluate(`axe.run("main", {resultTypes: ["violations"]}).then(({violations}) => violations
        .filter(({impact}) => impact === "serious" || impact === "critical")
        .map(({id, nodes}) => id + ": " + nodes.map(({html, failureSummary}) => html.slice(0, 160) + failureSummary).join(" | ")))`);
      expect(found, theme).toEqual([]);
    }
  });

  it("fit a phone without a horizontal scroll bar, with targets of 44 pixels", async () => {
    const page = await open({width: 390, touch: true});
    await frame(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const heights = await page.locator("#controls .fig-button:visible").evaluateAll((all) => all.map((one) => one.clientHeight));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(42);
  });

  it("follow a run without being made anew, and redraw once a frame", async () => {
    const page = await open();
    await frame(page);
    const before = await page.evaluate("Object.values(figures).map((figure) => figure.isConnected).length");
    const drawn = await page.evaluate(`new Promise((done) => {
      let paths = 0;
      const watch = new MutationObserver((changes) => (paths += changes.filter(({target}) => target.matches?.("#losses svg")).length));
      watch.observe(document.querySelector("#losses"), {childList: true, subtree: true});
      for (let i = 0; i < 20; i++) run.tick(1);
      requestAnimationFrame(() => requestAnimationFrame(() => { watch.disconnect(); done(paths); }));
    })`);
    expect(drawn).toBe(1);
    expect(before).toBe(7);
    expect(await page.locator("#samples .fig-title").textContent()).toBe("made by G, step 220");
    expect(await page.locator("#losses .fig-reading").textContent()).toMatch(/^step 220: D 0\.\d+ \(real/);
    expect(await page.locator("#film .fig-title").first().textContent()).toBe("step 220 of 220");
    expect(await page.locator("#controls .fig-status").textContent()).toMatch(/^Step 220: 14.2 steps a second/);
    expect(await page.locator("#controls .fig-log").textContent()).toMatch(/^220 \[G loss/);
    expect(await page.evaluate("figures.controls.value.step")).toBe(220);
  });

  it("stop following on invalidation", async () => {
    const page = await open();
    await frame(page);
    await page.evaluate("stop()");
    await page.evaluate("Promise.resolve().then(() => run.tick(30))");
    await frame(page);
    expect(await page.locator("#samples .fig-title").textContent()).toBe("made by G, step 200");
    expect(await page.locator("#losses .fig-reading").textContent()).toMatch(/^step 200:/);
    expect(await page.locator("#controls .fig-status").textContent()).toMatch(/^Step 200:/);
    expect(await page.evaluate("fired")).toEqual({});
  });

  it("say what they wait for, and where NaN is", async () => {
    const page = await open();
    await page.evaluate(`{
      const {entries, sheets} = run.history.value;
      const bad = {...sheets[3], images: {...sheets[3].images, values: sheets[3].images.values.with(800, NaN)}};
      run.history.value = {entries: entries.map((entry) => (entry.step === 90 ? {...entry, generatorLoss: NaN} : entry)), sheets: [bad], snapshots: []};
    }`);
    await frame(page);
    expect(await page.locator("#losses .fig-wrong:visible").textContent()).toBe("G is NaN at step 90; the line has a gap there.");
    expect(await page.locator("#samples .fig-message").textContent()).toContain("in sample 1 there is NaN");
    await page.evaluate("run.history.value = {entries: [], sheets: [], snapshots: []}");
    await frame(page);
    for (const name of ["losses", "accuracy"])
      expect(await page.locator(`#${name} > .fig-message`).textContent()).toBe(
        "This figure is waiting for the first step of training."
      );
    expect(await page.locator("#film .fig-message").textContent()).toMatch(/waiting for sheets of samples/);
  });
});

describe("the buttons and the charts of training", () => {
  it("never lose the focus to the page", async () => {
    expect(await losers(await open())).toEqual([]);
  });

  it("hand the focus to the sentence that takes a chart's place, and take it back", async () => {
    const page = await open();
    const chart = page.locator("#losses [role=slider]");
    await chart.focus();
    await page.evaluate("globalThis.past = run.history.value; run.history.value = {entries: [], sheets: [], snapshots: []}");
    await frame(page);
    expect(await page.evaluate("document.activeElement.textContent")).toBe(
      "This figure is waiting for the first step of training."
    );
    await page.evaluate("run.history.value = past");
    await frame(page);
    expect(await chart.evaluate((node) => node === document.activeElement)).toBe(true);
  });
});

describe("lossCurves(history, {step}), filmStrip(history, {step})", () => {
  it("share a step: the keyboard in one moves the other", async () => {
    const page = await open();
    await page.locator("#losses [role=slider]").focus();
    await page.keyboard.press("Home");
    for (let i = 0; i < 3; i++) await page.keyboard.press("PageUp");
    await frame(page);
    expect(await page.locator("#losses [role=slider]").getAttribute("aria-valuetext")).toMatch(/^step 61: D/);
    expect(await page.locator("#film .fig-title").first().textContent()).toBe("step 60 of 200");
    await page.locator("#film input[type=range]").focus();
    await page.keyboard.press("ArrowRight");
    await frame(page);
    expect(await page.evaluate("[step.value, figures.film.value, figures.losses.value]")).toEqual([70, 70, 70]);
    expect(await page.locator("#accuracy .fig-reading").textContent()).toMatch(/^step 70: D is right about/);
    expect(await page.evaluate("[fired.losses, fired.film]")).toEqual([4, 1]);
  });

  it("go to a frame of the strip, and save the film as GIF and PNG", async () => {
    const page = await open();
    const frames = page.locator("#film .fig-film-frame");
    expect(await frames.allTextContents()).toEqual(["step 0", "step 60", "step 120", "step 200"]);
    await frames.nth(1).click();
    expect(await page.evaluate("figures.film.value")).toBe(60);
    for (const [name, magic] of [
      ["Film as GIF", "GIF89a"],
      ["Strip as PNG", "\x89PNG"]
    ] as const) {
      const saved = page.waitForEvent("download");
      await page.getByRole("button", {name}).click();
      expect(readFileSync(await (await saved).path(), "latin1").slice(0, magic.length)).toBe(magic);
    }
  });
});

describe("sampleGrid(sheet)", () => {
  it("enlarges the image under the arrow keys and gives the chosen one", async () => {
    const page = await open();
    await page.locator("#samples [role=grid]").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("#samples .fig-enlargement p").textContent()).toBe("image 6 of 16");
    expect(await page.evaluate("figures.samples.value")).toBe(-1);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("[figures.samples.value, fired.samples]")).toEqual([5, 1]);
  });
});

describe("trainingControls(run)", () => {
  it("keeps the focus on Play while the run starts, and takes no press meanwhile", async () => {
    const page = await open();
    const play = page.locator("#controls .fig-button").first();
    await play.focus();
    await page.keyboard.press("Enter");
    await page.evaluate(`run.status.value = {...run.status.value, state: "starting"}`);
    await frame(page);
    expect(await play.evaluate((node) => [node === document.activeElement, node.getAttribute("aria-disabled")])).toEqual([
      true,
      "true"
    ]);
    for (const key of ["Enter", "Space", "p", "s", "n"]) await page.keyboard.press(key);
    expect(await asked(page)).toEqual(["play {}"]);
    await page.evaluate(`run.status.value = {...run.status.value, state: "playing"}`);
    await frame(page);
    expect(
      await play.evaluate((node) => [node === document.activeElement, node.getAttribute("aria-disabled"), node.textContent])
    ).toEqual([true, null, "Pause"]);
    await page.keyboard.press("Enter");
    expect(await asked(page)).toEqual(["play {}", "pause"]);
  });

  it("gives the focus of the way back, which goes when it was taken, to Play", async () => {
    const page = await open();
    await page.evaluate(
      `run.status.value = {...run.status.value, state: "failed", error: {message: "step 201: the loss is NaN", lastGood: 100}}`
    );
    const back = page.locator("#controls").getByRole("button", {name: "Go back to step 100"});
    await back.press("Enter");
    await expect.poll(() => back.isVisible()).toBe(false);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Play");
  });

  it("shows the seed of a run that was loaded", async () => {
    const page = await open();
    const seed = page.locator("#controls").getByLabel("seed", {exact: true});
    await page.evaluate("run.plan.seed = 'of the file'; run.tick(1)");
    await frame(page);
    expect(await seed.inputValue()).toBe("of the file");
    await seed.fill("mine");
    await page.evaluate("run.tick(1)");
    await frame(page);
    expect(await seed.inputValue()).toBe("mine");
  });

  it("asks the run for what is pressed, and by keys only when it has the focus", async () => {
    const page = await open();
    const controls = page.locator("#controls");
    const press = (name: string) => controls.getByRole("button", {name, exact: true}).click();
    await page.keyboard.press("s");
    expect(await asked(page)).toEqual([]);
    await press("Step");
    await page.keyboard.press("s");
    await page.keyboard.press("n");
    await press("×10");
    await controls.getByLabel("phase by phase").check();
    await press("Play");
    await controls.getByRole("button", {name: "Pause"}).click();
    await controls.getByLabel("back to step").fill("150");
    await press("Go back");
    await controls.getByLabel("seed", {exact: true}).fill("snow");
    await press("Restart");
    expect(await asked(page)).toEqual([
      "step 1",
      "step 1",
      "nextPhase",
      "step 10",
      'play {"phases":true}',
      "pause",
      "goTo 150",
      'restart {"seed":"snow"}'
    ]);
  });

  it("stops steps that are done once more, from the button that asked for them", async () => {
    const page = await open();
    const controls = page.locator("#controls");
    await controls.getByRole("button", {name: "Go back"}).focus();
    await page.evaluate(
      `run.status.value = {...run.status.value, state: "replaying", replay: {from: 120, to: 150, step: 130, secondsLeft: 4}}`
    );
    await expect.poll(() => controls.locator(".fig-status").textContent()).toMatch(/^Going back from step 200 to step 150: steps 121 to 150/); // prettier-ignore
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Stop");
    expect(await controls.getByRole("button", {name: "Play"}).isDisabled()).toBe(true);
    await page.keyboard.press("Enter");
    expect(await asked(page)).toEqual(["pause"]);
  });

  it("tells what went wrong and leads back to the last good snapshot", async () => {
    const page = await open();
    await page.evaluate(
      `run.status.value = {...run.status.value, state: "failed", error: {message: "step 201: the loss is NaN", lastGood: 100}}`
    );
    const controls = page.locator("#controls");
    await controls.getByText("step 201: the loss is NaN").first().waitFor();
    expect(await controls.getByRole("button", {name: "Play"}).isDisabled()).toBe(true);
    await controls.getByRole("button", {name: "Go back to step 100"}).click();
    expect(await asked(page)).toEqual(["goTo 100"]);
    await expect.poll(() => controls.locator(".fig-status").textContent()).toMatch(/^Step 100:/);
    await expect.poll(() => controls.locator(".fig-failure").isVisible()).toBe(false);
  });

  it("saves a checkpoint, and says what is wrong with one that is loaded", async () => {
    const page = await open();
    const saved = page.waitForEvent("download");
    await page.locator("#controls").getByRole("button", {name: "Save"}).click();
    expect((await saved).suggestedFilename()).toBe("gan-step-200.safetensors");
    await page.evaluate(`run.refuse = "the header is no JSON"`);
    await page.locator("#controls input[type=file]").setInputFiles({name: "old.bin", mimeType: "", buffer: Buffer.from([1, 2])});
    await expect
      .poll(() => page.locator("#controls .fig-problem").textContent())
      .toBe("old.bin could not be loaded: the header is no JSON");
    expect(await asked(page)).toEqual(["save", "load 2 bytes"]);
  });

  it("remembers the backend that the reader asks for", async () => {
    const page = await open();
    await page.locator("#controls select").selectOption("cpu");
    expect(await page.locator("#controls").getByText("The next run will use cpu").count()).toBe(1);
    expect(JSON.parse((await page.evaluate(() => localStorage.getItem("gantry:backend")))!)).toMatchObject({
      backend: "cpu",
      kept: {name: "wasm"}
    });
    await page.reload({waitUntil: "commit"});
    expect(await page.locator("#controls select").inputValue()).toBe("cpu");
  });
});

describe("stepLoop(run)", () => {
  it("light the phase, say it, and show a station's tensor on Enter", async () => {
    const page = await open({reducedMotion: true});
    const lit = () => page.locator("#loop [data-lit] .fig-loop-name").allTextContents();
    expect(await lit()).toEqual([]);
    await page.evaluate("run.phase.value = madePhase(3, 12)");
    await frame(page);
    expect(await lit()).toEqual(["fake", "D", "answers", "D's loss"]);
    expect(await page.locator("#loop .fig-loop-place").textContent()).toBe("Step 12, D's turn: judge fake (phase 4).");
    expect(await page.locator("#loop .fig-loop-drop").count()).toBe(0);
    await page.locator("#loop [role=button]").nth(2).focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#loop .fig-loop-detail p").textContent()).toMatch(
      /^Fakes: .* 64 × 28 × 28 × 1: from −1 to 1, mean/
    );
    expect(await page.evaluate("figures.loop.value")).toBe("fake");
    await page.evaluate("run.phase.value = madePhase(8, 12)");
    await frame(page);
    expect(await lit()).toEqual(["G", "G's loss"]);
    expect(await page.locator("#loop .fig-loop-back").count()).toBe(4);
  });

  it("move values along the arrows once, then stop", async () => {
    const page = await open();
    const moving = await page.evaluate(`new Promise((done) => {
      run.phase.value = madePhase(1);
      const look = () => {
        const drops = [...document.querySelectorAll("#loop .fig-loop-drop")];
        if (drops.length === 0) requestAnimationFrame(look);
        else done(drops.map((drop) => drop.getAnimations()[0].effect.getTiming().duration));
      };
      look();
    })`);
    expect(moving).toEqual([300, 300]);
    await expect.poll(() => page.locator("#loop .fig-loop-drop").count()).toBe(0);
  });
});
