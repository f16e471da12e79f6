import type {Graph, GraphTensor} from "../graph/graph.ts";
import type {Attribute, Message} from "./protobuf.ts";
import {initialiser, node} from "./protobuf.ts";

/** How a map lies in memory: channels last, as in the book, or channels first, as ONNX's convolutions want it. */
export type Layout = "last" | "first";

/** Nodes and constants of a file being written, and where each tensor of the graph is, in which layouts. */
export interface OnnxParts {
  readonly nodes: Message[];
  readonly initialisers: Message[];
  /** Adds a node. */
  node(operator: string, inputs: readonly string[], outputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): void; // prettier-ignore
  /** A name that nothing else has. */
  free(name: string): string;
  /** Adds a constant under a name of its own, and gives the name. */
  constant(name: string, shape: readonly number[], data: Float32Array | Int8Array | Uint16Array | BigInt64Array): string;
  /** The name of a tensor in a layout; a transposition is written the first time that it is needed. */
  read(place: number, layout: Layout): string;
  /** The name for a tensor that the next node makes in this layout. */
  make(place: number, layout: Layout): string;
  /** In which layout a tensor is there already; "last" when in both. */
  layoutOf(place: number): Layout;
}

/** [batch, height, width, channels] → [batch, channels, height, width]; and back. */
const toFirst = [0, 3, 1, 2];
const toLast = [0, 2, 3, 1];

/** Parts of a file for a graph; its inputs are there, channels last. */
export function onnxParts({tensors, inputs}: Graph): OnnxParts {
  const names = tensors.map(() => new Map<Layout, string>());
  const taken = new Set(tensors.filter(({data}) => !data).map(({name}) => name));
  for (const place of inputs) names[place].set("last", tensors[place].name);
  const free = (name: string): string => {
    let given = name;
    for (let i = 2; taken.has(given); i++) given = `${name}_${i}`;
    taken.add(given);
    return given;
  };
  const parts: OnnxParts = {
    nodes: [],
    initialisers: [],
    free,
    node: (...words) => void parts.nodes.push(node(...words)),
    constant(name, shape, data) {
      const given = free(name);
      parts.initialisers.push(initialiser(given, shape, data));
      return given;
    },
    read(place, layout) {
      const known = names[place];
      const there = known.get(layout);
      if (there !== undefined) return there;
      const other = known.get(layout === "first" ? "last" : "first");
      if (other === undefined) throw new RangeError(`the graph uses "${tensors[place].name}" before it is made`);
      if (!isMap(tensors[place])) return other;
      const made = parts.make(place, layout);
      parts.node("Transpose", [other], [made], {perm: {wholes: layout === "first" ? toFirst : toLast}});
      return made;
    },
    make(place, layout) {
      const {name} = tensors[place];
      // Under its own name a tensor lies as in the book.
      const given = layout === "last" || !isMap(tensors[place]) ? name : free(`${name}/nchw`);
      names[place].set(layout, given);
      return given;
    },
    layoutOf: (place) => (names[place].has("last") || !isMap(tensors[place]) ? "last" : "first")
  };
  return parts;
}

/** Whether a tensor has rows, columns and channels. */
export function isMap({shape}: GraphTensor): boolean {
  return shape.length === 4;
}
