import type {Graph, GraphOp} from "./graph.ts";
import {decode} from "./run-float.ts";
import * as layers from "../../nn/network/layers.ts";
import type {Layer} from "../../nn/network/layers.ts";
import type {Values, Weights} from "../../nn/network/network-weights.ts";
import {checkWeights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import {network} from "../../nn/network/network.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

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

/** A layer with its weights by role ("kernel"). */
interface Raised {
  layer: Layer;
  weights?: Record<string, Values>;
}

/** Layers, and the tensor that the last of them makes. */
interface Step {
  layers: Raised[];
  place: number;
}

/**
 * The layers that stand behind a tensor.
 * @param label the tensor of the one-hot label, or null
 * @throws RangeError naming the operator that is no layer.
 */
function raiseNext(wires: Wiring, place: number, label: number | null): Step {
  const takers = wires.takers(place);
  const [op] = takers;
  const {tensors} = wires.graph;
  if (!op) throw new RangeError(`"${tensors[place].name}" leads nowhere`);
  if (takers.length === 2) return raiseProjection(wires, takers, place, label);
  if (takers.length > 2)
    throw new RangeError(`"${tensors[place].name}" goes ${takers.length} ways: a network is one row of layers`);
  const to = wires.source(op.outputs[0]);
  const one = (layer: Layer, weights?: Raised["weights"]): Step => ({layers: [{layer, weights}], place: to});
  switch (op.kind) {
    case "conv":
    case "transposeConv":
    case "dense":
      return {layers: raiseLinear(wires, op, place), place: to};
    case "maxPool":
      return one(layers.maxPool(op.size, {stride: op.stride, padding: op.padding}));
    case "averagePool": {
      const [, height, width] = tensors[place].shape;
      const flat = wires.takers(to);
      const whole = op.padding === "valid" && op.size[0] === height && op.size[1] === width;
      if (whole && flat.length === 1 && flat[0].kind === "reshape" && tensors[flat[0].outputs[0]].shape.length === 2) {
        return {layers: [{layer: layers.globalAverage()}], place: wires.source(flat[0].outputs[0])};
      }
      return one(layers.averagePool(op.size, {stride: op.stride, padding: op.padding}));
    }
    case "resize":
      return one(layers.upsample(op.factor));
    case "pad":
      return one(layers.zeroPad(op.sides));
    case "leakyRelu":
      return one(layers.leakyRelu(op.slope));
    case "relu":
      return one(layers.relu());
    case "tanh":
      return one(layers.tanh());
    case "logistic":
      return one(layers.sigmoid());
    case "reshape": {
      const [, ...shape] = tensors[op.outputs[0]].shape;
      return one(shape.length === 1 ? layers.flatten() : layers.reshape(shape));
    }
    case "concat":
      if (wires.source(op.inputs[0]) === place && label !== null && isLabel(wires, op.inputs[1], label))
        return one(layers.concatLabel());
      break;
    case "split":
      return raiseGate(wires, op);
    case "mul":
    case "add":
      return raiseAffine(wires, op, place);
    default:
  }
  throw new RangeError(`${wires.label(op)} is no layer of a network`);
}

/** Kernels as networks hold them; a ReLU that was fused is a layer again. */
function raiseLinear(wires: Wiring, op: Extract<GraphOp, {kind: "conv" | "transposeConv" | "dense"}>, place: number): Raised[] {
  const {tensors} = wires.graph;
  const [x, filter, bias] = op.inputs;
  const [kernel, biases] = [filter, bias].map((at) => wires.constant(at));
  if (wires.source(x) !== place || !kernel || !biases) throw new RangeError(`${wires.label(op)} must have constant weights`);
  const {shape} = tensors[filter];
  const bare = {bias: {shape: [biases.length], values: biases}};
  const active: Raised[] = "activation" in op && op.activation === "relu" ? [{layer: layers.relu()}] : [];
  if (op.kind === "dense") {
    const [units, features] = shape;
    return [{layer: layers.dense(units), weights: {kernel: turned(kernel, [units, features], [1, 0]), ...bare}}, ...active];
  }
  const [channels, height, width] = shape;
  const options = {kernel: [height, width] as [number, number], stride: op.stride, padding: op.padding};
  if (op.kind === "conv") {
    return [{layer: layers.conv(channels, options), weights: {kernel: turned(kernel, shape, [1, 2, 3, 0]), ...bare}}, ...active];
  }
  return [{layer: layers.convTranspose(channels, options), weights: {kernel: turned(kernel, shape, [1, 2, 0, 3]), ...bare}}];
}

/** The same numbers with their axes in another order. */
function turned(values: Float32Array, shape: readonly number[], order: readonly number[]): Values {
  const steps = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const to = order.map((axis) => shape[axis]);
  const result = new Float32Array(values.length);
  const index = new Int32Array(to.length);
  for (let i = 0; i < result.length; i++) {
    let from = 0;
    for (let axis = 0; axis < to.length; axis++) from += index[axis] * steps[order[axis]];
    result[i] = values[from];
    for (let axis = to.length - 1; axis >= 0 && ++index[axis] === to[axis]; axis--) index[axis] = 0;
  }
  return {shape: to, values: result};
}

/** The label itself, or repeated at every pixel. */
function isLabel(wires: Wiring, place: number, label: number): boolean {
  const at = wires.source(place);
  const maker = at === label ? undefined : wires.maker(at);
  if (at === label) return true;
  if (maker?.kind === "reshape") return isLabel(wires, maker.inputs[0], label);
  if (maker?.kind !== "mul") return false;
  const [first, second] = maker.inputs;
  return isLabel(wires, first, label) && wires.constant(second)?.every((value) => Math.abs(value - 1) < 1e-6) === true;
}

/** Half of the channels times the sigmoid of the others. */
function raiseGate(wires: Wiring, op: GraphOp): Step {
  const [value, gate] = op.outputs.map((place) => wires.source(place));
  const opened = only(wires.takers(gate));
  const product = only(wires.takers(value));
  const inputs = product?.inputs.map((place) => wires.source(place));
  if (opened?.kind !== "logistic" || product?.kind !== "mul" || !inputs?.includes(wires.source(opened.outputs[0]))) {
    throw new RangeError(`${wires.label(op)} is no gate: its second half must be the sigmoid that multiplies the first`);
  }
  return {layers: [{layer: layers.glu()}], place: wires.source(product.outputs[0])};
}

/** A factor for each channel, then a summand, or one of them: a batch normalisation of which only these are left. */
function raiseAffine(wires: Wiring, op: GraphOp, place: number): Step {
  const vector = (from: GraphOp, x: number): Float32Array | null => {
    const other = from.inputs.find((input) => wires.source(input) !== x);
    const values = other === undefined ? null : wires.constant(other);
    const channels = wires.graph.tensors[x].shape.at(-1) ?? 1;
    if (values?.length !== 1 && values?.length !== channels) return null;
    return Float32Array.from({length: channels}, (_, c) => values[values.length === 1 ? 0 : c]);
  };
  let to = wires.source(op.outputs[0]);
  const first = vector(op, place);
  if (!first) throw new RangeError(`${wires.label(op)} must have a number for each channel to be a layer`);
  let [gamma, beta] = op.kind === "mul" ? [first, first.map(() => 0)] : [first.map(() => 1), first];
  const next = only(wires.takers(to));
  const second = op.kind === "mul" && next?.kind === "add" ? vector(next, to) : null;
  if (second && next) [gamma, beta, to] = [gamma, second, wires.source(next.outputs[0])];
  const epsilon = 1e-5;
  const of = (values: Float32Array): Values => ({shape: [values.length], values});
  const [mean, variance] = [gamma.map(() => 0), gamma.map(() => 1 - epsilon)];
  const weights = {gamma: of(gamma), beta: of(beta), mean: of(mean), variance: of(variance)};
  return {layers: [{layer: layers.batchNorm({epsilon}), weights}], place: to};
}

/** features · kernel + bias + ⟨label · embedding, features⟩, as `lower` writes it. */
function raiseProjection(wires: Wiring, takers: GraphOp[], place: number, label: number | null): Step {
  const head = takers.find(({kind}) => kind === "dense");
  const product = takers.find(({kind}) => kind === "mul");
  const sum = head && only(wires.takers(wires.source(head.outputs[0])));
  const along = product && only(wires.takers(wires.source(product.outputs[0])));
  const direction = product?.inputs.map((input) => wires.maker(wires.source(input))).find((maker) => maker?.kind === "dense");
  const ones = along?.kind === "dense" ? wires.constant(along.inputs[1]) : null;
  const meets = along && only(wires.takers(wires.source(along.outputs[0]))) === sum;
  if (
    !head ||
    !direction ||
    sum?.kind !== "add" ||
    !meets ||
    !ones?.every((value) => Math.abs(value - 1) < 1e-6) ||
    label !== wires.source(direction.inputs[0])
  ) {
    throw new RangeError(`"${wires.graph.tensors[place].name}" goes two ways: a network is one row of layers`);
  }
  const [kernel, bias, embedding] = [head.inputs[1], head.inputs[2], direction.inputs[1]].map((at) => wires.constant(at));
  if (!kernel || !bias || !embedding) throw new RangeError(`${wires.label(head)} must have constant weights`);
  const [features, classes] = wires.graph.tensors[direction.inputs[1]].shape;
  const weights = {
    kernel: {shape: [features, 1], values: kernel},
    bias: {shape: [1], values: bias},
    embedding: turned(embedding, [features, classes], [1, 0])
  };
  return {layers: [{layer: layers.projection(), weights}], place: wires.source(sum.outputs[0])};
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

/** Who makes and who takes the tensors of a graph, as if conversions between types were not there. */
interface Wiring {
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
function wiring(graph: Graph): Wiring {
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
