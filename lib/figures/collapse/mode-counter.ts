import type {Point} from "../../data/points.ts";
import type {Live} from "../../live.ts";
import type {ModeCount} from "../../metrics/modes.ts";
import {countModes} from "../../metrics/modes.ts";
import type {History, SampleSheet} from "../../training/run/types.ts";
import {axes} from "../kit/axes.ts";
import {slider} from "../kit/controls.ts";
import {element, svgElement} from "../kit/element.ts";
import {follow, eachFrame} from "../kit/follow.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {historyOr} from "../kit/stand-in.ts";
import {notFinitePoints} from "../samples/point-geometry.ts";
import {classBars} from "../kit/class-bars.ts";

/** Options of `modeCounter`. */
export interface ModeCounterOptions extends FigureOptions, Recorded {
  centres: readonly Point[];
  /** Standard deviation of the real points around each centre. */
  sigma: number;
}

/**
 * Counts the modes that a run's samples hit: bars of the newest sheet, mode by mode, and over all its sheets how many were captured.
 * What counts as a hit, and how many make a capture, is set by two sliders and holds for all of them. `.value` is the newest count.
 * @example
 * ```ts height=383/724
 * import {modeCounter} from "gantry/figures/mode-counter";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * const ring = pointSet("ring");
 * const drawn = [0, 100, 200].map((step, i) => {
 *   const values = ring
 *     .batch(200, random(i))
 *     .images.map((value, at) => (at % 2 === 0 && i === 1 ? Math.abs(value) : value));
 *   return {step, images: {shape: [200, 2], values}};
 * });
 * display(
 *   modeCounter(
 *     {entries: [], snapshots: [], sheets: drawn},
 *     {
 *       centres: ring.centres,
 *       sigma: ring.sigma,
 *       caption: "How many of the eight modes were made? Move the sliders.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function modeCounter(history: History | Live<History>, options: ModeCounterOptions): Figure<ModeCount | null> {
  const made = frame<ModeCount | null>("modes", options, null);
  const {centres, sigma} = options;
  const {signal} = made;
  const bars = classBars(centres.map((_, i) => String(i + 1)));
  const total = element("p", {class: "fig-status"});
  const rule = element("p", {class: "fig-readout"});
  const chart = svgElement("svg", {class: "fig-curves", role: "img"});
  const within = slider("a hit is within", {min: 1, max: 10, step: 0.5, value: 3, unit: "σ of a centre"}, () => redraw());
  const least = slider("hits that make a mode", {min: 1, max: 20, value: 1}, () => redraw());
  let width = 640;
  const redraw = eachFrame(signal, draw);
  const followed = follow(historyOr(made, history, options.recording, {needs: "sheets"}), signal, redraw);

  function count({images}: SampleSheet): ModeCount | null {
    if (images.shape.length !== 2 || images.shape[1] !== 2 || notFinitePoints(images) > 0) return null;
    return countModes({shape: [images.shape[0], 2], values: images.values}, centres, {
      sigma,
      within: within.value,
      least: least.value
    });
  }

  function draw(): void {
    const {sheets} = followed.value;
    const newest = sheets.at(-1);
    const now = newest ? count(newest) : null;
    made.complain(
      !newest
        ? "This figure is waiting for the first samples of a run."
        : now
          ? null
          : `The samples of step ${formatCount(newest.step)} are no finite points of the plane.`
    );
    if (!newest || !now) return;
    const {captured, modes, highQuality, counts, reverseKl, radius} = now;
    const samples = newest.images.shape[0];
    bars.draw(
      counts.map((hits) => hits / samples),
      -1
    );
    total.textContent = `${captured} of ${modes} modes at step ${formatCount(newest.step)}`;
    const evenness = Number.isNaN(reverseKl) ? "nothing hits" : `KL to even ${formatNumber(reverseKl, 2)} nats`;
    rule.textContent =
      `${formatCount(samples)} samples; ${Math.round(100 * highQuality)} % within ${formatNumber(within.value)} σ = ` +
      `${formatNumber(radius, 2)} of a centre; ${evenness}.`;
    drawChart(
      chart,
      sheets.map((sheet) => ({step: sheet.step, captured: count(sheet)?.captured ?? NaN})),
      modes,
      Math.min(width, 420)
    );
    if (JSON.stringify(now) !== JSON.stringify(made.figure.value)) made.emit(now);
  }

  made.body.append(
    element("div", {class: "fig-column fig-modes-now"}, [total, bars.element, rule]),
    element("div", {class: "fig-plane"}, [element("div", {class: "fig-title"}, ["modes captured, over the steps"]), chart])
  );
  made.controls.append(within.element, least.element);
  onWidth(made.figure, signal, (next) => {
    width = next;
    draw();
  });
  return made.figure;
}

/** The captured modes of each sheet as a line of steps, from 0 to all of them. */
function drawChart(svg: SVGSVGElement, counts: readonly {step: number; captured: number}[], modes: number, width: number): void {
  const last = Math.max(1, counts.at(-1)?.step ?? 1);
  const chart = axes(svg, {
    width,
    height: 190,
    margin: {left: 26, right: 30, top: 10, bottom: 24},
    x: {domain: [0, last], ticks: [0, last], format: (step) => (step === 0 ? "0" : `step ${formatCount(step)}`)},
    y: {domain: [0, modes], ticks: [0, modes / 2, modes], mark: "reference"}
  });
  const path = counts
    .filter(({captured}) => Number.isFinite(captured))
    .map(({step, captured}, i) => {
      const [x, y] = [chart.x(step), chart.y(captured)];
      return i === 0 ? `M${x},${y}` : `H${x}V${y}`;
    })
    .join("");
  svg.setAttribute(
    "aria-label",
    `Modes captured: ${counts
      .slice(-12)
      .map(({step, captured}) => `step ${step}: ${captured}`)
      .join("; ")}`
  );
  svg.replaceChildren(chart.drawn, svgElement("path", {class: "fig-curve fig-curve-modes", d: path}));
}
