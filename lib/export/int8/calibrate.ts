import * as tf from "@tensorflow/tfjs-core";
import type {Graph} from "../graph/graph.ts";
import {runGraph} from "../graph/run-float.ts";

/** The least and the largest value that a tensor took. */
export interface Range {
  min: number;
  max: number;
}

/**
 * The range of every tensor that is not constant, by its place, over a representative data set. On the current backend of tfjs; no
 * tensor is left.
 * @param batches inputs as the graph's, each [batch, …]
 * @param progress told how many batches are done; what it throws ends the calibration
 * @throws RangeError for no batches, naming the tensor when it is not finite, or as `runGraph`.
 */
export async function calibrate(
  graph: Graph,
  batches: readonly (readonly tf.Tensor[])[],
  progress?: (done: number) => void | Promise<void>
): Promise<Map<number, Range>> {
  if (batches.length === 0) throw new RangeError("calibration needs at least one batch of inputs");
  const ranges = new Map<number, Range>();
  for (const [index, inputs] of batches.entries()) {
    const places: number[] = [];
    const limits: tf.Tensor[] = [];
    const outputs = runGraph(graph, inputs, (place, value) => {
      places.push(place);
      limits.push(tf.keep(tf.stack([tf.min(value), tf.max(value)])));
    });
    const packed = tf.tidy(() => tf.stack(limits));
    tf.dispose([...outputs, ...limits]);
    const values = await packed.data();
    packed.dispose();
    places.forEach((place, i) => widen(ranges, place, values[2 * i], values[2 * i + 1], graph.tensors[place].name));
    await progress?.(index + 1);
  }
  return ranges;
}

function widen(ranges: Map<number, Range>, place: number, min: number, max: number, name: string): void {
  if (!Number.isFinite(min) || !Number.isFinite(max))
    throw new RangeError(`"${name}" is not finite during calibration: ${min} to ${max}`);
  const known = ranges.get(place);
  ranges.set(place, known ? {min: Math.min(known.min, min), max: Math.max(known.max, max)} : {min, max});
}
