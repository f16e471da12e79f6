import * as tf from "@tensorflow/tfjs-core";

/**
 * Runs one of the kernels that lib/backend adds to those of tfjs, where the current backend has it; null where it has not, and the
 * same has to be composed of tfjs's operations. Under a gradient the kernel must have one registered.
 */
export function runOwnKernel(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attrs: Readonly<Record<string, number>>
): tf.Tensor[] | null {
  if (!tf.getKernel(name, tf.getBackend())) return null;
  const results: unknown = tf.engine().runKernel(name, {...inputs}, {...attrs});
  return Array.isArray(results) ? (results as tf.Tensor[]) : [results as tf.Tensor];
}
