import type {Activation, Graph, GraphOp, GraphTensor} from "../graph/graph.ts";
import type {Rounding} from "./requantise.ts";

/** Numbers of a tensor while a graph runs: int8, or real ones before they are quantised and after they are decoded. */
export type Numbers = Int8Array<ArrayBufferLike> | Float32Array<ArrayBufferLike>;

/** What an operator does: the numbers of its inputs (constants too) to those of its outputs. */
export type Kernel = (inputs: readonly Numbers[]) => Numbers[];

/** An operator of a kind. */
export type OpOf<Kind extends GraphOp["kind"]> = Extract<GraphOp, {kind: Kind}>;

/** Makes the kernel of an operator: what does not depend on the input is computed once. */
export type KernelMaker<Op extends GraphOp = GraphOp> = (op: Op, graph: Graph, rounding: Rounding) => Kernel;

/** Affine quantisation: how int8 stands for real numbers, real = scale · (whole − zero). */
export interface Affine {
  scale: number;
  zero: number;
}

/**
 * The scale and the zero point of an int8 tensor.
 * @throws RangeError naming the tensor when it is something else, or has a scale for each channel.
 */
export function affineOf({name, type, quantisation}: GraphTensor): Affine {
  if (type !== "int8") throw new RangeError(`"${name}" must be int8 to be run in whole numbers, it is ${type}`);
  if (!quantisation) throw new RangeError(`"${name}" is int8, but has no scale`);
  const {scales, zeroPoints} = quantisation;
  if (scales.length !== 1) throw new RangeError(`"${name}" must have one scale, it has ${scales.length}`);
  return {scale: scales[0], zero: zeroPoints[0]};
}

/** The least whole number that leaves an operator: with ReLU the one that stands for 0. */
export function leastOf(activation: Activation, zero: number): number {
  return activation === "relu" ? Math.max(-128, zero) : -128;
}

/** Numbers that only move keep their meaning when both sides have the same scale and zero point. @throws RangeError when they do not. */
export function checkSameScale(op: GraphOp, {tensors}: Graph): void {
  const [first] = op.outputs;
  const to = affineOf(tensors[first]);
  for (const place of [...op.inputs, ...op.outputs]) {
    const from = affineOf(tensors[place]);
    if (from.scale !== to.scale || from.zero !== to.zero) {
      const [a, b] = [tensors[place], tensors[first]].map(({name}) => `"${name}"`);
      throw new RangeError(`${op.kind} moves numbers as they are: ${a} and ${b} must have the same scale and zero point`);
    }
  }
}
