import * as tf from "@tensorflow/tfjs-core";
import type {Graph} from "../../lib/export/graph/graph.ts";
import {lower} from "../../lib/export/graph/lower.ts";
import {calibrate} from "../../lib/export/int8/calibrate.ts";
import {quantise} from "../../lib/export/int8/quantise.ts";
import type {Weights} from "../../lib/nn/network/network-weights.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import {exampleInputs} from "./networks.ts";

/** A network as an int8 graph, calibrated with N(0, 1) on the current backend. */
export async function quantised(net: Network, weights: Weights, ends: "float" | "int8" = "float", count = 4): Promise<Graph> {
  const {graph} = lower(net, weights);
  const examples = Array.from({length: count}, (_, seed) => exampleInputs(net, 1000 + seed));
  const inputs = graph.inputs.map((place, i) => {
    const values = examples.flatMap((example) => Array.from(example[i]));
    return tf.tensor(values, [count, ...graph.tensors[place].shape.slice(1)]);
  });
  const ranges = await calibrate(graph, [inputs]);
  tf.dispose(inputs);
  return quantise(graph, ranges, ends);
}
