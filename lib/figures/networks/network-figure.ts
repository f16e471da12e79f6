import type {Network, PlacedLayer} from "../../nn/network/network.ts";
import {weightSpecs} from "../../nn/network/network.ts";
import {summary} from "../../nn/network/summary.ts";
import {reading} from "../kit/reading.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatCount, formatNumber, formatShape} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";

/** Options of `networkFigure`. */
export interface NetworkFigureOptions extends FigureOptions {
  /** Whose colour it has. Default: ink. */
  player?: "generator" | "discriminator";
}

const slot = 112;
const tall = 108;

/**
 * The architecture of a network: each map as a block whose height stands for the side of the map and whose width for its channels,
 * both logarithmic; activations and normalisation stand under the layer that they follow. Pointing (or arrow keys) reads a layer's
 * row of the summary and what it does; `.value` is its name, null at the input. On narrow pages the blocks wrap.
 * @example
 * ```ts height=395/625
 * import {networkFigure} from "gantry/figures/network-figure";
 * import {compactDcgan} from "gantry/dcgan";
 *
 * display(networkFigure(compactDcgan().generator, {
 *   player: "generator",
 *   caption: "How does noise become a picture? Point at a block.",
 *   invalidation
 * }));
 * ```
 */
export function networkFigure(network: Network, options: NetworkFigureOptions = {}): Figure<string | null> {
  const made = frame<string | null>("network", options, null);
  const blocks = networkBlocks(network);
  const {rows, parameters, trainable, multiplyAdds} = summary(network);
  const most = {side: Math.max(...blocks.map(({side}) => side)), channels: Math.max(...blocks.map(({channels}) => channels))};
  const stops = [-1, ...network.layers.map((_, index) => index)];
  let at = 0;

  const names = new Map<number, HTMLElement>();
  const drawn = blocks.map((block) => {
    const {height, width} = blockSize(block, most, {height: tall, width: slot - 20});
    const box = svgElement("svg", {
      class: "fig-net-drawing",
      viewBox: `0 0 ${slot} ${tall + 4}`,
      width: slot,
      height: tall + 4,
      "aria-hidden": "true"
    });
    box.append(
      svgElement("rect", {x: (slot - width) / 2, y: tall + 2 - height, width, height, rx: 1}),
      ...(block === blocks[blocks.length - 1]
        ? []
        : [svgElement("path", {class: "fig-net-flow", d: `M${slot - 7},${tall / 2 + 24}l5,4l-5,4`})])
    );
    const lines = block.layers.length > 0 ? block.layers : [-1];
    const labels = lines.map((index) => {
      const text = index < 0 ? "input" : layerLabel(network.layers[index]);
      const line = element("div", {class: "fig-net-layer"}, [text]);
      names.set(index, line);
      line.addEventListener("pointerenter", () => show(stops.indexOf(index)), {signal: made.signal});
      line.addEventListener("click", () => choose(stops.indexOf(index)), {signal: made.signal});
      return line;
    });
    const whole = element("div", {class: `fig-net-block${weighs(block) ? "" : " fig-net-hollow"}`}, [
      box,
      element("div", {class: "fig-net-shape"}, [formatShape(block.shape)]),
      ...labels
    ]);
    box.addEventListener("pointerenter", () => show(stops.indexOf(lines[0])), {signal: made.signal});
    box.addEventListener("click", () => choose(stops.indexOf(lines[0])), {signal: made.signal});
    return whole;
  });

  function weighs({layers}: NetworkBlock): boolean {
    return layers.some((index) => rows[index].parameters > 0 && network.layers[index].kind !== "batchNorm");
  }

  const title = `Layers of the network, ${network.layers.length}`;
  const places = {count: () => stops.length, at: () => at, go: choose};
  const strip = reading(title, drawn, made.signal, places, `fig-net${options.player ? ` fig-net-${options.player}` : ""}`);
  const readout = element("div", {class: "fig-formula fig-net-readout"});

  function words(index: number): string {
    if (index < 0)
      return `${formatShape(network.input)}${network.label ? `, and one of ${network.label} labels` : ""}: what goes in`;
    const {outputShape, parameters: count, trainable: trained, multiplyAdds: work} = rows[index];
    const own =
      count === 0
        ? "no parameters"
        : `${formatCount(count)} parameters${trained === count ? ", all trained" : `, ${formatCount(trained)} trained`}`;
    return `${formatShape(outputShape)}; ${own}${workWords(work)}. ${sentence(layerWords(network.layers[index]))}`;
  }

  function show(stop: number): void {
    at = stop;
    const index = stops[stop];
    for (const [name, line] of names) line.classList.toggle("fig-net-pointed", name === index);
    drawn.forEach((whole, i) =>
      whole.classList.toggle("fig-net-lit", (blocks[i].layers.length ? blocks[i].layers : [-1]).includes(index))
    );
    const name = index < 0 ? "input" : network.layers[index].name;
    readout.replaceChildren(element("strong", {}, [name]), ` ${words(index)}`);
    strip.tell({min: 0, max: network.layers.length, now: stop, text: `${name}: ${words(index)}`});
  }
  function choose(stop: number): void {
    show(stop);
    const index = stops[stop];
    made.emit(index < 0 ? null : network.layers[index].name);
  }
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      strip.element,
      readout,
      element("p", {class: "fig-readout"}, [
        `${formatCount(parameters)} parameters, ${trainable === parameters ? "all" : formatCount(trainable)} trained; `,
        `${Number.isNaN(multiplyAdds) ? "an unknown number of" : formatNumber(multiplyAdds)} multiply-adds for one example. Height: side of the map; width: channels; both on logarithmic scales. Filled: has weights.`
      ])
    ])
  );
  onWidth(made.body, made.signal, (width) => strip.element.classList.toggle("fig-net-narrow", width < 480));
  show(Math.min(1, stops.length - 1));
  return made.figure;
}

/** What is drawn below a block: the kind of a layer, the name of one of the reader's own. */
function layerLabel({kind, name}: PlacedLayer): string {
  return kind === "own" ? name : kindWords(kind);
}

function workWords(work: number): string {
  if (Number.isNaN(work)) return "; multiply-adds unknown";
  return work ? `; ${formatCount(work)} multiply-adds` : "";
}

function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** Layers that are drawn as one block: one with weights or that changes the shape, and those that only change its values. */
interface NetworkBlock {
  /** Indices of its layers, in order; empty for the input. */
  layers: number[];
  /** Shape of what it gives, without the batch. */
  shape: number[];
  /** Side of its map (1 for a row of numbers), and its channels or units. */
  side: number;
  channels: number;
}

const inPlace: ReadonlySet<PlacedLayer["kind"]> = new Set(["batchNorm", "relu", "leakyRelu", "tanh", "sigmoid", "dropout"]);

/** A network as blocks: its input first, then one for each layer that makes another map; what follows in place belongs to it. */
export function networkBlocks({input, layers}: Network): NetworkBlock[] {
  const blocks: NetworkBlock[] = [block([], input)];
  layers.forEach((layer, index) => {
    const last = blocks[blocks.length - 1];
    if (inPlace.has(layer.kind) && last.layers.length > 0) last.layers.push(index);
    else blocks.push(block([index], layer.outputShape));
  });
  return blocks;
}

/** Size of a block in pixels: height by the side of its map, width by its channels, both on logarithmic scales of the network. */
export function blockSize(
  {side, channels}: NetworkBlock,
  most: {side: number; channels: number},
  {height, width}: {height: number; width: number}
): {height: number; width: number} {
  const share = (value: number, top: number) => Math.log2(1 + value) / Math.log2(1 + top);
  return {height: Math.max(4, share(side, most.side) * height), width: Math.max(4, share(channels, most.channels) * width)};
}

function block(layers: number[], shape: number[]): NetworkBlock {
  const [side, channels] = shape.length === 3 ? [Math.max(shape[0], shape[1]), shape[2]] : [1, shape[shape.length - 1]];
  return {layers, shape, side, channels};
}

/** What a layer does, in a few words with its numbers: "each of 64 outputs = sum over 4 × 4 × 32 inputs of input · weight + bias". */
export function layerWords(layer: PlacedLayer): string {
  const {inputShape, outputShape} = layer;
  const channels = inputShape[inputShape.length - 1];
  const bias = `${"bias" in layer && layer.bias ? " + bias" : ""}${"spectralNorm" in layer ? ", weights divided by their largest singular value" : ""}`;
  switch (layer.kind) {
    case "dense":
      return `each of ${layer.units} outputs is the sum of all ${channels} inputs · weights${bias}`;
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
      return "x where x > 0, else 0";
    case "leakyRelu":
      return `x where x > 0, else ${formatNumber(layer.slope)} · x`;
    case "tanh":
      return "tanh x, between −1 and 1";
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
      return `each of ${1 + layer.classes} outputs is the sum of all ${channels} inputs · weights + bias: real or not, then the classes`;
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
