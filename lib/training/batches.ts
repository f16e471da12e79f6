import * as tf from "@tensorflow/tfjs-core";
import type {Dataset} from "../data/dataset.ts";
import type {Gan} from "../models/gan.ts";
import {count, shown} from "../nn/layers-shape.ts";
import {outputShapeOf} from "../nn/network.ts";
import {random} from "../random.ts";
import type {Batch} from "./step-context.ts";

/** What batches are drawn from, and how many examples each has. */
export interface BatchSource {
  gan: Gan;
  data: Dataset;
  batch: number;
  seed: number | string;
}

/**
 * Holds data and networks against each other.
 * @throws RangeError when what D takes is neither an example of the data nor several of them side by side, when G makes
 *   something else, when networks with labels have fewer or more classes than the data, or the batch is not a whole number from 1.
 */
export function checkSource({gan, data, batch}: BatchSource): void {
  if (!Number.isSafeInteger(batch) || batch < 1) throw new RangeError(`batch must be a whole number from 1, got ${batch}`);
  const {generator, discriminator} = gan;
  if (packingOf(gan, data) === 0) {
    throw new RangeError(
      `the examples of ${data.name} are ${shown(data.shape)}, but the discriminator of ${gan.name} takes ${shown(discriminator.input)}`
    );
  }
  const made = outputShapeOf(generator);
  if (shown(made) !== shown(data.shape)) {
    throw new RangeError(
      `the examples of ${data.name} are ${shown(data.shape)}, but the generator of ${gan.name} makes ${shown(made)}`
    );
  }
  const classes = discriminator.label ?? generator.label;
  if (classes !== undefined && classes !== data.classes) {
    throw new RangeError(`${gan.name} has labels of ${classes} classes, but ${data.name} has ${data.classes}`);
  }
}

/** Examples that D sees at once, side by side: 1, or more with packing; 0 when the shapes do not fit. */
function packingOf({discriminator}: Gan, {shape}: Dataset): number {
  if (shown(discriminator.input) === shown(shape)) return 1;
  const packing = count(discriminator.input) / count(shape);
  return discriminator.input.length === shape.length && Number.isInteger(packing) ? packing : 0;
}

/**
 * Real examples for one of D's rounds in the step after `step` steps: they depend on the seed, the step and the round alone, so
 * that any step can be done again. The caller frees `real`.
 */
export function drawBatch({gan, data, batch, seed}: BatchSource, step: number, round = 0): Batch {
  const {discriminator, generator} = gan;
  const purpose = round === 0 ? "batch" : `batch ${round + 1}`;
  const {images, labels} = data.batch(batch, random(`${seed}/${step}`).split(purpose));
  const real = tf.tensor(images, [batch, ...data.shape]);
  return (discriminator.label ?? generator.label) === undefined ? {real} : {real, labels};
}
