import {join, resolve} from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import {startWasm} from "../../lib/backend/wasm.ts";
import type {Batch} from "../../lib/data/dataset.ts";
import {loadMnistFolder} from "../../lib/data/files/mnist.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {mnistPath, noMnist, nodeFolder} from "../data/real-mnist.ts";
import type {Figure} from "./figure.ts";
import {median, take} from "./figure.ts";

const root = resolve(import.meta.dirname, "../..");
const steps = 900;
const batchSize = 100;
const firstRate = 2e-3;

/** How quickly procedural digits are written, and how well a network that has seen nothing else reads MNIST. */
export async function bench(): Promise<Figure[]> {
  return [
    await take({name: "digits.rate", unit: "images/s", budget: 2000, atLeast: true}, () => Promise.resolve(rate())),
    await take({name: "digits.realism", unit: "% of MNIST", budget: 90, atLeast: true}, realism)
  ];
}

/** Digits a second on one core: the median of five batches of 2,000, the first not counted. */
function rate(): number {
  const digits = proceduralDigits();
  const rates = Array.from({length: 6}, () => {
    const started = performance.now();
    digits.batch(2000);
    return 2e6 / (performance.now() - started);
  });
  return median(rates.slice(1));
}

/**
 * The accuracy on all of MNIST's images in the folder of a small network (two convolutions of 5 × 5, 16 and 32 channels, each
 * with max pooling; 64 units; 10 logits) after 900 steps of 100 procedural digits, none seen twice. Adam, the rate falling to 0.
 */
async function realism(): Promise<number> {
  if (noMnist !== undefined) throw new Error(noMnist);
  const mnist = await loadMnistFolder(nodeFolder(mnistPath));
  await startWasm({files: join(root, "node_modules/@tensorflow/tfjs-backend-wasm/dist/")});
  const weights = startWeights();
  const digits = proceduralDigits({seed: "bench"});
  for (let step = 0; step < steps; step++) learn(weights, digits.batch(batchSize), step);
  let right = 0;
  for (let from = 0; from < mnist.size; from += 500) {
    const {images, labels} = mnist.select(Array.from({length: Math.min(500, mnist.size - from)}, (_, i) => from + i));
    const answers = tf.tidy(() => tf.argMax(logits(weights, asTensor(images)), 1).dataSync());
    labels.forEach((label, i) => (right += answers[i] === label ? 1 : 0));
  }
  return (100 * right) / mnist.size;
}

interface Weights {
  values: tf.Variable[];
  optimizer: tf.AdamOptimizer;
}

/** He's start: normal, of variance 2 / inputs. */
function startWeights(): Weights {
  const shapes = [[5, 5, 1, 16], [16], [5, 5, 16, 32], [32], [1568, 64], [64], [64, 10], [10]];
  const values = shapes.map((shape, seed) => {
    const inputs = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const deviation = shape.length === 1 ? 0 : Math.sqrt(2 / inputs);
    return tf.variable(tf.tidy(() => tf.mul(tf.randomNormal(shape, 0, 1, "float32", seed + 1), deviation)));
  });
  return {values, optimizer: tf.train.adam(firstRate)};
}

function logits({values}: Weights, images: tf.Tensor4D): tf.Tensor2D {
  const [filter1, bias1, filter2, bias2, dense1, bias3, dense2, bias4] = values as tf.Tensor[];
  const block = (x: tf.Tensor4D, filter: tf.Tensor, bias: tf.Tensor): tf.Tensor4D =>
    tf.maxPool(tf.relu(tf.add(tf.conv2d(x, filter as tf.Tensor4D, 1, "same"), bias)), 2, 2, "valid") as tf.Tensor4D;
  const features = block(block(images, filter1, bias1), filter2, bias2);
  const hidden = tf.relu(tf.add(tf.matMul(tf.reshape(features, [-1, 1568]), dense1 as tf.Tensor2D), bias3));
  return tf.add(tf.matMul(hidden as tf.Tensor2D, dense2 as tf.Tensor2D), bias4) as tf.Tensor2D;
}

function learn(weights: Weights, {images, labels}: Batch, step: number): void {
  // Written by tfjs as a plain field of its Adam.
  Object.assign(weights.optimizer, {learningRate: firstRate * (1 - step / steps)});
  tf.tidy(() => {
    const {grads} = tf.variableGrads(() => {
      const answers = tf.oneHot(tf.tensor1d(labels, "int32"), 10);
      const scores = logits(weights, asTensor(images));
      // Cross-entropy: log Σ exp(logits) less the right one's logit.
      return tf.mean(tf.sub(tf.logSumExp(scores, 1), tf.sum(tf.mul(answers, scores), 1))) as tf.Scalar;
    }, weights.values);
    weights.optimizer.applyGradients(grads as Record<string, tf.Variable>);
  });
}

function asTensor(images: Float32Array): tf.Tensor4D {
  return tf.tensor4d(images, [images.length / 784, 28, 28, 1]);
}
