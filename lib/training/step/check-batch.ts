import type {Gan} from "../../models/gan.ts";
import {shown} from "../../nn/network/layers-shape.ts";
import {outputShapeOf} from "../../nn/network/network.ts";
import {packingOf} from "./seen.ts";
import type {Batch} from "./step-context.ts";

/**
 * Holds real examples against the networks that they are for.
 * @throws RangeError when they have another shape, or do not pack; when labels are missing, superfluous, of another count than the
 * batch, or out of range.
 */
export function checkBatchOf({real, labels}: Batch, gan: Pick<Gan, "generator" | "discriminator">): void {
  const {generator, discriminator} = gan;
  const [examples, ...shape] = real.shape;
  const needed = outputShapeOf(generator);
  if (real.rank < 2 || shown(shape) !== shown(needed)) {
    throw new RangeError(`real examples must have shape [batch, ${needed.join(", ")}], got ${shown(real.shape)}`);
  }
  const packing = packingOf(gan);
  if (examples < 1 || examples % packing !== 0) {
    throw new RangeError(`D sees ${packing} examples at once: the batch must be a multiple of it, got ${examples}`);
  }
  const classes = discriminator.label ?? generator.label;
  if (classes === undefined) {
    if (labels) throw new RangeError("labels were given, but neither network takes any");
    return;
  }
  if (!labels) throw new RangeError(`the networks take labels of ${classes} classes, but the batch has none`);
  if (labels.length !== examples) throw new RangeError(`a batch of ${examples} needs as many labels, got ${labels.length}`);
  for (let i = 0; i < labels.length; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= classes) {
      throw new RangeError(`label ${i} must be a whole number from 0 to ${classes - 1}, got ${labels[i]}`);
    }
  }
}
