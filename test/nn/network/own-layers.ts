import * as tf from "@tensorflow/tfjs-core";
import type {BatchNorm, Conv, Dense} from "../../../lib/nn/network/layers.ts";
import {ownLayer} from "../../../lib/nn/network/layers.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {network} from "../../../lib/nn/network/network.ts";

// Layers of the book as a reader would write them.

/** A dense layer by tfjs's operations. */
export function ownDense({units, name}: Pick<Dense, "units" | "name">): Layer {
  return ownLayer({
    name,
    weights: ([inputs]) => ({kernel: [inputs, units], bias: [units]}),
    output: [units],
    forward: (x, {kernel, bias}) => tf.add(tf.matMul(x, kernel), bias)
  });
}

/** The same over plain arrays: what comes out, and the three gradients. */
export function arrayDense({units, name}: Pick<Dense, "units" | "name">): Layer {
  return ownLayer({
    name,
    weights: ([inputs]) => ({kernel: [inputs, units], bias: [units]}),
    output: [units],
    forward(x, {kernel, bias}) {
      const [batch, inputs] = x.shape;
      const [X, W, b] = [x.dataSync(), kernel.dataSync(), bias.dataSync()];
      const y = new Float32Array(batch * units);
      for (let n = 0; n < batch; n++)
        for (let u = 0; u < units; u++) {
          let sum = b[u];
          for (let i = 0; i < inputs; i++) sum += X[n * inputs + i] * W[i * units + u];
          y[n * units + u] = sum;
        }
      const multiply = tf.customGrad(() => ({
        value: tf.tensor(y, [batch, units]),
        gradFunc: (slope) => {
          const d = slope.dataSync();
          const [dX, dW, db] = [X, W, b].map(({length}) => new Float32Array(length));
          for (let n = 0; n < batch; n++)
            for (let u = 0; u < units; u++) {
              db[u] += d[n * units + u];
              for (let i = 0; i < inputs; i++) {
                dX[n * inputs + i] += d[n * units + u] * W[i * units + u];
                dW[i * units + u] += d[n * units + u] * X[n * inputs + i];
              }
            }
          return [tf.tensor(dX, x.shape), tf.tensor(dW, kernel.shape), tf.tensor(db, bias.shape)];
        }
      }));
      return multiply(x, kernel, bias);
    }
  });
}

/** A convolution with "same" padding. */
export function ownConv({filters, kernel: size, stride, name}: Pick<Conv, "filters" | "kernel" | "stride" | "name">): Layer {
  return ownLayer({
    name,
    weights: ([, , channels]) => ({kernel: [...size, channels, filters], bias: [filters]}),
    output: ([height, width]) => [Math.ceil(height / stride[0]), Math.ceil(width / stride[1]), filters],
    forward: (x, {kernel, bias}) => tf.add(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, "same"), bias)
  });
}

/** Batch normalisation with its running statistics. */
export function ownNorm({momentum, epsilon, name}: BatchNorm): Layer {
  return ownLayer({
    name,
    weights: (input) => {
      const shape = input.slice(-1);
      const [mean, variance] = [0, 1].map((start) => ({shape, start, trained: false}));
      return {gamma: {shape, start: "gamma"}, beta: shape, mean, variance};
    },
    forward(x, {gamma, beta, mean, variance}, {training, update}) {
      let [m, v] = [mean, variance];
      if (training) {
        const axes = x.shape.map((_, axis) => axis).slice(0, -1);
        ({mean: m, variance: v} = tf.moments(x, axes));
        const count = x.size / m.size;
        const mixed = (old: typeof x, now: typeof x) => tf.add(tf.mul(old, momentum), tf.mul(now, 1 - momentum));
        update({mean: mixed(mean, m), variance: mixed(variance, tf.mul(v, count / (count - 1)))});
      }
      return tf.add(tf.mul(tf.mul(tf.sub(x, m), tf.rsqrt(tf.add(v, epsilon))), gamma), beta);
    }
  });
}

/** The same network with its dense layers, convolutions and normalisations written by hand, under the same names. */
export function byHand(whole: Network, dense = ownDense): Network {
  const layers = whole.layers.map(({inputShape: _, outputShape: __, ...layer}): Layer => {
    if (layer.kind === "dense") return dense(layer);
    if (layer.kind === "conv") return ownConv(layer);
    return layer.kind === "batchNorm" ? ownNorm(layer) : (layer as Layer);
  });
  return network(whole, layers);
}
