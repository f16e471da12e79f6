import * as tf from "@tensorflow/tfjs-core";
import {random} from "../../random.ts";
import {shown} from "./layers-shape.ts";
import type {Conv, ConvTranspose, Pool, Size} from "./layers.ts";
import type {PlacedLayer} from "./network.ts";

/** What a layer without statistics needs besides its input. */
export interface LayerContext {
  /** The layer's weight for a role, such as "kernel". */
  weight: (role: string) => tf.Tensor;
  training: boolean;
  /** One-hot labels [batch, classes], when the network has them. */
  label: tf.Tensor2D | null;
  /** Seed of dropout. */
  seed: number | string | null;
}

/** The output of any layer but those with running statistics and those of branches, for [batch, …inputShape]. */
export function applyLayer(
  layer: Exclude<PlacedLayer, {kind: "batchNorm" | "minibatchDeviation" | "branch" | "choose"}>,
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
export function checkBatch(what: string, tensor: tf.Tensor, shape: readonly number[], batch = tensor.shape[0]): void {
  const needed = [batch, ...shape];
  if (shown(tensor.shape) !== shown(needed) || batch === undefined || batch < 1) {
    throw new RangeError(`${what} must have shape ${shown(needed)}, got ${shown(tensor.shape)}`);
  }
}
