import {checkWeights} from "../../nn/network/network-weights.ts";
import type {Weights} from "../../nn/network/network-weights.ts";
import {network} from "../../nn/network/network.ts";
import type {Network} from "../../nn/network/network.ts";
import type {Graph} from "./graph.ts";
import {raiseNext} from "./raise-next.ts";
import type {Raised} from "./raise-next.ts";
import {wiring} from "./wiring.ts";

/**
 * The network value of a graph, with its weights: the way back from `lower`, and for files of others. Whole numbers become real ones,
 * folded batch normalisations stay folded, layers get their usual names.
 * @throws RangeError naming the operator, when the graph is no single row of layers of this book's vocabulary.
 */
export function raise(graph: Graph): {network: Network; weights: Weights} {
  const wires = wiring(graph);
  const [input, label, ...others] = graph.inputs;
  if (input === undefined) throw new RangeError("the graph has no input");
  if (others.length > 0)
    throw new RangeError(`a network has one input and at most one label, the graph has ${graph.inputs.length} inputs`);
  if (graph.outputs.length !== 1) throw new RangeError(`a network has one output, the graph has ${graph.outputs.length}`);
  const [batch, ...shape] = graph.tensors[input].shape;
  if (batch !== 1 || shape.length === 0)
    throw new RangeError(`the input must be of shape [1, …], it is [${graph.tensors[input].shape.join(", ")}]`);
  const classes = label === undefined ? undefined : graph.tensors[label].shape.at(-1);
  const raised: Raised[] = [];
  let place = wires.source(input);
  const end = wires.source(graph.outputs[0]);
  while (place !== end) {
    if (raised.length > 2 * graph.ops.length) throw new RangeError("the graph goes in circles");
    const next = raiseNext(wires, place, label === undefined ? null : wires.source(label));
    raised.push(...next.layers);
    place = next.place;
  }
  const net = network(
    {input: shape, ...(classes === undefined ? {} : {label: classes})},
    raised.map(({layer}) => layer)
  );
  const weights: Weights = {};
  net.layers.forEach(({name}, i) => {
    for (const [role, values] of Object.entries(raised[i].weights ?? {})) weights[`${name}/${role}`] = values;
  });
  checkWeights(net, weights);
  return {network: net, weights};
}
