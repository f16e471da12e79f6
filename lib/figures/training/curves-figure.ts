import type {Live} from "../../live.ts";
import type {History, HistoryEntry} from "../../training/run/types.ts";
import {choice, slider} from "../kit/controls.ts";
import type {Curves, CurveLine, CurvesPlaces, LineKind, Reference} from "../kit/curves.ts";
import {drawCurves} from "../kit/curves.ts";
import {element, svgElement} from "../kit/element.ts";
import {follow, linkStep, eachFrame} from "../kit/follow.ts";
import {formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {reading} from "../kit/reading.ts";
import {nearestIndex, trailingMean} from "../kit/series.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {historyOr} from "../kit/stand-in.ts";

/** A second run, drawn thin in the same axes. */
export interface Compared {
  history: History | Live<History>;
  /** What the first and the second run are called. */
  label: string;
}

/** What all curves of a run understand. */
export interface CurvesOptions extends FigureOptions, Recorded {
  /** The step that is marked; figures that share a live one that can be set move together. Default: the newest. */
  step?: Live<number>;
  /** What this run is called beside another. Default "first". */
  label?: string;
  compare?: Compared;
  /** Steps over which the lines are averaged at first, from 1 to 100. Default 10. */
  smoothing?: number;
  /** CSS pixels. Default 260. */
  height?: number;
  /** The chart alone, without controls under it. Default false. */
  bare?: boolean;
}

/** One of the lines of a figure. */
export interface LineOf {
  kind: LineKind;
  name: string;
  of: (entry: HistoryEntry) => number;
}

/** What makes one figure of curves differ from another. */
export interface CurvesParts {
  kind: string;
  /** What a screen reader calls the chart. */
  title: string;
  lines: readonly LineOf[];
  references: readonly Reference[];
  /** The axis can be made logarithmic. */
  log: boolean;
  domain?: readonly [number, number];
  format: (value: number) => string;
  /** What the chart tells at an entry, after "step 240: ". */
  words: (entry: HistoryEntry) => string;
}

const ranges = {all: Infinity, "last 500": 500, "last 100": 100} as const;

/**
 * Lines over the steps of a run that may be training. Pointing reads the values at a step, a click or the arrow keys choose it:
 * `.value`.
 */
export function curvesFigure(history: History | Live<History>, parts: CurvesParts, options: CurvesOptions): Figure<number> {
  const made = frame<number>(parts.kind, options, 0);
  const svg = svgElement("svg", {class: "fig-curves", "aria-hidden": "true"});
  const readout = element("p", {class: "fig-readout fig-reading"});
  const warning = element("p", {class: "fig-readout fig-wrong", hidden: ""});
  const {signal} = made;
  let width = 640;
  let range: keyof typeof ranges = "all";
  let scale: Curves["scale"] = "linear";
  let span = Math.max(1, Math.min(100, options.smoothing ?? 10));
  // A shared step of 0 is one that nobody has chosen yet.
  let chosen: number | null = options.step && options.step.value > 0 ? options.step.value : null;
  let hovered: number | null = null;
  let places: CurvesPlaces | null = null;
  const redraw = eachFrame(signal, draw);
  const remark = eachFrame(signal, mark);
  const shown = historyOr(made, history, options.recording, {replaced: () => (chosen = null)});
  const first = follow(shown, signal, redraw);
  const second = options.compare && follow(options.compare.history, signal, redraw);
  const tell = linkStep(options.step, signal, (step) => {
    chosen = step;
    made.figure.value = step;
    remark();
  });

  function linesOf({entries}: History, label: string | null, isSecond: boolean): CurveLine[] {
    const steps = entries.map(({step}) => step);
    // Where not every step was kept, as many values as there are in so many steps.
    const apart = entries.length > 1 ? (steps[steps.length - 1] - steps[0]) / (entries.length - 1) : 1;
    const values = Math.max(1, Math.round(span / apart));
    return parts.lines.map(({kind, name, of}) => {
      const raw = Float64Array.from(entries, of);
      const smooth = values > 1 ? trailingMean(raw, values) : raw;
      return {kind, label: label === null ? name : `${name}, ${label}`, second: isSecond, steps, raw, smooth};
    });
  }

  function draw(): void {
    const {entries} = first.value;
    const others = second?.value.entries.length ? second.value : null;
    const empty = entries.length === 0 && !others;
    made.complain(empty ? "This figure is waiting for the first step of training." : null);
    if (empty) return;
    const lines = linesOf(first.value, options.compare ? (options.label ?? "first") : null, false);
    if (others) lines.push(...linesOf(others, options.compare!.label, true));
    const {references, domain, format} = parts;
    const height = options.height ?? 260;
    places = drawCurves(svg, {
      lines: lines.filter(({steps}) => steps.length > 0),
      references: scale === "log" ? references.filter(({value}) => value > 0) : references,
      scale,
      last: ranges[range],
      ...(domain ? {domain} : {}),
      format,
      width,
      height
    });
    const wrong = wrongText(lines, scale);
    warning.hidden = wrong === null;
    warning.textContent = wrong ?? "";
    mark();
  }

  function mark(): void {
    const {entries} = first.value;
    if (!places || entries.length === 0) return;
    const last = entries[entries.length - 1].step;
    const step = hovered ?? chosen ?? last;
    const entry = entries[nearestIndex(stepsOf(entries), step)];
    places.mark(hovered === null && chosen === null ? null : entry.step);
    const others = second?.value.entries ?? [];
    const beside = others.length > 0 ? others[nearestIndex(stepsOf(others), entry.step)] : null;
    const name = options.compare ? `${options.label ?? "first"}: ` : "";
    const text = `step ${formatCount(entry.step)}: ${name}${parts.words(entry)}${
      beside ? `; ${options.compare!.label}: ${parts.words(beside)}` : ""
    }`;
    readout.textContent = text;
    surface.tell({min: entries[0].step, max: last, now: entry.step, text});
    if (chosen === null) made.figure.value = last;
  }

  function choose(step: number): void {
    const {entries} = first.value;
    if (entries.length === 0) return;
    const next = entries[nearestIndex(stepsOf(entries), step)].step;
    if (next === chosen) return;
    chosen = next;
    hovered = null;
    remark();
    tell(next);
    made.emit(next);
  }

  const steps = () => stepsOf(first.value.entries);
  const surface = reading(`${parts.title}; step`, [svg], signal, {
    count: () => steps().length,
    at: () => nearestIndex(steps(), chosen ?? steps().at(-1)!),
    go: (place) => choose(steps()[place])
  });
  const under = (event: PointerEvent) => places!.step(surface.under(event));
  surface.element.addEventListener(
    "pointermove",
    (event) => {
      if (!places) return;
      if (event.buttons === 1) choose(under(event));
      else {
        hovered = under(event);
        remark();
      }
    },
    {signal}
  );
  surface.element.addEventListener("pointerdown", (event) => places && choose(under(event)), {signal});
  surface.element.addEventListener(
    "pointerleave",
    () => {
      hovered = null;
      remark();
    },
    {signal}
  );

  made.body.append(element("div", {class: "fig-whole"}, [surface.element, readout, warning]));
  if (!options.bare)
    made.controls.append(
      slider("mean of", {min: 1, max: 100, value: span, unit: "steps"}, (next) => {
        span = next;
        redraw();
      }).element,
      choice("steps", Object.keys(ranges) as (keyof typeof ranges)[], range, (next) => {
        range = next;
        redraw();
      }).element
    );
  if (parts.log && !options.bare)
    made.controls.append(
      choice("axis", ["linear", "log"] as const, scale, (next) => {
        scale = next;
        redraw();
      }).element
    );
  onWidth(made.figure, signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}

/** What of the lines cannot be drawn, as a sentence; null when all can. */
function wrongText(lines: readonly CurveLine[], scale: Curves["scale"]): string | null {
  for (const {label, steps, raw} of lines) {
    const bad = Array.prototype.findIndex.call(raw, (value: number) => !Number.isFinite(value));
    if (bad >= 0) return `${label} is ${raw[bad]} at step ${formatCount(steps[bad])}; the line has a gap there.`;
    if (scale === "log" && Array.prototype.some.call(raw, (value: number) => value <= 0))
      return `${label} is 0 or below somewhere; a logarithmic axis cannot show that part.`;
  }
  return null;
}

function stepsOf(entries: readonly HistoryEntry[]): number[] {
  return entries.map(({step}) => step);
}
