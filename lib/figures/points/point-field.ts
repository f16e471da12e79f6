import type {Point} from "../../data/points.ts";
import type {Live} from "../../live.ts";
import {asLive} from "../../live.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {sigmoid} from "../../training/step/losses.ts";
import {squareAxes, squareEdge} from "../kit/axes.ts";
import {inksOf, onTheme} from "../kit/colours.ts";
import {toggles} from "../kit/controls.ts";
import {element, svgElement} from "../kit/element.ts";
import {drawLive, eachFrame} from "../kit/follow.ts";
import {formatNumber, formatCount} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {legend, markLegend} from "../kit/legend.ts";
import type {Cell, MovePointer} from "../kit/pointer.ts";
import {pointable} from "../kit/pointer.ts";
import type {Manifold, PointGrid} from "./point-canvas.ts";
import {PointCanvas, verdictScale} from "./point-canvas.ts";
import type {Extent, ModeCount} from "../samples/point-geometry.ts";
import {modesCaptured, notFinitePoints, usualLength} from "../samples/point-geometry.ts";

/** What can be seen of a GAN for points. */
export interface PointFieldData {
  /** Real points [n, 2]. */
  real: Values;
  /** Generated points [m, 2]. */
  fake: Values;
  /** What flows back into each generated point, [m, 2]: the gradient of G's loss. Arrows point against it, the way down. */
  gradients?: Values | null;
  /** D's logits over the plane. */
  field?: PointGrid | null;
  /** The part of the plane that is shown, which `field` covers. Default −1.5 … 1.5. */
  extent?: Extent;
  /** G's noise as a grid, warped. */
  manifold?: Manifold | null;
  /** The modes of the data, for the count of those that G captures. */
  centres?: readonly Point[];
  sigma?: number;
}

/** `.value` of `pointField`: the place that was pointed at, and what D says of it (null where nobody asked D). */
export interface PlaneReading {
  x: number;
  y: number;
  logit: number | null;
}

/** What `pointField` draws, each to be switched on and off. */
export type PointLayer = "D" | "edge" | "gradients" | "grid";

/** Options of `pointField`. */
export interface PointFieldOptions extends FigureOptions {
  /** Layers that are on at first. Default: D, edge and gradients. */
  layers?: readonly PointLayer[];
  /** Largest side of the plane in CSS pixels. Default 440. */
  side?: number;
  /** What is drawn is named in a few words under the plane, and the switches of its layers are a click away. Default false. */
  brief?: boolean;
}

const margin = {left: 34, bottom: 22};
const names: Record<PointLayer, string> = {D: "D’s opinion", edge: "D = ½", gradients: "gradients", grid: "G’s grid"};

/**
 * A GAN for points of the plane: what D thinks of every place as colour, real points filled and generated ones hollow, the way in
 * which each generated point is pulled, G's warped grid of noise, and the modes that are captured. Takes data or a live value of
 * it, and is drawn at most once a frame. Pointing (or arrow keys) reads D at a place. After GAN Lab (Kahng et al. 2018).
 * @example
 * ```ts height=546/660
 * import {pointField} from "gantry/figures/point-field";
 * import {pointSet} from "gantry/points";
 * import {random} from "gantry/random";
 *
 * const islands = pointSet("ring");
 * const real = islands.batch(200, random(1)).images;
 * const fake = islands.batch(100, random(2)).images.map((value) => value / 2);
 * // D's logits over the plane: it believes what is farther from the middle than 1.3.
 * const side = 24;
 * const logits = Float32Array.from({length: side * side}, (_, i) =>
 *   Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2) - side / 3
 * );
 * display(pointField({
 *   real: {shape: [200, 2], values: real},
 *   fake: {shape: [100, 2], values: fake},
 *   field: {width: side, height: side, values: logits},
 *   extent: {x: [-2, 2], y: [-2, 2]},
 *   centres: islands.centres,
 *   sigma: islands.sigma
 * }, {
 *   caption: "Whom does D believe? Point into the plane.",
 *   invalidation
 * }));
 * ```
 */
export function pointField(
  source: PointFieldData | Live<PointFieldData>,
  options: PointFieldOptions = {}
): Figure<PlaneReading | null> {
  const made = frame<PlaneReading | null>("points", options, null);
  const watched = asLive(source);
  const on = options.layers ?? ["D", "edge", "gradients"];
  const canvas = new PointCanvas();
  const axes = svgElement("svg", {class: "fig-point-axes", "aria-hidden": "true"});
  const cross = svgElement("svg", {class: "fig-point-cross", "aria-hidden": "true"});
  const surface = element("div", {class: "fig-point-surface"}, [canvas.canvas, cross]);
  const plot = element("div", {class: "fig-point-plot"}, [surface, axes]);
  const bar = element("div");
  const reading = element("p", {class: "fig-formula"});
  const notes = element("div", {class: "fig-point-notes"});
  const trouble = element("p", {class: "fig-wrong", role: "status"});
  const layers = toggles(
    "show",
    {D: on.includes("D"), edge: on.includes("edge"), gradients: on.includes("gradients"), grid: on.includes("grid")},
    () => redraw(),
    (name) => names[name]
  );
  let side = 300;
  let at: Cell | null = null;
  let pointer: MovePointer | null = null;

  const extent = () => watched.value.extent ?? {x: [-1.5, 1.5] as const, y: [-1.5, 1.5] as const};
  const size = () => ({rows: watched.value.field?.height ?? 40, columns: watched.value.field?.width ?? 40});
  const read = ({row, column}: Cell): PlaneReading => {
    const {rows, columns} = size();
    const {x, y} = extent();
    const {field} = watched.value;
    return {
      x: x[0] + ((column + 0.5) / columns) * (x[1] - x[0]),
      y: y[1] - ((row + 0.5) / rows) * (y[1] - y[0]),
      logit: field ? field.values[row * field.width + column] : null
    };
  };

  function draw(data: PointFieldData): void {
    const {real, fake, field, gradients, manifold, centres, sigma = 0} = data;
    if (real.values.length === 0 && fake.values.length === 0) {
      made.complain("This figure is waiting for points: it was given neither real nor generated ones.");
      return;
    }
    made.complain(null);
    const inks = inksOf(made.figure);
    const {D, edge, gradients: pulls, grid} = layers.value;
    canvas.begin(side, extent(), inks.paper);
    if (field && D) canvas.heat(field, verdictScale(inks));
    if (field && edge) canvas.contour(field, inks.discriminator);
    if (manifold && grid) canvas.manifold(manifold, inks.generator);
    const modes = centres ? modesCaptured(fake, centres, sigma) : null;
    if (centres && modes) canvas.modes(centres, sigma || 0.01, inks, modes.near);
    canvas.points(real, inks.real, inks.paper, true);
    if (gradients && pulls) canvas.arrows(fake, gradients, inks.gradient, inks.paper);
    canvas.points(fake, inks.fake, inks.paper, false);
    reading.hidden = !field;
    layers.offer("D", Boolean(field));
    layers.offer("edge", Boolean(field));
    layers.offer("gradients", Boolean(gradients));
    layers.offer("grid", Boolean(manifold));
    notes.replaceChildren(...pointNotes(data, {modes, edge: Boolean(field) && edge, pulls, grid}));
    trouble.textContent = pointTrouble(data);
    pointer?.refresh();
    if (at) {
      show(at);
      made.figure.value = read(at);
    }
  }
  const redraw = eachFrame(made.signal, () => draw(watched.value));

  function show(cell: Cell): void {
    at = cell;
    const place = read(cell);
    const {x, y} = extent();
    const left = ((place.x - x[0]) / (x[1] - x[0])) * side;
    const top = (1 - (place.y - y[0]) / (y[1] - y[0])) * side;
    cross.setAttribute("viewBox", `0 0 ${side} ${side}`);
    cross.replaceChildren(
      ...["fig-halo", "fig-line"].map((name) => svgElement("circle", {class: name, cx: left, cy: top, r: 7, fill: "none"}))
    );
    reading.textContent = sentence(place);
  }

  pointer = pointable(surface, "Plane of real and generated points; arrow keys read what D says of a place", {
    size,
    signal: made.signal,
    label: (cell) => sentence(read(cell)),
    point(cell) {
      show(cell);
      made.say(sentence(read(cell)));
      made.emit(read(cell));
    }
  });

  reading.textContent = "Point at a place to read D there.";
  if (options.brief) {
    const more = element("details", {class: "fig-point-layers"}, [
      element("summary", {}, ["What is drawn"]),
      layers.element,
      bar
    ]);
    made.body.append(plot, element("div", {class: "fig-point-side fig-point-brief"}, [notes, reading, trouble, more]));
  } else {
    made.body.append(plot, element("div", {class: "fig-column fig-point-side"}, [notes, bar, reading, trouble]));
    made.controls.append(layers.element);
  }
  const paintLegend = () =>
    bar.replaceChildren(...(watched.value.field ? [legend(verdictScale(inksOf(made.figure)), "D", 140, [0, 0.5, 1])] : []));
  const lay = (width: number) => {
    side = Math.max(120, Math.min(options.side ?? 440, width - margin.left));
    Object.assign(plot.style, {width: `${side + margin.left}px`, height: `${side + margin.bottom}px`});
    Object.assign(surface.style, {width: `${side}px`, height: `${side}px`});
    paintAxes(axes, side, extent());
    paintLegend();
    draw(watched.value);
  };
  onWidth(made.body, made.signal, lay);
  onTheme(made.signal, () => {
    paintLegend();
    redraw();
  });
  let shown = JSON.stringify(extent());
  let judged = Boolean(watched.value.field);
  drawLive(watched, made.signal, (data) => {
    const next = JSON.stringify(extent());
    if (next !== shown) paintAxes(axes, side, extent());
    if (Boolean(data.field) !== judged) paintLegend();
    [shown, judged] = [next, Boolean(data.field)];
    draw(data);
  });
  return made.figure;
}

function sentence({x, y, logit}: PlaneReading): string {
  const place = `x = ${formatNumber(x, 2)}, y = ${formatNumber(y, 2)}`;
  if (logit === null) return `${place}; D was not asked.`;
  if (!Number.isFinite(logit)) return `${place}: D’s logit is ${formatNumber(logit)}.`;
  const d = sigmoid(logit);
  const verdict = d > 0.5 ? "rather real" : d < 0.5 ? "rather generated" : "undecided";
  return `${place}: D = ${formatNumber(d, 2)}, ${verdict}.`;
}

/** Frame and values of the plane: whole numbers where there are three or more, else both ends and the middle. */
function paintAxes(svg: SVGSVGElement, side: number, {x, y}: Extent): void {
  const values = ([low, high]: readonly [number, number]) => {
    const step = high - low > 6 ? 2 : high - low > 1.9 ? 1 : (high - low) / 4;
    const first = Math.ceil(low / step);
    return Array.from({length: Math.floor(high / step) - first + 1}, (_, i) => (first + i) * step);
  };
  const plane = squareAxes(svg, {
    side,
    x: {domain: x, ticks: values(x), title: "x"},
    y: {domain: y, ticks: values(y), title: "y"},
    at: "edge",
    margin
  });
  svg.replaceChildren(squareEdge(plane), plane.drawn);
}

/** What is drawn at the moment. */
interface Drawn {
  modes: ModeCount | null;
  edge: boolean;
  pulls: boolean;
  grid: boolean;
}

/** The marks of the plane, each beside its name in its colour, with what they add up to. */
function pointNotes({real, fake, gradients, manifold, centres}: PointFieldData, drawn: Drawn): HTMLElement[] {
  const lines = [
    markLegend("real", "●", `${formatCount(real.values.length / 2)} real points`),
    markLegend("fake", "○", `${formatCount(fake.values.length / 2)} generated`)
  ];
  if (gradients && drawn.pulls) {
    const usual = usualLength(gradients);
    lines.push(
      markLegend(
        "gradient",
        "→",
        usual > 0 ? `where each is pulled (gradient: nine of ten at most ${formatNumber(usual, 2)})` : "nothing flows back"
      )
    );
  }
  if (drawn.edge) lines.push(markLegend("discriminator", "—", "here D is undecided"));
  if (manifold && drawn.grid) lines.push(markLegend("generator", "▦", "G’s noise, warped; each cell holds as many points"));
  if (drawn.modes && centres) {
    const {captured, quality} = drawn.modes;
    lines.push(
      element("p", {class: "fig-point-modes"}, [
        element("strong", {}, [`${captured} of ${centres.length}`]),
        ` ${centres.length === 1 ? "mode" : "modes"} captured; ${Math.round(100 * quality)} % of the generated points within 3σ of a centre`
      ])
    );
  }
  return lines;
}

/** What is wrong with the numbers, as a sentence; empty when nothing is. */
function pointTrouble({fake, real, field}: PointFieldData): string {
  const sentences: string[] = [];
  const lost = notFinitePoints(fake);
  const count = fake.values.length / 2;
  if (lost > 0)
    sentences.push(
      `${lost === count ? "All" : formatCount(lost)} of ${formatCount(count)} generated points are NaN or infinite and cannot be drawn.`
    );
  const bad = notFinitePoints(real);
  if (bad > 0) sentences.push(`${formatCount(bad)} real points are NaN or infinite.`);
  if (field) {
    let dumb = 0;
    for (let i = 0; i < field.values.length; i++) if (!Number.isFinite(field.values[i])) dumb++;
    if (dumb > 0)
      sentences.push(`D answers NaN or infinity at ${formatCount(dumb)} of ${formatCount(field.values.length)} places.`);
  }
  return sentences.join(" ");
}
