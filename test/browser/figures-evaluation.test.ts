import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {figurePage, issues, losers, nextFrame} from "./axe.ts";
import {gallery} from "./evaluation-gallery.ts";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";

let served: Promise<string> | undefined;
async function open(options?: OpenOptions): Promise<Page> {
  const page = await openPage(await (served ??= bundlePage(gallery, figurePage)), {...options, waitUntil: "commit"});
  await page.waitForFunction("globalThis.figures !== undefined");
  return page;
}
const value = (page: Page, name: string) => page.evaluate(`figures.${name}.value`);
const fired = (page: Page) => page.evaluate("fired") as Promise<Record<string, number>>;
const spoken = (page: Page, name: string) => page.locator(`#${name} .fig-spoken`).textContent();
/** Plays a game to its end: the same key for every picture. */
async function play(page: Page, key: string): Promise<void> {
  await page
    .locator("#game")
    .getByRole("button", {name: /Begin|Again/})
    .click();
  for (let i = 0; i < 6; i++) await page.keyboard.press(key);
}

describe("the figures of evaluation", () => {
  it("have no serious or critical issue of accessibility, in light and dark, filled", async () => {
    const page = await open();
    await page.evaluate("map.value = mapData");
    await page.locator("#faults").getByRole("button", {name: "Break and measure"}).click();
    await page.waitForFunction("figures.faults.value.length === 1");
    await play(page, "r");
    await nextFrame(page);
    expect(await issues(page)).toEqual([]);
  });

  it.each([390, 768])("fit a page of %i pixels without a horizontal scroll bar, filled", async (width) => {
    const page = await open({width, touch: width === 390});
    await page.evaluate("map.value = mapData");
    await page.locator("#faults").getByRole("button", {name: "Break and measure"}).click();
    await page.waitForFunction("figures.faults.value.length === 1");
    await nextFrame(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    if (width > 390) return;
    const heights = await page.locator("main .fig-button:visible").evaluateAll((all) => all.map((one) => one.clientHeight));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(42);
  });

  it("do not fire before the reader does something", async () => {
    expect(await fired(await open())).toEqual({});
  });

  it("never lose the focus to the page", async () => {
    const page = await open();
    expect(await losers(page)).toEqual([]);
    await expect.poll(() => page.evaluate("figures.faults.value.length")).toBeGreaterThan(1);
    expect(await page.evaluate("document.activeElement === document.body")).toBe(false);
  });
});

describe("workPanel(tasks)", () => {
  it("shows progress, takes no second task meanwhile, and fires with the result", async () => {
    const page = await open();
    await page.locator("#work").getByRole("button", {name: "Wait"}).click();
    expect(await page.locator("#work progress").getAttribute("value")).toBe("0.4");
    expect(await page.locator("#work .fig-work-status").textContent()).toBe("Waiting…");
    expect(await page.locator("#work").getByRole("button", {name: "Fail"}).isDisabled()).toBe(true);
    await page.evaluate("gate.value = 1");
    await expect.poll(() => page.locator("#work .fig-work-status").textContent()).toBe("It is 7.");
    expect([await value(page, "work"), (await fired(page)).work]).toEqual([7, 1]);
  });

  it("keeps the focus on the button that began the work, and gives it back there from Stop", async () => {
    const page = await open();
    const wait = page.locator("#work").getByRole("button", {name: "Wait"});
    const focused = () => page.evaluate("document.activeElement.textContent");
    await wait.press("Enter");
    expect([await focused(), await wait.getAttribute("aria-disabled")]).toEqual(["Wait", "true"]);
    await page.keyboard.press("Enter");
    await page.locator("#work").getByRole("button", {name: "Stop"}).press("Enter");
    await expect.poll(() => page.locator("#work .fig-work-status").textContent()).toMatch(/^Stopped/);
    expect([await focused(), await wait.getAttribute("aria-disabled")]).toEqual(["Wait", null]);
  });

  it("stops, and keeps what was there; says what went wrong", async () => {
    const page = await open();
    await page.locator("#work").getByRole("button", {name: "Wait"}).click();
    await page.locator("#work").getByRole("button", {name: "Stop"}).click();
    await expect.poll(() => page.locator("#work .fig-work-status").textContent()).toMatch(/^Stopped/);
    await page.locator("#work").getByRole("button", {name: "Fail"}).click();
    await expect.poll(() => page.locator("#work [role=alert]").textContent()).toBe("The real digits lack class 7.");
    expect([await value(page, "work"), await fired(page)]).toEqual([null, {}]);
  });
});

describe("gaussianPair({real, generated})", () => {
  it("moves a centre by keys, says the distance, and fires it", async () => {
    const page = await open();
    const before = (await value(page, "gaussians")) as {means: number; covariances: number; generated: {x: number}};
    await page.locator("#gaussians .fig-gauss-generated").focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowLeft");
    const after = (await value(page, "gaussians")) as typeof before;
    expect(after.generated.x).toBeCloseTo(before.generated.x - 1.5, 9);
    expect(after.covariances).toBe(before.covariances);
    expect(after.means).toBeLessThan(before.means);
    expect(await spoken(page, "gaussians")).toMatch(/^distance 2\.\d+: means 2\.\d+, shapes 0\.308$/);
    expect((await fired(page)).gaussians).toBe(3);
  });

  it("follows the pointer, and its arrows have the distance as their mean square", async () => {
    const page = await open();
    const handle = (await page.locator("#gaussians .fig-gauss-real").boundingBox())!;
    const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y - 40, {steps: 4});
    await page.mouse.up();
    const {real, distance} = (await value(page, "gaussians")) as {real: {x: number}; distance: number};
    expect(real.x).toBeGreaterThan(-0.2);
    const text = await page.locator("#gaussians .fig-formula").textContent();
    const [, all, arrows] = /Fréchet distance = ([\d.]+)mean of the 12 squared arrows = ([\d.]+)/.exec(text!)!;
    expect(all).toBe(arrows);
    expect(Number(all)).toBeCloseTo(distance, 1);
  });

  it("changes the shape of either by sliders", async () => {
    const page = await open();
    await page.locator("#gaussians .fig-choice label", {hasText: "real"}).first().click();
    await page.locator("#gaussians").getByLabel("correlation").press("Home");
    expect(await page.evaluate("figures.gaussians.value.real.correlation")).toBe(-0.95);
  });
});

describe("sizeCurve(points)", () => {
  it("reads a size by keys and says it", async () => {
    const page = await open();
    const chart = page.locator("#curve [role=slider]");
    await chart.focus();
    await page.keyboard.press("Home");
    expect(await chart.getAttribute("aria-valuetext")).toBe(
      "70 samples, mean and spread of 16 heaps: generated 137 ± 5, other real digits 35.7 ± 2; in 3 of 16 heaps the generated came out nearer"
    );
    await page.keyboard.press("ArrowRight");
    expect(await value(page, "curve")).toEqual({
      samples: 140,
      value: 80 + 4000 / 140,
      floor: 2500 / 140,
      heaps: 8,
      upsets: 0,
      spread: {value: 5, floor: 2}
    });
    // The axis has the zero that a distance is read from; each size but the single heap has a bar for each curve.
    expect(await page.locator("#curve .fig-tick-label[font-weight]").allTextContents()).toEqual(["0"]);
    expect(await page.locator("#curve .fig-curve-spread").count()).toBe(8);
  });
});

describe("manifoldFigure()", () => {
  it("counts a collapsed generator as precise without recall, a blurry one as neither", async () => {
    const page = await open();
    const chosen = async (name: string) => {
      await page.locator("#manifold .fig-choice label", {hasText: name}).click();
      return (await value(page, "manifold")) as Record<"precision" | "recall" | "density" | "coverage", number>;
    };
    const good = (await value(page, "manifold")) as Awaited<ReturnType<typeof chosen>>;
    expect(Math.min(good.precision, good.recall)).toBeGreaterThan(0.75);
    const collapsed = await chosen("collapsed");
    expect(collapsed.precision).toBeGreaterThan(0.9);
    expect(collapsed.recall).toBeLessThan(0.25);
    expect((await chosen("blurry")).precision).toBeLessThan(0.6);
    // An outlier's ball lets bad points in: precision believes them, density does not.
    const far = await chosen("one too far");
    expect(far.precision).toBeGreaterThan(0.75);
    expect(far.density).toBeLessThan(good.density - 0.2);
  });

  it("leads from point to point by keys and says whether each counts", async () => {
    const page = await open();
    await page.locator("#manifold .fig-manifold-plot").focus();
    await page.keyboard.press("ArrowRight");
    expect(await spoken(page, "manifold")).toMatch(
      /^Point 1 of 60\. This generated point lies in (no ball: it does not count|(one ball|\d+ balls): it counts)\.$/
    );
    await page.keyboard.press("End");
    expect(await spoken(page, "manifold")).toMatch(/^Point 60 of 60/);
  });
});

describe("forgeryGame({real, generated})", () => {
  it("is played by keys alone, and gives the confusion with its interval", async () => {
    const page = await open();
    await play(page, "r");
    const score = (await value(page, "game")) as {answered: number; missed: number; right: number; confusion: number[][]};
    expect([score.answered, score.missed]).toEqual([6, 0]);
    expect(score.confusion[0]![1]! + score.confusion[1]![1]!).toBe(0);
    expect(score.right).toBe(score.confusion[0]![0]);
    const text = await page.locator("#game .fig-forgery-result").textContent();
    expect(text).toMatch(/With 6 pictures your true share lies between \d+ % and \d+ % \(95 % interval\)/);
    expect(text).toMatch(/Someone who tosses a coin does as well or better in [\d.]+ % of such games/);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Again, with others");
  });

  it("counts what is not answered in time, and does not take it for wrong", async () => {
    const page = await open();
    await page.locator("#game .fig-choice label", {hasText: "3 s"}).click();
    await page.locator("#game").getByRole("button", {name: /Begin/}).click();
    await expect.poll(() => page.locator("#game .fig-forgery-verdict").textContent()).toMatch(/^Too late: it was (real|made)\.$/);
    for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowRight");
    const score = (await value(page, "game")) as {answered: number; missed: number};
    expect(score.missed).toBeGreaterThan(0);
    expect(score.answered + score.missed).toBe(6);
  });
});

describe("tsneMap(data)", () => {
  it("waits for its samples, then leads from one to the next in a direction", async () => {
    const page = await open();
    expect(await page.locator("#map .fig-message").textContent()).toContain("waiting for its samples");
    await page.evaluate("map.value = mapData");
    await nextFrame(page);
    const plot = page.locator("#map .fig-tsne-plot");
    await plot.focus();
    await page.keyboard.press("ArrowRight");
    expect(await value(page, "map")).toBe(0);
    await page.keyboard.press("ArrowRight");
    const at = (await value(page, "map")) as number;
    expect(await page.evaluate(`mapData.points[${2 * at}] > mapData.points[0]`)).toBe(true);
    expect(await spoken(page, "map")).toBe(
      `Sample ${at + 1}: ${at < 120 ? "real" : "generated"}, read as a ${await page.evaluate(`mapData.classes[${at}]`)}`
    );
  });

  it("says how mixed real and generated are, and shows either alone, as tiles too", async () => {
    const page = await open();
    await page.evaluate("map.value = mapData");
    await nextFrame(page);
    expect(await page.locator("#map .fig-formula").textContent()).toMatch(
      /^Of a generated sample’s ten nearest neighbours, [\d.]+ % are generated too; if real and generated were mixed, 50 % would be/
    );
    await page.locator("#map .fig-choice label", {hasText: "tiles"}).click();
    await page.locator("#map .fig-choice label", {hasText: "generated"}).click();
    expect(await page.locator("#map .fig-tsne-plot").getAttribute("aria-label")).toMatch(
      /^Map of 0 real and 120 generated samples/
    );
    await page.locator("#map .fig-tsne-plot").hover({position: {x: 100, y: 100}});
    expect(await value(page, "map")).toBeGreaterThanOrEqual(120);
  });

  it("follows points that move, and says so", async () => {
    const page = await open();
    await page.evaluate("map.value = {...mapData, done: false}");
    await nextFrame(page);
    expect(await page.locator("#map .fig-formula").textContent()).toBe("The points still move.");
    await page.evaluate("stop()");
    await page.evaluate("map.value = mapData");
    await nextFrame(page);
    expect(await page.locator("#map .fig-formula").textContent()).toBe("The points still move.");
  });
});

describe("faultTable({measure})", () => {
  it("is filled row by row, marks what notices, and says it", async () => {
    const page = await open();
    await page.locator("#faults .fig-choice label", {hasText: "learn by heart"}).click();
    await page.locator("#faults").getByRole("button", {name: "Break and measure"}).click();
    await page.waitForFunction("figures.faults.value.length === 1");
    expect(await spoken(page, "faults")).toBe("the training digits: noticed by near copies");
    expect(await page.locator("#faults tbody tr").count()).toBe(2);
    expect(await page.locator("#faults .fig-noticed").textContent()).toBe("1 ✕ notices");
    expect(await page.locator("#faults .fig-note").textContent()).toContain("Measured by blocks (50.0 % right");
    await page.locator("#faults").getByRole("button", {name: "Measure them all"}).click();
    await page.waitForFunction("figures.faults.value.length === 7");
    expect(await page.locator("#faults tbody tr").count()).toBe(8);
    expect(((await page.evaluate("figures.faults.value.map(({name}) => name)")) as string[]).slice(1, 3)).toEqual(["unbroken", "blurred by 1 pixel"]); // prettier-ignore
  });
});

describe("neighbourStrip(data)", () => {
  it("shows the nearest first, page by page", async () => {
    const page = await open();
    const nearness = () =>
      page
        .locator("#neighbours .fig-near-row")
        .evaluateAll((rows) => rows.map((row) => Number(row.querySelector(".fig-near-found")!.textContent)));
    const first = await nearness();
    expect([...first].sort((a, b) => a - b)).toEqual(first);
    await page.locator("#neighbours").getByRole("button", {name: "Next"}).click();
    expect((await nearness())[0]).toBeGreaterThanOrEqual(first.at(-1)!);
    expect(await page.locator("#neighbours [role=status]").last().textContent()).toBe("7 to 12 of 120, the nearest first");
    expect((await fired(page)).neighbours).toBe(1);
  });
});
