import {rgb} from "d3";
import type {Live} from "../live.ts";
import {asLive} from "../live.ts";
import type {Values} from "../nn/network-weights.ts";
import type {LayerMaps} from "./activation-shapes.ts";
import {layerMaps} from "./activation-shapes.ts";
import {choice} from "./controls.ts";
import {element} from "./element.ts";
import type {Figure, FigureOptions} from "./figure.ts";
import {frame, onWidth} from "./figure.ts";
import {formatCount, formatNumber, formatShape} from "./format.ts";
import {legend} from "./legend.ts";
import {drawLive} from "./live-draw.ts";
import type {MovePointer} from "./pointer.ts";
import {pointable} from "./pointer.ts";
import {sheetLayout} from "./sample-image.ts";
import type {SheetLayout} from "./sample-image.ts";
import type {ColourScale} from "./scales.ts";
import {scaleFor} from "./scales.ts";

/** Options of `activationMaps`. */
export interface ActivationMapsOptions extends FigureOptions {
  /** Which example of the batch. Default 0. */
  example?: number;
  /** The layer that is shown first. Default: the first. */
  layer?: string;
}

/** `.value` of `activationMaps`: the map that is enlarged. */
export interface ChosenMap {
  layer: string;
  channel: number;
}

const gap = 1;

/**
 * What a layer makes of one example: each channel as a small map, all in one scale, blue to red around zero where there are negative
 * values. Takes what `Trainer.activations` gives, or a live value of it. Pointing (or arrow keys) enlarges a map; `.value` names it.
 */
export function activationMaps(
  layers: Record<string, Values> | Live<Record<string, Values>>,
  options: ActivationMapsOptions = {}
): Figure<ChosenMap> {
  const watched = asLive(layers);
  const first = options.layer ?? Object.keys(watched.value)[0] ?? "";
  const made = frame<ChosenMap>("activations", options, {layer: first, channel: 0});
  const {example = 0} = options;
  const sheet = element("canvas", {class: "fig-pixels", "aria-hidden": "true"});
  const mark = element("div", {class: "fig-sheet-mark fig-sheet-point", "aria-hidden": "true"});
  const surface = element("div", {class: "fig-grid fig-sheet"}, [sheet, mark]);
  const large = element("canvas", {class: "fig-activation-large", role: "img"});
  const words = element("p", {class: "fig-formula"});
  const bar = element("div");
  const trouble = element("p", {class: "fig-wrong"});
  const title = element("div", {class: "fig-title"});
  let layout: SheetLayout = {columns: 1, rows: 1, width: 1, height: 1, scale: 1};
  let room = 420;
  let shown: LayerMaps | null = null;
  let scale: ColourScale = scaleFor([0, 1]);
  let pointer: MovePointer | null = null;
  let offered = "";

  function draw(all: Record<string, Values>): void {
    const names = Object.keys(all);
    if (names.length === 0) {
      made.complain("This figure is waiting for activations: it was given no layer.");
      return;
    }
    let {layer, channel} = made.figure.value;
    if (!all[layer]) layer = names[0];
    try {
      shown = layerMaps(all[layer], example);
    } catch (error) {
      made.complain(`This figure cannot show layer "${layer}": ${(error as Error).message}.`);
      return;
    }
    made.complain(null);
    offer(names, layer);
    const {maps, low, high, lost, count} = shown;
    channel = Math.min(channel, maps.length - 1);
    made.figure.value = {layer, channel};
    // Pictures' grey would hide that these are measured quantities: signed or a magnitude.
    scale = scaleFor([low, high], low < 0 ? "signed" : "magnitude");
    const size = {count: maps.length, height: maps[0].length, width: maps[0][0].length};
    layout = sheetLayout(size, room, {most: maps.length === 1 ? 12 : 4, least: 24, gap});
    paintMaps(sheet, maps, layout, scale);
    surface.style.width = `${layout.width * layout.scale}px`;
    surface.style.aspectRatio = `${layout.width} / ${layout.height}`;
    bar.replaceChildren(legend(scale, "activation"));
    title.replaceChildren(`${layer} `, element("span", {class: "fig-note"}, [formatShape(all[layer].shape.slice(1))]));
    trouble.textContent = lost > 0 ? `${formatCount(lost)} of ${formatCount(count)} activations are NaN or infinite.` : "";
    show();
    pointer?.refresh();
  }

  /** A choice of the layers that there are: a live value may get others, or its first. */
  function offer(names: readonly string[], layer: string): void {
    if (names.join("\n") === offered) return;
    offered = names.join("\n");
    const chooser = choice("layer", names, layer, (next) => {
      made.figure.value = {layer: next, channel: 0};
      draw(watched.value);
      made.emit(made.figure.value);
    });
    const held = made.controls.contains(document.activeElement);
    made.controls.replaceChildren(...(names.length > 1 ? [chooser.element] : []));
    if (held) (chooser.element.querySelector<HTMLElement>("input:checked") ?? surface).focus({preventScroll: true});
  }

  function show(): void {
    if (!shown) return;
    const {layer, channel} = made.figure.value;
    const map = shown.maps[channel];
    const [row, column] = [Math.floor(channel / layout.columns), channel % layout.columns];
    const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
    const [across, down] = [map[0].length + gap, map.length + gap];
    Object.assign(mark.style, {
      left: share(column * across, layout.width),
      top: share(row * down, layout.height),
      width: share(across - gap, layout.width),
      height: share(down - gap, layout.height)
    });
    mark.hidden = shown.maps.length === 1;
    paintMaps(large, [map], {columns: 1, rows: 1, width: map[0].length, height: map.length, scale: 1}, scale);
    large.style.aspectRatio = `${map[0].length} / ${map.length}`;
    const text = mapWords(shown, layer, channel);
    words.textContent = text;
    large.setAttribute("aria-label", text);
  }

  pointer = pointable(surface, "Maps of the layer, one for each channel", {
    size: () => ({rows: layout.rows, columns: layout.columns}),
    signal: made.signal,
    label: ({row, column}) =>
      mapWords(shown!, made.figure.value.layer, Math.min(row * layout.columns + column, shown!.maps.length - 1)),
    point({row, column}) {
      const channel = Math.min(row * layout.columns + column, shown!.maps.length - 1);
      if (channel === made.figure.value.channel) return;
      made.figure.value = {...made.figure.value, channel};
      show();
      made.say(words.textContent ?? "");
      made.emit(made.figure.value);
    }
  });
  made.body.append(
    element("div", {class: "fig-column"}, [title, surface, bar]),
    element("div", {class: "fig-column fig-side"}, [large, words, trouble])
  );
  onWidth(made.body, made.signal, (width) => {
    room = Math.min(width, width > 700 ? 520 : width);
    draw(watched.value);
  });
  drawLive(watched, made.signal, draw);
  return made.figure;
}

/** "conv1, channel 3 of 32: from −0.2 to 1.5, 38 % above zero." */
export function mapWords({maps, flat, count}: LayerMaps, layer: string, channel: number): string {
  const values = maps[channel].flat().filter(Number.isFinite);
  const name = flat ? `${layer}, ${formatCount(count)} numbers` : `${layer}, channel ${channel + 1} of ${maps.length}`;
  if (values.length === 0) return `${name}: nothing that is a number.`;
  const above = values.filter((value) => value > 0).length / values.length;
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return `${name}: from ${formatNumber(low)} to ${formatNumber(high)}, ${Math.round(100 * above)} % above zero.`;
}

function paintMaps(canvas: HTMLCanvasElement, maps: readonly number[][][], layout: SheetLayout, scale: ColourScale): void {
  canvas.width = layout.width;
  canvas.height = layout.height;
  const [low, high] = scale.domain;
  const shades = Array.from({length: 256}, (_, i) => rgb(scale.colour(low + (i / 255) * (high - low))));
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(layout.width, layout.height);
  maps.forEach((map, index) => {
    const left = (index % layout.columns) * (map[0].length + gap);
    const top = Math.floor(index / layout.columns) * (map.length + gap);
    map.forEach((line, row) =>
      line.forEach((value, column) => {
        if (!Number.isFinite(value)) return;
        const {r, g, b} = shades[Math.max(0, Math.min(255, Math.round(((value - low) / (high - low)) * 255)))];
        pixels.data.set([r, g, b, 255], 4 * ((top + row) * layout.width + left + column));
      })
    );
  });
  context.putImageData(pixels, 0, 0);
}
