import {execFile} from "node:child_process";
import {existsSync} from "node:fs";
import {resolve} from "node:path";
import {promisify} from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import {startCpu} from "../../lib/backend/cpu.ts";
import {startWasm} from "../../lib/backend/wasm.ts";
import {startRun, timeSteps} from "./dcgan-step.ts";
import type {Figure} from "./figure.ts";
import {median, take} from "./figure.ts";
import {stepsInChromium} from "./step-page.ts";

const wasmFiles = `${resolve(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`;
const python = "/usr/bin/python3";
const threads = 2;

/**
 * One D + G step of the compact DCGAN, batch 64, on every backend that runs here, one after another. `step.cpu` and
 * `step.wasm1` are in Node, `step.webgl` (on a software renderer) and `step.wasm2` in an isolated page of Chromium.
 */
export async function bench(): Promise<Figure[]> {
  tf.env().set("PROD", true);
  const milliseconds = {unit: "ms"};
  const wasm1 = await take({name: "step.wasm1", ...milliseconds}, async () => {
    await startWasm({files: wasmFiles});
    return median(await timeSteps(5, 20));
  });
  const memory = await takeMemory();
  const wasm2 = await take({name: "step.wasm2", ...milliseconds}, async () =>
    median(await stepsInChromium({backend: "wasm", threads, warm: 5, steps: 20}))
  );
  const torch = await take({name: "step.torch", ...milliseconds}, torchStep);
  const webgl = await take({name: "step.webgl", ...milliseconds}, async () =>
    median(await stepsInChromium({backend: "webgl", threads: 1, warm: 1, steps: 2}))
  );
  const cpu = await take({name: "step.cpu", ...milliseconds}, async () => {
    await startCpu();
    return median(await timeSteps(1, 2));
  });
  return [
    cpu,
    webgl,
    wasm1,
    wasm2,
    torch,
    ratio({name: "step.vs-cpu", unit: "times faster", budget: 100, atLeast: true}, cpu, fastest(wasm1, wasm2)),
    ratio({name: "step.vs-webgl", unit: "times faster", budget: 45, atLeast: true}, webgl, fastest(wasm1, wasm2)),
    ratio({name: "step.vs-torch", unit: "times its time", budget: 2}, fastest(wasm1, wasm2), torch),
    ...memory
  ];
}

async function torchStep(): Promise<number> {
  if (!existsSync(python)) throw new Error(`no ${python}`);
  const script = resolve(import.meta.dirname, "torch_step.py");
  const {stdout} = await promisify(execFile)(python, [script, String(threads)]).catch((error: {stderr?: string}) => {
    throw new Error(error.stderr?.trim().split("\n").at(-1) ?? "PyTorch does not run");
  });
  return Number(stdout);
}

function fastest(...figures: readonly Figure[]): Figure {
  const taken = figures.filter(({value}) => value !== null);
  return taken.reduce(
    (best, figure) => ((figure.value ?? Infinity) < (best.value ?? Infinity) ? figure : best),
    taken[0] ?? (figures[0] as Figure)
  );
}

function ratio(figure: Omit<Figure, "value" | "missing">, over: Figure, under: Figure): Figure {
  if (over.value !== null && under.value !== null) return {...figure, value: over.value / under.value};
  return {...figure, value: null, missing: `without ${over.value === null ? over.name : under.name}`};
}

/** Growth over 1,000 steps on wasm, after the fiftieth: tensors, and megabytes of the engine's own count and of the WASM heap. */
async function takeMemory(): Promise<Figure[]> {
  let grown: {tensors: number; megabytes: number} | undefined;
  const measure = () => {
    if (grown) return grown;
    const run = startRun();
    for (let i = 0; i < 50; i++) run.step();
    const before = {tensors: tf.memory().numTensors, heap: heapBytes()};
    for (let i = 0; i < 1000; i++) run.step();
    grown = {tensors: tf.memory().numTensors - before.tensors, megabytes: (heapBytes() - before.heap) / 2 ** 20};
    run.dispose();
    return grown;
  };
  return [
    await take({name: "step.memory", unit: "MB in 1,000 steps", budget: 5}, async () => measure().megabytes),
    await take({name: "step.memory.tensors", unit: "tensors in 1,000 steps", budget: 0}, async () => measure().tensors)
  ];
}

/** The size of the WASM heap, which only ever grows. */
function heapBytes(): number {
  const {wasm} = tf.backend() as unknown as {wasm: {HEAPU8: Uint8Array}};
  return wasm.HEAPU8.byteLength;
}
