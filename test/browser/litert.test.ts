import {existsSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import type {Page} from "playwright-core";
import {beforeAll, describe, expect, it} from "vitest";
import {lower} from "../../lib/export/graph/lower.ts";
import {writeTflite} from "../../lib/export/tflite/write.ts";
import {compactDcgan, distyleGenerator, kerasGan} from "../../lib/models/dcgan.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {tinymlCnn} from "../../lib/models/published-cnns.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import {exampleInputs, livelyWeights, reference} from "../export/networks.ts";
import {quantised} from "../export/quantised.ts";
import {openTflite} from "../export/tflite/interpreter.ts";
import "../training/wasm.ts";
import {bundle} from "./bundle.ts";
import {openPage, serveFiles} from "./harness.ts";

/** LiteRT's interpreter, served by ourselves. */
const folder = join(dirname(fileURLToPath(import.meta.resolve("@litertjs/core"))), "../wasm");

const entry = `
import {loadAndCompile, loadLiteRt, Tensor} from "@litertjs/core";
const ready = loadLiteRt("/wasm/");
globalThis.run = async (file, inputs) => {
  await ready;
  const model = await loadAndCompile(file, {accelerator: "wasm"});
  const details = model.getInputDetails();
  const types = [...details, ...model.getOutputDetails()].map(({dtype}) => dtype);
  const tensors = inputs.map((values, i) => new Tensor(Float32Array.from(values), [...details[i].shape]));
  const outputs = await model.run(tensors);
  const values = [...(outputs[0].toTypedArray?.() ?? (await outputs[0].data()))];
  for (const tensor of [...tensors, ...outputs]) tensor.delete();
  model.delete();
  return {values, types};
};`;

const networks: [string, Network][] = [
  ["compact generator", compactDcgan().generator],
  ["Keras-GAN generator (NXP's)", kerasGan().generator],
  ["conditional S generator", conditionalGan("S").generator],
  ["conditional XS generator", conditionalGan("XS").generator],
  ["DiStyleGAN generator", distyleGenerator()],
  ["TinyML CNN", tinymlCnn()]
];

/** LiteRT tells what it is doing, by console.error. */
const talk = [/console\.error: (INFO|WARNING|VERBOSE): /];

const models = new Map<string, Uint8Array>();
let url: string;
beforeAll(async () => {
  const page = await bundle(entry);
  url = await serveFiles(async (path) => {
    const inWasm = /^wasm\/([\w.]+)$/.exec(path);
    if (inWasm && existsSync(join(folder, inWasm[1]))) return readFile(join(folder, inWasm[1]));
    return models.get(path) ?? page.get(path) ?? null;
  });
});

/** What LiteRT makes of a file in Chromium. */
async function run(page: Page, file: Uint8Array, inputs: Float32Array[]): Promise<number[]> {
  const path = `model-${models.size}.tflite`;
  models.set(path, file);
  const given = {path, inputs: inputs.map((values) => [...values])};
  const {values, types} = await page.evaluate(
    ({path, inputs}) =>
      (globalThis as unknown as {run(path: string, inputs: number[][]): Promise<{values: number[]; types: string[]}>}).run(
        `/${path}`,
        inputs
      ),
    given
  );
  expect(new Set(types)).toEqual(new Set(["float32"]));
  return values;
}

describe("writeTflite(graph) in LiteRT, in Chromium", () => {
  it("gives the numbers of every network within 1e-5", async () => {
    const page = await openPage(url, {expect: talk});
    for (const [name, net] of networks) {
      const weights = livelyWeights(net, 1);
      const inputs = exampleInputs(net, 2);
      const expected = reference(net, weights, inputs);
      const output = await run(page, writeTflite(lower(net, weights).graph), inputs);
      const scale = Math.max(1, ...expected.map(Math.abs));
      expect(output.length, name).toBe(expected.length);
      expect(Math.max(...output.map((value, i) => Math.abs(value - expected[i]) / scale)), name).toBeLessThan(1e-5);
    }
  });

  it("runs int8 files with real numbers at both ends number for number as TensorFlow Lite's interpreter does", async () => {
    const page = await openPage(url, {expect: talk});
    for (const [name, net] of networks) {
      const graph = await quantised(net, livelyWeights(net, 1));
      const file = writeTflite(graph);
      const interpreter = await openTflite(file);
      const inputs = exampleInputs(net, 2);
      const [expected] = interpreter.run(...inputs);
      interpreter.close();
      const output = await run(page, file, inputs);
      // Both run XNNPACK's kernels: no step apart.
      expect(output, name).toEqual(expected);
      expect(new Set(output).size, name).toBeGreaterThan(5);
    }
  });
});
