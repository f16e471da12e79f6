import {readFile} from "node:fs/promises";
import {resolve} from "node:path";
import type {Browser} from "playwright-core";
import {serve} from "../../site/build/server/serve.ts";
import {bundle} from "../browser/bundle.ts";
import {launchWithGl} from "../browser/chromium.ts";
import type {Racer} from "./race.ts";

const wasmFolder = resolve(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-backend-wasm/dist");

const page = `
import * as tf from "@tensorflow/tfjs-core";
import {startBackend} from "./lib/backend/open.ts";
import {getThreadsCount} from "@tensorflow/tfjs-backend-wasm";
import {startRun, timeSteps} from "./test/bench/dcgan-step.ts";
tf.env().set("PROD", true);
globalThis.open = async (backend, threads) => {
  await startBackend(backend, {wasm: {files: new URL("wasm/", location.href).href, threads}});
  if (backend === "wasm" && getThreadsCount() !== threads) throw new Error(\`\${getThreadsCount()} threads, not \${threads}\`);
  globalThis.run = startRun();
};
globalThis.time = (steps) => timeSteps(run, steps);
`;

/**
 * The step in an isolated page of Chromium, which draws on a software renderer. Rejects when the backend does not start, or not
 * with so many threads.
 */
export async function chromiumRacer(backend: "wasm" | "webgl" | "cpu", threads: number): Promise<Racer> {
  const files = await bundle(page);
  const read = async (path: string) => {
    if (path.startsWith("wasm/")) return readFile(resolve(wasmFolder, path.slice("wasm/".length)));
    return files.get(path) ?? null;
  };
  const server = await serve({files: read});
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.close();
  };
  try {
    browser = await launchWithGl();
    const tab = await browser.newPage();
    await tab.goto(`${server.url}index.html`);
    await tab.waitForFunction("globalThis.time !== undefined");
    await tab.evaluate(`globalThis.open(${JSON.stringify(backend)}, ${threads})`);
    return {time: (steps) => tab.evaluate(`globalThis.time(${steps})`), close};
  } catch (error) {
    await close();
    throw error;
  }
}
