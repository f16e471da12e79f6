import {resolve} from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import {startWasm} from "../../lib/backend/wasm.ts";
import type {OwnStep} from "../../lib/training/step/game.ts";
import {chapterCells} from "../notebooks/chapter-cells.ts";
import {startRun, timeSteps} from "./dcgan-step.ts";
import type {Figure} from "./figure.ts";
import {take} from "./figure.ts";
import {loopFigures} from "./classifier-loop.ts";
import {race} from "./race.ts";
import type {Racer} from "./race.ts";
import {keepingShare, longestStop, longestTask} from "./step-frames.ts";
import {chromiumRacer} from "./step-page.ts";
import {torchRacer} from "./step-torch.ts";

const wasmFiles = `${resolve(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`;
const threads = 2;

/**
 * One D + G step of the compact DCGAN, batch 64, on every backend that runs here. `step.wasm1` is in Node; `step.cpu`
 * (in Node tfjs brings an older build, six times slower there), `step.webgl` (on a software renderer) and `step.wasm2` are in an
 * isolated page of Chromium; `step.reader` is `step.wasm1` with the step that stands as code in the chapter; `step.torch` is PyTorch's on as many threads as `step.wasm2`. The fast take turns, then the slow.
 */
export async function bench(): Promise<Figure[]> {
  tf.env().set("PROD", true);
  const fast = await race(
    {
      "step.wasm1": () => nodeRacer(() => startWasm({files: wasmFiles})),
      "step.wasm2": () => chromiumRacer("wasm", threads),
      "step.torch": () => torchRacer(threads),
      "step.reader": () => nodeRacer(() => startWasm({files: wasmFiles}), chapterStep)
    },
    {warm: 5, rounds: 8, steps: 5}
  );
  const memory = await takeMemory();
  const slow = await race(
    {"step.cpu": () => chromiumRacer("cpu", 1), "step.webgl": () => chromiumRacer("webgl", 1)},
    {warm: 1, rounds: 2, steps: 1}
  );
  const [wasm1, wasm2, torch, reader] = fast;
  const [cpu, webgl] = slow;
  const best = [wasm1, wasm2].reduce((a, b) => ((b.value ?? Infinity) < (a.value ?? Infinity) ? b : a));
  return [
    ...[cpu, webgl, wasm1, wasm2, torch, reader],
    ratio({name: "step.own", unit: "times the book's step", budget: 1.15}, reader, wasm1),
    ...(await loopFigures(wasmFiles)),
    ratio({name: "step.vs-cpu", unit: "times faster", budget: 100, atLeast: true}, cpu, best),
    ratio({name: "step.vs-webgl", unit: "times faster", budget: 45, atLeast: true}, webgl, best),
    ratio({name: "step.vs-torch", unit: "times its time", budget: 2}, best, torch),
    await take({name: "step.frames", unit: "ms, longest task", budget: 16}, longestTask),
    await take({name: "step.stop", unit: "ms, longest of 12 stops", budget: 100}, longestStop),
    await take({name: "step.keep", unit: "% of the time, keeping itself", budget: 1}, keepingShare),
    ...memory
  ];
}

/** The step that stands as code in the chapter on DCGANs. */
async function chapterStep(): Promise<OwnStep> {
  return (await chapterCells("dcgan")("step")).names["step"] as OwnStep;
}

async function nodeRacer(start: () => Promise<unknown>, own?: () => Promise<OwnStep>): Promise<Racer> {
  await start();
  const run = startRun(await own?.());
  return {time: (steps) => timeSteps(run, steps), close: run.dispose};
}

function ratio(figure: Omit<Figure, "value" | "missing">, over: Figure, under: Figure): Figure {
  if (over.value !== null && under.value !== null) return {...figure, value: over.value / under.value};
  return {...figure, value: null, missing: `without ${over.value === null ? over.name : under.name}`};
}

/** Growth over 1,000 steps on wasm, after the fiftieth: tensors, and megabytes of the WASM heap. */
async function takeMemory(): Promise<Figure[]> {
  let grown: Promise<{tensors: number; megabytes: number}> | undefined;
  const measure = async () => {
    await tf.setBackend("wasm");
    const run = startRun();
    await timeSteps(run, 50);
    const before = {tensors: tf.memory().numTensors, heap: heapBytes()};
    await timeSteps(run, 1000);
    const after = {tensors: tf.memory().numTensors, heap: heapBytes()};
    run.dispose();
    return {tensors: after.tensors - before.tensors, megabytes: (after.heap - before.heap) / 2 ** 20};
  };
  return [
    await take({name: "step.memory", unit: "MB in 1,000 steps", budget: 5}, async () => (await (grown ??= measure())).megabytes),
    await take(
      {name: "step.memory.tensors", unit: "tensors in 1,000 steps", budget: 0},
      async () => (await (grown ??= measure())).tensors
    )
  ];
}

/** The size of the WASM heap, which only ever grows. */
function heapBytes(): number {
  const {wasm} = tf.backend() as unknown as {wasm: {HEAPU8: Uint8Array}};
  return wasm.HEAPU8.byteLength;
}
