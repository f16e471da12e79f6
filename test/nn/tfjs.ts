import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import type {Nested} from "../../lib/nn/arithmetic/flatten.ts";

// Keeps it from advertising its Node backend.
tf.env().set("IS_TEST", true);
await tf.setBackend("cpu");

/** The value of a tensor that `compute` gives, as nested arrays; every tensor is disposed of. */
export function tfjs(compute: () => tf.Tensor): Nested {
  const result = tf.tidy(compute);
  const values = result.arraySync();
  result.dispose();
  return values;
}

export {tf};
