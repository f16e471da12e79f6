import type {Live} from "../../live.ts";
import type {LayerOutputs} from "../../nn/network/layer-outputs.ts";
import {layerOutputs} from "../../nn/network/layer-outputs.ts";
import type {Network} from "../../nn/network/network.ts";
import type {Weights} from "../../nn/network/network-weights.ts";
import {hide} from "../kit/controls.ts";
import {element, uniqueId} from "../kit/element.ts";
import {eachFrame, follow} from "../kit/follow.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {activationBlock} from "./activation-block.ts";
import {arithmeticPanel} from "./arithmetic-panel.ts";
import {arithmeticSentence, arithmeticSteps, placeWords} from "./arithmetic-words.ts";
import type {TilePlace} from "./layer-tiles.ts";
import {indexOf, placeOf} from "./layer-tiles.ts";
import {networkBlocks} from "./network-figure.ts";
import {layerLabel, layerWords, sentence} from "./network-words.ts";
import type {StripExample} from "./strip-input.ts";
import {stripInput} from "./strip-input.ts";
import {stripMove} from "./strip-keys.ts";
import {fieldMarks} from "./strip-marks.ts";

/** Options of `activationStrip`. */
export interface ActivationStripOptions extends FigureOptions {
  /** The weights in hand; those of a run may change while they are watched. Null: there are none yet. */
  weights: Weights | Live<Weights | null>;
  /** What the reader can put in, such as a digit of each kind. Default: noise, drawn anew by a button. */
  examples?: readonly StripExample[];
  /** Of the noise. Default 1. */
  seed?: number | string;
  /** Names of the classes of a network with a label. Default: 0, 1, 2 … */
  labels?: readonly string[];
  /** Whose colour it has. Default: ink. */
  player?: "generator" | "discriminator";
}

/** `.value` of `activationStrip`: the number whose arithmetic is open. */
export interface StripChoice {
  /** Name of the layer. */
  layer: string;
  /** Its place in the layer's output, from 0, the channel fastest. */
  index: number;
  value: number;
}

/**
 * What a network does with one input, layer by layer, in real numbers: maps as tiles of pixels, rows of numbers as cells. A click, a
 * tap or Enter on a number opens its arithmetic: the window of inputs, the weights, the bias, and what normalisation and activation
 * make of the sum; in the layer before, the window is outlined. Arrow keys walk the layers and their maps, with the arithmetic open
 * the cells; Escape closes it. `.value` is the number that is open, null when none is.
 * @example
 * ```ts height=483/1183
 * import {activationStrip} from "gantry/figures/activation-strip";
 * import {loadWeights} from "gantry/weights";
 *
 * const forger = (await loadWeights("compact-dcgan")).networks.generator;
 * display(activationStrip(forger.network, {
 *   weights: forger.weights,
 *   player: "generator",
 *   caption: "How does noise become a digit? Click a pixel for its sum.",
 *   invalidation
 * }));
 * ```
 */
export function activationStrip(network: Network, options: ActivationStripOptions): Figure<StripChoice | null> {
  const made = frame<StripChoice | null>("acts", options, null);
  const {layers} = network;
  const blocks = networkBlocks(network);
  const blockOf = (layer: number) =>
    Math.max(
      0,
      blocks.findIndex((block) => block.layers.includes(layer))
    );
  const lastOf = (block: number) => blocks[block].layers.at(-1) ?? -1;
  /** Of each block, the layer whose output is drawn. */
  const shownLayer = blocks.map((_, block) => lastOf(block));
  let at = {layer: 0, index: 0};
  let open = false;
  let outputs: LayerOutputs | null = null;

  const input = stripInput(network, {examples: options.examples, seed: options.seed, names: options.labels}, (said) => {
    compute();
    made.say(`${said}. ${resultWords()}`);
  });
  const weights = follow(options.weights, made.signal, eachFrame(made.signal, compute));
  const drawn = blocks.map((block, order) =>
    activationBlock(
      block.shape,
      (block.layers.length ? block.layers : [-1]).map((layer) => ({
        layer,
        text: layer < 0 ? "input" : layerLabel(layers[layer])
      })),
      {
        over: (place) => hover(order, place),
        press: (place) => go(shownLayer[order], place, true),
        name: (layer) => go(layer, null, open),
        signal: made.signal
      }
    )
  );
  // Two hidden cells take turns as the active one: a screen reader speaks only when the id changes.
  const spoken = [0, 1].map(() => element("div", {role: "gridcell", id: uniqueId("cell")}));
  const look = `fig-acts-strip${options.player ? ` fig-net-${options.player}` : ""}`;
  const visible = element(
    "div",
    {class: "fig-acts-blocks", "aria-hidden": "true"},
    drawn.map((block) => block.element)
  );
  const strip = element(
    "div",
    {
      class: look,
      role: "grid",
      tabindex: "0",
      "aria-label": `Activations of ${layers.length} layers; Enter opens the arithmetic of a number`
    },
    [element("div", {role: "row", class: "fig-hidden"}, spoken), visible]
  );
  const readout = element("div", {class: "fig-formula fig-acts-readout"});
  const panel = arithmeticPanel(
    () => mark(),
    () => shut()
  );
  let turn = 0;

  function tell(text: string): void {
    turn = 1 - turn;
    spoken[turn].textContent = text;
    strip.setAttribute("aria-activedescendant", spoken[turn].id);
  }
  /** What a layer's number is, and where. */
  function valueWords(layer: number, index: number): string {
    const block = blocks[blockOf(layer)];
    const value = outputs ? formatNumber(outputs.of(layer)[index]) : "not known yet";
    return `${placeWords(block.shape, index)}: ${value}`;
  }
  function resultWords(): string {
    const last = outputs?.of(layers.length - 1);
    if (!last) return "";
    if (last.length > 12) return `${last.length} numbers come out.`;
    return `Out ${last.length === 1 ? "comes" : "come"} ${Array.from(last, (value) => formatNumber(value)).join(", ")}.`;
  }
  function write(): void {
    const {layer, index} = at;
    const name = layer < 0 ? "input" : layers[layer].name;
    const words = layer < 0 ? "What goes in." : sentence(layerWords(layers[layer]));
    readout.replaceChildren(
      element("strong", {}, [name]),
      ` ${words} `,
      element("span", {class: "fig-note"}, [`${sentence(valueWords(layer, index))}`])
    );
    if (!open) tell(`${name}. ${words} ${valueWords(layer, index)}`);
  }
  function mark(): void {
    const {layer, index} = at;
    const here = blockOf(layer);
    const field = open && outputs && here > 0 ? fieldMarks(outputs, blocks[here].layers[0], index, panel.map) : null;
    drawn.forEach((block, order) => {
      block.light(order === here ? layer : null);
      if (order === here) return block.mark([{...box(placeOf(block.tiles, index)), kind: "point"}]);
      if (order !== here - 1 || !field) return block.mark([]);
      if (field.reveal !== null) block.reveal(field.reveal);
      block.mark(field.marks(block.tiles));
    });
  }
  function box({tile, row, column}: TilePlace): TilePlace & {height: number; width: number} {
    return {tile, row, column, height: 1, width: 1};
  }

  /** Goes to a number of a layer, or to the map where one was before, and opens its arithmetic if asked. */
  function go(layer: number, place: TilePlace | null, opening: boolean): void {
    const block = blockOf(layer);
    const before = blockOf(at.layer);
    const shown = blocks.map((_, order) => (order === block ? layer : lastOf(order)));
    const redraw = shown.some((each, order) => each !== shownLayer[order]);
    shown.forEach((each, order) => (shownLayer[order] = each));
    const {tiles} = drawn[block];
    const index = place ? indexOf(tiles, place) : block === before ? at.index : strongest(layer, 0);
    at = {layer, index};
    if (redraw) paint();
    drawn[block].reveal(placeOf(tiles, index).tile);
    if (opening && layer >= 0) unfold();
    else if (open) shut();
    write();
    mark();
  }
  /** The largest number of a map of a layer: where its arithmetic begins. */
  function strongest(layer: number, tile: number): number {
    const {tiles} = drawn[blockOf(layer)];
    const values = outputs?.of(layer);
    let best = tile;
    for (let index = tile; values && index < values.length; index += tiles.count)
      if (Math.abs(values[index]) > Math.abs(values[best])) best = index;
    return best;
  }
  /** Where a strip begins: the largest number of a row, or of the first map. */
  function largest(layer: number): number {
    const {tiles} = drawn[blockOf(layer)];
    if (tiles.height * tiles.width > 1) return strongest(layer, 0);
    const values = [...outputs!.of(layer)].map(Math.abs);
    return values.indexOf(Math.max(...values));
  }
  function unfold(): void {
    if (!outputs) return;
    const {layer, index} = at;
    open = true;
    try {
      const steps = arithmeticSteps(outputs, blocks[blockOf(layer)].layers[0], layer, index);
      panel.show(steps, index);
      tell(arithmeticSentence(steps, index));
      made.emit({layer: layers[layer].name, index, value: outputs.of(layer)[index]});
    } catch (error) {
      shut();
      made.say((error as Error).message);
    }
  }
  function shut(): void {
    open = false;
    hide(panel.element, strip);
    panel.show(null, 0);
    if (made.figure.value) made.emit(null);
    write();
    mark();
  }
  function hover(order: number, place: TilePlace | null): void {
    if (open) return;
    if (place) at = {layer: shownLayer[order], index: indexOf(drawn[order].tiles, place)};
    write();
    mark();
  }

  function compute(): void {
    const {value} = weights;
    try {
      outputs = value ? layerOutputs(network, value, input.example, input.label) : null;
      made.complain(outputs ? null : "This figure is waiting for the weights of the network.");
      if (!outputs) return;
      paint();
    } catch (error) {
      made.complain(`This figure cannot follow the network: ${(error as Error).message}.`);
      return;
    }
    if (open && at.layer >= 0) unfold();
    write();
    mark();
  }
  function paint(): void {
    if (!outputs) return;
    for (const [order, block] of drawn.entries()) {
      const layer = shownLayer[order];
      const ends = layer < 0 || layer === layers.length - 1;
      block.draw(outputs.of(layer), ends && blocks[order].shape.length === 3 && blocks[order].channels <= 3);
    }
  }

  strip.addEventListener("focus", () => write(), {signal: made.signal});
  strip.addEventListener(
    "keydown",
    (event) => {
      const {layer, index} = at;
      const {tiles} = drawn[blockOf(layer)];
      const place = placeOf(tiles, index);
      const move = stripMove(event, {layer, layers: layers.length, place, tiles, open});
      if (event.altKey || event.metaKey || !outputs || !move) return;
      event.preventDefault();
      if (move === "close") shut();
      else if (move === "open") go(layer, place, true);
      else if ("layer" in move) go(move.layer, null, false);
      else go(layer, "place" in move ? move.place : placeOf(tiles, strongest(layer, move.tile)), open);
    },
    {signal: made.signal}
  );
  panel.element.addEventListener("keydown", ({key: pressed}) => pressed === "Escape" && (strip.focus(), shut()), {
    signal: made.signal
  });

  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      ...(input.elements.length ? [element("div", {class: "fig-controls"}, input.elements)] : []),
      strip,
      readout,
      panel.element
    ])
  );
  compute();
  if (outputs) go(lastOf(1), placeOf(drawn[1].tiles, largest(lastOf(1))), false);
  onWidth(made.body, made.signal, (width) => {
    const stacked = width < Math.max(560, 112 * blocks.length);
    made.body.classList.toggle("fig-acts-stacked", stacked);
    const room = stacked ? width - 12 : Math.max(104, Math.floor(width / blocks.length) - 22);
    for (const block of drawn) block.fit(room, stacked ? 110 : 150);
    mark();
  });
  return made.figure;
}
