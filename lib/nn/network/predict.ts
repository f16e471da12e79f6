import * as tf from "@tensorflow/tfjs-core";
import {forward} from "./forward.ts";
import {oneHotTensor} from "./network-weights.ts";
import type {TensorWeights, Values} from "./network-weights.ts";
import {outputShapeOf} from "./network.ts";
import type {Network, PlacedLayer} from "./network.ts";
import {sizeOf} from "../arithmetic/values.ts";

/** How a network is applied to many examples. */
export interface PredictOptions {
  /** Class of each example, from 0, for a network with a label. */
  labels?: ArrayLike<number>;
  /** Name of the layer whose output is wanted; default the last. */
  layer?: string;
  /** Examples at a time; default 250. */
  chunk?: number;
  /** Called between two chunks, with the share that is done. What it throws ends the work. */
  between?: (share: number) => Promise<void> | void;
}

/**
 * What a network (or one of its layers) gives for examples [n, …input], by running statistics: [n, …output]. No more than one chunk
 * is on the backend at a time.
 * @throws RangeError when the examples do not fit the network, or there is no such layer.
 */
export async function predict(
  network: Network,
  weights: TensorWeights,
  {shape, values}: Values,
  {labels, layer, chunk = 250, between}: PredictOptions = {}
): Promise<Values> {
  const size = sizeOf(network.input);
  const examples = shape[0];
  if (sizeOf(shape.slice(1)) !== size || values.length !== examples * size)
    throw new RangeError(
      `the network takes examples of [${network.input.join(", ")}], got [${shape.join(", ")}] for all of them`
    );
  const tapped = layer === undefined ? null : network.layers.find(({name}) => name === layer);
  if (tapped === undefined)
    throw new RangeError(`there is no layer "${layer}"; the layers are ${network.layers.map(({name}) => name).join(", ")}`);
  const outputShape = tapped ? tapped.outputShape : outputShapeOf(network);
  const width = sizeOf(outputShape);
  const result = new Float32Array(examples * width);
  for (let from = 0; from < examples; from += chunk) {
    const to = Math.min(from + chunk, examples);
    const output = tf.tidy(() => {
      const input = tf.tensor(values.subarray(from * size, to * size), [to - from, ...network.input]);
      const label = network.label === undefined ? undefined : oneHotTensor(labels ?? [], network.label, from, to);
      let tappedOutput: tf.Tensor | undefined;
      const tap = (at: PlacedLayer, of: tf.Tensor): void => {
        if (at === tapped) tappedOutput = tf.keep(tf.clone(of));
      };
      const {output} = forward(network, weights, input, {label, tap: tapped ? tap : undefined});
      return tappedOutput ?? output;
    });
    result.set(await output.data<"float32">(), from * width);
    output.dispose();
    await between?.(to / examples);
  }
  return {shape: [examples, ...outputShape], values: result};
}
