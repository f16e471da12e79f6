import type {Conv, ConvTranspose, Dense} from "../../nn/network/layers.ts";
import type {Weights} from "../../nn/network/network-weights.ts";
import type {Network, PlacedLayer} from "../../nn/network/network.ts";
import {outputShapeOf} from "../../nn/network/network.ts";
import {foldBatchNorm} from "./fold-batch-norm.ts";
import {bakeSpectralNorm} from "../../nn/network/spectral-norm.ts";
import {graphBuilder} from "./builder.ts";
import type {GraphBuilder} from "./builder.ts";
import type {Change} from "./changes.ts";
import type {Graph, GraphPadding} from "./graph.ts";

/** A network ready to be written. */
export interface Lowered {
  graph: Graph;
  /** What was done to it on the way; `describeChange` says it in words. */
  changes: Change[];
}

/**
 * A network and its weights as a graph of operators, for inference: batch normalisations are folded, ReLUs fused into what comes
 * before them, dropout is gone.
 * @throws RangeError when the weights do not fit; naming the layer when no operator does what it does.
 */
export function lower(net: Network, weights: Weights, name = "network"): Lowered {
  const baked = bakeSpectralNorm(net, weights);
  const folded = foldBatchNorm(baked.network, baked.weights);
  const build = graphBuilder(name);
  let x = build.input("input", [1, ...net.input]);
  const label = net.label === undefined ? null : build.input("label", [1, net.label]);
  const changes: Change[] = [
    ...baked.layers.map((layer): Change => ({kind: "baked", layer})),
    ...folded.changes.map(({layer, into, reason = ""}): Change => {
      return into === null ? {kind: "kept", layer, reason} : {kind: "folded", layer, into};
    })
  ];
  for (const layer of folded.network.layers) {
    const next = lowerLayer(build, layer, x, label, folded.weights);
    // A ReLU that was fused gives the tensor that was there, too.
    if (next === x && layer.kind !== "relu") changes.push({kind: "dropped", layer: layer.name, reason: reasonOf(layer.kind)});
    x = next;
  }
  const graph = build.finish([build.named(x, "output", [1, ...outputShapeOf(net)])]);
  return {graph, changes: [...changes, ...build.fused]};
}

function reasonOf(kind: PlacedLayer["kind"]): string {
  return kind === "dropout" ? "it does nothing at inference" : "the shape is the same already";
}

function lowerLayer(build: GraphBuilder, layer: PlacedLayer, x: number, label: number | null, weights: Weights): number {
  const shape = [1, ...layer.outputShape];
  const {name} = layer;
  switch (layer.kind) {
    case "dense":
      return lowerDense(build, layer, x, weights);
    case "auxiliary":
      return lowerDense(build, {...layer, kind: "dense", units: 1 + layer.classes, bias: true}, x, weights);
    case "conv":
      return lowerConv(build, layer, x, weights);
    case "convTranspose":
      return lowerTransposed(build, layer, x, weights);
    case "batchNorm":
      return lowerNorm(build, layer, x, weights);
    case "relu":
      return build.relu(x, name);
    case "leakyRelu":
      return build.op({kind: "leakyRelu", slope: layer.slope}, [x], name, shape);
    case "tanh":
      return build.op({kind: "tanh"}, [x], name, shape);
    case "sigmoid":
      return build.op({kind: "logistic"}, [x], name, shape);
    case "reshape":
    case "flatten":
      return build.reshape(x, name, shape);
    case "dropout":
      return x;
    case "upsample":
      return build.op({kind: "resize", factor: layer.factor}, [x], name, shape);
    case "zeroPad":
      return build.op({kind: "pad", sides: layer.sides}, [x], name, shape);
    case "maxPool":
    case "averagePool": {
      const {kind, size, stride, padding} = layer;
      return build.op({kind, size, stride, padding}, [x], name, shape);
    }
    case "globalAverage": {
      const [height, width, channels] = layer.inputShape;
      const mean = build.op(
        {kind: "averagePool", size: [height, width], stride: [1, 1], padding: "valid"},
        [x],
        `${name}/map`,
        [1, 1, 1, channels] // prettier-ignore
      );
      return build.reshape(mean, name, shape);
    }
    case "glu": {
      const axis = shape.length - 1;
      const [value, gate] = build.split(x, name, shape, axis);
      return build.op({kind: "mul"}, [value, build.op({kind: "logistic"}, [gate], `${name}/open`, shape)], name, shape);
    }
    case "branch":
    case "choose":
      throw new RangeError(
        `layer "${name}" is of several networks in one: take one of them out by generatorOf (models/remedies) and ship that`
      );
    case "own":
      throw new RangeError(
        `layer "${name}" is one of your own, and no operator is known that does what it does: put layers of the book in its place. Its ` +
          "weights alone can be written with writeWeights (weights-file)"
      );
    case "minibatchDeviation":
      throw new RangeError(
        `layer "${name}" compares the examples of a batch: no operator does, and a discriminator is not shipped`
      );
    case "concatLabel":
      return lowerConcat(build, layer, x, present(label));
    case "projection":
      return lowerProjection(build, layer, x, present(label), weights);
  }
}

function lowerDense(build: GraphBuilder, {name, units, bias}: Dense & PlacedLayer, x: number, weights: Weights): number {
  const {shape, values} = weights[`${name}/kernel`];
  const [inputs] = shape;
  const matrix = new Float32Array(values.length);
  for (let i = 0; i < inputs; i++) for (let u = 0; u < units; u++) matrix[u * inputs + i] = values[i * units + u];
  const kernel = build.constant(`${name}/kernel`, [units, inputs], matrix);
  return build.op({kind: "dense", activation: "none"}, [x, kernel, biasOf(build, name, units, bias, weights)], name, [1, units]);
}

function lowerConv(build: GraphBuilder, layer: Conv & PlacedLayer, x: number, weights: Weights): number {
  const {name, filters, stride, padding, bias, outputShape} = layer;
  const [height, width, channels, out] = weights[`${name}/kernel`].shape;
  const {values} = weights[`${name}/kernel`];
  const filter = new Float32Array(values.length);
  // [height, width, in, out] → [out, height, width, in]
  const size = height * width * channels;
  for (let i = 0; i < size; i++) for (let o = 0; o < out; o++) filter[o * size + i] = values[i * out + o];
  const inputs = [x, build.constant(`${name}/kernel`, [out, height, width, channels], filter)];
  inputs.push(biasOf(build, name, filters, bias, weights));
  let form: GraphPadding = padding === "same" ? "same" : "valid";
  if (typeof padding === "number" && padding > 0) {
    const [rows, columns, depth] = layer.inputShape;
    const symmetric = stride[0] === 1 && stride[1] === 1 && height === 2 * padding + 1 && width === 2 * padding + 1;
    if (symmetric) form = "same";
    else {
      const padded = [1, rows + 2 * padding, columns + 2 * padding, depth];
      inputs[0] = build.op({kind: "pad", sides: [padding, padding, padding, padding]}, [x], `${name}/padded`, padded);
    }
  }
  return build.op({kind: "conv", stride, padding: form, activation: "none"}, inputs, name, [1, ...outputShape]);
}

function lowerTransposed(build: GraphBuilder, layer: ConvTranspose & PlacedLayer, x: number, weights: Weights): number {
  const {name, filters, stride, padding, bias, kernel: size, outputShape} = layer;
  const [height, width, out, channels] = weights[`${name}/kernel`].shape;
  const {values} = weights[`${name}/kernel`];
  let form: GraphPadding = padding === "same" ? "same" : "valid";
  if (typeof padding === "number" && padding > 0) {
    if (size.some((length, axis) => length - stride[axis] !== 2 * padding)) {
      const given = `kernel ${size.join(" × ")}, stride ${stride.join(" × ")}, padding ${padding}`;
      throw new RangeError(`${name}: no operator does a transposed convolution with ${given}; use "same" or "valid"`);
    }
    form = "same";
  }
  // [height, width, out, in] → [out, height, width, in]
  const filter = new Float32Array(values.length);
  for (let place = 0; place < height * width; place++) {
    for (let o = 0; o < out; o++) {
      const from = (place * out + o) * channels;
      filter.set(values.subarray(from, from + channels), (o * height * width + place) * channels);
    }
  }
  const inputs = [x, build.constant(`${name}/kernel`, [out, height, width, channels], filter)];
  inputs.push(biasOf(build, name, filters, bias, weights));
  return build.op({kind: "transposeConv", stride, padding: form}, inputs, name, [1, ...outputShape]);
}

/** What could not be folded: a product and a sum for each channel. */
function lowerNorm(build: GraphBuilder, layer: PlacedLayer & {epsilon: number}, x: number, weights: Weights): number {
  const {name, epsilon, outputShape} = layer;
  const of = (role: string) => weights[`${name}/${role}`].values;
  const factor = of("gamma").map((value, c) => value / Math.sqrt(of("variance")[c] + epsilon));
  const shift = of("beta").map((value, c) => value - of("mean")[c] * factor[c]);
  const shape = [1, ...outputShape];
  const scaled = build.op({kind: "mul"}, [x, build.constant(`${name}/factor`, [factor.length], factor)], `${name}/scaled`, shape);
  return build.op({kind: "add"}, [scaled, build.constant(`${name}/shift`, [shift.length], shift)], name, shape);
}

/** The label beside the features, or beside the channels of every pixel. */
function lowerConcat(build: GraphBuilder, {name, inputShape, outputShape}: PlacedLayer, x: number, label: number): number {
  const classes = outputShape[outputShape.length - 1] - inputShape[inputShape.length - 1];
  let beside = label;
  if (inputShape.length === 3) {
    const [height, width] = inputShape;
    const spot = build.reshape(label, `${name}/spot`, [1, 1, 1, classes]);
    const ones = build.constant(`${name}/ones`, [1, height, width, 1], new Float32Array(height * width).fill(1));
    beside = build.op({kind: "mul"}, [spot, ones], `${name}/maps`, [1, height, width, classes]);
  }
  return build.op({kind: "concat", axis: outputShape.length}, [x, beside], name, [1, ...outputShape]);
}

/** features · kernel + bias + ⟨label · embedding, features⟩; the last sum is a product with a row of ones. */
function lowerProjection(
  build: GraphBuilder,
  {name, inputShape: [features]}: PlacedLayer,
  x: number,
  label: number,
  weights: Weights
): number {
  const zeros = (name: string, size: number) => build.constant(name, [size], new Float32Array(size));
  const {shape, values} = weights[`${name}/embedding`];
  const [classes] = shape;
  const turned = new Float32Array(values.length);
  for (let c = 0; c < classes; c++) for (let f = 0; f < features; f++) turned[f * classes + c] = values[c * features + f];
  const dense = (inputs: number[], to: string, units: number) =>
    build.op({kind: "dense", activation: "none"}, inputs, to, [1, units]);
  const embedding = build.constant(`${name}/embedding`, [features, classes], turned);
  const direction = dense([label, embedding, zeros(`${name}/none`, features)], `${name}/direction`, features);
  const product = build.op({kind: "mul"}, [direction, x], `${name}/product`, [1, features]);
  const ones = build.constant(`${name}/ones`, [1, features], new Float32Array(features).fill(1));
  const along = dense([product, ones, zeros(`${name}/zero`, 1)], `${name}/along`, 1);
  const kernel = build.constant(`${name}/kernel`, [1, features], weights[`${name}/kernel`].values);
  const head = dense([x, kernel, build.constant(`${name}/bias`, [1], weights[`${name}/bias`].values)], `${name}/head`, 1);
  return build.op({kind: "add"}, [head, along], name, [1, 1]);
}

function biasOf(build: GraphBuilder, name: string, size: number, bias: boolean, weights: Weights): number {
  return build.constant(`${name}/bias`, [size], bias ? weights[`${name}/bias`].values : new Float32Array(size));
}

function present(label: number | null): number {
  if (label === null) throw new RangeError("the network needs a label, but has none");
  return label;
}
