import type {Weights} from "../nn/network/network-weights.ts";
import {checkWeights} from "../nn/network/network-weights.ts";
import type {Network, PlacedLayer} from "../nn/network/network.ts";
import {bakeSpectralNorm} from "../nn/network/spectral-norm.ts";

/** A model for `tf.loadLayersModel` of TensorFlow.js: two files, which belong side by side. */
export interface LayersModel {
  "model.json": Uint8Array;
  "weights.bin": Uint8Array;
}

/** A layer of tf.layers with what goes into it. */
interface Node {
  name: string;
  class: string;
  config: Record<string, unknown>;
  inputs: readonly string[];
  /** Names that tf.layers gives its weights → ours. */
  weights?: Record<string, string>;
}

/** What our running statistics are called there. */
const ROLES: Readonly<Record<string, string>> = {mean: "moving_mean", variance: "moving_variance"};
const INPUT = "input";
const LABEL = "label";

/**
 * A network for stock `tf.loadLayersModel`, to be used as it is after training. A network with a label has two inputs: the examples
 * and the one-hot labels.
 * @throws RangeError when the weights do not fit, and naming the layer that tf.layers does not have (`glu`).
 */
export function layersModel(given: Network, trained: Weights, name = "generator"): LayersModel {
  checkWeights(given, trained);
  const {network, weights} = bakeSpectralNorm(given, trained);
  const nodes: Node[] = [inputNode(INPUT, network.input)];
  if (network.label !== undefined) nodes.push(inputNode(LABEL, [network.label]));
  let last = INPUT;
  for (const layer of network.layers) {
    const made = nodesOf(layer, last);
    nodes.push(...made);
    last = made[made.length - 1].name;
  }
  const specs = nodes.flatMap((node) =>
    Object.entries(node.weights ?? {}).map(([role, ours]) => ({name: `${node.name}/${role}`, ours}))
  );
  const bytes = new Float32Array(specs.reduce((sum, {ours}) => sum + weights[ours].values.length, 0));
  let at = 0;
  for (const {ours} of specs) {
    bytes.set(weights[ours].values, at);
    at += weights[ours].values.length;
  }
  const model = {
    format: "layers-model",
    generatedBy: "Gantry",
    convertedBy: null,
    modelTopology: {
      class_name: "Model",
      config: {
        name,
        layers: nodes.map((node) => ({
          name: node.name,
          class_name: node.class,
          config: {...node.config, name: node.name, trainable: true},
          inbound_nodes: node.inputs.length === 0 ? [] : [node.inputs.map((from) => [from, 0, 0, {}])]
        })),
        input_layers: (network.label === undefined ? [INPUT] : [INPUT, LABEL]).map((from) => [from, 0, 0]),
        output_layers: [[last, 0, 0]]
      },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js"
    },
    weightsManifest: [
      {
        paths: ["weights.bin"],
        weights: specs.map(({name: of, ours}) => ({name: of, shape: weights[ours].shape, dtype: "float32"}))
      }
    ]
  };
  return {"model.json": new TextEncoder().encode(JSON.stringify(model)), "weights.bin": new Uint8Array(bytes.buffer)};
}

function inputNode(name: string, shape: readonly number[]): Node {
  return {name, class: "InputLayer", config: {batch_input_shape: [null, ...shape], dtype: "float32", sparse: false}, inputs: []};
}

/** One layer of ours in layers of tf.layers; the last of them gives its output. */
function nodesOf(layer: PlacedLayer, from: string): Node[] {
  const {name, inputShape, outputShape} = layer;
  const one = (kind: string, config: Record<string, unknown> = {}, roles: readonly string[] = []): Node[] => [
    {name, class: kind, config, inputs: [from], weights: named(name, roles)}
  ];
  switch (layer.kind) {
    case "dense":
      return one(
        "Dense",
        {units: layer.units, activation: "linear", use_bias: layer.bias},
        layer.bias ? ["kernel", "bias"] : ["kernel"]
      );
    case "auxiliary":
      return one("Dense", {units: 1 + layer.classes, activation: "linear", use_bias: true}, ["kernel", "bias"]);
    case "conv":
    case "convTranspose":
      return convolution(layer, from);
    case "batchNorm":
      return one("BatchNormalization", {axis: -1, momentum: layer.momentum, epsilon: layer.epsilon, center: true, scale: true}, [
        "gamma",
        "beta",
        "mean",
        "variance"
      ]);
    case "maxPool":
    case "averagePool":
      return one(layer.kind === "maxPool" ? "MaxPooling2D" : "AveragePooling2D", {
        pool_size: layer.size,
        strides: layer.stride,
        padding: layer.padding,
        data_format: "channels_last"
      });
    case "relu":
      return one("ReLU", {max_value: null});
    case "leakyRelu":
      return one("LeakyReLU", {alpha: layer.slope});
    case "tanh":
    case "sigmoid":
      return one("Activation", {activation: layer.kind});
    case "reshape":
    case "flatten":
      return one("Reshape", {target_shape: outputShape});
    case "globalAverage":
      return one("GlobalAveragePooling2D", {data_format: "channels_last"});
    case "dropout":
      return one("Dropout", {rate: layer.rate});
    case "upsample":
      return one("UpSampling2D", {size: [layer.factor, layer.factor], data_format: "channels_last", interpolation: "nearest"});
    case "zeroPad": {
      const [top, bottom, left, right] = layer.sides;
      return one("ZeroPadding2D", {
        padding: [
          [top, bottom],
          [left, right]
        ],
        data_format: "channels_last"
      });
    }
    case "concatLabel": {
      if (inputShape.length === 1) return [joined(name, [from, LABEL])];
      const [height, width] = inputShape;
      const classes = outputShape[2] - inputShape[2];
      return [
        {name: `${name}_repeated`, class: "RepeatVector", config: {n: height * width}, inputs: [LABEL]},
        {name: `${name}_maps`, class: "Reshape", config: {target_shape: [height, width, classes]}, inputs: [`${name}_repeated`]},
        joined(name, [from, `${name}_maps`])
      ];
    }
    case "projection":
      return [
        {
          name: `${name}_head`,
          class: "Dense",
          config: {units: 1, activation: "linear", use_bias: true},
          inputs: [from],
          weights: named(name, ["kernel", "bias"])
        },
        {
          name: `${name}_direction`,
          class: "Dense",
          config: {units: inputShape[0], activation: "linear", use_bias: false},
          inputs: [LABEL],
          weights: {kernel: `${name}/embedding`}
        },
        {name: `${name}_product`, class: "Dot", config: {axes: 1, normalize: false}, inputs: [from, `${name}_direction`]},
        {name, class: "Add", config: {}, inputs: [`${name}_head`, `${name}_product`]}
      ];
    case "own":
      throw new RangeError(`layer "${name}" is one of your own, and cannot be written for tf.layers, which has no such layer`);
    default:
      throw new RangeError(`layer "${name}" (${layer.kind}) cannot be written for tf.layers, which has no such layer`);
  }
}

function joined(name: string, inputs: readonly string[]): Node {
  return {name, class: "Concatenate", config: {axis: -1}, inputs};
}

/** Rows of zeros on every side become a layer of their own: tf.layers knows only "same" and "valid". */
function convolution(layer: Extract<PlacedLayer, {kind: "conv" | "convTranspose"}>, from: string): Node[] {
  const {name, filters, kernel, stride, padding, bias} = layer;
  const rows = typeof padding === "number" && padding > 0 ? padding : 0;
  const transposed = layer.kind === "convTranspose";
  const sides = {
    [transposed ? "cropping" : "padding"]: [
      [rows, rows],
      [rows, rows]
    ],
    data_format: "channels_last"
  };
  const main = (as: string, source: string): Node => ({
    name: as,
    class: transposed ? "Conv2DTranspose" : "Conv2D",
    config: {
      filters,
      kernel_size: kernel,
      strides: stride,
      padding: typeof padding === "number" ? "valid" : padding,
      data_format: "channels_last",
      activation: "linear",
      use_bias: bias
    },
    inputs: [source],
    weights: named(name, bias ? ["kernel", "bias"] : ["kernel"])
  });
  if (rows === 0) return [main(name, from)];
  if (transposed) return [main(`${name}_whole`, from), {name, class: "Cropping2D", config: sides, inputs: [`${name}_whole`]}];
  return [{name: `${name}_padded`, class: "ZeroPadding2D", config: sides, inputs: [from]}, main(name, `${name}_padded`)];
}

function named(layer: string, roles: readonly string[]): Record<string, string> {
  return Object.fromEntries(roles.map((role) => [ROLES[role] ?? role, `${layer}/${role}`]));
}
