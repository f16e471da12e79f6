import type {Graph, GraphOp, GraphTensor, Quantisation} from "../graph/graph.ts";
import {compact} from "../graph/graph.ts";
import type {Range} from "./calibrate.ts";
import {activationParameters, leastScales, quantiseBias, quantiseWeights, tensorParameters} from "./parameters.ts";
import {toHalf} from "../../nn/files/float16.ts";

/**
 * The graph in whole numbers, after TensorFlow Lite's quantisation specification: int8 weights and activations, int32 biases.
 * @param ranges of `calibrate`
 * @param ends "float": the caller gives and gets real numbers, and operators convert them; "int8": whole ones, by the scales of
 * the input and output tensors
 * @throws RangeError naming a tensor that was not seen in calibration.
 */
export function quantise(graph: Graph, ranges: ReadonlyMap<number, Range>, ends: "float" | "int8" = "float"): Graph {
  const parameters = tensorParameters(graph, ranges);
  const tensors = graph.tensors.map((tensor, place): GraphTensor => {
    const quantisation = parameters.get(place);
    return quantisation ? {...tensor, type: "int8", quantisation} : {...tensor};
  });
  for (const op of graph.ops) quantiseConstants(op, tensors);
  const whole: Graph = {...graph, tensors, ops: graph.ops.map((op) => ({...op}))};
  return ends === "int8" ? whole : withFloatEnds(whole);
}

function quantiseConstants(op: GraphOp, tensors: GraphTensor[]): void {
  const [x, second, third] = op.inputs;
  if (op.kind === "conv" || op.kind === "transposeConv" || op.kind === "dense") {
    const channels = op.kind === "dense" ? 1 : tensors[second].shape[0];
    const input = present(tensors[x]);
    const biases = tensors[third].data as Float32Array;
    const least = leastScales(biases, input, channels);
    const weights = quantiseWeights(tensors[second].data as Float32Array, channels, 127, least);
    const bias = quantiseBias(biases, input, weights.quantisation);
    tensors[second] = {...tensors[second], type: "int8", ...weights};
    tensors[third] = {...tensors[third], type: "int32", ...bias};
    return;
  }
  for (const place of op.inputs) {
    const {data, type} = tensors[place];
    if (!data || type !== "float32") continue;
    const values = data as Float32Array;
    const range = values.reduce(({min, max}, value) => ({min: Math.min(min, value), max: Math.max(max, value)}), {min: 0, max: 0} as Range); // prettier-ignore
    const quantisation = activationParameters(range);
    tensors[place] = {...tensors[place], type: "int8", data: toInt8(values, quantisation), quantisation};
  }
}

/** Real numbers as int8, by nearest, halves to even. */
export function toInt8(values: ArrayLike<number>, {scales: [scale], zeroPoints: [zero]}: Quantisation): Int8Array {
  return Int8Array.from(values, (value) => {
    const quotient = Math.fround(Math.fround(value) / scale);
    const low = Math.floor(quotient);
    const rest = quotient - low;
    const nearest = rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
    return Math.max(-128, Math.min(127, nearest + zero));
  });
}

function withFloatEnds(graph: Graph): Graph {
  const tensors = [...graph.tensors];
  const twin = (place: number): number => {
    const {name, shape} = tensors[place];
    tensors[place] = {...tensors[place], name: `${name}/int8`};
    return tensors.push({name, shape, type: "float32"}) - 1;
  };
  const inputs = graph.inputs.map(twin);
  const outputs = graph.outputs.map(twin);
  const ops: GraphOp[] = [
    ...inputs.map((place, i): GraphOp => ({kind: "quantize", inputs: [place], outputs: [graph.inputs[i]]})),
    ...graph.ops,
    ...outputs.map((place, i): GraphOp => ({kind: "dequantize", inputs: [graph.outputs[i]], outputs: [place]}))
  ];
  return {...graph, tensors, inputs, outputs, ops};
}

/**
 * The graph with its weights in half precision, each decoded by an operator before it is used, as TensorFlow's converter writes it:
 * half the bytes, and the activations stay real. Vectors (biases) stay as they are.
 */
export function halveWeights(graph: Graph): Graph {
  return decodeWeights(graph, (values) => {
    const data = new Uint16Array(values.length);
    for (let i = 0; i < data.length; i++) data[i] = toHalf(values[i]);
    return {type: "float16", data};
  });
}

/**
 * The graph with int8 weights, each decoded by an operator before it is used: a quarter of the bytes, and the activations stay real;
 * what TensorFlow calls dynamic range, without its arithmetic in whole numbers.
 * @param topOf largest whole number of an operator's weights; default 127
 */
export function shrinkWeights(graph: Graph, topOf: (op: WeightyOp) => number = () => 127): Graph {
  return decodeWeights(graph, (values, channels, op) => ({type: "int8", ...quantiseWeights(values, channels, topOf(op))}));
}

/** An operator with weights, its second input. */
export type WeightyOp = Extract<GraphOp, {kind: "conv" | "transposeConv" | "dense"}>;

/** Whether an operator has weights. */
export function weighs(op: GraphOp): op is WeightyOp {
  return op.kind === "conv" || op.kind === "transposeConv" || op.kind === "dense";
}

function decodeWeights(
  graph: Graph,
  encode: (values: Float32Array, channels: number, op: WeightyOp) => Pick<GraphTensor, "type" | "data" | "quantisation">
): Graph {
  const tensors = [...graph.tensors];
  const decoders: GraphOp[] = [];
  const ops = graph.ops.map((op): GraphOp => {
    if (!weighs(op)) return op;
    const [x, second, third] = op.inputs;
    const {name, shape, data} = tensors[second];
    const small = tensors.push({name: `${name}/small`, shape, ...encode(data as Float32Array, shape[0], op)}) - 1;
    const decoded = tensors.push({name: `${name}/decoded`, shape, type: "float32"}) - 1;
    decoders.push({kind: "dequantize", inputs: [small], outputs: [decoded]});
    return {...op, inputs: [x, decoded, third]};
  });
  return compact({...graph, tensors, ops: [...decoders, ...ops]});
}

function present({quantisation, name}: GraphTensor): Quantisation {
  if (!quantisation) throw new RangeError(`"${name}" was not seen in calibration`);
  return quantisation;
}

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
