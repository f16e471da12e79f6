import type {Graph} from "../graph/graph.ts";
import {sizeOf} from "../graph/graph.ts";
import {planArena} from "./arena.ts";

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
