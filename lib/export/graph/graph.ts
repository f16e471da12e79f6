/**
 * What every exporter writes: a network as operators over tensors, for a batch of one, with the weights inside. The operators are
 * TensorFlow Lite's; maps are [1, height, width, channels].
 */
export interface Graph {
  /** What the network is called in the file. */
  name: string;
  tensors: GraphTensor[];
  /** In the order of running. */
  ops: GraphOp[];
  /** Tensors that the caller sets: noise or an image, then the one-hot label where there is one. */
  inputs: number[];
  outputs: number[];
}

/** Numbers of a tensor: float16 as its bits. */
export type GraphData =
  Float32Array<ArrayBufferLike> | Uint16Array<ArrayBufferLike> | Int8Array<ArrayBufferLike> | Int32Array<ArrayBufferLike>;

/** The type of a tensor's numbers. */
export type GraphType = "float32" | "float16" | "int8" | "int32";

/** A tensor; with data it is a constant. */
export interface GraphTensor {
  /** Unique in the graph. */
  name: string;
  shape: number[];
  type: GraphType;
  data?: GraphData;
  quantisation?: Quantisation;
}

/** How whole numbers stand for real ones: real = scale · (whole − zeroPoint). */
export interface Quantisation {
  /** One for the tensor, or one for each place along `axis`. */
  scales: number[];
  /** As many as scales. */
  zeroPoints: number[];
  axis: number;
}

/** "same" as TensorFlow's: the odd row of zeros goes below and right. */
export type GraphPadding = "same" | "valid";

/** What is done to each value before it leaves an operator. */
export type Activation = "none" | "relu";

type Places = {inputs: number[]; outputs: number[]};
type Window = {stride: [number, number]; padding: GraphPadding};
/** Each of several kinds with the same fields. */
type Each<Kind, Fields = unknown> = Kind extends string ? {kind: Kind} & Fields : never;

/** An operator. `inputs` and `outputs` are places in `Graph.tensors`. */
export type GraphOp = Places &
  (
    | ({kind: "conv"; activation: Activation} & Window) // x, filter [out, height, width, in], bias [out]
    | ({kind: "transposeConv"} & Window) // x, filter [out, height, width, in], bias [out]
    | {kind: "dense"; activation: Activation} // x, matrix [out, in], bias [out]
    | Each<"maxPool" | "averagePool", {size: [number, number]} & Window>
    | {kind: "resize"; factor: number} // nearest neighbour
    | {kind: "pad"; sides: [top: number, bottom: number, left: number, right: number]}
    | {kind: "leakyRelu"; slope: number}
    | Each<"concat" | "split", {axis: number}> // split: in two halves
    | Each<"relu" | "tanh" | "logistic" | "reshape" | "add" | "mul" | "quantize" | "dequantize">
  );

/** What kinds of operator there are. */
export type GraphOpKind = GraphOp["kind"];

/** Rows or columns of zeros before and behind an axis, and the output's size. */
export function windowAlong(
  input: number,
  kernel: number,
  stride: number,
  padding: GraphPadding
): {before: number; output: number} {
  if (padding === "valid") return {before: 0, output: Math.floor((input - kernel) / stride) + 1};
  const output = Math.ceil(input / stride);
  return {before: Math.floor(Math.max(0, (output - 1) * stride + kernel - input) / 2), output};
}

/** A graph without the tensors that no operator touches, in the same order. */
export function compact({tensors, ops, inputs, outputs, ...rest}: Graph): Graph {
  const used = new Set([...inputs, ...outputs, ...ops.flatMap((op) => [...op.inputs, ...op.outputs])]);
  const kept = tensors.flatMap((tensor, place) => (used.has(place) ? [{tensor, place}] : []));
  const moved = new Map(kept.map(({place}, i) => [place, i]));
  const move = (places: number[]): number[] => places.map((place) => moved.get(place) ?? -1);
  return {
    ...rest,
    tensors: kept.map(({tensor}) => tensor),
    inputs: move(inputs),
    outputs: move(outputs),
    ops: ops.map((op) => ({...op, inputs: move(op.inputs), outputs: move(op.outputs)}))
  };
}
