import {scaleLinear, scaleLog, ticks as evenTicks} from "d3";
import {svgElement} from "./element.ts";
import {formatNumber} from "./format.ts";
import {apart} from "./series.ts";

/** One axis of a chart, as the chart declares it. */
export interface Axis {
  /** The values at its ends: left and right, or bottom and top. */
  domain: readonly [number, number];
  /** Default "linear". On a logarithmic axis 0 and what is below has no place: NaN. */
  scale?: "linear" | "log";
  /** The values that are written, or about how many round ones. Default: none. */
  ticks?: readonly number[] | number;
  /** How a value is written. Default: three significant digits. */
  format?: (value: number) => string;
  /** What is drawn at a written value: a line across the chart, a dashed one, or a short one. Default: nothing. */
  mark?: "grid" | "reference" | "tick";
  /** The written value that stands out. */
  strong?: number;
  /** Draws the axis itself, along its side of the chart. */
  line?: boolean;
  /** Quantity and unit: under the written values, at the right end of x, at the left of y. */
  title?: string;
}

/** What a chart declares: its size in CSS pixels, the room around its drawing, and its axes. */
export interface Chart {
  width: number;
  height: number;
  margin: {left: number; right: number; top: number; bottom: number};
  x: Axis;
  y?: Axis;
}

/** From values to CSS pixels, and back. */
export interface Scale {
  (value: number): number;
  invert(place: number): number;
}

/** The drawn axes of a chart: where its marks go, in CSS pixels. */
export interface Axes {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
  /** Lines, written values and titles: the first child of the drawing. */
  readonly drawn: SVGGElement;
}

/** About the width of a letter. */
const letter = 6.5;

/** Baselines of the written values and of the titles, below the drawing. */
const [below, foot] = [16, 31];

/** Sizes a drawing and draws the axes of its chart; the chart then puts `drawn` and its marks into it. */
export function axes(svg: SVGSVGElement, {width, height, margin, x, y}: Chart): Axes {
  const [left, right, top, bottom] = [margin.left, width - margin.right, margin.top, height - margin.bottom];
  const made = {left, right, top, bottom, x: scaleOf(x, [left, right]), y: scaleOf(y ?? {domain: [0, 1]}, [bottom, top])};
  sized(svg, width, height);
  const drawn = svgElement("g");
  for (const value of ticksOf(y)) {
    const at = made.y(value);
    if (y!.mark) drawn.append(line(y!.mark, y!.mark === "tick" ? left - 5 : left, y!.mark === "tick" ? left : right, at, at));
    drawn.append(words((y?.format ?? formatNumber)(value), left - 6, at + 4, "end", value === y!.strong));
  }
  for (const value of ticksOf(x)) {
    const at = made.x(value);
    if (x.mark) drawn.append(line(x.mark, at, at, x.mark === "tick" ? bottom : top, x.mark === "tick" ? bottom + 5 : bottom));
    drawn.append(words((x.format ?? formatNumber)(value), at, bottom + below, "middle", value === x.strong));
  }
  if (x.line) drawn.append(line("tick", left, right, bottom, bottom));
  if (x.title) drawn.append(words(x.title, right, bottom + foot, "end"));
  if (y?.title) drawn.append(words(y.title, 0, bottom + foot, "start"));
  return {...made, drawn};
}

/** A square part of the plane, both quantities on one measure. */
export interface Square {
  /** CSS pixels of a side, without the room for what is written. */
  side: number;
  x: Pick<Axis, "domain" | "ticks" | "title">;
  y: Pick<Axis, "domain" | "ticks" | "title">;
  /** Where values are written: outside the square, left and below, or along the lines through 0 within it. */
  at: "edge" | "zero";
  /** Room left and below; 0 by default. */
  margin?: {left: number; bottom: number};
}

/** Sizes a drawing and draws the axes of a square part of the plane; `.x` and `.y` place a point in it. */
export function squareAxes(svg: SVGSVGElement, {side, x, y, at, margin = {left: 0, bottom: 0}}: Square): Axes {
  const [left, bottom] = [margin.left, side];
  const made = {left, right: left + side, top: 0, bottom};
  const [across, up] = [scaleOf(x, [left, left + side]), scaleOf(y, [bottom, 0])];
  sized(svg, left + side, side + margin.bottom);
  const drawn = svgElement("g");
  const [x0, y0] = at === "edge" ? [left, bottom] : [across(0), up(0)];
  if (at === "zero") drawn.append(line("grid", left, left + side, y0, y0), line("grid", x0, x0, 0, side));
  // The name of an axis stands at its end: a value that would be written under it is left out.
  const taken = at === "edge" ? left + side - letter * (x.title?.length ?? -2) - 2 * letter : Infinity;
  for (const value of ticksOf(x))
    if (across(value) < taken) drawn.append(words(formatNumber(value, 2), across(value), y0 + 15, "middle"));
  for (const value of ticksOf(y))
    if (at === "zero" || !y.title || up(value) > 20) drawn.append(words(formatNumber(value, 2), x0 - 6, up(value) + 4, "end"));
  // Names stand at the far ends: outside beside the values, inside beside the line.
  if (x.title)
    drawn.append(at === "edge" ? words(x.title, left + side, y0 + 15, "end") : words(x.title, left + side - 4, y0 - 5, "end"));
  if (y.title) drawn.append(at === "edge" ? words(y.title, x0 - 6, 10, "end") : words(y.title, x0 + 6, 12, "start"));
  return {...made, x: across, y: up, drawn};
}

/** The edge of a square drawing. */
export function squareEdge({left, right, top, bottom}: Axes): SVGElement {
  return svgElement("rect", {class: "fig-legend-edge", x: left, y: top, width: right - left, height: bottom - top});
}

/** An axis of names instead of numbers: the k-th stands at k + ½; `strong` is written in bold. */
export function bands(names: readonly string[], strong = -1): Axis {
  return {
    domain: [0, names.length],
    ticks: names.map((_, k) => k + 0.5),
    format: (value) => names[Math.floor(value)],
    strong: strong + 0.5
  };
}

/** A line through places in CSS pixels, as the `d` of a path; where a place is not finite it has a gap. */
export function pathThrough(places: Iterable<readonly [x: number, y: number]>): string {
  let path = "";
  let pen = "M";
  for (const [x, y] of places) {
    if (Number.isFinite(x) && Number.isFinite(y)) {
      path += `${pen}${x.toFixed(1)},${y.toFixed(1)}`;
      pen = "L";
    } else pen = "M";
  }
  return path;
}

/**
 * A dashed line across the chart at a value of y that is worth knowing, and its words, which go over what is `drawn` there. Nothing where
 * it lies outside.
 */
export function reference(
  chart: Axes,
  value: number,
  text: string,
  drawn: readonly Point[] = []
): {line?: SVGElement; label?: SVGElement} {
  const {left, right, top, bottom, y} = chart;
  const at = y(value);
  if (!(at >= top - 1 && at <= bottom + 1)) return {};
  const {x, baseline, anchor} = labelPlace(chart, at, 6 * text.length, drawn);
  const label = words(text, x, baseline, anchor);
  label.classList.add("fig-reference-label");
  return {line: line("reference", left, right, at, at), label};
}

/** CSS pixels in a chart. */
type Point = readonly [x: number, y: number];

/** Where words for a level stand: over or under it, at its beginning or its end, whichever lies on the fewest of the drawn points. */
export function labelPlace(
  {left, right, top, bottom}: Pick<Axes, "left" | "right" | "top" | "bottom">,
  level: number,
  width: number,
  drawn: readonly Point[]
): {x: number; baseline: number; anchor: "start" | "end"} {
  const places = [level - 4, level + 13].flatMap((baseline) => [
    {x: left + 4, from: left + 4, baseline, anchor: "start" as const},
    {x: right - 4, from: right - 4 - width, baseline, anchor: "end" as const}
  ]);
  const inside = places.filter(({baseline}) => baseline - 10 >= top && baseline <= bottom);
  const crowd = ({from, baseline}: (typeof places)[number]): number =>
    drawn.filter(([x, y]) => x >= from && x <= from + width && y >= baseline - 12 && y <= baseline + 4).length;
  const [first, ...others] = inside.length > 0 ? inside : places;
  const {x, baseline, anchor} = others.reduce((best, place) => (crowd(place) < crowd(best) ? place : best), first);
  return {x, baseline, anchor};
}

/** The line that marks a place of x from top to bottom. */
export function marker({top, bottom}: Axes, x: number): SVGElement {
  return svgElement("line", {class: "fig-marker", x1: x, x2: x, y1: top, y2: bottom});
}

/** Names of lines at their ends, moved apart where they would touch; `at` is NaN for a line that is nowhere drawn. */
export function endLabels(
  {top, bottom}: Axes,
  x: number,
  labels: readonly {at: number; text: string; look: string}[]
): SVGElement[] {
  const places = apart(
    labels.map(({at}) => (Number.isNaN(at) ? top : at)),
    14,
    bottom
  );
  return labels.map(({text, look}, i) => svgElement("text", {class: look, x, y: places[i] + 4}, [text]));
}

/** The values that an axis writes. */
export function ticksOf(axis: Axis | undefined): readonly number[] {
  if (axis?.ticks === undefined) return [];
  if (typeof axis.ticks !== "number") return axis.ticks;
  const [low, high] = axis.domain;
  return axis.scale === "log" ? logTicks(low, high) : evenTicks(low, high, axis.ticks);
}

/** Powers of ten, and between them 2 and 5 when there are few. */
function logTicks(low: number, high: number): number[] {
  const powers = Math.floor(Math.log10(high)) - Math.ceil(Math.log10(low));
  const factors = powers > 3 ? [1] : powers > 1 ? [1, 3] : [1, 2, 5];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
    for (const factor of factors) {
      const tick = Number(`${factor}e${power}`);
      if (tick >= low && tick <= high) found.push(tick);
    }
  return found;
}

/** A domain of no width has all its values in the middle. */
export function scaleOf({domain, scale}: Pick<Axis, "domain" | "scale">, range: [number, number]): Scale {
  const made = (scale === "log" ? scaleLog() : scaleLinear()).domain(domain).range(range);
  return Object.assign((value: number) => (scale === "log" && value <= 0 ? NaN : made(value)), {
    invert: (place: number) => made.invert(place)
  });
}

function sized(svg: SVGSVGElement, width: number, height: number): void {
  for (const [name, value] of Object.entries({viewBox: `0 0 ${width} ${height}`, width, height}))
    svg.setAttribute(name, String(value));
}

function line(mark: NonNullable<Axis["mark"]>, x1: number, x2: number, y1: number, y2: number): SVGElement {
  const look = {grid: "fig-gridline", reference: "fig-reference", tick: "fig-tick"}[mark];
  return svgElement("line", {class: look, x1, x2, y1, y2});
}

function words(text: string, x: number, y: number, anchor: "start" | "middle" | "end", strong = false): SVGElement {
  const made = svgElement("text", {class: "fig-tick-label", x, y, "text-anchor": anchor}, [text]);
  if (strong) made.setAttribute("font-weight", "700");
  return made;
}
