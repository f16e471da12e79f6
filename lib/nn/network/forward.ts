import * as tf from "@tensorflow/tfjs-core";
import {thresholds} from "./branches.ts";
import {normaliseBatch, normaliseRunning, updateRunning} from "./forward-batch-norm.ts";
import {applyLayer, checkBatch} from "./forward-layer.ts";
import {appendDeviation, appendMean} from "./forward-minibatch-deviation.ts";
import {normaliseSpectrum} from "./forward-spectral-norm.ts";
import type {TensorWeights} from "./network-weights.ts";
import type {Network, PlacedLayer} from "./network.ts";

/** How to run a network. */
export interface ForwardOptions {
  /** True: batch normalisation and deviation use the batch's statistics, spectral norms move on, dropout drops. Default false. */
  training?: boolean;
  /** One-hot labels [batch, classes], for a network with a label. */
  label?: tf.Tensor;
  /** Seed of dropout; needed in training when there is any. */
  seed?: number | string;
  /**
   * Called with each layer and its output [batch, …outputShape], which is freed with the surrounding tidy: clone and keep what is
   * wanted.
   */
  tap?: (layer: PlacedLayer, output: tf.Tensor) => void;
}

/** What a network gave. */
export interface Forward {
  /** [batch, …output shape] */
  output: tf.Tensor;
  /**
   * The running statistics after this batch, by weight name ("batchNorm1/mean"), and the directions of spectral normalisation; none
   * at inference. They do not replace those in
   * the weights: the caller decides whether this batch counts.
   */
  running: TensorWeights;
}

/**
 * The output of a network for a batch [batch, …input]. Every tensor but those returned is freed, except under a gradient, which
 * needs them.
 * @throws RangeError when input, label or weights do not fit, or dropout has no seed.
 */
export function forward(network: Network, weights: TensorWeights, input: tf.Tensor, options: ForwardOptions = {}): Forward {
  const {training = false, label = null, seed = null, tap} = options;
  checkBatch("the input", input, network.input);
  if (label === null && network.label !== undefined) {
    throw new RangeError(`the network needs a label: forward(…, {label: one-hot [${input.shape[0]}, ${network.label}]})`);
  }
  if (label !== null) {
    if (network.label === undefined) throw new RangeError("the network has no label, but one was given");
    checkBatch("the label", label, [network.label], input.shape[0]);
  }
  const running: TensorWeights = {};
  return tf.tidy((): {output: tf.Tensor; running: TensorWeights} => {
    let x = input;
    const aside: tf.Tensor[] = [];
    for (const layer of network.layers) {
      const weight = (role: string): tf.Tensor => weightOf(weights, `${layer.name}/${role}`);
      if (layer.kind === "batchNorm") {
        const {momentum, epsilon} = layer;
        const old = {gamma: weight("gamma"), beta: weight("beta"), mean: weight("mean"), variance: weight("variance")};
        if (training) {
          const {output, ...batch} = normaliseBatch(x, old.gamma, old.beta, epsilon);
          const {mean, variance} = updateRunning(old, batch, momentum, x.size / old.mean.size);
          running[`${layer.name}/mean`] = mean;
          running[`${layer.name}/variance`] = variance;
          x = output;
        } else x = normaliseRunning(x, old, epsilon);
      } else if (layer.kind === "branch") {
        if (layer !== network.layers[0]) aside.push(x);
        x = tf.slice(input, [0, 0], [input.shape[0], layer.outputShape[0]]);
      } else if (layer.kind === "choose") {
        x = chooseBranch([...aside.splice(0), x], input);
      } else if (layer.kind === "minibatchDeviation") {
        const old = weight("mean");
        const {output, mean} = training ? appendDeviation(x, layer) : appendMean(x, old);
        if (mean) running[`${layer.name}/mean`] = tf.add(tf.mul(old, layer.momentum), tf.mul(mean, 1 - layer.momentum));
        x = output;
      } else {
        const used = (role: string): tf.Tensor => {
          if (role !== "kernel" || !("spectralNorm" in layer)) return weight(role);
          const {kernel, direction} = normaliseSpectrum(weight("kernel"), weight("direction"), training);
          if (training) running[`${layer.name}/direction`] = direction;
          return kernel;
        };
        x = applyLayer(layer, x, {weight: used, training, label: label as tf.Tensor2D | null, seed});
      }
      tap?.(layer, x);
    }
    // A network whose layers change nothing must not hand out its caller's tensor.
    return {output: x === input ? tf.clone(x) : x, running};
  });
}

/** For each example what one of the branches made. Every branch makes all; what was not chosen has no gradient. */
function chooseBranch(made: tf.Tensor[], input: tf.Tensor): tf.Tensor {
  const [examples, numbers] = input.shape;
  const last = tf.reshape(tf.slice(input, [0, numbers - 1], [examples, 1]), [examples, ...made[0].shape.slice(1).map(() => 1)]);
  // 1 from the first example that chooses this branch or a later one.
  const reached = thresholds(made.length).map((threshold) => tf.cast(tf.greaterEqual(last, threshold), "float32"));
  return made
    .map((each, branch) => {
      const from = branch === 0 ? tf.onesLike(last) : reached[branch - 1];
      return tf.mul(each, branch < reached.length ? tf.sub(from, reached[branch]) : from);
    })
    .reduce((sum, each) => tf.add(sum, each));
}

function weightOf(weights: TensorWeights, name: string): tf.Tensor {
  if (!Object.hasOwn(weights, name)) throw new RangeError(`the weight "${name}" is missing`);
  return weights[name];
}
