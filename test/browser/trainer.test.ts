import type {Page} from "playwright-core";
import {describe, expect, it} from "vitest";
import {bundlePage, openPage} from "./harness.ts";

/** A page that can train: `start(changes, options)` gives a run on points; `seen` gathers what its history and status say. */
const script = `
import * as tf from "@tensorflow/tfjs-core";
import {pointSet} from "gantry/data/points";
import {pointGan} from "gantry/models/point-gan";
import {compactDcgan} from "gantry/models/compact-dcgan";
import {proceduralDigits} from "gantry/data/procedural-digits";
import {trainer} from "gantry/training/trainer";
const plan = {
  gan: pointGan({generatorHidden: [8], discriminatorHidden: [8]}),
  data: pointSet("ring"),
  settings: {loss: "nonSaturating", generator: {learningRate: 0.01}, discriminator: {learningRate: 0.01}},
  batch: 16,
  seed: 1
};
const digits = {...plan, gan: compactDcgan(), data: proceduralDigits(), batch: 64};
const start = (changes = {}, options = {}) => trainer({...plan, ...changes}, {backend: "wasm", ...options});
const losses = (run) => run.history.value.entries.map(({generatorLoss, discriminatorLoss}) => [generatorLoss, discriminatorLoss]);
Object.assign(globalThis, {tf, plan, digits, start, losses, trainer});
`;

let url: Promise<string> | undefined;
async function open(): Promise<Page> {
  url ??= bundlePage(script);
  const page = await openPage(await url);
  await page.waitForFunction("globalThis.start !== undefined");
  return page;
}

describe("trainer(plan) in a page", () => {
  it("trains in a worker of its own, on as many threads as there are cores, and gives the numbers that the page gives", async () => {
    const page = await open();
    const result = (await page.evaluate(`(async () => {
      const worker = start();
      await worker.step(5);
      const here = start({}, {where: "here", threads: 1});
      await here.step(5);
      return {
        where: [worker.status.value.where, here.status.value.where],
        same: JSON.stringify(losses(worker)) === JSON.stringify(losses(here)),
        steps: losses(worker).length,
        sheets: worker.history.value.sheets.map(({step, images}) => [step, images.shape])
      };
    })()`)) as object;
    expect(result).toEqual({where: ["worker", "here"], same: true, steps: 5, sheets: [[0, [256, 2]], [5, [256, 2]]]}); // prettier-ignore
    expect(page.workers().length).toBeGreaterThan(0);
  });
});
