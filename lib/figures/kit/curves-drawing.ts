import {scaleLinear, scaleLog} from "d3";
import {svgElement} from "./element.ts";
import {formatCount, formatNumber} from "./format.ts";
import {apart, extentOf, nearestIndex, worthDrawing} from "./series.ts";

/** Whose line it is: the colour, and solid or dashed, that the book gives it. */
export type LineKind = "discriminator" | "generator" | "real" | "fake";

/** A line over steps. */
export interface CurveLine {
  kind: LineKind;
  /** Written at its end. */
  label: string;
  /** Of a run that is compared with the first: drawn thin. */
  second: boolean;
  /** Ascending. */
  steps: ArrayLike<number>;
  raw: ArrayLike<number>;
  /** What is drawn strongly; `raw` itself when nothing is smoothed. */
  smooth: ArrayLike<number>;
}

/** A value that is marked across the chart. */
export interface Reference {
  value: number;
  text: string;
}

/** What a chart of curves shows. */
export interface Curves {
  lines: readonly CurveLine[];
  references: readonly Reference[];
  scale: "linear" | "log";
  /** Only the newest so many steps; Infinity for all. */
  last: number;
  /** The limits of the vertical axis; default: what holds all values. */
  domain?: readonly [number, number];
  /** How a value is written. Default: three digits. */
  format?: (value: number) => string;
  /** CSS pixels that there are. */
  width: number;
  height: number;
}

/** Where steps stand in a drawn chart, in CSS pixels. */
export interface CurvesPlaces {
  readonly left: number;
  readonly right: number;
  /** The steps at both ends. */
  readonly steps: readonly [number, number];
  x(step: number): number;
  /** The step at a place; within the ends. */
  step(x: number): number;
  /** Puts the marker line and a dot on each line at a step; null takes them away. */
  mark(step: number | null): void;
}

const top = 10;
const bottom = 34;

/** Draws curves into an SVG, in place of what was there. */
export function drawCurves(svg: SVGSVGElement, curves: Curves): CurvesPlaces {
  const {width, height, lines, format = (value: number) => formatNumber(value, 3)} = curves;
  const longest = Math.max(...lines.map(({label}) => label.length));
  const left = 46;
  const right = width - Math.min(width * 0.32, 14 + longest * 6.9);
  const steps = stepRange(lines, curves.last);
  const x = scaleLinear()
    .domain(steps[1] > steps[0] ? steps : [steps[0] - 1, steps[1] + 1])
    .range([left, right]);
  const y = valueScale(curves, steps).range([height - bottom, top]);
  const place = (value: number) => (curves.scale === "log" && value <= 0 ? NaN : y(value));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));

  const axes = svgElement("g");
  const yTicks = curves.scale === "log" ? logTicks(y.domain()) : y.ticks(height < 200 ? 4 : 5);
  for (const tick of yTicks) {
    axes.append(svgElement("line", {class: "fig-gridline", x1: left, x2: right, y1: y(tick), y2: y(tick)}));
    axes.append(svgElement("text", {class: "fig-tick-label", x: left - 6, y: y(tick) + 4, "text-anchor": "end"}, [format(tick)]));
  }
  for (const tick of x.ticks(Math.max(2, Math.min(6, (right - left) / 70))).filter(Number.isInteger)) {
    axes.append(svgElement("line", {class: "fig-tick", x1: x(tick), x2: x(tick), y1: height - bottom, y2: height - bottom + 5}));
    axes.append(
      svgElement("text", {class: "fig-tick-label", x: x(tick), y: height - bottom + 17, "text-anchor": "middle"}, [
        formatCount(tick)
      ])
    );
  }
  axes.append(svgElement("line", {class: "fig-tick", x1: left, x2: right, y1: height - bottom, y2: height - bottom}));
  axes.append(svgElement("text", {class: "fig-tick-label", x: right, y: height - 3, "text-anchor": "end"}, ["step"]));

  const marks = svgElement("g");
  const referenceLabels = svgElement("g");
  for (const {value, text} of curves.references) {
    const at = place(value);
    if (!(at >= top - 1 && at <= height - bottom + 1)) continue;
    marks.append(svgElement("line", {class: "fig-reference", x1: left, x2: right, y1: at, y2: at}));
    referenceLabels.append(svgElement("text", {class: "fig-tick-label fig-reference-label", x: left + 4, y: at - 4}, [text]));
  }

  const drawn = svgElement("g");
  const ends: {line: CurveLine; at: number}[] = [];
  for (const line of lines) {
    const from = nearestIndex(line.steps, steps[0]);
    if (from < 0) continue;
    const path = (values: ArrayLike<number>) =>
      pathOf(worthDrawing(values, Math.round(right - left), from), (i) => [x(line.steps[i]), place(values[i])]);
    const look = `fig-curve fig-curve-${line.kind}${line.second ? " fig-curve-second" : ""}`;
    if (line.smooth !== line.raw) drawn.append(svgElement("path", {class: `${look} fig-curve-raw`, d: path(line.raw)}));
    drawn.append(svgElement("path", {class: look, d: path(line.smooth)}));
    ends.push({line, at: lastFinite(line.smooth, place)});
  }
  const labelled = apart(
    ends.map(({at}) => (Number.isNaN(at) ? top : at)),
    14,
    height - bottom
  );
  ends.forEach(({line}, i) =>
    drawn.append(
      svgElement("text", {class: `fig-curve-label fig-ink-${line.kind}`, x: right + 8, y: labelled[i] + 4}, [line.label])
    )
  );
  const marker = svgElement("g");
  svg.replaceChildren(axes, marks, drawn, referenceLabels, marker);
  return {
    left,
    right,
    steps,
    x: (step) => x(step),
    step: (at) => Math.max(steps[0], Math.min(steps[1], x.invert(at))),
    mark(step) {
      marker.replaceChildren();
      if (step === null || step < steps[0] || step > steps[1]) return;
      marker.append(svgElement("line", {class: "fig-marker", x1: x(step), x2: x(step), y1: top, y2: height - bottom}));
      for (const line of lines) {
        const at = nearestIndex(line.steps, step);
        const cy = at < 0 ? NaN : place(line.smooth[at]);
        if (Number.isFinite(cy))
          marker.append(svgElement("circle", {class: `fig-curve-dot fig-dot-${line.kind}`, cx: x(line.steps[at]), cy, r: 4}));
      }
    }
  };
}

/** The steps at both ends of what is shown. */
function stepRange(lines: readonly CurveLine[], last: number): [number, number] {
  const ends = lines.filter(({steps}) => steps.length > 0);
  const first = Math.min(...ends.map(({steps}) => steps[0]));
  const end = Math.max(...ends.map(({steps}) => steps[steps.length - 1]));
  return [Math.max(first, end - last + 1), end];
}

function valueScale({lines, references, scale, domain}: Curves, [from]: readonly [number, number]) {
  const log = scale === "log";
  const shown = lines.map(({steps, raw}) => Array.prototype.slice.call(raw, Math.max(0, nearestIndex(steps, from))) as number[]);
  const found = domain ?? extentOf([...shown, references.map(({value}) => value)], log) ?? [log ? 0.1 : 0, 1];
  const [low, high] = found[1] > found[0] ? found : log ? [found[0] / 2, found[0] * 2] : [found[0] - 0.5, found[0] + 0.5];
  if (log) return scaleLog().domain([low / 1.1, high * 1.1]);
  const room = domain ? 0 : (high - low) * 0.06;
  return scaleLinear().domain([low - room, high + room]);
}

/** Powers of ten, and between them 2 and 5 when there are few. */
function logTicks([low, high]: number[]): number[] {
  const powers = Math.floor(Math.log10(high)) - Math.ceil(Math.log10(low));
  const factors = powers > 3 ? [1] : powers > 1 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
    for (const factor of factors) {
      const tick = factor * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  return ticks;
}

function pathOf(places: readonly number[], at: (place: number) => [number, number]): string {
  let path = "";
  let pen = "M";
  for (const place of places) {
    const [x, y] = at(place);
    if (Number.isFinite(y)) {
      path += `${pen}${x.toFixed(1)},${y.toFixed(1)}`;
      pen = "L";
    } else pen = "M";
  }
  return path;
}

function lastFinite(values: ArrayLike<number>, place: (value: number) => number): number {
  for (let i = values.length - 1; i >= 0; i--) {
    const at = place(values[i]);
    if (Number.isFinite(at)) return at;
  }
  return NaN;
}
