import * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "../nn/network-weights.ts";

/** Euclidean norms of gradients (or weights) by layer: "conv1/kernel" and "conv1/bias" make "conv1". In the order of the names. */
export async function layerNorms(gradients: TensorWeights): Promise<Record<string, number>> {
  const entries = Object.entries(gradients);
  if (entries.length === 0) return {};
  const squares = tf.tidy(() => tf.stack(entries.map(([, tensor]) => tf.sum(tf.square(tensor)))));
  const values = await squares.data();
  squares.dispose();
  const sums: Record<string, number> = {};
  entries.forEach(([name], index) => {
    const layer = name.slice(0, name.lastIndexOf("/"));
    sums[layer] = (sums[layer] ?? 0) + values[index];
  });
  return Object.fromEntries(Object.entries(sums).map(([layer, sum]) => [layer, Math.sqrt(sum)]));
}
