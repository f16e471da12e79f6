import {readFileSync} from "node:fs";
import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {checkpointStep} from "../../lib/training/run/checkpoint.ts";
import {bundlePage, openPage} from "./harness.ts";
import type {OpenOptions} from "./harness.ts";

/** A page with the controls of a run on points, and the run itself; the page's address says what of it is other than usual. */
const script = `
import {trainingControls} from "gantry/figures/training-controls";
import {pointSet} from "gantry/points";
import {pointGan} from "gantry/point-gan";
import {trainer} from "gantry/trainer";
import {keepRun, keptRuns, keptState} from "./lib/training/run/kept-runs.ts";
import {recipeOf} from "./lib/training/run/recipe.ts";
const asked = new URLSearchParams(location.search);
const width = Number(asked.get("width") ?? 8);
const plan = {
  gan: pointGan({generatorHidden: [width], discriminatorHidden: [8]}),
  data: pointSet("ring"),
  settings: {loss: "nonSaturating", generator: {learningRate: 0.01}, discriminator: {learningRate: 0.01}},
  batch: 16,
  seed: 1
};
const options = {backend: "wasm", threads: 1, samples: 16, sampleEvery: 5};
const run = trainer(plan, {...options, idle: true, where: asked.get("where") ?? "worker"});
const place = async () => ({page: "/", name: "", recipe: await recipeOf(plan)});
const numbers = ({history}) => JSON.stringify(history.value.entries.map(({milliseconds, ...entry}) => entry));
const sheets = ({history}) => JSON.stringify(history.value.sheets.map(({step, images}) => [step, [...images.values]]));
const until = (source, holds) => new Promise((resolve) => {
  if (holds(source.value)) return resolve();
  const stop = new AbortController();
  source.subscribe((value) => holds(value) && (stop.abort(), resolve()), stop.signal);
});
const kept = (step) => until(run.status, ({kept}) => kept?.step === step);
document.querySelector("main").append(trainingControls(run));
Object.assign(globalThis, {run, trainer, plan, options, place, numbers, sheets, until, kept, keepRun, keptRuns, keptState, recipeOf, ready: true});
`;

let served: Promise<string> | undefined;
async function open(query = "", options: OpenOptions = {}): Promise<Page> {
  const page = await openPage(`${await (served ??= bundlePage(script, "<h1>A run</h1><main></main>"))}${query}`, options);
  await page.waitForFunction("globalThis.ready");
  return page;
}
const evaluate = <T>(page: Page, body: string): Promise<T> => page.evaluate(`(async () => {${body}})()`) as Promise<T>;
const again = async (page: Page): Promise<void> => {
  await page.reload();
  await page.waitForFunction("globalThis.ready");
};
const offer = (page: Page) => page.getByRole("group", {name: "runs that were kept"});
const goOn = (page: Page, step: string) => offer(page).getByRole("button", {name: new RegExp(`^Go on from step ${step} \\(kept today \\d\\d:\\d\\d\\)$`)}); // prettier-ignore
/** When the offer, if there was one, would be there. */
const settled = (page: Page) => evaluate(page, "await keptRuns(await place()); await new Promise(requestAnimationFrame);");

describe("a run that keeps itself", () => {
  it("is offered on the next visit beside Start anew, and goes on with the losses and samples of a run that was not interrupted", async () => {
    const page = await open();
    await settled(page);
    expect(await offer(page).isVisible()).toBe(false);
    await evaluate(page, "await run.step(23); await kept(23);");
    await again(page);
    await goOn(page, "23").waitFor();
    expect(await offer(page).getByRole("button").allTextContents()).toEqual([expect.any(String), "Start anew"]);
    // Nothing goes on by itself.
    expect(await evaluate(page, "return [run.status.value.step, run.status.value.backend];")).toEqual([0, null]);
    await goOn(page, "23").click();
    await expect.poll(() => page.locator(".fig-status").textContent()).toMatch(/^Step 23/);
    expect(await offer(page).isVisible()).toBe(false);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Play");
    const result = await evaluate(
      page,
      `await run.step(17);
      const whole = trainer(plan, options);
      await whole.step(23);
      await whole.step(17);
      return {numbers: numbers(run) === numbers(whole), sheets: sheets(run) === sheets(whole), step: run.status.value.step, entries: run.history.value.entries.length};`
    );
    expect(result).toEqual({numbers: true, sheets: true, step: 40, entries: 40});
  });

  it("begins anew beside what is kept, which is still offered on the visit after", async () => {
    const page = await open();
    await evaluate(page, "await run.step(12); await kept(12);");
    await again(page);
    await offer(page).getByRole("button", {name: "Start anew"}).click();
    expect(await offer(page).isVisible()).toBe(false);
    await evaluate(page, "await run.step(3); await kept(3);");
    await again(page);
    await goOn(page, "12").waitFor();
    expect(await goOn(page, "3").count()).toBe(1);
    await goOn(page, "12").click();
    await evaluate(page, "await kept(12); await run.step(2); await kept(14);");
    // What went on keeps its place.
    expect(await evaluate(page, "return (await keptRuns(await place())).map(({step}) => step);")).toEqual([14, 3]);
  });

  it("is not offered to a recipe that is another", async () => {
    const page = await open();
    await evaluate(page, "await run.step(5); await kept(5);");
    await page.goto(`${page.url()}?width=9`);
    await page.waitForFunction("globalThis.ready");
    await settled(page);
    expect(await offer(page).isVisible()).toBe(false);
    await page.goBack();
    await goOn(page, "5").waitFor();
  });

  it("is kept every so often while it plays, and when the page is hidden", async () => {
    const page = await open();
    const steps = (await evaluate(
      page,
      `run.keep(await place(), {every: 0});
      run.play();
      const steps = [];
      run.status.subscribe(({kept}) => kept && steps.at(-1) !== kept.step && steps.push(kept.step));
      await until(run.status, () => steps.length >= 3);
      run.keep(await place(), {every: 1e9});
      const before = run.status.value.step;
      Object.defineProperty(document, "visibilityState", {value: "hidden", configurable: true});
      document.dispatchEvent(new Event("visibilitychange"));
      await until(run.status, ({kept}) => kept?.step >= before);
      await run.pause();
      return steps;`
    )) as number[];
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
  });

  it("is kept when its cell is made anew while it plays, and its worker ends then", async () => {
    const page = await open();
    const step = await evaluate(
      page,
      `run.keep(await place(), {every: 1e9});
      run.play();
      await until(run.status, ({step}) => step >= 5);
      const {step} = run.status.value;
      run.dispose();
      return step;`
    );
    const trainers = () => page.workers().filter((worker) => worker.url().includes("workers/run")).length;
    await expect.poll(trainers).toBe(0);
    expect(await evaluate(page, "return (await keptRuns(await place()))[0].step;")).toBeGreaterThanOrEqual(step as number);
  });

  it("is kept as far as it has come when it is begun anew, or another is gone on with, while it plays", async () => {
    const page = await open();
    const steps = await evaluate<number[]>(
      page,
      `run.keep(await place(), {every: 1e9});
      const gone = [];
      for (let round = 0; round < 2; round++) {
        run.play();
        await until(run.status, ({step, state}) => state === "playing" && step >= 5);
        gone.push(run.status.value.step);
        if (round === 0) await run.restart();
        else {
          const [{id}] = await keptRuns(await place());
          await run.goOn(await keptState(id), {id});
        }
      }
      return [...gone, run.status.value.step];`
    );
    const kept = await evaluate<number[]>(page, "return (await keptRuns(await place())).map(({step}) => step);");
    expect(kept.length).toBe(2);
    expect(Math.max(...kept)).toBeGreaterThanOrEqual(Math.max(...steps.slice(0, 2)));
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(5);
    expect(kept).toContain(steps[2]);
  });

  it("is saved into a file whose name and content say the same step, while it plays and where it stands", async () => {
    const page = await open();
    const save = async (): Promise<{name: number; content: number}> => {
      const saved = page.waitForEvent("download");
      await page.getByRole("button", {name: "Save"}).click();
      const download = await saved;
      const [, name] = /^gan-step-(\d+)\.safetensors$/.exec(download.suggestedFilename())!;
      return {name: Number(name), content: checkpointStep(readFileSync(await download.path()))};
    };
    await page.getByRole("button", {name: "Play"}).click();
    await evaluate(page, "await until(run.status, ({step}) => step >= 3);");
    const playing = await save();
    expect(playing.content).toBe(playing.name);
    expect(playing.name).toBeGreaterThanOrEqual(3);
    await page.getByRole("button", {name: "Pause"}).click();
    await evaluate(page, "await until(run.status, ({state}) => state === 'paused');");
    // In the middle of a step, wherever the pause came.
    await evaluate(page, "do await run.nextPhase(); while (run.status.value.phase === 0);");
    const shown = await evaluate<number>(page, "return run.status.value.step;");
    expect(await save()).toEqual({name: shown, content: shown});
    expect(await page.locator(".fig-status").textContent()).toMatch(new RegExp(`^Step ${shown.toLocaleString("en")}:`));
  });

  it("says how far it is kept", async () => {
    const page = await open();
    await evaluate(page, "await run.step(7); await kept(7);");
    await expect.poll(() => page.locator(".fig-training-words").textContent()).toContain(" Kept in this browser up to step 7.");
  });
});

describe("the runs of a chapter", () => {
  it("are offered in that chapter alone, and go on where they were", async () => {
    const page = await openPage("gan-training.html");
    const controls = page.locator(".fig-cockpit");
    await controls.getByRole("button", {name: "×10", exact: true}).click();
    const words = controls.locator(".fig-status");
    await expect.poll(() => words.textContent()).toMatch(/^Step 10: .* Kept in this browser up to step 10\.$/);
    await page.goto(new URL("mode-collapse.html", page.url()).href);
    await page.locator(".fig-training").first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(await offer(page).filter({visible: true}).count()).toBe(0);
    await page.goBack();
    await goOn(page, "10").click();
    await expect.poll(() => words.textContent()).toMatch(/^Step 10: /);
    await controls.getByRole("button", {name: "Step", exact: true}).click();
    await expect.poll(() => words.textContent()).toMatch(/^Step 11: .* up to step 11\.$/);
  });
});

describe("leaving while a run plays", () => {
  it("is asked about, once there are steps that are not kept, and not when it is paused", async () => {
    const page = await open();
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.getByRole("button", {name: "Play"}).click();
    await evaluate(page, "await until(run.status, ({step}) => step >= 3);");
    await page.evaluate("location.reload()");
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    // The reader stayed, and it plays on; what had been done was kept meanwhile.
    await evaluate(page, "await until(run.status, ({kept}) => kept?.step >= 3);");
    expect(await evaluate(page, "return run.status.value.state;")).toBe("playing");
    await page.getByRole("button", {name: "Pause"}).click();
    await evaluate(page, "await until(run.status, ({state, step, kept}) => state === 'paused' && kept?.step === step);");
    await again(page);
    expect(asked.length).toBe(1);
    await goOn(page, "\\d+").waitFor();
  });
});

describe("two tabs with one chapter", () => {
  it("never write over each other's run: the second goes on from a copy, and says so", async () => {
    const first = await open();
    await evaluate(first, "await run.step(6); await kept(6);");
    const second = await open("", {context: first.context()});
    await goOn(second, "6").click();
    await expect
      .poll(() => second.locator(".fig-problem").textContent())
      .toBe("Another tab is at work on this run: here a copy of it goes on, which is kept beside it.");
    await evaluate(second, "await run.step(2); await kept(8);");
    await evaluate(first, "await run.step(5); await kept(11);");
    expect(await evaluate(first, "return (await keptRuns(await place())).map(({step}) => step);")).toEqual([11, 8]);
  });
});

describe("where the browser keeps nothing", () => {
  it("the controls say so, and the run works", async () => {
    const page = await open("?where=here", {
      before: `IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError"); };`
    });
    const words = "This browser keeps nothing here: the run is gone when you leave the page. Save puts it into a file.";
    await expect.poll(() => page.locator(".fig-training-words").textContent()).toContain(words);
    await page.getByRole("button", {name: "×10", exact: true}).click();
    await expect.poll(() => page.locator(".fig-status").textContent()).toMatch(/^Step 10:/);
    await expect.poll(() => page.locator(".fig-training-words").textContent()).toContain(words);
  });

  it("so in a sandboxed document, which has no storage, no locks and no worker of its own", async () => {
    const page = await open();
    await page.route("**/*", async (route) => {
      const response = await route.fetch();
      const policy = {"content-security-policy": "sandbox allow-scripts", "access-control-allow-origin": "*"};
      await route.fulfill({response, headers: {...response.headers(), ...policy}});
    });
    await again(page);
    expect(await page.evaluate("origin")).toBe("null");
    await expect.poll(() => page.locator(".fig-training-words").textContent()).toContain("This browser keeps nothing here");
    await page.getByRole("button", {name: "×10", exact: true}).click();
    await expect.poll(() => page.locator(".fig-status").textContent()).toMatch(/^Step 10: .* It is carried out in the page/);
  });

  it("full storage is said, and costs nothing else: what was kept stays, the run plays on", async () => {
    const page = await open("?where=here");
    await evaluate(
      page,
      `await run.step(4);
      await kept(4);
      const {put} = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
      await run.step(4);
      await until(run.status, ({kept}) => kept?.problem !== undefined);
      IDBObjectStore.prototype.put = put;`
    );
    await expect
      .poll(() => page.locator(".fig-training-words").textContent())
      .toContain("The browser's storage for this site is full: this run is not kept. Save puts it into a file.");
    expect(await evaluate(page, "return (await keptRuns(await place())).map(({step}) => step);")).toEqual([4]);
    await evaluate(page, "await run.step(1); await kept(9);");
    await expect.poll(() => page.locator(".fig-training-words").textContent()).toContain("Kept in this browser up to step 9.");
  });
});

describe("keepRun(run, state), keptRuns(place)", () => {
  it("let go what is too much, runs and states together, and do not offer what is of another version", async () => {
    const page = await open();
    const result = await evaluate(
      page,
      `const state = {file: new Uint8Array(8), history: {columns: [], rows: new Float64Array(0), sheets: []}};
      const make = (id, changes) => keepRun({id, page: "/a", name: "", recipe: "r", version: 1, step: 10, at: 1, bytes: 8, ...changes}, state);
      await make("long", {step: 5000, at: 1});
      await make("short", {step: 20, at: 2});
      await make("middle", {step: 500, at: 3});
      await make("old form", {page: "/b", version: 0, at: 4});
      await make("now", {step: 30, at: 5});
      const a = (await keptRuns({page: "/a", name: "", recipe: "r"})).map(({id}) => id);
      const b = await keptRuns({page: "/b", name: "", recipe: "r"});
      for (let i = 0; i < 12; i++) await make("other " + i, {page: "/c" + i, at: 10 + i});
      const left = await Promise.all(["long", "short", "middle", "now", "other 0", "other 11"].map(async (id) => [id, (await keptState(id)) !== undefined]));
      return {a, b, left: left.filter(([, there]) => there).map(([id]) => id)};`
    );
    expect(result).toEqual({a: ["now", "middle", "long"], b: [], left: ["other 0", "other 11"]});
  });
});
