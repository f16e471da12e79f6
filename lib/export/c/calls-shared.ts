import type {Graph, GraphOp, GraphTensor} from "../graph/graph.ts";
import {sizeOf, windowAlong} from "../graph/graph.ts";
import type {Program} from "./program.ts";

/** Height, width and channels of a tensor: [1, w, c], [1, c] and [c] are maps too. */
export type MapSize = [height: number, width: number, channels: number];

/** @throws RangeError naming a tensor of another form, or of a batch that is not one. */
export function mapOf({name, shape}: GraphTensor): MapSize {
  const [batch, ...rest] = shape.length > 1 ? shape : [1, ...shape];
  const [height, width, channels] = [1, 1, 1, ...rest].slice(-3);
  if (batch !== 1 || rest.length > 3)
    throw new RangeError(`"${name}" has shape [${shape.join(", ")}]: C is written for one example, [1, height, width, channels]`);
  return [height, width, channels];
}

/** A map's size as a value of C. */
export function mapLiteral(tensor: GraphTensor): string {
  return `(map_size){${mapOf(tensor).join(", ")}}`;
}

/** The window of an operator that slides `kernel` from the larger map to the smaller, as a value of C. */
export function windowLiteral(
  [height, width]: readonly number[],
  kernel: readonly number[],
  {stride, padding}: {stride: readonly [number, number]; padding: "same" | "valid"}
): string {
  const above = windowAlong(height, kernel[0], stride[0], padding).before;
  const left = windowAlong(width, kernel[1], stride[1], padding).before;
  return `(window){${[...kernel.slice(0, 2), ...stride, above, left].join(", ")}}`;
}

/** How a tensor is walked beside a larger one, as a value of C. @throws RangeError when it does not fit. */
export function stepsLiteral(tensor: GraphTensor, beside: GraphTensor): string {
  const [size, out] = [mapOf(tensor), mapOf(beside)];
  if (size.some((length, axis) => length !== 1 && length !== out[axis]))
    throw new RangeError(
      `"${tensor.name}" [${tensor.shape.join(", ")}] does not fit "${beside.name}" [${beside.shape.join(", ")}]`
    );
  const [height, width, channels] = size;
  return `(steps){${height > 1 ? width * channels : 0}, ${width > 1 ? channels : 0}, ${channels > 1 ? 1 : 0}}`;
}

/** "conv1: 14 x 14 x 16 -> 28 x 28 x 1". */
export function comment(op: GraphOp, {tensors}: Graph, what: string): string {
  const sizes = (places: readonly number[]): string =>
    places.filter((place) => !tensors[place].data).map((place) => tensors[place].shape.slice(1).join(" x ")).join(", "); // prettier-ignore
  return `${tensors[op.outputs[0]].name}, ${what}: ${sizes(op.inputs)} -> ${sizes(op.outputs)}`;
}

/** Calls for operators that only move numbers: the same for every type. @throws RangeError for one that computes. */
export function callMove(program: Program, op: GraphOp): void {
  const {graph} = program;
  const [x, y] = [graph.tensors[op.inputs[0]], graph.tensors[op.outputs[0]]];
  const suffix = x.type === "int8" ? "int8" : "float";
  const copy = `copy_runs_${suffix}`;
  const input = program.tensor(op.inputs[0]);
  const outputs = op.outputs.map(program.tensor);
  switch (op.kind) {
    case "reshape": {
      const size = sizeOf(x.shape);
      return program.call(copy, [input, size, outputs[0], size, size, 1], comment(op, graph, "copied"));
    }
    case "resize": {
      const words = [input, mapLiteral(x), op.factor, outputs[0]];
      return program.call(`repeat_${suffix}`, words, comment(op, graph, "nearest neighbour"));
    }
    case "pad": {
      const [top, , left] = op.sides;
      const [, width, channels] = mapOf(y);
      const run = mapOf(x)[1] * channels;
      const zero = suffix === "int8" ? (y.quantisation?.zeroPoints[0] ?? 0) : "0.0f";
      program.call(`fill_${suffix}`, [outputs[0], sizeOf(y.shape), zero], comment(op, graph, "padding"));
      const corner = `${outputs[0]} + ${(top * width + left) * channels}`;
      return program.call(copy, [input, run, corner, width * channels, run, mapOf(x)[0]], "and the map in it");
    }
    case "concat": {
      const whole = sizeOf(y.shape.slice(op.axis));
      let offset = 0;
      op.inputs.forEach((place, i) => {
        const {shape, name} = graph.tensors[place];
        const run = sizeOf(shape.slice(op.axis));
        const words = [program.tensor(place), run, `${outputs[0]} + ${offset}`, whole, run, sizeOf(shape) / run];
        program.call(copy, words, i === 0 ? comment(op, graph, "side by side") : `and ${name}`);
        offset += run;
      });
      return;
    }
    case "split": {
      const whole = sizeOf(x.shape.slice(op.axis));
      const run = whole / op.outputs.length;
      outputs.forEach((output, i) => {
        const words = [`${input} + ${i * run}`, whole, output, run, run, sizeOf(x.shape) / whole];
        program.call(copy, words, i === 0 ? comment(op, graph, "cut into equal parts") : `and part ${i + 1}`);
      });
      return;
    }
    case "maxPool": {
      const words = [input, mapLiteral(x), windowLiteral(mapOf(x), op.size, op), outputs[0], mapLiteral(y)];
      return program.call(`largest_${suffix}`, words, comment(op, graph, "max pooling"));
    }
    default:
      throw new RangeError(`"${y.name}": C has no operator ${op.kind} for ${x.type}`);
  }
}

/** The bias of an operator with weights; zeros where it has none. */
export function biasOf(program: Program, op: GraphOp, type: "float" | "int8"): string {
  const {tensors} = program.graph;
  if (op.inputs.length > 2) return program.tensor(op.inputs[2]);
  const units = tensors[op.inputs[1]].shape[0];
  const {name} = tensors[op.outputs[0]];
  return program.constant(`${name}_bias`, type === "int8" ? new Int32Array(units) : new Float32Array(units), `${name}: no bias`);
}
