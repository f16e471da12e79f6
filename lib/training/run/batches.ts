import * as tf from "@tensorflow/tfjs-core";
import type {Dataset} from "../../data/dataset.ts";
import type {Gan} from "../../models/gan.ts";
import {shown} from "../../nn/network/layers-shape.ts";
import {outputShapeOf} from "../../nn/network/network.ts";
import {random} from "../../random.ts";
import {packingOf} from "../step/seen.ts";
import type {Batch} from "../step/step-context.ts";

/** What batches are drawn from, and how many examples each has. */
export interface BatchSource {
  gan: Gan;
  data: Dataset;
  batch: number;
  seed: number | string;
}

/**
 * Holds data and networks against each other.
 * @throws RangeError when G makes something else than the examples of the data, when D takes neither one of them nor several side
 * by side, when networks with labels have fewer or more classes than the data, or the batch is not a whole number from 1 that
 * D's packing divides.
 */
export function checkSource({gan, data, batch}: BatchSource): void {
  if (!Number.isSafeInteger(batch) || batch < 1) throw new RangeError(`batch must be a whole number from 1, got ${batch}`);
  const {generator, discriminator} = gan;
  const made = outputShapeOf(generator);
  if (shown(made) !== shown(data.shape)) {
    throw new RangeError(
      `the examples of ${data.name} are ${shown(data.shape)}, but the generator of ${gan.name} makes ${shown(made)}`
    );
  }
  const packing = packingOf(gan);
  if (batch % packing !== 0)
    throw new RangeError(`D sees ${packing} examples at once: the batch must be a multiple of it, got ${batch}`);
  const classes = discriminator.label ?? generator.label;
  if (classes !== undefined && classes !== data.classes) {
    throw new RangeError(`${gan.name} has labels of ${classes} classes, but ${data.name} has ${data.classes}`);
  }
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
