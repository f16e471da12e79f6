import {eightByEight} from "../../lib/data/digits/eight-by-eight.ts";
import {pick, split} from "../../lib/data/image-set.ts";
import type {ImageSet} from "../../lib/data/image-set.ts";
import {exporter} from "../../lib/deployment/exporter.ts";
import {exampleAt} from "../../lib/deployment/examples.ts";
import type {Examples, ExportForm} from "../../lib/deployment/types.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import {random} from "../../lib/random.ts";
import {inRange} from "../../lib/training/classifier/classify.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import {noMnist} from "../data/real-mnist.ts";
import {digitSet, mnistParts} from "../weights/recipe.ts";
import {openTflite} from "./tflite/interpreter.ts";

/** The digits of the shipped TinyML network: what it learned from, for calibration, and what it was tested on. */
export interface TinyDigits {
  data: string;
  calibration: Examples;
  test: Examples & {labels: Uint8Array};
}

/** As many as scikit-learn's set has, split as the network's recipe splits them: MNIST's where they are, else procedural ones. */
export async function tinyDigits(
  which: "MNIST" | "procedural" = noMnist === undefined ? "MNIST" : "procedural"
): Promise<TinyDigits> {
  const set = which === "MNIST" ? (await mnistParts()).train : digitSet(1797, "tinyml-cnn");
  const small = eightByEight(
    pick(
      set,
      Array.from({length: 1797}, (_, place) => place)
    )
  );
  const [train, , test] = split(small, [0.6, 0.2, 0.2], random("tinyml-cnn/split"));
  return {
    data: `${test.size} ${which === "MNIST" ? "MNIST" : "procedural"} digits at 8 × 8`,
    calibration: examplesOf(train, 200),
    test: examplesOf(test, test.size)
  };
}

function examplesOf(set: ImageSet, count: number): Examples & {labels: Uint8Array} {
  const {images, labels} = set.select(Array.from({length: count}, (_, place) => place));
  return {inputs: {shape: [count, ...set.shape], values: inRange(images, "unit")}, labels};
}

/** The shipped network as files, calibrated with digits that it learned from. */
export async function tinyFiles({calibration}: TinyDigits): Promise<{network: Network; files: Map<ExportForm, Uint8Array>}> {
  const {network, weights} = (await loadWeights("tinyml-cnn")).networks.classifier;
  const making = exporter({where: "here"});
  const {files} = await making.export({
    network,
    weights,
    name: "tinyml",
    forms: ["float32", "int8"],
    calibration: {kind: "examples", examples: calibration}
  });
  making.dispose();
  return {network, files: new Map(files.map(({form, bytes}) => [form, bytes]))};
}

/** The share of digits that run names as they are labelled. */
export function accuracyOf(
  network: Network,
  {inputs, labels}: TinyDigits["test"],
  run: (image: Float32Array) => ArrayLike<number>
): number {
  let right = 0;
  labels.forEach((label, i) => {
    const logits = Array.from(run(exampleAt(network, {inputs, labels}, i)[0]));
    if (logits.indexOf(Math.max(...logits)) === label) right++;
  });
  return right / labels.length;
}

/** The accuracy of a file in TensorFlow Lite's interpreter, and microseconds for one image there. */
export async function accuracyInTflite(
  file: Uint8Array,
  network: Network,
  test: TinyDigits["test"]
): Promise<{accuracy: number; microseconds: number}> {
  const interpreter = await openTflite(file);
  const began = performance.now();
  const accuracy = accuracyOf(network, test, (image) => interpreter.run(image)[0]);
  const microseconds = (1000 * (performance.now() - began)) / test.labels.length;
  interpreter.close();
  return {accuracy, microseconds};
}
