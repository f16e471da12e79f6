import {resolve} from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import {startWasm} from "../../lib/backend/wasm.ts";
import {forward} from "../../lib/nn/network/forward.ts";
import {random} from "../../lib/random.ts";
import {preset} from "../../lib/training/recipes/presets.ts";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import type {GanState} from "../../lib/training/step/state.ts";
import {beginStep, endStep, nextPhase, reportStep} from "../../lib/training/step/step.ts";
import type {Figure} from "./figure.ts";
import {take} from "./figure.ts";

const wasmFiles = `${resolve(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`;
const batch = 4;

/**
 * The DCGAN for 256 × 256 colour pictures of the CNTK article, 25 million parameters, on WASM with one thread in Node: one picture,
 * and one D + G step of 4 pictures, phase by phase with its progress on the terminal. The heap only grows, so its size at the end
 * is the most that was needed.
 */
export async function bench(): Promise<Figure[]> {
  await startWasm({files: wasmFiles});
  const state = startState(preset("CNTK").gan, 1);
  try {
    return [
      await take({name: "cntk.sample", unit: "s"}, () => seconds(() => sample(state))),
      await take({name: "cntk.step", unit: `s, batch ${batch}`}, () => seconds(() => step(state))),
      await take({name: "cntk.memory", unit: "MB of WASM heap", budget: 4096}, async () => heapBytes() / 2 ** 20)
    ];
  } finally {
    disposeState(state);
  }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function sample({generator: {network, weights}}: GanState): Promise<void> {
  const source = random(1);
  const noise = tf.tensor(
    Float32Array.from({length: 100}, () => source.normal()),
    [1, 100]
  );
  const tap = ({name}: {name: string}): void => tell(`sample: ${name}`);
  const output = tf.tidy(() => forward(network, weights, noise, {tap}).output);
  const values = await output.data();
  tf.dispose([noise, output]);
  if (values.length !== 256 * 256 * 3 || !values.every((value) => Math.abs(value) <= 1)) throw new Error("that is no picture");
}

async function step(state: GanState): Promise<void> {
  const real = tf.tidy(() => tf.tanh(tf.randomNormal([batch, 256, 256, 3], 0, 1, "float32", 1)));
  const context = beginStep(state, {real}, preset("CNTK").settings);
  context.onLayer = (player, layer) => tell(`${context.phases[context.done].name}: ${player} ${layer}`);
  try {
    while (nextPhase(context) !== null) tell(`${context.done} of ${context.phases.length} phases`);
    await reportStep(context);
  } finally {
    endStep(context);
    real.dispose();
  }
}

function tell(line: string): void {
  process.stderr.write(`cntk ${line}\n`);
}

function heapBytes(): number {
  const {wasm} = tf.backend() as unknown as {wasm: {HEAPU8: Uint8Array}};
  return wasm.HEAPU8.byteLength;
}
