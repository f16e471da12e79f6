import type {Graph, GraphOp} from "../graph/graph.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** Where a tensor that is computed lies while the program runs. */
export interface ArenaPlace {
  /** The arena of its type. */
  type: "float32" | "int8";
  /** Numbers before it in the arena. */
  offset: number;
  /** How many numbers it has. */
  size: number;
  /** The operators between which it must not be overwritten: the one that makes it, and the last that reads it. */
  from: number;
  until: number;
}

/** The memory of a graph at work, without weights and without the caller's inputs and outputs. */
export interface ArenaPlan {
  /** By the tensor's place in the graph; tensors that share a place (reshaped, or changed where they lie) share the value. */
  places: ReadonlyMap<number, ArenaPlace>;
  /** Tensors that are only another shape of one that is not in the arena: an input's, or a constant's place in the graph. */
  aliases: ReadonlyMap<number, number>;
  /** Numbers in the arena of each type. */
  float32: number;
  int8: number;
  /** Bytes of both. */
  bytes: number;
}

/** Operators that can write where they read: each output needs the input at the same place alone. */
const IN_PLACE = new Set<GraphOp["kind"]>(["relu", "leakyRelu", "tanh", "logistic", "add", "mul"]);

/**
 * Gives every computed tensor a place in a static arena, so that two of them overlap only when the first is no longer needed.
 * Buffers are placed from the largest to the smallest, each at the lowest offset that is free during its life (greedy by size,
 * Pisarchyk and Lee, 2020). Inputs and outputs of the graph belong to the caller and have no place.
 */
export function planArena(graph: Graph): ArenaPlan {
  const {tensors, ops} = graph;
  const lastUse = tensors.map(() => -1);
  ops.forEach(({inputs}, at) => inputs.forEach((place) => (lastUse[place] = at)));
  const results = new Set(graph.outputs);
  const places = new Map<number, ArenaPlace>();
  const aliases = new Map<number, number>();
  ops.forEach((op, at) => {
    for (const output of op.outputs) {
      if (results.has(output)) continue;
      const [input] = op.inputs;
      if (op.kind === "reshape" && !places.has(input)) {
        aliases.set(output, aliases.get(input) ?? input);
        continue;
      }
      const size = sizeOf(tensors[output].shape);
      const type = tensors[output].type === "int8" ? "int8" : "float32";
      const until = Math.max(at, lastUse[output]);
      const place = takenOver(op, at, places).find((given) => given.type === type && given.size === size);
      if (place) place.until = Math.max(place.until, until);
      places.set(output, place ?? {type, offset: 0, size, from: at, until});
    }
  });
  const buffers = [...new Set(places.values())];
  const [float32, int8] = (["float32", "int8"] as const).map((type) => arrange(buffers.filter((buffer) => buffer.type === type)));
  return {places, aliases, float32, int8, bytes: 4 * float32 + int8};
}

/** Buffers of the inputs that the output of an operator may take over: nothing else needs what is in them. */
function takenOver(op: GraphOp, at: number, places: ReadonlyMap<number, ArenaPlace>): ArenaPlace[] {
  const buffers = op.inputs.flatMap((input) => places.get(input) ?? []);
  if (op.kind === "reshape") return buffers;
  return IN_PLACE.has(op.kind) ? buffers.filter(({until}) => until === at) : [];
}

function arrange(buffers: ArenaPlace[]): number {
  const placed: ArenaPlace[] = [];
  for (const buffer of [...buffers].sort((a, b) => b.size - a.size || a.from - b.from)) {
    const busy = placed.filter(({from, until}) => from <= buffer.until && buffer.from <= until);
    let offset = 0;
    for (const other of busy.sort((a, b) => a.offset - b.offset)) {
      if (other.offset >= offset + buffer.size) break;
      offset = Math.max(offset, other.offset + other.size);
    }
    buffer.offset = offset;
    placed.push(buffer);
  }
  return placed.reduce((end, {offset, size}) => Math.max(end, offset + size), 0);
}

/**
 * How large an arena TensorFlow Lite Micro is given for a graph, in bytes. Unlike our C program it keeps inputs and outputs there,
 * starts every tensor at a multiple of 16, sums transposed convolutions of int8 in int32, and puts its own tables beside them: so
 * many bytes for each tensor and operator are an estimate with room to spare, and the sketch prints what was used.
 */
export function microArenaBytes(graph: Graph): number {
  const {tensors, ops} = graph;
  const bytesOf = (place: number): number => sizeOf(tensors[place].shape) * (tensors[place].type === "int8" ? 1 : 4);
  const ends = [...graph.inputs, ...graph.outputs].reduce((sum, place) => sum + bytesOf(place), 0);
  const sums = ops.map((op) => (op.kind === "transposeConv" && tensors[op.outputs[0]].type === "int8" ? 4 * sizeOf(tensors[op.outputs[0]].shape) : 0)); // prettier-ignore
  const channels = ops.reduce((sum, op) => sum + (op.kind === "conv" || op.kind === "transposeConv" ? tensors[op.inputs[1]].shape[0] : 0), 0); // prettier-ignore
  const tables = 1024 + 96 * tensors.length + 256 * ops.length + 8 * channels;
  const places = planArena(graph).places.size * 16;
  const bytes = planArena(graph).bytes + ends + Math.max(0, ...sums) + places + tables;
  return Math.ceil(bytes / 1024) * 1024;
}
