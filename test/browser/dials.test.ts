import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {arrive, runApart} from "./apart.ts";
import {openAt, type PublishedCell, serveChapter, settled} from "./chapter.ts";
import {menu, reads, shown, stored, storedTexts, type} from "./reader.ts";

/** A run with a visible cell, a figure that turns it and tells what it sees, and a count of runs. */
const cells: readonly PublishedCell[] = [
  {
    id: "run",
    source: `const trainer = (plan: object) => { globalThis.runs = (globalThis.runs ?? 0) + 1; return plan; };
const run = trainer({
  batch: 32, // pictures
  settings: {loss: "minimax", learningRate: 2e-3},
  widths: [32],
  seed: 1 + 1
});
display(JSON.stringify(run));`
  },
  {
    id: "figure",
    source: `const settings = dials("run", {
  "batch": {min: 1, max: 1024, integer: true},
  "settings.loss": {choices: ["minimax", "hinge"]},
  "settings.learningRate": {min: 1e-6, max: 1},
  "settings.average": {boolean: true},
  "widths": {length: [1, 3], min: 1, max: 256, integer: true},
  "seed": {min: 0, max: 9}
}, ["step"]);
const seen = document.createElement("output");
const show = () => (seen.textContent = JSON.stringify(settings.values.value));
settings.values.subscribe(show);
show();
globalThis.settings = settings;
globalThis.turn = (changes) => settings.set(changes).then(() => "done", (error) => String(error));
display(seen);`
  },
  {id: "other", source: "display(run.batch * 2)"}
];

const chapter = () => serveChapter(cells);
const turn = (page: Page, changes: object) => page.evaluate((given) => (globalThis as unknown as Globals).turn(given), changes);
const runs = (page: Page) => page.evaluate(() => (globalThis as unknown as Globals).runs);
const address = (page: Page, extras?: object) =>
  page.evaluate((given) => (globalThis as unknown as Globals).settings.address(given), extras);
/** Why dials cannot be turned, by path. */
function fixed(page: Page): Promise<object> {
  return page.evaluate(() => (globalThis as unknown as Globals).settings.fixed.value);
}

const asked = (page: Page) => page.evaluate(() => (globalThis as unknown as Globals).settings.asked);

const refusals = (page: Page) => page.getByRole("region", {name: "Settings that were not taken"});
const own = (page: Page) => page.getByRole("region", {name: "Settings of the address"});
const published = cells[0]!.source;

/** What the figure sees. */
async function sees(page: Page, values: object): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const text = document.querySelector('[data-cell="figure"] output')?.textContent ?? "{}";
      const now = JSON.parse(text) as Record<string, unknown>;
      return Object.entries(wanted).every(([path, value]) => JSON.stringify(now[path]) === JSON.stringify(value));
    },
    values as Record<string, unknown>
  );
}

/** What the cells have put into the page's globals. */
interface Globals {
  turn(changes: object): Promise<string>;
  runs: number | undefined;
  settings: {address(extras?: object): string; asked: object; fixed: {value: object}};
}

describe("a dial", () => {
  it("reads the published text without a parser, and is a step of the reader's: run, marked, kept, undone, done again, reset", async () => {
    const {url} = await chapter();
    const page = await openAt(url);
    await sees(page, {batch: 32, "settings.loss": "minimax", "settings.learningRate": 0.002, widths: [32]});
    expect(await page.evaluate(() => document.documentElement.hasAttribute("data-editing"))).toBe(false);
    expect(await fixed(page)).toEqual({seed: expect.stringMatching(/^run, 6:9 holds an expression, `1 \+ 1`$/) as string});

    expect(await turn(page, {batch: 64, "settings.loss": "hinge", widths: [16, 8], "settings.average": true})).toBe("done");
    await sees(page, {batch: 64, "settings.loss": "hinge", widths: [16, 8], "settings.average": true});
    await reads(page, "other", "128");
    expect(await runs(page)).toBe(2);
    const turned = published
      .replace("32, //", "64, //")
      .replace('"minimax", learningRate: 2e-3}', '"hinge", learningRate: 2e-3, average: true}')
      .replace("[32]", "[16, 8]");
    expect(await shown(page, "run")).toBe(turned);
    expect(await page.locator('[data-cell="run"]').getAttribute("data-edited")).toBe("");
    await stored(page, 1);
    await page.reload();
    await settled(page);
    await sees(page, {batch: 64, widths: [16, 8]});
    expect(new URL(await address(page, {step: 200})).search).toBe(
      "?run.batch=64&run.settings.loss=hinge&run.settings.average=true&run.widths=16,8&run.step=200"
    );

    expect(await turn(page, {batch: 8})).toBe("done");
    await menu(page, "Undo turning batch of run");
    await sees(page, {batch: 64});
    await page.keyboard.press("Control+Shift+z");
    await sees(page, {batch: 8});
    await reads(page, "other", "16");
    await menu(page, /^Reset/);
    await sees(page, {batch: 32, widths: [32]});
    expect(await shown(page, "run")).toBe(published);
    expect(new URL(await address(page)).search).toBe("");
  });

  it("follows what is written and run, refuses what is not allowed, and leaves alone what has not run", async () => {
    const {url} = await chapter();
    const page = await openAt(url);
    expect(await turn(page, {batch: 5000})).toBe("RangeError: batch: got 5000, allowed: whole numbers from 1 to 1024.");
    expect(await turn(page, {"settings.loss": "); alert(1)"})).toContain("allowed: “minimax”, “hinge”");
    expect(await turn(page, {constructor: 1})).toContain("is no dial of run");
    expect(await turn(page, {batch: 2, seed: 3})).toBe("Error: seed cannot be turned: run, 6:9 holds an expression, `1 + 1`.");
    expect(await shown(page, "run")).toBe(published);

    const typed = published.replace("32, //", "base * 2, //").replace("const trainer", "const base = 5;\nconst trainer");
    await type(page, "run", typed);
    expect(await turn(page, {widths: [4]})).toContain("The editor of run holds text that has not run.");
    expect(await shown(page, "run")).toBe(typed);
    await sees(page, {batch: 32});
    await page.keyboard.press("Shift+Enter");
    await reads(page, "other", "20");
    await page.waitForFunction(() => "batch" in (globalThis as unknown as Globals).settings.fixed.value);
    expect(await fixed(page)).toMatchObject({batch: "run, 4:10 holds an expression, `base * 2`"});
    // The editor is open, and has the new text: its own undo takes it back.
    expect(await turn(page, {widths: [4]})).toBe("done");
    expect(await shown(page, "run")).toBe(typed.replace("[32]", "[4]"));

    await type(page, "run", "const run = {");
    await page.keyboard.press("Shift+Enter");
    await page.locator('[data-cell="run"][data-state="failed"]').waitFor();
    expect((await fixed(page)) as object).toMatchObject({widths: expect.stringMatching(/cannot be read: 1:14/) as string});
    expect(await turn(page, {widths: [2]})).toContain("cannot be turned");
    await type(page, "run", published.replace("32, //", "7, //"));
    await page.keyboard.press("Shift+Enter");
    await sees(page, {batch: 7, widths: [32]});

    // The cell that turns is edited too: with dials that the build has not seen.
    await type(page, "figure", cells[1]!.source.replace('"batch": {min: 1', '"epochs": {min: 1},\n  "batch": {min: 1'));
    await page.keyboard.press("Shift+Enter");
    await page.waitForFunction(() => document.querySelector('[data-cell="figure"]')?.getAttribute("data-state") === "done");
    await sees(page, {batch: 7});
    expect(await turn(page, {epochs: 3})).toBe("done");
    await sees(page, {epochs: 3});
    expect(await shown(page, "run")).toContain("seed: 1 + 1,\n  epochs: 3\n});");
  });
});

describe("an address with dials", () => {
  it("shows the run that it names from the first run on, keeps nothing of it, and is a step that can be undone", async () => {
    const {url} = await chapter();
    const page = await openAt(`${url}?run.batch=64&run.settings.loss=hinge&run.step=200`);
    await sees(page, {batch: 64, "settings.loss": "hinge"});
    expect(await runs(page)).toBe(1);
    expect(await asked(page)).toEqual({step: "200"});
    expect(await storedTexts(page)).toEqual([]);
    expect(await refusals(page).count()).toBe(0);
    await page.reload();
    await settled(page);
    await sees(page, {batch: 64});
    await menu(page, "Undo the settings of the address");
    await sees(page, {batch: 32, "settings.loss": "minimax"});
    expect(new URL(page.url()).search).toBe("");
    expect(await asked(page)).toEqual({});
    await page.keyboard.press("Control+Shift+z");
    await sees(page, {batch: 64});
    // The reader's own change makes it theirs.
    expect(await turn(page, {batch: 65})).toBe("done");
    await stored(page, 1);
    await page.goto(url);
    await settled(page);
    await sees(page, {batch: 65, "settings.loss": "hinge"});
  });

  it("never overwrites the reader's own text", async () => {
    const {url} = await chapter();
    const page = await openAt(url);
    await turn(page, {batch: 7});
    await stored(page, 1);
    const mine = await storedTexts(page);
    await page.goto(`${url}?run.widths=9`);
    await settled(page);
    await sees(page, {batch: 7, widths: [9]});
    await own(page).getByText("Your own text is kept.").first().waitFor();
    expect(await storedTexts(page)).toEqual(mine);
    await own(page).getByRole("button", {name: "Back to mine"}).press("Enter");
    await sees(page, {batch: 7, widths: [32]});
    expect(await own(page).count()).toBe(0);
    expect(new URL(page.url()).search).toBe("");
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");

    // What the reader changes in what the address shows stands beside what they had, until they choose.
    await page.goto(`${url}?run.widths=9`);
    await settled(page);
    expect(await turn(page, {batch: 8})).toBe("done");
    const choice = page.getByRole("group", {name: "Two texts of run"});
    await choice.getByText("You had a text of your own here").first().waitFor();
    expect(await own(page).count()).toBe(0);
    await page.reload();
    await settled(page);
    await sees(page, {batch: 8, widths: [9]});
    await choice.getByRole("button", {name: "Take my former text"}).press("Enter");
    await page.locator('[data-cell="run"] > .cell-tools').getByRole("button", {name: "Run run"}).click();
    await sees(page, {batch: 7, widths: [32]});
  });

  it("changes declared literals to allowed values and nothing else, and names what it does not take", async () => {
    const {url} = await chapter();
    const hostile = [
      "run.batch=1e999",
      "run.settings.loss=%22%29%3BglobalThis.hacked%3D1%3B%28%22",
      "run.__proto__=1",
      "run.constructor.prototype.x=1",
      "__proto__.polluted=1",
      "run.seed=3",
      "run.widths=3",
      "run.widths=4",
      "run.unknown=2",
      "nobody.batch=3",
      "run.settings.average=yes",
      "run.settings.learningRate=0.5"
    ];
    const page = await openAt(`${url}?${hostile.join("&")}&utm_source=x`);
    await sees(page, {batch: 32, "settings.learningRate": 0.5, widths: [32]});
    expect(await shown(page, "run")).toBe(published.replace("2e-3", "0.5"));
    const said = await refusals(page).innerText();
    expect(said).toContain("run.batch=1e999: allowed: whole numbers from 1 to 1024.");
    expect(said).toContain("run.widths: it stands there more than once.");
    expect(said).toContain("run.__proto__: run has no such setting.");
    expect(said).toMatch(/\d more\./);
    expect(
      await page.evaluate(() => [(globalThis as Record<string, unknown>).hacked, ({} as Record<string, unknown>).polluted])
    ).toEqual([undefined, undefined]);
    // What nobody declares is named once all cells have run.
    await page.goto(`${url}?nobody.batch=3&run.step=${"9".repeat(200)}`);
    await settled(page);
    await refusals(page).getByText("nobody.batch: this page has no such setting.").first().waitFor();
    expect(await asked(page)).toEqual({});
    // Thousands of settings are not looked at.
    const many = Array.from({length: 400}, (_, i) => `run.b${i}=1`).join("&");
    await page.goto(`${url}?run.batch=64&${many}`);
    await settled(page);
    await refusals(page).getByText("The address asks for more than 100 settings. Nothing of it was taken.").first().waitFor();
    await sees(page, {batch: 32});
    // A page that runs nothing takes nothing.
    await page.goto(`${url}?safe&run.batch=64`);
    await settled(page);
    expect(await shown(page, "run")).toBe(published);
    expect(await runs(page)).toBeUndefined();
  });

  it("turns in a chapter that runs apart, where nothing reaches the book", async () => {
    const figure = `const there = dials("a", {"x": {min: 0}});\nglobalThis.there = there;\ndisplay(there.address({step: 3}));`;
    const {page, url} = await arrive({mine: "const a2 = {x: 1};\ndisplay(a2.x);", figure: figure.replace('"a"', '"a2"')});
    const frame = await runApart(page);
    await reads(frame, "figure", `${url}?a2.x=1&a2.step=3`);
    await frame.evaluate(() => (globalThis as unknown as {there: {set(changes: object): Promise<void>}}).there.set({x: 5}));
    await reads(frame, "mine", "5");
  });
});
