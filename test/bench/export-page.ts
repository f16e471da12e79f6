import type {Browser} from "playwright-core";
import {serve} from "../../site/build/server/serve.ts";
import {bundle} from "../browser/bundle.ts";
import {launchChromium} from "../browser/chromium.ts";

const page = `
import {exporter} from "gantry/exporter";
import {integerProgram} from "gantry/integer-program";
import {kerasGan} from "gantry/dcgan";
import {initialise} from "gantry/initialise";
import {random} from "gantry/random";
import {loadWeights} from "gantry/weights";

const forms = ["float32", "float16", "small", "int8"];
const nxp = kerasGan().generator;
const networks = {
  nxp: async () => ({network: nxp, weights: initialise(nxp, 1, "he")}),
  xs: async () => (await loadWeights("cgan-xs")).networks.generator
};
/** Seconds from the request to the files, and the largest time without a word. */
async function timeExport(name) {
  const wish = {...(await networks[name]()), name, forms};
  const making = exporter();
  const began = performance.now();
  const {files} = await making.export(wish);
  const seconds = (performance.now() - began) / 1000;
  const again = performance.now();
  await making.export(wish);
  const warm = (performance.now() - again) / 1000;
  making.dispose();
  return {seconds, warm, sizes: Object.fromEntries(files.map(({form, bytes}) => [form, bytes.length]))};
}
/** Milliseconds for one image in whole numbers, in plain TypeScript. */
async function timeImage(name, rounding) {
  const {network, weights} = await networks[name]();
  const making = exporter();
  const {quantised} = await making.export({network, weights, name, forms: ["int8"], calibration: {kind: "noise", count: 8}});
  making.dispose();
  const program = integerProgram(quantised, rounding);
  const source = random(1);
  const inputs = quantised.inputs.map((place) => Float32Array.from({length: quantised.tensors[place].shape[1]}, () => source.normal()));
  const times = [];
  for (let i = 0; i < 12; i++) {
    const began = performance.now();
    program.run(inputs);
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[6];
}
Object.assign(globalThis, {timeExport, timeImage, ready: true});
`;

/** A page that exports. Close it when done. */
export async function exportPage(): Promise<{evaluate: <T>(code: string) => Promise<T>; close: () => Promise<void>}> {
  const files = await bundle(page);
  const server = await serve({files: async (path: string) => files.get(path) ?? null});
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.close();
  };
  try {
    browser = await launchChromium();
    const tab = await browser.newPage();
    await tab.goto(`${server.url}index.html`);
    await tab.waitForFunction("globalThis.ready");
    return {evaluate: (code) => tab.evaluate(code), close};
  } catch (error) {
    await close();
    throw error;
  }
}
