import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {openChapter} from "./chapters.ts";
import {edit, shown} from "./reader.ts";
import {controls, logAfter, press, sharedChapter, words} from "./run-controls.ts";
import {idle} from "./watch.ts";

const losses = (line: string) => [...line.matchAll(/loss: (-?[\d.]+)/g)].map(([, loss]) => Number(loss));

/** A dense layer over plain arrays, its gradients too, and a generator of three of them. It counts how often the page runs it. */
const layer = `
import {ownLayer, relu} from "gantry/layers";
import {network} from "gantry/network";

const scale = 1;
const handmade = (units: number, name: string) =>
  ownLayer({
    name,
    weights: ([inputs]) => ({kernel: [inputs, units], bias: [units]}),
    output: [units],
    forward(x, {kernel, bias}) {
      const [batch, inputs] = x.shape;
      const [X, W, b] = [x.dataSync(), kernel.dataSync(), bias.dataSync()];
      (globalThis as any).ran = ((globalThis as any).ran ?? 0) + 1;
      const y = new Float32Array(batch * units);
      for (let n = 0; n < batch; n++)
        for (let u = 0; u < units; u++) {
          let sum = b[u];
          for (let i = 0; i < inputs; i++) sum += X[n * inputs + i] * W[i * units + u];
          y[n * units + u] = scale * sum;
        }
      const multiply = tf.customGrad(() => ({
        value: tf.tensor(y, [batch, units]),
        gradFunc: (slope: tf.Tensor) => {
          const d = slope.dataSync();
          const [dX, dW, db] = [X, W, b].map(({length}) => new Float32Array(length));
          for (let n = 0; n < batch; n++)
            for (let u = 0; u < units; u++) {
              db[u] += d[n * units + u];
              for (let i = 0; i < inputs; i++) {
                dX[n * inputs + i] += d[n * units + u] * W[i * units + u];
                dW[i * units + u] += d[n * units + u] * X[n * inputs + i];
              }
            }
          return [tf.tensor(dX, x.shape), tf.tensor(dW, kernel.shape), tf.tensor(db, bias.shape)];
        }
      }));
      return multiply(x, kernel, bias);
    }
  });
const byHand = network({input: [2]}, [handmade(16, "dense1"), relu(), handmade(16, "dense2"), relu(), handmade(2, "dense3")]);`;

const chapter = sharedChapter("gan-training", ["loss"]);

/**
 * The chapter with a generator of 2-16-16: ours, or the reader's own in a cell, whose text is what `change` makes of the layer's. The page
 * knows the run.
 */
async function open(change: ((text: string) => string) | null): Promise<{page: Page; text: string}> {
  const page = await chapter();
  await page.evaluate("void (globalThis.ran = 0)");
  const text = change ? change((await shown(page, "loss")) + layer) : "";
  if (change) await edit(page, "loss", text);
  const gan = `pointGan({generatorHidden: [16, 16]})`;
  const ours = /gan: pointGan\(\{[^}]*\}\)/;
  const published = await shown(page, "run");
  expect(published).toMatch(ours);
  const run = published.replace(ours, `gan: ${change ? `{...${gan}, generator: byHand}` : gan}`);
  await rewrite(page, "run", `${run}\n(globalThis as any).reachable = run;`);
  return {page, text};
}

/** Edits a cell, and waits for the run that comes of it and the figures around it. */
async function rewrite(page: Page, id: string, text: string): Promise<void> {
  await page.evaluate("void (globalThis.reachable = undefined)");
  await edit(page, id, text);
  await expect.poll(() => page.evaluate("globalThis.reachable !== undefined")).toBe(true);
  await idle(page);
}

/** The line of a text that holds a part, from 1. */
const lineOf = (text: string, part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;

describe("a layer of a reader", () => {
  it("is what trains, in the worker, with the numbers of ours; an edit changes the run", async () => {
    const {page: usual} = await open(null);
    await press(usual, "×10");
    const ours = losses(await logAfter(usual, 10));

    const {page, text} = await open((text) => text);
    await press(page, "×10");
    const line = await logAfter(page, 10);
    losses(line).forEach((loss, i) => expect(loss).toBeCloseTo(ours[i], 3));
    expect(await words(page)).not.toContain("carried out in the page");
    expect(await page.evaluate("[globalThis.ran ?? 0, globalThis.reachable.status.value.where]")).toEqual([0, "worker"]);

    await rewrite(page, "loss", text.replace("const scale = 1", "const scale = 2"));
    await press(page, "×10");
    const changed = losses(await logAfter(page, 10));
    expect(changed).not.toEqual(losses(line));
    expect(await page.evaluate("globalThis.ran ?? 0")).toBe(0);
  });

  it("goes back, branches, is saved and gone on with, all in the worker", async () => {
    const {page} = await open((text) => text);
    await press(page, "×10");
    const line = await logAfter(page, 10);
    const result = await page.evaluate(`(async () => {
      const run = globalThis.reachable;
      const numbers = (of) => of.history.value.entries.map(({milliseconds, ...entry}) => entry);
      const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
      const before = numbers(run);
      await run.goTo(7);
      await run.step(3);
      const back = same(numbers(run), before);
      const file = await run.save();
      const branch = await run.branch({});
      await Promise.all([run.step(2), branch.step(2)]);
      const branched = same(numbers(branch), numbers(run));
      const where = branch.status.value.where;
      branch.dispose();
      const after = numbers(run).slice(10);
      await run.load(file);
      await run.step(2);
      return {back, branched, where, loaded: same(numbers(run), after), here: run.status.value.where, ran: globalThis.ran ?? 0};
    })()`);
    expect(result).toEqual({back: true, branched: true, where: "worker", loaded: true, here: "worker", ran: 0});
    expect(losses(line)).toHaveLength(2);
  });

  it("is kept without its code: the next visit goes on with that of the cell", async () => {
    const {page} = await open((text) => text);
    await press(page, "×10");
    await logAfter(page, 10);
    await expect.poll(() => page.evaluate("globalThis.reachable.status.value.kept?.step")).toBe(10);
    await page.reload();
    await page.waitForSelector("html[data-settled]", {state: "attached"});
    await page.getByRole("button", {name: /^Go on from step 10/}).click();
    await expect.poll(() => page.evaluate("globalThis.reachable.status.value.step")).toBe(10);
    await press(page, "Step");
    await logAfter(page, 11);
    expect(await page.evaluate("[globalThis.ran ?? 0, globalThis.reachable.status.value.where]")).toEqual([0, "worker"]);
  });

  it("fails with its cell and its line, forwards and in its gradient", async () => {
    const opened = await open((text) => text.replace("const y = new", "(null as any).length;\n      const y = new"));
    const {page} = opened;
    let {text} = opened;
    await press(page, "Step");
    const read = "Cannot read properties of null (reading 'length')";
    await controls(page)
      .getByText(`${read} (cell “loss”, line ${lineOf(text, "(null as any)")})`)
      .first()
      .waitFor();

    text = text
      .replace("(null as any).length;\n", "")
      .replace("const d = slope", "(null as any).length;\n          const d = slope");
    await rewrite(page, "loss", text);
    await press(page, "Step");
    const there = controls(page).getByText(`${read} (cell “loss”, line ${lineOf(text, "(null as any)")})`);
    await there.first().waitFor();
    expect(await there.first().innerText()).not.toContain("cell “step”");

    text = text
      .replace("(null as any).length;\n", "")
      .replace("return multiply(x, kernel, bias)", "return tf.reshape(multiply(x, kernel, bias), [-1])");
    await rewrite(page, "loss", text);
    await press(page, "Step");
    await controls(page)
      .getByText('layer "dense1" was promised to give [256, 16] for [256, 2], but its forward gave [4096]')
      .first()
      .waitFor();
  });

  it("stays in the page where it needs it, and says why", async () => {
    const {page, text} = await open((text) =>
      text.replace("const y = new", 'if (batch < 0) display("none");\n      const y = new')
    );
    await press(page, "Step");
    await controls(page)
      .getByText(
        "gan.generator.layers.0.forward is a function, which cannot be sent to a worker: " +
          `cell “loss” uses display, which only the page has (line ${lineOf(text, "display(")})`
      )
      .first()
      .waitFor();
    await logAfter(page, 1);
    expect(await page.evaluate("globalThis.ran")).toBeGreaterThan(0);
  });

  it("is trained in a classifier too, in its worker", async () => {
    const page = await openChapter("pooling");
    const text = (await shown(page, "reading")).replace("dense(10)", "mine");
    const mine = `import * as tf from "@tensorflow/tfjs";
import {ownLayer} from "gantry/layers";
const mine = ownLayer({
  weights: ([inputs]) => ({kernel: [inputs, 10]}),
  output: [10],
  forward(x, {kernel}) {
    (globalThis as any).ran = ((globalThis as any).ran ?? 0) + 1;
    return tf.matMul(x, kernel);
  }
});
`;
    await edit(page, "reading", mine + text);
    await idle(page);
    await page.locator('[data-cell="learn"]').getByRole("button", {name: "Play"}).click();
    await page
      .getByText(/^Epoch [3-9], step/)
      .first()
      .waitFor();
    expect(await page.evaluate("globalThis.ran ?? 0")).toBe(0);
    const figure = await page.locator('[data-cell="tiny"]').innerText();
    for (const words of ["own1", "an unknown number of multiply-adds"]) expect(figure).toContain(words);
  });
});
