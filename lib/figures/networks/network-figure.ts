import type {Network, PlacedLayer} from "../../nn/network/network.ts";
import {summary} from "../../nn/network/summary.ts";
import {reading} from "../kit/reading.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatCount, formatNumber, formatShape} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import type {Widths} from "./widths.ts";
import {layerShares, shareText, widthsChoice} from "./widths.ts";
import {layerLabel, layerWords, sentence, workWords} from "./network-words.ts";

/** Options of `networkFigure`. */
export interface NetworkFigureOptions extends FigureOptions {
  /** Whose colour it has. Default: ink. */
  player?: "generator" | "discriminator";
  /** What the width of a block stands for at first; the reader can switch. Default "equal": its channels, on a logarithmic scale. */
  widths?: Widths;
}

const slot = 112;
const tall = 108;

/**
 * The architecture of a network: each map as a block whose height stands for the side of the map and whose width for its channels,
 * both logarithmic, or for its part of the parameters or the multiply-adds, as `widths` says and the reader switches; activations and normalisation stand under the layer that they follow. Pointing (or arrow keys) reads a layer's
 * row of the summary and what it does; `.value` is its name, null at the input. On narrow pages the blocks wrap.
 * @example
 * ```ts height=406/733
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
  const counts = `${formatCount(parameters)} parameters, ${trainable === parameters ? "all" : formatCount(trainable)} trained; ${
    Number.isNaN(multiplyAdds) ? "an unknown number of" : formatNumber(multiplyAdds)
  } multiply-adds for one example.`;
  const foot = element("p", {class: "fig-readout"});
  const parts = blocks.map(() => element("div", {class: "fig-note"}));

  const names = new Map<number, HTMLElement>();
  let widths: Widths = options.widths ?? "equal";
  const costs = blocks.map((block) => ({
    parameters: block.layers.reduce((sum, index) => sum + rows[index].parameters, 0),
    multiplyAdds: block.layers.reduce((sum, index) => sum + rows[index].multiplyAdds, 0)
  }));
  const boxes: SVGRectElement[] = [];
  const drawn = blocks.map((block) => {
    const {height} = blockSize(block, most, {height: tall, width: slot - 20});
    const box = svgElement("svg", {
      class: "fig-net-drawing",
      viewBox: `0 0 ${slot} ${tall + 4}`,
      width: slot,
      height: tall + 4,
      "aria-hidden": "true"
    });
    const rect = svgElement("rect", {y: tall + 2 - height, height, rx: 1});
    boxes.push(rect);
    box.append(
      rect,
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
      parts[blocks.indexOf(block)],
      ...labels
    ]);
    box.addEventListener("pointerenter", () => show(stops.indexOf(lines[0])), {signal: made.signal});
    box.addEventListener("click", () => choose(stops.indexOf(lines[0])), {signal: made.signal});
    return whole;
  });

  /** The widths of the blocks, and what is said of them. */
  function widen(): void {
    const shares = widths === "equal" ? null : layerShares(costs, widths);
    const largest = Math.max(...(shares ?? [1]));
    boxes.forEach((rect, i) => {
      const width = shares
        ? Math.max(2, (shares[i] / largest) * (slot - 20))
        : blockSize(blocks[i], most, {height: tall, width: slot - 20}).width;
      rect.setAttribute("width", String(width));
      rect.setAttribute("x", String((slot - width) / 2));
      parts[i].textContent = shares ? shareText(shares[i]) : "";
      parts[i].hidden = !shares;
    });
    foot.textContent = `${counts} Height: side of the map, on a logarithmic scale; width: ${
      {equal: "channels, likewise", parameters: "its part of the parameters", multiplyAdds: "its part of the multiply-adds"}[
        widths
      ]
    }. Filled: has weights.`;
  }
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
  made.body.append(element("div", {class: "fig-column fig-whole"}, [strip.element, readout, foot]));
  if (layerShares(costs, "parameters") && layerShares(costs, "multiplyAdds"))
    made.controls.append(
      widthsChoice(widths, (next) => {
        widths = next;
        widen();
      })
    );
  widen();
  onWidth(made.body, made.signal, (width) => strip.element.classList.toggle("fig-net-narrow", width < 480));
  show(Math.min(1, stops.length - 1));
  return made.figure;
}

/** Layers that are drawn as one block: one with weights or that changes the shape, and those that only change its values. */
export interface NetworkBlock {
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
