import {compact} from "../graph/compact.ts";
import type {Graph, GraphOp} from "../graph/graph.ts";

/**
 * A quantised graph that takes and gives whole numbers: without the operators that convert its inputs and outputs, where it has them.
 * Those tensors get back the names of the converted ones.
 */
export function wholeEnds(graph: Graph): Graph {
  const {ops, tensors} = graph;
  const converts = (op: GraphOp): boolean =>
    (op.kind === "quantize" && graph.inputs.includes(op.inputs[0])) ||
    (op.kind === "dequantize" && graph.outputs.includes(op.outputs[0]));
  const pairs = ops.filter(converts).map(({kind, inputs: [from], outputs: [to]}): [number, number] => (kind === "quantize" ? [from, to] : [to, from])); // prettier-ignore
  const inside = new Map(pairs);
  const renamed = tensors.map((tensor) => ({...tensor}));
  for (const [outer, inner] of pairs) renamed[inner].name = tensors[outer].name;
  const within = (place: number): number => inside.get(place) ?? place;
  return compact({
    ...graph,
    tensors: renamed,
    ops: ops.filter((op) => !converts(op)),
    inputs: graph.inputs.map(within),
    outputs: graph.outputs.map(within)
  });
}
