/**
 * The compact DCGAN (REFERENCE section 1) in bare tfjs operations, one D + G step at a time: what the group `step` measures, in
 * Node and in the browser. Batch 64; D learns from a real and a fake batch apart, non-saturating loss, Adam.
 */
import * as tf from "@tensorflow/tfjs-core";
import {normaliseBatch} from "../../lib/nn/forward-batch-norm.ts";

export const batchSize = 64;

interface Weights {
  readonly generator: Readonly<Record<string, tf.Variable>>;
  readonly discriminator: Readonly<Record<string, tf.Variable>>;
}

/** Networks, optimisers and data of a run. Deterministic. */
export interface Run {
  readonly step: () => {d: number; g: number};
  readonly dispose: () => void;
}

export function startRun(): Run {
  let seed = 1;
  const variable = (initial: tf.Tensor) => {
    const result = tf.variable(initial);
    initial.dispose();
    return result;
  };
  const weight = (...shape: number[]) => variable(tf.tidy(() => tf.mul(tf.randomNormal(shape, 0, 1, "float32", seed++), 0.05)));
  const constant = (value: number, size: number) => variable(tf.fill([size], value));
  const weights: Weights = {
    generator: {
      dense: weight(100, 3136),
      scale0: constant(1, 3136),
      offset0: constant(0, 3136),
      up1: weight(4, 4, 32, 64),
      scale1: constant(1, 32),
      offset1: constant(0, 32),
      up2: weight(4, 4, 1, 32),
      bias2: constant(0, 1)
    },
    discriminator: {
      down1: weight(4, 4, 1, 32),
      bias1: constant(0, 32),
      down2: weight(4, 4, 32, 64),
      scale2: constant(1, 64),
      offset2: constant(0, 64),
      dense: weight(3136, 1),
      bias3: constant(0, 1)
    }
  };
  const d = Object.values(weights.discriminator);
  const g = Object.values(weights.generator);
  const optimizerD = tf.train.adam(1e-3, 0.5);
  const optimizerG = tf.train.adam(1e-3, 0.5);
  const real = tf.keep(tf.tidy(() => tf.tanh(tf.randomNormal([batchSize, 28, 28, 1], 0, 1, "float32", 7)))) as tf.Tensor4D;
  const step = () => {
    const noise = () => tf.randomNormal([batchSize, 100], 0, 1, "float32", seed++) as tf.Tensor2D;
    const dLoss = tf.tidy(() => {
      const fake = generate(weights, noise());
      const {value, grads} = tf.variableGrads(() => {
        const onReal = tf.mean(tf.softplus(tf.neg(judge(weights, real))));
        return tf.add(onReal, tf.mean(tf.softplus(judge(weights, fake)))) as tf.Scalar;
      }, d);
      optimizerD.applyGradients(grads as Record<string, tf.Variable>);
      return value;
    });
    const gLoss = tf.tidy(() => {
      const z = noise();
      const {value, grads} = tf.variableGrads(
        () => tf.mean(tf.softplus(tf.neg(judge(weights, generate(weights, z))))) as tf.Scalar,
        g
      );
      optimizerG.applyGradients(grads as Record<string, tf.Variable>);
      return value;
    });
    const losses = {d: dLoss.dataSync()[0] ?? NaN, g: gLoss.dataSync()[0] ?? NaN};
    tf.dispose([dLoss, gLoss]);
    return losses;
  };
  const dispose = () => {
    tf.dispose([real, ...d, ...g]);
    optimizerD.dispose();
    optimizerG.dispose();
  };
  return {step, dispose};
}

function generate({generator: w}: Weights, z: tf.Tensor2D): tf.Tensor4D {
  const x0 = tf.relu(norm(tf.matMul(z, w.dense as tf.Tensor2D), w.scale0, w.offset0));
  const x1 = tf.conv2dTranspose(
    tf.reshape(x0, [-1, 7, 7, 64]) as tf.Tensor4D,
    w.up1 as tf.Tensor4D,
    [batchSize, 14, 14, 32],
    2,
    "same"
  );
  const x2 = tf.relu(norm(x1, w.scale1, w.offset1));
  return tf.tanh(
    tf.add(tf.conv2dTranspose(x2 as tf.Tensor4D, w.up2 as tf.Tensor4D, [batchSize, 28, 28, 1], 2, "same"), w.bias2 as tf.Tensor)
  );
}

function judge({discriminator: w}: Weights, images: tf.Tensor4D): tf.Tensor2D {
  const x1 = tf.leakyRelu(tf.add(tf.conv2d(images, w.down1 as tf.Tensor4D, 2, "same"), w.bias1 as tf.Tensor), 0.2);
  const x2 = tf.leakyRelu(norm(tf.conv2d(x1 as tf.Tensor4D, w.down2 as tf.Tensor4D, 2, "same"), w.scale2, w.offset2), 0.2);
  return tf.add(tf.matMul(tf.reshape(x2, [batchSize, -1]) as tf.Tensor2D, w.dense as tf.Tensor2D), w.bias3 as tf.Tensor);
}

function norm(x: tf.Tensor, scale: tf.Tensor | undefined, offset: tf.Tensor | undefined): tf.Tensor {
  return normaliseBatch(x, scale as tf.Tensor1D, offset as tf.Tensor1D, 1e-5).output;
}

/** Milliseconds of each of `steps` steps on the current backend, after `warm` that are not counted. */
export async function timeSteps(warm: number, steps: number): Promise<number[]> {
  const run = startRun();
  for (let i = 0; i < warm; i++) run.step();
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    run.step();
    times.push(performance.now() - start);
    await new Promise((resume) => setTimeout(resume));
  }
  run.dispose();
  return times;
}
