import * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "./network-weights.ts";
import type {PlacedLayer} from "./network.ts";
import type {Own} from "./own-layer.ts";
import {ownWeights} from "./own-layer.ts";
import {shapeText} from "../arithmetic/values.ts";

/** What a layer of one's own is run with. */
interface OwnPass {
  /** The weight of this name, without the layer's. */
  weight: (name: string) => tf.Tensor;
  training: boolean;
  label: tf.Tensor | null;
  /** Takes the new values of running statistics, by weight name. */
  running: TensorWeights;
}

/**
 * What a layer of one's own makes of a batch [batch, …inputShape].
 * @throws RangeError naming the layer, when its code is not known, asks for a weight that there is not, or gives another shape than was
 *   promised; TypeError when it gives no tensor. What its code throws.
 */
export function runOwnLayer(layer: Own & PlacedLayer, x: tf.Tensor, {weight, training, label, running}: OwnPass): tf.Tensor {
  const {name, inputShape, outputShape} = layer;
  const fail = (message: string): never => {
    throw new RangeError(`layer "${name}" ${message}`);
  };
  if (layer.forward === null) return fail("is one of your own, and its code is not known here: no file holds code");
  const specs = ownWeights(layer, inputShape);
  const weights = Object.fromEntries(Object.keys(specs).map((each) => [each, weight(each)]));
  const known = Object.keys(specs).join(", ") || "none";
  const update = (values: Readonly<Record<string, tf.Tensor>>): void => {
    if (!training) fail("updates running statistics outside training: ask {training} first");
    for (const [each, value] of Object.entries(values)) {
      const spec = Object.hasOwn(specs, each) ? specs[each] : fail(`has no weight "${each}" to update; it has ${known}`);
      if (spec.trained !== false) fail(`updates "${each}", which gradients train: only a weight with trained: false is updated`);
      if (!(value instanceof tf.Tensor) || shapeText(value.shape) !== shapeText(spec.shape))
        fail(`updates "${each}" ${shapeText(spec.shape)} with ${given(value)}`);
      running[`${name}/${each}`] = tf.clone(value);
    }
  };
  const watched = new Proxy(weights, {
    get: (all, key) =>
      typeof key === "symbol" || Object.hasOwn(all, key) ? all[key as string] : fail(`has no weight "${key}"; it has ${known}`)
  });
  const output: unknown = layer.forward(x, watched, {training, label: label ?? undefined, update});
  if (!(output instanceof tf.Tensor))
    throw new TypeError(`layer "${name}": forward must give a tensor at once, it gave ${given(output)}`);
  const promised = [x.shape[0], ...outputShape];
  if (shapeText(output.shape) !== shapeText(promised))
    fail(
      `was promised to give ${shapeText(promised)} for ${shapeText(x.shape)}, but its forward gave ${shapeText(output.shape)}`
    );
  if (output.dtype !== "float32") fail(`must give real numbers (float32), its forward gave ${output.dtype}`);
  if (output.isDisposed) fail("disposed of what its forward gave");
  // What belongs to others is not handed out.
  return Object.values(weights).includes(output) ? tf.clone(output) : output;
}

function given(value: unknown): string {
  if (value instanceof tf.Tensor) return shapeText(value.shape);
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function" ? "a promise" : String(value);
}
