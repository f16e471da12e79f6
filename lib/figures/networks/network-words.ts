import type {PlacedLayer} from "../../nn/network/network.ts";
import {weightSpecs} from "../../nn/network/network.ts";
import {formatCount, formatNumber, formatShape} from "../kit/format.ts";

/** What a layer does, in a few words with its numbers: "each of 64 outputs = sum over 4 × 4 × 32 inputs of input · weight + bias". */
export function layerWords(layer: PlacedLayer): string {
  const {inputShape, outputShape} = layer;
  const channels = inputShape[inputShape.length - 1];
  const bias = `${"bias" in layer && layer.bias ? " + bias" : ""}${"spectralNorm" in layer ? ", weights divided by their largest singular value" : ""}`;
  switch (layer.kind) {
    case "dense":
      return `each of ${formatCount(layer.units)} outputs is the sum of all ${formatCount(channels)} inputs · weights${bias}`;
    case "conv":
      return `each output is the sum over a window of ${formatShape([...layer.kernel, channels])} inputs · weights${bias}; ${steps(layer.stride)}`;
    case "convTranspose":
      return `each input adds itself · a kernel of ${formatShape([...layer.kernel, layer.filters])} to the output${bias ? ", and a bias is added" : ""}; ${steps(layer.stride)}`;
    case "batchNorm":
      return `each channel: (x − mean) / √(variance + ${formatNumber(layer.epsilon)}), then · gamma + beta`;
    case "minibatchDeviation":
      return "how much the examples of the batch differ, as one more channel";
    case "branch":
      return "another network begins, with all numbers of the input but the last";
    case "choose":
      return "what one of the networks before made; the last number of the input says which";
    case "relu":
      return "keeps x where x > 0, else gives 0";
    case "leakyRelu":
      return `keeps x where x > 0, else gives ${formatNumber(layer.slope)} · x`;
    case "tanh":
      return "the hyperbolic tangent of x, between −1 and 1";
    case "sigmoid":
      return "1 / (1 + e⁻ˣ), between 0 and 1";
    case "reshape":
      return `the same numbers as ${formatShape(outputShape)}`;
    case "flatten":
      return "the same numbers in one row";
    case "dropout":
      return `in training, ${formatNumber(100 * layer.rate)} % of the values become 0`;
    case "upsample":
      return `each pixel repeated ${layer.factor} × ${layer.factor} times`;
    case "maxPool":
      return `the largest of each window of ${formatShape(layer.size)}`;
    case "averagePool":
      return `the mean of each window of ${formatShape(layer.size)}`;
    case "globalAverage":
      return "the mean of each channel";
    case "zeroPad":
      return `zeros around the map: ${layer.sides.join(", ")} (above, below, left, right)`;
    case "glu":
      return "the first half of the channels · the sigmoid of the second";
    case "concatLabel":
      return "the label, one-hot, joins as further channels";
    case "own":
      return ownWords(layer);
    case "projection":
      return "sum of features · (weights + those of the label) + bias: one number";
    case "auxiliary":
      return `each of ${1 + layer.classes} outputs is the sum of all ${formatCount(channels)} inputs · weights + bias: real or not, then the classes`;
  }
}

function ownWords(layer: PlacedLayer): string {
  const weights = weightSpecs({input: layer.inputShape, layers: [layer]});
  const told = weights.map(({name, shape}) => `${name.slice(layer.name.length + 1)} ${formatShape(shape)}`).join(", ");
  return `a layer of your own, ${told ? `with the weights ${told}` : "without weights"}`;
}

/** Short name of a layer's kind for a block of the drawing. */
export function kindWords(kind: PlacedLayer["kind"]): string {
  const names: Partial<Record<PlacedLayer["kind"], string>> = {
    conv: "conv",
    convTranspose: "conv, transposed",
    batchNorm: "batch norm",
    minibatchDeviation: "batch deviation",
    relu: "ReLU",
    leakyRelu: "leaky ReLU",
    upsample: "upsample",
    maxPool: "max pool",
    averagePool: "average pool",
    globalAverage: "global average",
    zeroPad: "zero pad",
    glu: "GLU",
    concatLabel: "+ label",
    auxiliary: "real? and class",
    own: "your own"
  };
  return names[kind] ?? kind;
}

function steps([down, across]: readonly [number, number]): string {
  return down === 1 && across === 1 ? "stride 1" : `stride ${down === across ? down : `${down} × ${across}`}`;
}

/** What is drawn below a block: the kind of a layer, the name of one of the reader's own. */
export function layerLabel({kind, name}: PlacedLayer): string {
  return kind === "own" ? name : kindWords(kind);
}

/** What a layer costs to run, after a semicolon. */
export function workWords(work: number): string {
  if (Number.isNaN(work)) return "; multiply-adds unknown";
  return work ? `; ${formatCount(work)} multiply-adds` : "";
}

/** A text as a sentence. */
export function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
