import {join, resolve} from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import {startWasm} from "../../lib/backend/wasm.ts";
import type {Dataset} from "../../lib/data/dataset.ts";
import {loadMnistFolder} from "../../lib/data/files/mnist.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {disposeTensors, toTensors} from "../../lib/nn/network/network-weights.ts";
import {random} from "../../lib/random.ts";
import {classify} from "../../lib/training/classifier/classify.ts";
import {preset} from "../../lib/training/recipes/presets.ts";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import {mnistPath, noMnist, nodeFolder} from "../data/real-mnist.ts";
import {samplesOf} from "../weights/train-gan.ts";
import type {Figure} from "./figure.ts";
import {take} from "./figure.ts";
import {asked, teaches} from "./teaches.ts";

const root = resolve(import.meta.dirname, "../..");
/** Samples are judged after every so many steps, so many of them; the time for that does not count. */
const every = 25;
const judged = 500;
const goal = 0.8;
const most = 2000;

/**
 * How long the smallest conditional GAN takes until four of five of its digits are read as asked: wasm, one thread. How many of the
 * shipped S's samples are read as asked, of all and of the worst class; and how many held-back real digits a network reads that has
 * seen nothing but S's samples.
 */
export async function bench(): Promise<Figure[]> {
  const data = noMnist === undefined ? "MNIST" : "procedural digits";
  let steps = NaN;
  const time = await take(
    {name: "cgan.time", unit: `s until 80 % are read as asked, worst of three seeds, ${data}`, budget: 20},
    async () => {
      const results = [];
      for (const seed of ["bench", "two", "three"]) results.push(await learn(seed));
      console.log(`cgan: ${results.map((each) => `${each.steps} steps, ${each.seconds.toFixed(1)} s`).join("; ")}`);
      steps = Math.max(...results.map((each) => each.steps));
      return Math.max(...results.map((each) => each.seconds));
    }
  );
  const count = await take({name: "cgan.steps", unit: `steps until then, worst of three seeds, ${data}`}, () =>
    time.missing === undefined ? Promise.resolve(steps) : Promise.reject(new Error(time.missing))
  );
  let worst = NaN;
  const all = await take({name: "cgan.asked", unit: "% of S's samples read as asked", budget: 97, atLeast: true}, async () => {
    await start();
    const shares = await asked();
    worst = shares.worst;
    return 100 * shares.all;
  });
  const least = await take({name: "cgan.asked-worst", unit: "% of its worst class", budget: 93, atLeast: true}, () =>
    all.missing === undefined ? Promise.resolve(100 * worst) : Promise.reject(new Error(all.missing))
  );
  const taught = await take(
    {name: "cgan.teaches", unit: "% of held-back MNIST, read after 20,000 of S's samples", budget: 90, atLeast: true},
    async () => {
      await start();
      return 100 * (await teaches());
    }
  );
  return [time, count, all, least, taught];
}

async function start(): Promise<void> {
  await startWasm({files: join(root, "node_modules/@tensorflow/tfjs-backend-wasm/dist/")});
}

async function learn(seed: string): Promise<{seconds: number; steps: number}> {
  await start();
  const data: Dataset = noMnist === undefined ? await loadMnistFolder(nodeFolder(mnistPath)) : proceduralDigits({seed: "bench"});
  const {network, weights} = (await loadWeights("mnist-classifier")).networks.classifier;
  const reader = toTensors(weights);
  const {gan, settings, batch, scheme} = preset("conditional XS");
  const state = startState(gan, seed, scheme);
  let seconds = 0;
  try {
    while (state.step < most) {
      const started = performance.now();
      const {images, labels} = data.batch(batch, random(`${seed}/${state.step}`));
      const real = tf.tensor(images, [batch, ...data.shape]);
      await trainStep(state, {real, labels}, settings);
      real.dispose();
      seconds += (performance.now() - started) / 1000;
      if (state.step % every !== 0) continue;
      const samples = await samplesOf(gan, state.average ?? state.generator.weights, judged, `${seed}/${state.step}`);
      const {predicted} = await classify(network, reader, samples.images);
      const right = predicted.reduce((sum, label, i) => sum + (label === samples.labels?.[i] ? 1 : 0), 0);
      if (right >= goal * judged) return {seconds, steps: state.step};
    }
    throw new Error(`not reached in ${most} steps`);
  } finally {
    disposeState(state);
    disposeTensors(reader);
  }
}
