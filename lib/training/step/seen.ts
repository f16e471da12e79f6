import * as tf from "@tensorflow/tfjs-core";
import type {Gan} from "../../models/gan.ts";
import {count, shown} from "../../nn/network/layers-shape.ts";
import {outputShapeOf} from "../../nn/network/network.ts";
import {replace} from "./adam.ts";
import {sourceFor} from "./step-context.ts";
import type {InstanceNoise, StepContext} from "./step-context.ts";

/**
 * How many of G's examples D sees at once, side by side (PacGAN, Lin et al. 2018): its features or channels over G's.
 * @throws RangeError when D does not take what G makes, in any number.
 */
export function packingOf({generator, discriminator}: Pick<Gan, "generator" | "discriminator">): number {
  const made = outputShapeOf(generator);
  const packing = count(discriminator.input) / count(made);
  const needed = [...made.slice(0, -1), made[made.length - 1] * packing];
  if (Number.isInteger(packing) && packing >= 1 && shown(needed) === shown(discriminator.input)) return packing;
  throw new RangeError(`G makes ${shown(made)}, but D takes ${shown(discriminator.input)}`);
}

/** Standard deviation of the instance noise after so many steps. */
export function noiseDeviation({deviation, steps}: InstanceNoise, step: number): number {
  return steps === undefined ? deviation : deviation * Math.max(0, 1 - step / steps);
}

/**
 * What D sees of examples: packed, if D takes several at once, and under instance noise, if there is any. Gradients go through.
 * What differs from the examples is kept for those who look, under `name`. Call it where tensors are tidied up.
 */
export function seen(context: StepContext, examples: tf.Tensor, name: "realSeen" | "fakeSeen" | "againSeen"): tf.Tensor {
  const {state, settings, tensors} = context;
  const packing = packingOf({generator: state.generator.network, discriminator: state.discriminator.network});
  const packed = pack(examples, packing);
  const deviation = settings.instanceNoise ? noiseDeviation(settings.instanceNoise, state.step) : 0;
  if (deviation === 0) return packed;
  const source = sourceFor(context, name);
  const noise = Float32Array.from({length: packed.size}, () => source.normal(0, deviation));
  const noisy = tf.add(packed, tf.tensor(noise, packed.shape));
  replace(tensors, name, tf.keep(tf.clone(noisy)));
  return noisy;
}

/** [batch, …, c] → [batch / packing, …, c · packing]: neighbours in the batch, side by side on the last axis. */
export function pack(examples: tf.Tensor, packing: number): tf.Tensor {
  if (packing === 1) return examples;
  const [batch, ...shape] = examples.shape;
  const rest = shape.slice(0, -1);
  const split = tf.reshape(examples, [batch / packing, packing, ...shape]);
  const order = [0, ...rest.map((_, axis) => axis + 2), 1, rest.length + 2];
  return tf.reshape(tf.transpose(split, order), [batch / packing, ...rest, shape[shape.length - 1] * packing]);
}
