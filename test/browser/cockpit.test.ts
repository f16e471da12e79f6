import type {Locator, Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {issues, figurePage, losers} from "./axe.ts";
import {openChapter} from "./chapters.ts";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";
import {edit, shown} from "./reader.ts";

/** A cockpit on runs in the plane, made anew by dials whose cell is an object. */
const script = `
import {cockpit} from "gantry/figures/cockpit";
import {pointGan} from "gantry/point-gan";
import {pointSet} from "gantry/points";
import {runDials} from "gantry/run-dials";
import {logLine} from "gantry/step";
import {trainer} from "gantry/trainer";
import {live} from "gantry/live";
import {fakeDials} from "./test/browser/fake-dials.ts";
const seat = live(null);
const make = (values) => {
  seat.value?.dispose();
  const player = (name) => ({learningRate: values["settings." + name + ".learningRate"], beta1: 0});
  seat.value = trainer({
    gan: pointGan({generatorHidden: values["gan.generatorHidden"], discriminatorHidden: [8]}),
    data: pointSet("ring"),
    settings: {loss: values["settings.loss"], generator: player("generator"), discriminator: player("discriminator")},
    batch: values.batch,
    seed: values.seed,
    scheme: "he"
  }, {idle: true, threads: 1, backend: "wasm"});
};
const all = Object.fromEntries(Object.keys(runDials("points")).map((path) => [path, undefined]));
const dials = fakeDials({
  ...all, "settings.loss": "nonSaturating", "settings.generator.learningRate": 0.002, "settings.discriminator.learningRate": 0.003,
  batch: 32, seed: 1, "gan.generatorHidden": [8, 8]
}, make, Object.fromEntries(new URLSearchParams(location.search)));
const figure = cockpit(seat, {settings: dials, log: logLine, keep: false, caption: "Can they copy this? Press Play."});
document.querySelector("main").append(figure);
make(dials.values.value);
Object.assign(globalThis, {dials, seat, figure, ready: true});
`;

let served: Promise<string> | undefined;
async function open(at = "", options?: OpenOptions): Promise<Page> {
  const page = await openPage((await (served ??= bundlePage(script, figurePage))) + at, options);
  await page.waitForFunction("globalThis.ready");
  return page;
}
const turned = (page: Page) => page.evaluate("dials.turned") as Promise<unknown[]>;
const at = (page: Page, step: number): Promise<void> =>
  page
    .locator(".fig-cockpit .fig-status")
    .filter({hasText: new RegExp(`^Step ${step}\\b(?!, playing)`)})
    .waitFor({timeout: 60_000});
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);

/** What of these parts is not between the page's bar and the lower edge of the window. */
async function outside(page: Page, parts: Record<string, Locator>): Promise<string[]> {
  const height = page.viewportSize()!.height;
  const bar = (await page.locator(".bar").count()) ? (await page.locator(".bar").boundingBox())!.height : 0;
  const boxes = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => [name, (await part.boundingBox())!] as const)
  );
  return boxes.filter(([, {y, height: own}]) => y < bar || y + own > height).map(([name]) => name);
}

describe("cockpit(run, {settings})", () => {
  it("turns settings by mouse and by keyboard: the cell is rewritten, the run made anew, and the focus stays", async () => {
    const page = await open();
    const press = (name: string) => page.getByRole("button", {name, exact: true});
    await press("×10").click();
    await at(page, 10);
    const before = await page.locator(".fig-log").textContent();
    await press("more: G's rate").click();
    await at(page, 0);
    expect(await page.evaluate("seat.value.plan.settings.generator.learningRate")).toBe(0.005);
    expect(await focused(page)).toBe("more: G's rate");
    await press("×10").click();
    await at(page, 10);
    expect(await page.locator(".fig-log").textContent()).not.toBe(before);

    await page.getByLabel("G's rate", {exact: true}).last().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("0.0003");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("7");
    await page.keyboard.press("Enter");
    await page.getByText("G's rate is a number from 0.000001 to 1, and “7” is not.").first().waitFor();
    await page.getByLabel("loss", {exact: true}).focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.evaluate("seat.value.plan.settings.loss")).toBe("leastSquares");
    expect(await page.evaluate("document.activeElement.id === document.querySelector('[data-dial=\"settings.loss\"] select').id")).toBe(true); // prettier-ignore
    await page.getByText("More settings", {exact: true}).click();
    await press("+ layer: G's hidden layers").click();
    await press("more: G's hidden layers, 3").click();
    await press("− layer: G's hidden layers").press("Enter");
    await page.locator('[data-dial="batch"] input').fill("48");
    await page.locator('[data-dial="batch"] input').press("Tab");
    await expect
      .poll(() => turned(page))
      .toEqual([
        {"settings.generator.learningRate": 0.005},
        {"settings.generator.learningRate": 0.002},
        {"settings.generator.learningRate": 0.0003},
        // A step that a cell may have of its own is left aside: it would play its own loss.
        {"settings.loss": "leastSquares", ownStep: false},
        {"gan.generatorHidden": [8, 8, 8]},
        {"gan.generatorHidden": [8, 8, 16]},
        {"gan.generatorHidden": [8, 8]},
        {batch: 48}
      ]);
  });

  it("follows the cell, says what is written as an expression, and tells what is refused", async () => {
    const page = await open();
    const rate = page.getByLabel("D's rate", {exact: true}).last();
    expect(await rate.inputValue()).toBe("0.003");
    await page.evaluate(`dials.values.value = {...dials.values.value, "settings.discriminator.learningRate": 4e-5, seed: undefined};
      dials.fixed.value = {seed: "4:9 is written as an expression: \`1 + 1\`"}`);
    expect(await rate.inputValue()).toBe("0.00004");
    await page.getByText("4:9 is written as an expression").first().waitFor();
    const aside = page.getByText("The step on this page plays its own loss");
    expect(await aside.isVisible()).toBe(false);
    await page.evaluate(`dials.values.value = {...dials.values.value, "settings.loss": "hinge"}`);
    expect(await aside.isVisible()).toBe(true);
    await page.evaluate("dials.values.value = {...dials.values.value, ownStep: false}");
    expect(await aside.isVisible()).toBe(false);
    await page.getByRole("button", {name: "more: seed"}).press("Enter");
    expect(await turned(page)).toEqual([]);
    await page.evaluate(`dials.refuse = "the editor holds text that was not run"`);
    await page.getByRole("button", {name: "less: D's rate"}).click();
    await page.getByText("the editor holds text that was not run").first().waitFor();
    expect(await rate.inputValue()).toBe("0.00004");
  });

  it("plays to the step of the address, once, and gives its own; a reader who pauses is asked no more", async () => {
    const page = await open("?step=30");
    await at(page, 30);
    expect(await page.evaluate("dials.asked")).toEqual({});
    await page.evaluate("make = null; seat.value.step(2)");
    await at(page, 32);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", {name: "Link to this"}).click();
    await page.getByText("Copied: the address of these settings, played to step 32.").first().waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("https://book.example/chapter.html?run.step=32");

    const other = await open("?step=90000");
    await other.getByRole("button", {name: "Pause", exact: true}).click();
    await expect.poll(() => other.evaluate("dials.asked")).toEqual({});
    const wrong = await open("?step=1e9");
    expect(await wrong.evaluate("[dials.asked, seat.value.status.value.state]")).toEqual([{}, "paused"]);
  });

  it("has no serious issue of accessibility, and no button that loses the focus", async () => {
    const page = await open();
    await page.getByText("More settings", {exact: true}).click();
    await page.getByText("More", {exact: true}).click();
    expect(await issues(page)).toEqual([]);
    expect(await losers(page)).toEqual([]);
  });
});

describe("the cockpit of GAN training", () => {
  const cockpit = (page: Page) => page.locator('[data-cell="controls"] .fig-cockpit');
  const top = (page: Page, offset = -50) =>
    cockpit(page).evaluate((figure, by) => scrollTo(0, figure.getBoundingClientRect().top + scrollY + by), offset);

  it("is one screen at 1280 × 800: hand, picture, loop, losses and five settings, which rewrite the cell and follow it", async () => {
    const page = await openChapter("gan-training", {width: 1280, height: 800});
    const all = cockpit(page);
    const press = (name: string) => all.getByRole("button", {name, exact: true});
    await press("more: G's rate").click();
    await expect.poll(() => shown(page, "run")).toContain("generator: {learningRate: 5e-3, beta1: 0}");
    const text = await shown(page, "run");
    // On wasm, without measuring the others first: the numbers are the same.
    const theirs = text.replace("learningRate: 5e-3", "learningRate: 2e-3").replace("seed: 1", "seed: 3");
    await edit(page, "run", theirs.replace("{idle: true,", '{idle: true, backend: "wasm",'));
    await expect.poll(() => all.locator('[data-dial="seed"] input').inputValue()).toBe("3");
    expect(await all.locator('[data-dial="settings.generator.learningRate"] input').inputValue()).toBe("0.002");
    // The step of the page would play its own loss: it is left aside, in the same edit.
    await all.getByLabel("loss", {exact: true}).selectOption("hinge");
    await expect.poll(() => shown(page, "run")).toContain('loss: "hinge"');
    expect(await shown(page, "run")).toContain("ownStep: false");

    await press("×10").click();
    await at(page, 10);
    const log = await all.locator(".fig-log").textContent();
    await press("Next phase").click();
    await all.locator(".fig-loop-place").filter({hasText: "(phase 1)"}).waitFor();
    await top(page);
    const parts = {
      hand: all.locator(".fig-cockpit-bar"),
      picture: all.locator(".fig-point-plot"),
      loop: all.locator(".fig-loop"),
      losses: all.locator(".fig-losses"),
      settings: all.locator(".fig-dials-first")
    };
    expect(await outside(page, parts)).toEqual([]);
    expect(await all.locator(".fig-dials-first .fig-dial").count()).toBe(5);

    // The same, sent to somebody else.
    await press("Link to this").click();
    const address = await all.locator(".fig-link-said a").getAttribute("href");
    expect([...new URL(address!).searchParams].map((setting) => setting.join("=")).sort()).toEqual([
      "run.ownStep=false",
      "run.seed=3",
      "run.settings.loss=hinge",
      "run.step=10"
    ]);
    const other = await openPage(address!, {serviceWorker: false});
    await at(other, 10);
    expect(await cockpit(other).locator(".fig-log").textContent()).toBe(log);
    expect(await shown(other, "run")).toContain("seed: 3");
  });

  it("has its hand in reach on a phone while it scrolls, the picture before the settings, and hands beside the loop below", async () => {
    const page = await openChapter("gan-training", {width: 390, height: 844, touch: true});
    const all = cockpit(page);
    const {height} = (await all.boundingBox())!;
    const hand = Object.fromEntries(["Play", "Step", "Next phase"].map((name) => [name, all.getByRole("button", {name, exact: true})])); // prettier-ignore
    for (let offset = -300; offset < height - 100; offset += 300) {
      await top(page, offset);
      expect(await outside(page, hand), `${offset} px from its top`).toEqual([]);
    }
    const y = async (part: string) => (await all.locator(part).boundingBox())!.y;
    expect(await y(".fig-point-plot")).toBeLessThan(await y(".fig-cockpit-below"));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    const loop = page.locator('[data-cell="loop"]');
    await loop.getByRole("button", {name: "Next phase"}).tap();
    await loop.locator(".fig-loop-place").filter({hasText: "(phase 1)"}).waitFor();
  });
});
