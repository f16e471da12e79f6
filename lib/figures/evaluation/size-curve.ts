import {scaleLinear} from "d3";
import type {SizePoint, WithFloor} from "../../evaluation/types.ts";
import type {Live} from "../../live.ts";
import type {Axis} from "../kit/axes.ts";
import {axes, endLabels, marker, pathThrough, scaleOf} from "../kit/axes.ts";
import {reading} from "../kit/reading.ts";
import {element, svgElement} from "../kit/element.ts";
import {follow, eachFrame} from "../kit/follow.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";

/** Options of `sizeCurve`. */
export interface SizeCurveOptions extends FigureOptions, Recorded {
  /** What is measured. Default "FID". */
  metric?: string;
  /** CSS pixels. Default 260. */
  height?: number;
}

const margin = {left: 52, right: 92, top: 12, bottom: 40};

/**
 * A metric against the number of samples, on a logarithmic axis: generated against real (dashed, hollow) and real against real (solid,
 * filled), which ought to be zero; the axis has its zero. A bar reaches one standard deviation of the heaps to each side. Pointing or the arrow keys read a size; `.value` is the point that is read.
 * @example
 * ```ts height=370/411
 * import {sizeCurve} from "gantry/figures/size-curve";
 *
 * display(sizeCurve([70, 140, 280, 560, 1120].map((count) => ({
 *   samples: count,
 *   value: 80 + 4000 / count,
 *   floor: 2500 / count,
 *   spread: {value: 90 / Math.sqrt(count), floor: 40 / Math.sqrt(count)},
 *   heaps: Math.ceil(1120 / count),
 *   upsets: 0
 * })), {
 *   metric: "FID",
 *   caption: "Does the number depend on how many were measured? Point at the curve.",
 *   invalidation
 * }));
 * ```
 */
export function sizeCurve(
  points: readonly SizePoint[] | Live<readonly SizePoint[]>,
  options: SizeCurveOptions = {}
): Figure<SizePoint | null> {
  const {metric = "FID", height = 260} = options;
  const made = frame<SizePoint | null>("size-curve", options, null);
  const svg = svgElement("svg", {class: "fig-curves", "aria-hidden": "true"});
  const surface = reading(`${metric}; samples`, [svg], made.signal, {
    count: () => list.value.length,
    at: () => at,
    go: read
  });
  const readout = element("p", {class: "fig-readout fig-reading"});
  let width = 640;
  let at = Infinity;
  const either = standIn(made, points, options.recording, {
    empty: (own) => own.length === 0,
    recorded: ({results}) => (results as Record<string, readonly SizePoint[]> | undefined)?.[metric.toLowerCase()] ?? null
  });
  const list = follow(either, made.signal, eachFrame(made.signal, draw));

  function draw(): void {
    const all = list.value.filter(({value, floor}) => Number.isFinite(value) && Number.isFinite(floor));
    made.complain(all.length === 0 ? `This figure is waiting for ${metric} at some sizes of sample.` : null);
    if (all.length === 0) return;
    at = Math.max(0, Math.min(all.length - 1, at));
    const [first, last] = [all[0].samples, all[all.length - 1].samples];
    // A distance has a zero: the axis begins there, or below it where a metric without bias does.
    const ends = all.flatMap(({value, floor, spread = {value: 0, floor: 0}}) => [
      value - spread.value,
      value + spread.value,
      floor - spread.floor,
      floor + spread.floor
    ]);
    const rounded = scaleLinear([Math.min(0, ...ends), Math.max(...ends, 1e-9)], [0, 1]).nice(4);
    const [low, high] = rounded.domain();
    const across: Axis = {domain: [first, last], scale: "log"};
    const places = scaleOf(across, [margin.left, width - margin.right]);
    // Sizes that stand too close to be written are left out.
    let taken = -Infinity;
    const written = all.map(({samples}) => samples).filter((size) => places(size) - taken >= 44 && (taken = places(size)));
    const chart = axes(svg, {
      width,
      height,
      margin,
      x: {...across, ticks: written, format: formatCount, title: "samples of each"},
      y: {
        domain: [low, high],
        ticks: rounded.ticks(4),
        format: (value) => formatNumber(value, 2),
        strong: 0,
        mark: "grid",
        title: metric
      }
    });
    const {x, y} = chart;
    const line = (kind: "real" | "fake", of: (point: WithFloor<number>) => number) => [
      ...all.flatMap((point) => {
        if (!point.spread) return [];
        const [at, half] = [x(point.samples) + (kind === "real" ? 2 : -2), of(point.spread)];
        const [top, bottom] = [y(of(point) + half), y(of(point) - half)];
        const d = `M${at},${top}V${bottom}M${at - 3},${top}h6M${at - 3},${bottom}h6`;
        return [svgElement("path", {class: `fig-curve-spread fig-curve-${kind}`, d})];
      }),
      svgElement("path", {
        class: `fig-curve fig-curve-${kind}`,
        d: pathThrough(all.map((point) => [x(point.samples), y(of(point))]))
      }),
      ...all.map((point) =>
        svgElement("circle", {class: `fig-curve-dot fig-dot-${kind}`, cx: x(point.samples), cy: y(of(point)), r: 4})
      )
    ];
    const point = all[at];
    const newest = all[all.length - 1];
    svg.replaceChildren(
      chart.drawn,
      marker(chart, x(point.samples)),
      ...line("real", ({floor}) => floor),
      ...line("fake", ({value}) => value),
      ...endLabels(chart, x(last) + 10, [
        {at: y(newest.value), text: "generated", look: "fig-curve-label fig-ink-fake"},
        {at: y(newest.floor), text: "other real", look: "fig-curve-label fig-ink-real"}
      ])
    );
    const {samples, value, floor, heaps, spread, upsets} = point;
    const within = (half: number | undefined) => (half === undefined ? "" : ` ± ${formatNumber(half, 2)}`);
    const nearer = upsets > 0 ? `; in ${upsets} of ${heaps} ${heaps === 1 ? "heap" : "heaps"} the generated came out nearer` : "";
    const mean = heaps > 1 ? `, mean and spread of ${heaps} heaps` : "";
    const text = `${formatCount(samples)} samples${mean}: generated ${formatNumber(value)}${within(spread?.value)}, other real digits ${formatNumber(floor)}${within(spread?.floor)}${nearer}`;
    readout.textContent = text;
    made.figure.value = point;
    surface.tell({min: first, max: last, now: point.samples, text});
  }

  function read(next: number): void {
    const count = list.value.length;
    next = Math.max(0, Math.min(count - 1, next));
    if (next === at || count === 0) return;
    at = next;
    draw();
    made.emit(made.figure.value);
  }
  surface.element.addEventListener(
    "pointermove",
    (event) => {
      const all = list.value;
      if (all.length < 2) return;
      const share = (surface.under(event) - margin.left) / (width - margin.left - margin.right);
      const size = all[0].samples * (all[all.length - 1].samples / all[0].samples) ** share;
      let best = 0;
      all.forEach(({samples}, i) => {
        if (Math.abs(Math.log(samples / size)) < Math.abs(Math.log(all[best].samples / size))) best = i;
      });
      read(best);
    },
    {signal: made.signal}
  );
  made.body.append(element("div", {class: "fig-column fig-whole"}, [surface.element, readout]));
  onWidth(made.figure, made.signal, (next) => {
    width = Math.min(720, next);
    draw();
  });
  return made.figure;
}
