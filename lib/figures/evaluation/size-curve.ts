import type {SizePoint} from "../../evaluation/types.ts";
import type {Live} from "../../live.ts";
import {element, svgElement} from "../kit/element.ts";
import {follow, eachFrame} from "../kit/follow.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {apart} from "../kit/series.ts";

/** Options of `sizeCurve`. */
export interface SizeCurveOptions extends FigureOptions {
  /** What is measured. Default "FID". */
  metric?: string;
  /** CSS pixels. Default 260. */
  height?: number;
}

const margin = {left: 52, right: 92, top: 12, bottom: 40};

/**
 * A metric against the number of samples, on a logarithmic axis: generated against real (dashed, hollow) and real against real (solid,
 * filled), which ought to be zero. Pointing or the arrow keys read a size; `.value` is the point that is read.
 */
export function sizeCurve(
  points: readonly SizePoint[] | Live<readonly SizePoint[]>,
  options: SizeCurveOptions = {}
): Figure<SizePoint | null> {
  const {metric = "FID", height = 260} = options;
  const made = frame<SizePoint | null>("size-curve", options, null);
  const svg = svgElement("svg", {class: "fig-curves", "aria-hidden": "true"});
  const surface = element("div", {class: "fig-chart", role: "slider", tabindex: "0", "aria-label": `${metric}; samples`}, [svg]);
  const readout = element("p", {class: "fig-readout fig-reading"});
  let width = 640;
  let at = Infinity;
  const list = follow(points, made.signal, eachFrame(made.signal, draw));

  function draw(): void {
    const all = list.value.filter(({value, floor}) => Number.isFinite(value) && Number.isFinite(floor));
    made.complain(all.length === 0 ? `This figure is waiting for ${metric} at some sizes of sample.` : null);
    if (all.length === 0) return;
    at = Math.max(0, Math.min(all.length - 1, at));
    const [right, bottom] = [width - margin.right, height - margin.bottom];
    const [first, last] = [all[0].samples, all[all.length - 1].samples];
    const span = Math.log(last / first) || 1;
    const x = (samples: number) =>
      all.length === 1 ? (margin.left + right) / 2 : margin.left + (Math.log(samples / first) / span) * (right - margin.left);
    const high = Math.max(...all.flatMap(({value, floor}) => [value, floor]), 1e-9);
    const low = Math.min(0, ...all.flatMap(({value, floor}) => [value, floor]));
    const y = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - margin.top);
    const ticks = [low, (low + high) / 2, high].flatMap((value) => [
      svgElement("line", {class: "fig-gridline", x1: margin.left, x2: right, y1: y(value), y2: y(value)}),
      svgElement("text", {class: "fig-tick-label", x: margin.left - 6, y: y(value) + 4, "text-anchor": "end"}, [
        formatNumber(value, 2)
      ])
    ]);
    const line = (kind: "real" | "fake", of: (point: SizePoint) => number) => [
      svgElement("path", {
        class: `fig-curve fig-curve-${kind}`,
        d: `M${all.map((point) => `${x(point.samples)},${y(of(point))}`).join("L")}`
      }),
      ...all.map((point) =>
        svgElement("circle", {class: `fig-curve-dot fig-dot-${kind}`, cx: x(point.samples), cy: y(of(point)), r: 4})
      )
    ];
    const [ends, lastPoint] = [apart([y(all[all.length - 1].value), y(all[all.length - 1].floor)], 14, bottom), x(last)];
    // Labels of sizes that stand too close are left out.
    let taken = -Infinity;
    const sizes = all.flatMap(({samples}) => {
      if (x(samples) - taken < 44) return [];
      taken = x(samples);
      return [
        svgElement("text", {class: "fig-tick-label", x: taken, y: bottom + 16, "text-anchor": "middle"}, [formatCount(samples)])
      ];
    });
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    const point = all[at];
    svg.replaceChildren(
      ...ticks,
      svgElement("line", {class: "fig-marker", x1: x(point.samples), x2: x(point.samples), y1: margin.top, y2: bottom}),
      ...line("real", ({floor}) => floor),
      ...line("fake", ({value}) => value),
      svgElement("text", {class: "fig-curve-label fig-ink-fake", x: lastPoint + 10, y: ends[0] + 4}, ["generated"]),
      svgElement("text", {class: "fig-curve-label fig-ink-real", x: lastPoint + 10, y: ends[1] + 4}, ["other real"]),
      ...sizes,
      svgElement("text", {class: "fig-tick-label", x: right, y: bottom + 33, "text-anchor": "end"}, ["samples of each"]),
      svgElement("text", {class: "fig-tick-label", x: 0, y: bottom + 33}, [metric])
    );
    const {samples, value, floor, heaps, upsets} = point;
    const nearer = upsets > 0 ? `; in ${upsets} of ${heaps} ${heaps === 1 ? "heap" : "heaps"} the generated came out nearer` : "";
    const mean = heaps > 1 ? `, mean of ${heaps} heaps` : "";
    const text = `${formatCount(samples)} samples${mean}: generated ${formatNumber(value)}, other real digits ${formatNumber(floor)}${nearer}`;
    readout.textContent = text;
    made.figure.value = point;
    for (const [name, value] of Object.entries({valuemin: first, valuemax: last, valuenow: point.samples, valuetext: text}))
      surface.setAttribute(`aria-${name}`, String(value));
  }

  function read(next: number): void {
    const count = list.value.length;
    next = Math.max(0, Math.min(count - 1, next));
    if (next === at || count === 0) return;
    at = next;
    draw();
    made.emit(made.figure.value);
  }
  surface.addEventListener(
    "keydown",
    (event) => {
      const ways: Record<string, number> = {
        ArrowLeft: at - 1,
        ArrowDown: at - 1,
        ArrowRight: at + 1,
        ArrowUp: at + 1,
        Home: 0,
        End: Infinity
      };
      if (!(event.key in ways) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      read(ways[event.key]);
    },
    {signal: made.signal}
  );
  surface.addEventListener(
    "pointermove",
    (event) => {
      const all = list.value;
      if (all.length < 2) return;
      const box = surface.getBoundingClientRect();
      const share = (event.clientX - box.left - margin.left) / (width - margin.left - margin.right);
      const size = all[0].samples * (all[all.length - 1].samples / all[0].samples) ** share;
      let best = 0;
      all.forEach(({samples}, i) => {
        if (Math.abs(Math.log(samples / size)) < Math.abs(Math.log(all[best].samples / size))) best = i;
      });
      read(best);
    },
    {signal: made.signal}
  );
  made.body.append(element("div", {class: "fig-column fig-whole"}, [surface, readout]));
  onWidth(made.figure, made.signal, (next) => {
    width = Math.min(720, next);
    draw();
  });
  return made.figure;
}
