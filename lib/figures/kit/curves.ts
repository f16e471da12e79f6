import {ticks} from "d3";
import {axes, endLabels, marker, pathThrough, reference} from "./axes.ts";
import {svgElement} from "./element.ts";
import {formatCount} from "./format.ts";
import {extentOf, nearestIndex, worthDrawing} from "./series.ts";

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
  /** The steps at both ends. */
  readonly steps: readonly [number, number];
  /** The step at a place; within the ends. */
  step(x: number): number;
  /** Puts the marker line and a dot on each line at a step; null takes them away. */
  mark(step: number | null): void;
}

/** Draws curves into an SVG, in place of what was there. */
export function drawCurves(svg: SVGSVGElement, curves: Curves): CurvesPlaces {
  const {width, height, lines, scale} = curves;
  const longest = Math.max(...lines.map(({label}) => label.length));
  const right = Math.min(width * 0.32, 14 + longest * 6.9);
  const steps = stepRange(lines, curves.last);
  const across: [number, number] = steps[1] > steps[0] ? steps : [steps[0] - 1, steps[1] + 1];
  const chart = axes(svg, {
    width,
    height,
    margin: {left: 46, right, top: 10, bottom: 34},
    x: {
      domain: across,
      ticks: ticks(...across, Math.max(2, Math.min(6, (width - right - 46) / 70))).filter(Number.isInteger),
      format: formatCount,
      mark: "tick",
      line: true,
      title: "step"
    },
    y: {
      domain: valueRange(curves, steps),
      scale,
      ticks: height < 200 ? 4 : 5,
      mark: "grid",
      ...(curves.format && {format: curves.format})
    }
  });
  const {x, y} = chart;
  const crowd: [x: number, y: number][] = [];
  const drawn = svgElement("g");
  const ends: {at: number; text: string; look: string}[] = [];
  for (const line of lines) {
    const from = nearestIndex(line.steps, steps[0]);
    if (from < 0) continue;
    const path = (values: ArrayLike<number>) => {
      const points = worthDrawing(values, Math.round(chart.right - chart.left), from).map((i): [number, number] => [
        x(line.steps[i]),
        y(values[i])
      ]);
      if (values === line.smooth) crowd.push(...points);
      return pathThrough(points);
    };
    const look = `fig-curve fig-curve-${line.kind}${line.second ? " fig-curve-second" : ""}`;
    if (line.smooth !== line.raw) drawn.append(svgElement("path", {class: `${look} fig-curve-raw`, d: path(line.raw)}));
    drawn.append(svgElement("path", {class: look, d: path(line.smooth)}));
    ends.push({at: lastFinite(line.smooth, y), text: line.label, look: `fig-curve-label fig-ink-${line.kind}`});
  }
  drawn.append(...endLabels(chart, chart.right + 8, ends));
  const references = curves.references.map(({value, text}) => reference(chart, value, text, crowd));
  const marks = svgElement("g");
  svg.replaceChildren(
    chart.drawn,
    ...references.flatMap(({line}) => line ?? []),
    drawn,
    ...references.flatMap(({label}) => label ?? []),
    marks
  );
  return {
    steps,
    step: (at) => Math.max(steps[0], Math.min(steps[1], x.invert(at))),
    mark(step) {
      marks.replaceChildren();
      if (step === null || step < steps[0] || step > steps[1]) return;
      marks.append(marker(chart, x(step)));
      for (const line of lines) {
        const at = nearestIndex(line.steps, step);
        const cy = at < 0 ? NaN : y(line.smooth[at]);
        if (Number.isFinite(cy))
          marks.append(svgElement("circle", {class: `fig-curve-dot fig-dot-${line.kind}`, cx: x(line.steps[at]), cy, r: 4}));
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

/** The values at both ends: all of those that are shown and the references, and a little room. */
function valueRange({lines, references, scale, domain}: Curves, [from]: readonly [number, number]): [number, number] {
  const log = scale === "log";
  const shown = lines.map(({steps, raw}) => Array.prototype.slice.call(raw, Math.max(0, nearestIndex(steps, from))) as number[]);
  const found = domain ?? extentOf([...shown, references.map(({value}) => value)], log) ?? [log ? 0.1 : 0, 1];
  const [low, high] = found[1] > found[0] ? found : log ? [found[0] / 2, found[0] * 2] : [found[0] - 0.5, found[0] + 0.5];
  if (log) return [low / 1.1, high * 1.1];
  const room = domain ? 0 : (high - low) * 0.06;
  return [low - room, high + room];
}

function lastFinite(values: ArrayLike<number>, place: (value: number) => number): number {
  for (let i = values.length - 1; i >= 0; i--) {
    const at = place(values[i]);
    if (Number.isFinite(at)) return at;
  }
  return NaN;
}
