import {describe, expect, it} from "vitest";
import {runner} from "./harness.ts";

const script = `
import * as tf from "@tensorflow/tfjs";
import {layersModel} from "gantry/layers-model";
import {eightByEight} from "./lib/data/digits/eight-by-eight.ts";
import {imageSet} from "gantry/image-set";
import {proceduralDigits} from "gantry/procedural-digits";
import {tinymlCnn} from "gantry/published-cnns";
import {startBackend} from "./lib/backend/open.ts";
import {placeHere} from "gantry/place";
import {toTensors} from "gantry/network-weights";
import {predict} from "gantry/predict";
import {runClassifier} from "gantry/classifier";
import {classify} from "./lib/training/classifier/classify.ts";
import {loadWeights} from "gantry/weights";
const digits = (size, seed) => {
  const {images, labels} = proceduralDigits({seed}).batch(size);
  return imageSet({name: "digits", shape: [28, 28, 1], pixels: Uint8Array.from(images, (v) => Math.round(127.5 * (v + 1))), labels, classes: 10});
};
const plan = {
  network: tinymlCnn(), train: eightByEight(digits(160, 1)), validation: eightByEight(digits(40, 2)), test: eightByEight(digits(40, 3)),
  epochs: 3, batch: 16, adam: {learningRate: 1e-3}, seed: 1, inputs: "unit"
};
const turns = async (count) => { for (let i = 0; i < count; i++) await new Promise((resolve) => setTimeout(resolve)); };
Object.assign(globalThis, {tf, plan, turns, digits, layersModel, runClassifier, classify, loadWeights, toTensors, predict, startBackend, placeHere, ready: true});
`;

const evaluate = runner(script);

describe("classifiers in a page", () => {
  it("train in a worker, to the weights that the page itself gives; wait when paused, and stop when told", async () => {
    const result = await evaluate(`
      const worker = runClassifier(plan, {where: "worker", backend: "wasm"});
      const here = runClassifier(plan, {where: "here", backend: "wasm"});
      const [a, b] = [await worker.done, await here.done];
      const long = runClassifier({...plan, epochs: 100000}, {backend: "wasm"});
      await long.pause();
      const {step, epoch} = long.status.value;
      await turns(20);
      const still = long.status.value.step === step && long.status.value.epoch === epoch;
      await long.resume();
      const {stopped, test} = await long.stop();
      const same = Object.entries(a.weights).every(([name, {values}]) => values.every((value, i) => value === b.weights[name].values[i]));
      return {same, epochs: worker.history.value.length, state: worker.status.value.state, still, stopped, tested: test.predicted.length};`);
    expect(result).toEqual({same: true, epochs: 3, state: "done", still: true, stopped: true, tested: 40});
  });

  it("come with the book: the shipped one reads digits, held against its checksum", async () => {
    const result = await evaluate(`
      await startBackend("wasm", placeHere());
      const {networks, record} = await loadWeights("mnist-classifier");
      const set = digits(200, 9);
      const images = set.select(Array.from({length: 200}, (_, i) => i)).images;
      const {predicted} = await classify(networks.classifier.network, toTensors(networks.classifier.weights), {shape: [200, 28, 28, 1], values: images});
      return {right: predicted.filter((label, i) => label === set.labels[i]).length, recorded: record.metrics.heldBack};`);
    expect(result).toMatchObject({recorded: 1500});
    expect((result as {right: number}).right).toBeGreaterThan(170);
  });

  it("and a shipped generator: as model.json and weights.bin it draws the same in stock tf.loadLayersModel", async () => {
    const off = await evaluate(`
      await startBackend("wasm", placeHere());
      const {networks: {generator}} = await loadWeights("compact-dcgan");
      const files = Object.entries(layersModel(generator.network, generator.weights)).map(([name, bytes]) => new File([bytes], name));
      const model = await tf.loadLayersModel(tf.io.browserFiles(files));
      const noise = {shape: [4, 100], values: Float32Array.from({length: 400}, (_, i) => Math.sin(i * i))};
      const ours = (await predict(generator.network, toTensors(generator.weights), noise)).values;
      const theirs = await model.predict(tf.tensor(noise.values, noise.shape)).data();
      return ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i])), 0);`);
    expect(off).toBeLessThan(1e-5);
  });
});
