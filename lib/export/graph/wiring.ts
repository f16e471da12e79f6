import type {Graph, GraphOp} from "./graph.ts";
import {decode} from "./run-float.ts";

/** Who makes and who takes the tensors of a graph, as if conversions between types were not there. */
export interface Wiring {
  readonly graph: Graph;
  /** The tensor itself, before it was quantised, decoded or brought into a shape that it has already. */
  source(place: number): number;
  /** The operators that take a tensor. */
  takers(place: number): GraphOp[];
  /** The operator that makes a tensor. */
  maker(place: number): GraphOp | undefined;
  /** The numbers of a constant as real ones; null for what is computed. */
  constant(place: number): Float32Array | null;
  /** "conv "relu1"", for errors. */
  label(op: GraphOp): string;
}

/** Looks through a graph. */
export function wiring(graph: Graph): Wiring {
  const {tensors, ops} = graph;
  const sources = tensors.map((_, place) => place);
  const source = (place: number): number => sources[place];
  for (const {
    kind,
    inputs: [x],
    outputs: [y]
  } of ops) {
    const same = kind === "reshape" && tensors[x].shape.join() === tensors[y].shape.join();
    if (kind === "quantize" || kind === "dequantize" || same) sources[y] = sources[x];
  }
  const working = ops.filter(({inputs, outputs}) => source(outputs[0]) !== source(inputs[0]));
  return {
    graph,
    source,
    takers: (place) => working.filter(({inputs}) => inputs.some((input) => source(input) === place)),
    maker: (place) => working.find(({outputs}) => outputs.some((output) => source(output) === place)),
    constant: (place) => (tensors[source(place)].data ? decode(tensors[source(place)]) : null),
    label: ({kind, outputs: [y]}) => `${kind} "${tensors[y].name}"`
  };
}
