import {resolve} from "node:path";
import {readFile} from "node:fs/promises";
import type {Browser} from "playwright-core";
import {serve} from "../../site/build/serve.ts";
import {bundle} from "../browser/bundle.ts";
import {launchChromium} from "../browser/chromium.ts";

const wasmFolder = resolve(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-backend-wasm/dist");

const page = `
import "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";
import {loadGradients} from "gantry/backend/gradients";
import {startWasm} from "gantry/backend/wasm";
import {timeSteps} from "./test/bench/dcgan-step.ts";
globalThis.stepOn = async (backend, threads, warm, steps) => {
  if (backend === "wasm") {
    const runtime = await startWasm({files: new URL("wasm/", location.href).href, threads});
    if (runtime.threads !== threads) throw new Error(\`\${runtime.threads} threads, not \${threads}\`);
  } else {
    await loadGradients();
    if (!(await tf.setBackend(backend))) throw new Error(\`\${backend} does not start in this Chromium\`);
  }
  return timeSteps(warm, steps);
};
`;

/** One backend in the browser: how many steps to warm up with, and to time. */
export interface PageRun {
  readonly backend: "wasm" | "webgl";
  readonly threads: number;
  readonly warm: number;
  readonly steps: number;
}

/** Milliseconds of each step of the compact DCGAN in an isolated page of Chromium. Rejects when the backend does not start. */
export async function stepsInChromium({backend, threads, warm, steps}: PageRun): Promise<number[]> {
  const files = await bundle(page);
  const read = async (path: string) => {
    if (path.startsWith("wasm/")) return readFile(resolve(wasmFolder, path.slice("wasm/".length)));
    return files.get(path) ?? null;
  };
  const server = await serve({files: read});
  let browser: Browser | undefined;
  try {
    browser = await launchChromium(["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]);
    const tab = await browser.newPage();
    await tab.goto(`${server.url}index.html`);
    await tab.waitForFunction("globalThis.stepOn !== undefined");
    return (await tab.evaluate(`stepOn(${JSON.stringify(backend)}, ${threads}, ${warm}, ${steps})`)) as number[];
  } finally {
    await browser?.close();
    await server.close();
  }
}
