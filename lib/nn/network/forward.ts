import * as tf from "@tensorflow/tfjs-core";
import {thresholds} from "./branches.ts";
import {appendDeviation, appendMean, normaliseBatch, normaliseRunning, normaliseSpectrum, updateRunning} from "./normalise.ts";
import type {Conv, ConvTranspose, Pool, Size} from "./layers.ts";
import type {TensorWeights} from "./network-weights.ts";
import type {Network, PlacedLayer} from "./network.ts";
import {runOwnLayer} from "./own-forward.ts";
import {shapeText} from "../arithmetic/values.ts";
import {random} from "../../random.ts";

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
      } else if (layer.kind === "own") {
        x = runOwnLayer(layer, x, {weight, training, label, running});
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

/** What a layer without statistics needs besides its input. */
interface LayerContext {
  /** The layer's weight for a role, such as "kernel". */
  weight: (role: string) => tf.Tensor;
  training: boolean;
  /** One-hot labels [batch, classes], when the network has them. */
  label: tf.Tensor2D | null;
  /** Seed of dropout. */
  seed: number | string | null;
}

/** The output of any layer but those with running statistics, those of branches and those of one's own, for [batch, …inputShape]. */
function applyLayer(
  layer: Exclude<PlacedLayer, {kind: "batchNorm" | "minibatchDeviation" | "branch" | "choose" | "own"}>,
  x: tf.Tensor,
  context: LayerContext
): tf.Tensor {
  const batch = x.shape[0];
  const {weight} = context;
  switch (layer.kind) {
    case "dense": {
      const product = tf.matMul(x as tf.Tensor2D, weight("kernel") as tf.Tensor2D);
      return layer.bias ? tf.add(product, weight("bias")) : product;
    }
    case "auxiliary":
      return tf.add(tf.matMul(x as tf.Tensor2D, weight("kernel") as tf.Tensor2D), weight("bias"));
    case "conv":
    case "convTranspose": {
      const maps = layer.kind === "conv" ? convolve(layer, x, weight("kernel")) : spread(layer, x, weight("kernel"));
      return layer.bias ? tf.add(maps, weight("bias")) : maps;
    }
    case "maxPool":
    case "averagePool":
      return pool(layer, x);
    case "relu":
      return tf.relu(x);
    case "leakyRelu":
      return tf.leakyRelu(x, layer.slope);
    case "tanh":
      return tf.tanh(x);
    case "sigmoid":
      return tf.sigmoid(x);
    case "reshape":
    case "flatten":
      return tf.reshape(x, [batch, ...layer.outputShape]);
    case "globalAverage":
      return tf.mean(x, [1, 2]);
    case "dropout":
      return context.training && layer.rate > 0 ? drop(layer.name, layer.rate, x, context.seed) : x;
    case "upsample":
      return repeat(x as tf.Tensor4D, layer.factor);
    case "zeroPad": {
      const [top, bottom, left, right] = layer.sides;
      return tf.pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0]
      ]);
    }
    case "glu": {
      const [value, gate] = tf.split(x, 2, x.rank - 1);
      return tf.mul(value, tf.sigmoid(gate));
    }
    case "concatLabel":
      return concatLabel(x, present(context.label));
    case "projection": {
      const direction = tf.matMul(present(context.label), weight("embedding") as tf.Tensor2D);
      const head = tf.add(tf.matMul(x as tf.Tensor2D, weight("kernel") as tf.Tensor2D), weight("bias"));
      return tf.add(head, tf.sum(tf.mul(direction, x), 1, true));
    }
  }
}

function convolve({kernel: size, stride, padding}: Conv & PlacedLayer, x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  if (typeof padding !== "number" || isSquare(size, stride))
    return tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding);
  const sides: [number, number] = [padding, padding];
  return tf.conv2d(tf.pad(x, [[0, 0], sides, sides, [0, 0]]) as tf.Tensor4D, kernel as tf.Tensor4D, stride, "valid");
}

function spread(
  {kernel: size, stride, padding, outputShape}: ConvTranspose & PlacedLayer,
  x: tf.Tensor,
  kernel: tf.Tensor
): tf.Tensor {
  const [height, width, filters] = outputShape;
  const cuts = typeof padding === "number" && !isSquare(size, stride);
  const cut = cuts ? padding : 0;
  const shape: [number, number, number, number] = [x.shape[0], height + 2 * cut, width + 2 * cut, filters];
  const whole = tf.conv2dTranspose(x as tf.Tensor4D, kernel as tf.Tensor4D, shape, stride, cuts ? "valid" : padding);
  return cut > 0 ? tf.slice(whole, [0, cut, cut, 0], [-1, height, width, -1]) : whole;
}

/** Where it is not, tfjs takes the height's kernel and stride for the width's when padding is a number. */
function isSquare(kernel: Size, stride: Size): boolean {
  return kernel[0] === kernel[1] && stride[0] === stride[1];
}

function pool({kind, size, stride, padding}: Pool & PlacedLayer, x: tf.Tensor): tf.Tensor {
  const slide = kind === "maxPool" ? tf.maxPool : tf.avgPool;
  return slide(x as tf.Tensor4D, size, stride, padding);
}

/** Nearest neighbour by two concatenations: resizing has a slow gradient on the WASM backend. */
function repeat(x: tf.Tensor4D, factor: number): tf.Tensor {
  const [batch, height, width, channels] = x.shape;
  const copies = (of: tf.Tensor): tf.Tensor[] => Array<tf.Tensor>(factor).fill(of);
  const wide = tf.concat(copies(x), 3);
  const rows = tf.reshape(wide, [batch * height, width * factor * channels]);
  return tf.reshape(tf.concat(copies(rows), 1), [batch, height * factor, width * factor, channels]);
}

function drop(name: string, rate: number, x: tf.Tensor, seed: number | string | null): tf.Tensor {
  if (seed === null) throw new RangeError(`${name}: dropout in training needs a seed: forward(…, {training: true, seed})`);
  const source = random(seed).split(name);
  const mask = new Float32Array(x.size);
  const kept = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) mask[i] = source.uniform() < rate ? 0 : kept;
  return tf.mul(x, tf.tensor(mask, x.shape));
}

function concatLabel(x: tf.Tensor, label: tf.Tensor2D): tf.Tensor {
  if (x.rank === 2) return tf.concat([x, label], 1);
  const [batch, height, width] = x.shape;
  const maps = tf.tile(tf.reshape(label, [batch, 1, 1, label.shape[1]]), [1, height, width, 1]);
  return tf.concat([x, maps], 3);
}

function present(label: tf.Tensor2D | null): tf.Tensor2D {
  if (label === null) throw new RangeError("the network needs a label: forward(…, {label: one-hot [batch, classes]})");
  return label;
}

/**
 * Checks what is given to a network.
 * @throws RangeError with both shapes when they differ.
 */
function checkBatch(what: string, tensor: tf.Tensor, shape: readonly number[], batch = tensor.shape[0]): void {
  const needed = [batch, ...shape];
  if (shapeText(tensor.shape) !== shapeText(needed) || batch === undefined || batch < 1) {
    throw new RangeError(`${what} must have shape ${shapeText(needed)}, got ${shapeText(tensor.shape)}`);
  }
}
