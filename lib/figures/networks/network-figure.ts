import type {Network} from "../../nn/network/network.ts";
import {summary} from "../../nn/network/summary.ts";
import {element, svgElement} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {formatCount, formatNumber, formatShape} from "../kit/format.ts";
import type {NetworkBlock} from "./network-blocks.ts";
import {blockSize, networkBlocks} from "./network-blocks.ts";
import {kindWords, layerWords} from "./network-words.ts";
import {sliderKeys} from "../kit/slider-keys.ts";

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
      const text = index < 0 ? "input" : kindWords(network.layers[index].kind);
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

  const strip = element(
    "div",
    {
      class: `fig-net${options.player ? ` fig-net-${options.player}` : ""}`,
      tabindex: "0",
      role: "slider",
      "aria-label": `Layers of the network, ${network.layers.length}`,
      "aria-valuemin": "0",
      "aria-valuemax": String(network.layers.length)
    },
    drawn
  );
  const readout = element("div", {class: "fig-formula fig-net-readout"});

  function words(index: number): string {
    if (index < 0)
      return `${formatShape(network.input)}${network.label ? `, and one of ${network.label} labels` : ""}: what goes in`;
    const {outputShape, parameters: count, trainable: trained, multiplyAdds: work} = rows[index];
    const own =
      count === 0
        ? "no parameters"
        : `${formatCount(count)} parameters${trained === count ? ", all trained" : `, ${formatCount(trained)} trained`}`;
    return `${formatShape(outputShape)}; ${own}${work ? `; ${formatCount(work)} multiply-adds` : ""}. ${sentence(layerWords(network.layers[index]))}`;
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
    strip.setAttribute("aria-valuenow", String(stop));
    strip.setAttribute("aria-valuetext", `${name}: ${words(index)}`);
  }
  function choose(stop: number): void {
    show(stop);
    const index = stops[stop];
    made.emit(index < 0 ? null : network.layers[index].name);
  }
  sliderKeys(strip, made.signal, {count: () => stops.length, at: () => at, go: choose});
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      strip,
      readout,
      element("p", {class: "fig-readout"}, [
        `${formatCount(parameters)} parameters, ${trainable === parameters ? "all" : formatCount(trainable)} trained; `,
        `${formatNumber(multiplyAdds)} multiply-adds for one example. Height: side of the map; width: channels; both on logarithmic scales. Filled: has weights.`
      ])
    ])
  );
  onWidth(made.body, made.signal, (width) => strip.classList.toggle("fig-net-narrow", width < 480));
  show(Math.min(1, stops.length - 1));
  return made.figure;
}

function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
