import {color, interpolateViridis} from "d3";
import type {Live} from "../../live.ts";
import type {History} from "../../training/run/types.ts";
import {element, svgElement} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {follow} from "../kit/follow.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import {gradientWords, layerStrips, span} from "./gradient-strip.ts";
import type {LayerStrip} from "./gradient-strip.ts";
import {eachFrame} from "../kit/live-draw.ts";
import type {Cell, MovePointer} from "../kit/pointer.ts";
import {pointable} from "../kit/pointer.ts";

/** `.value` of `gradientNorms`: what is pointed at; null before anything is. */
export interface PointedGradient {
  player: "G" | "D";
  layer: string;
  /** The last step of the pointed column. */
  step: number;
  norm: number;
}

const rowHeight = 24;
const colours = Array.from({length: 256}, (_, i) => {
  const {r, g, b} = color(interpolateViridis(i / 255))!.rgb();
  return [r, g, b];
});

/**
 * How long the gradient of each layer is, over steps: a strip of colour for each layer of G and of D on one logarithmic scale, dark
 * where little arrives. A layer whose gradient vanishes goes dark; a sentence says which.
 */
export function gradientNorms(history: History | Live<History>, options: FigureOptions = {}): Figure<PointedGradient | null> {
  const made = frame<PointedGradient | null>("gradients", options, null);
  const {signal} = made;
  const canvas = element("canvas", {class: "fig-pixels", "aria-hidden": "true"});
  const frameMark = element("div", {class: "fig-sheet-mark", "aria-hidden": "true", hidden: ""});
  const surface = element("div", {class: "fig-grid fig-strips"}, [canvas, frameMark]);
  const names = element("div", {class: "fig-strip-names"});
  const values = element("div", {class: "fig-strip-values"});
  const steps = element("p", {class: "fig-readout fig-strip-steps"});
  const scale = element("div");
  const words = element("p", {class: "fig-readout fig-reading"});
  const pointedWords = element("p", {class: "fig-readout"}, ["Point at a strip to read it."]);
  let strips: LayerStrip[] = [];
  let width = 640;
  let pointer: MovePointer | null = null;
  let pointed: Cell | null = null;
  const followed = follow(history, signal, eachFrame(signal, draw));

  function draw(): void {
    const {entries} = followed.value;
    strips = layerStrips(entries, Math.max(60, Math.min(400, width - 190)));
    made.complain(strips.length === 0 ? "This figure is waiting for the first step of training." : null);
    if (strips.length === 0) return;
    const finite = strips.flatMap(({columns}) => Array.from(columns).filter(Number.isFinite));
    // At least three decades, so that noise does not look like a difference.
    const top = Math.ceil(Math.max(...(finite.length > 0 ? finite.map(limited) : [0])));
    const bottom = Math.min(top - 3, Math.floor(Math.min(...(finite.length > 0 ? finite.map(limited) : [0]))));
    paint(bottom, top);
    surface.style.height = `${strips.length * rowHeight}px`;
    fill(
      names,
      strips.map(({player, layer}) => `${player} ${layer}`)
    );
    fill(
      values,
      strips.map(({newest}) => formatNumber(newest, 2))
    );
    steps.textContent = `step ${formatCount(entries[0].step)} to ${formatCount(entries[entries.length - 1].step)}`;
    scale.replaceChildren(logLegend(bottom, top));
    words.textContent = gradientWords(strips);
    if (!pointer) beginPointing();
    else pointer.refresh();
    if (pointed) read(pointed);
  }

  function paint(bottom: number, top: number): void {
    const columns = strips[0].columns.length;
    canvas.width = columns;
    canvas.height = strips.length;
    const context = canvas.getContext("2d")!;
    const pixels = context.createImageData(columns, strips.length);
    strips.forEach((strip, row) => {
      for (let column = 0; column < columns; column++) {
        const value = strip.columns[column];
        const at = 4 * (row * columns + column);
        // What is no number stays transparent.
        if (Number.isNaN(value) || value === Infinity) continue;
        const [r, g, b] = colours[Math.round(255 * Math.max(0, Math.min(1, (value - bottom) / (top - bottom))))];
        pixels.data.set([r, g, b, 255], at);
      }
    });
    context.putImageData(pixels, 0, 0);
  }

  function beginPointing(): void {
    pointer = pointable(surface, "gradient norms: layers by steps", {
      signal,
      size: () => ({rows: strips.length, columns: strips[0].columns.length}),
      label: (cell) => textAt(cell),
      point: read,
      choose: () => made.emit(made.figure.value)
    });
    surface.addEventListener("click", () => made.emit(made.figure.value), {signal});
  }

  /** Marks a column of a strip and tells of it: the newest run may have fewer strips and columns than the one pointed at. */
  function read({row, column}: Cell): void {
    const [last, end] = [strips.length - 1, strips[0].columns.length - 1];
    const cell = (pointed = {row: Math.min(row, last), column: Math.min(column, end)});
    const {player, layer, columns} = strips[cell.row];
    frameMark.hidden = false;
    frameMark.style.left = `${(100 * cell.column) / columns.length}%`;
    frameMark.style.width = `${100 / columns.length}%`;
    frameMark.style.top = `${(100 * cell.row) / strips.length}%`;
    frameMark.style.height = `${100 / strips.length}%`;
    pointedWords.textContent = textAt(cell);
    made.figure.value = {player, layer, step: stepAt(cell.column), norm: 10 ** columns[cell.column]};
  }

  function stepAt(column: number): number {
    const {entries} = followed.value;
    return entries[span(column, strips[0].columns.length, entries.length)[1] - 1].step;
  }

  function textAt({row, column}: Cell): string {
    const {player, layer, columns} = strips[row];
    return `${player} ${layer}, step ${formatCount(stepAt(column))}: ${formatNumber(10 ** columns[column], 2)}`;
  }

  made.body.append(
    element("div", {class: "fig-whole"}, [
      element("div", {class: "fig-strip-rows"}, [names, surface, values]),
      steps,
      scale,
      words,
      pointedWords
    ])
  );
  onWidth(made.figure, signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}

/** Norms of less than 10⁻¹² are drawn as that. */
function limited(log: number): number {
  return Math.max(-12, log);
}

function fill(list: HTMLElement, texts: readonly string[]): void {
  while (list.childElementCount > texts.length) list.lastElementChild!.remove();
  texts.forEach((text, i) => {
    const line = list.children[i] ?? list.appendChild(element("span"));
    if (line.textContent !== text) line.textContent = text;
    line.className = text.startsWith("G ") ? "fig-ink-generator" : text.startsWith("D ") ? "fig-ink-discriminator" : "";
  });
}

/** A bar of the colours with powers of ten. */
function logLegend(bottom: number, top: number): SVGSVGElement {
  const [width, margin] = [180, 28];
  const svg = svgElement("svg", {
    class: "fig-legend",
    viewBox: `0 0 345 34`,
    width: 345,
    height: 34,
    role: "img",
    "aria-label": `Colours: norm of the gradient from ${formatNumber(10 ** bottom)} to ${formatNumber(10 ** top)}, logarithmic`
  });
  for (let i = 0; i < 36; i++)
    svg.append(
      svgElement("rect", {
        x: margin + (i * width) / 36,
        y: 0,
        width: width / 36 + 0.5,
        height: 10,
        fill: interpolateViridis((i + 0.5) / 36)
      })
    );
  const every = Math.ceil((top - bottom) / 4);
  for (let power = bottom; power <= top; power += every) {
    const x = margin + ((power - bottom) / (top - bottom)) * width;
    svg.append(svgElement("line", {class: "fig-tick", x1: x, x2: x, y1: 10, y2: 14}));
    svg.append(svgElement("text", {class: "fig-tick-label", x, y: 27, "text-anchor": "middle"}, [formatNumber(10 ** power)]));
  }
  svg.append(svgElement("text", {class: "fig-tick-label", x: margin + width + 8, y: 9}, ["norm of the gradient"]));
  return svg;
}
