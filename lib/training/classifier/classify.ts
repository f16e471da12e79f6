import type {ImageSet} from "../../data/image-set.ts";
import {argmax} from "../../nn/arithmetic/values.ts";
import type {TensorWeights, Values} from "../../nn/network/network-weights.ts";
import {outputShapeOf} from "../../nn/network/network.ts";
import type {Network} from "../../nn/network/network.ts";
import {predict} from "../../nn/network/predict.ts";
import type {PredictOptions} from "../../nn/network/predict.ts";
import type {Classified, Evaluation, InputRange} from "./types.ts";

/**
 * Names the class of images [n, height, width, channels], given in the range that the network was trained with.
 * @throws RangeError when they do not fit the network.
 */
export async function classify(
  network: Network,
  weights: TensorWeights,
  images: Values,
  options: PredictOptions = {}
): Promise<Classified> {
  const logits = await predict(network, weights, images, options);
  const [examples, classes] = logits.shape;
  const probabilities = new Float32Array(logits.values.length);
  const predicted = new Uint8Array(examples);
  for (let i = 0; i < examples; i++) {
    const row = logits.values.subarray(i * classes, (i + 1) * classes);
    predicted[i] = argmax(row);
    const sum = row.reduce((total, value) => total + Math.exp(value - row[predicted[i]]), 0);
    row.forEach((value, j) => (probabilities[i * classes + j] = Math.exp(value - row[predicted[i]]) / sum));
  }
  return {predicted, probabilities: {shape: logits.shape, values: probabilities}, logits};
}

/**
 * How good a classifier is on a set of images.
 * @throws RangeError when the images do not fit the network, or have more classes than it has logits.
 */
export async function evaluate(
  network: Network,
  weights: TensorWeights,
  set: ImageSet,
  inputs: InputRange = "signed",
  between?: PredictOptions["between"]
): Promise<Evaluation> {
  const images = inRange(set.select(Array.from({length: set.size}, (_, place) => place)).images, inputs);
  const {predicted, logits} = await classify(network, weights, {shape: [set.size, ...set.shape], values: images}, {between});
  const classes = checkClasses(network, set);
  const confusion = Array.from({length: classes}, () => Array<number>(classes).fill(0));
  let loss = 0;
  set.labels.forEach((label, i) => {
    confusion[label][predicted[i]] += 1;
    const row = logits.values.subarray(i * classes, (i + 1) * classes);
    const largest = row[predicted[i]];
    loss += largest - row[label] + Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  });
  const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
  return {loss: loss / set.size, accuracy: right / set.size, confusion, predicted};
}

/** Images in [−1, 1] in the range that a classifier wants; changed in place. */
export function inRange(images: Float32Array, inputs: InputRange): Float32Array {
  if (inputs === "unit") for (let i = 0; i < images.length; i++) images[i] = (images[i] + 1) / 2;
  return images;
}

/**
 * How many classes a classifier tells apart.
 * @throws RangeError when it gives no row of logits, or the set has more classes or other images.
 */
export function checkClasses(network: Network, set: Pick<ImageSet, "name" | "classes" | "shape">): number {
  const output = outputShapeOf(network);
  if (output.length !== 1)
    throw new RangeError(`a classifier gives one logit for each class, this network gives [${output.join(", ")}]`);
  if (set.classes > output[0])
    throw new RangeError(`${set.name} has ${set.classes} classes, the network has ${output[0]} logits`);
  if (set.shape.join() !== network.input.join())
    throw new RangeError(`${set.name} has images of [${set.shape.join(", ")}], the network takes [${network.input.join(", ")}]`);
  return output[0];
}
