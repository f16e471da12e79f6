import type {Point, PointSet, PointSetName} from "../../data/points.ts";
import {pointSet, pointsAround} from "../../data/points.ts";
import {random} from "../../random.ts";
import {inksOf, onTheme} from "../kit/colours.ts";
import {button, choice, slider, setAvailable} from "../kit/controls.ts";
import {draggable, shareOf, penKeys} from "../kit/drag.ts";
import {element} from "../kit/element.ts";
import {eachFrame} from "../kit/follow.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import {PointCanvas} from "./point-canvas.ts";
import type {Extent} from "../samples/point-geometry.ts";

/** Options of `pointsInput`. */
export interface PointsInputOptions extends FigureOptions {
  /** The set that is chosen at first. Default "ring". */
  start?: PointSetName;
  /** Largest side of the plane in CSS pixels. Default 300. */
  side?: number;
}

const names = ["line", "two Gaussians", "ring", "grid", "your own"] as const;
type Name = (typeof names)[number];

const extent: Extent = {x: [-1.3, 1.3], y: [-1.3, 1.3]};
// The pad in the units of the pen's keys.
const units = 100;
/** Least distance between two centres that a stroke leaves. */
const spacing = 0.08;
const mostCentres = 256;

/**
 * A set of points of the plane, within −1.3 … 1.3: one of the book's, or the reader's own, drawn with the pointer or with keys
 * (arrows move, Space sets the pen down and lifts it, Backspace undoes), with its standard deviation. `.value` is the `PointSet`.
 * @example
 * ```ts height=384/562
 * import {pointsInput} from "gantry/figures/points-input";
 *
 * const points = view(
 *   pointsInput({
 *     start: "two Gaussians",
 *     caption: "What shall be forged? Choose, or draw.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function pointsInput(options: PointsInputOptions = {}): Figure<PointSet> {
  const start: Name = options.start ?? "ring";
  let chosen: Name = start;
  let own: readonly Point[] = [];
  const past: (readonly Point[])[] = [];
  const made = frame<PointSet>("points-input", {exportable: false, ...options}, preset(options.start ?? "ring"));
  let sigma = made.figure.value.sigma;
  let side = 300;
  let stroke: Point | null = null;

  const canvas = new PointCanvas();
  const pad = element(
    "div",
    {
      class: "fig-pad fig-point-pad",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "plane to draw points on",
      "aria-label": "Draw where the points are. Arrow keys move the pen, Space sets it down or lifts it, Backspace undoes."
    },
    [canvas.canvas]
  );
  const state = element("p", {class: "fig-readout"});

  const centres = () => (chosen === "your own" ? own : made.figure.value.centres);
  const draw = () => {
    const inks = inksOf(made.figure);
    canvas.begin(side, extent, inks.paper);
    const list = centres();
    if (list.length === 0) return;
    const {images} = pointsAround(list, sigma).batch(400, random("points"));
    canvas.points({shape: [400, 2], values: images}, inks.real, inks.paper, true);
    if (chosen === "your own")
      canvas.points({shape: [list.length, 2], values: Float32Array.from(list.flat())}, inks.ink, inks.paper, false);
  };
  const redraw = eachFrame(made.signal, draw);
  const tell = () => {
    setAvailable(undo, past.length > 0);
    setAvailable(clear, own.length > 0);
    const count = centres().length;
    state.textContent =
      count === 0
        ? "Draw on the plane: every place you touch becomes a centre. Until then the last set stays."
        : `${formatCount(count)} ${count === 1 ? "centre" : "centres"}; points scatter around theirs with a standard deviation of ${formatNumber(sigma)} in x and in y.`;
  };
  const change = (said?: string) => {
    redraw();
    tell();
    if (said) made.say(said);
    if (centres().length > 0) made.emit(pointsAround(centres(), sigma, chosen === "your own" ? "own points" : chosen));
  };

  const sets = choice("points", names, chosen, (name) => {
    chosen = name;
    if (name !== "your own") {
      const set = preset(name);
      [made.figure.value, sigma] = [set, set.sigma];
      spread.value = sigma;
    }
    change(`${name}: ${centres().length} centres`);
  });
  const spread = slider("spread σ", {min: 0, max: 0.3, step: 0.01, value: sigma}, (value) => {
    sigma = value;
    change();
  });
  const undo = button("Undo", () => {
    const last = past.pop();
    if (!last) return;
    own = last;
    change(`Undone; ${own.length} centres`);
  });
  const clear = button("Clear", () => {
    remember();
    own = [];
    change("Cleared");
  });

  function remember(): void {
    past.push(own);
    if (past.length > 100) past.shift();
  }
  const place = ({x, y}: {x: number; y: number}): Point => [
    round(extent.x[0] + (x / units) * (extent.x[1] - extent.x[0])),
    round(extent.y[1] - (y / units) * (extent.y[1] - extent.y[0]))
  ];
  const begin = (point: {x: number; y: number}) => {
    remember();
    if (chosen !== "your own") sets.value = chosen = "your own";
    stroke = place(point);
    add(stroke);
  };
  const extend = (point: {x: number; y: number}) => {
    const next = place(point);
    if (!stroke || Math.hypot(next[0] - stroke[0], next[1] - stroke[1]) < spacing) return;
    add((stroke = next));
  };
  const end = () => {
    if (!stroke) return;
    stroke = null;
    change(own.length >= mostCentres ? `${mostCentres} centres: there is room for no more` : `${own.length} centres`);
  };
  function add(point: Point): void {
    if (own.length < mostCentres) own = [...own, point];
    redraw();
    tell();
  }

  const at = (event: PointerEvent) => {
    const {x, y} = shareOf(pad, event);
    return {x: x * units, y: y * units};
  };
  const {signal} = made;
  draggable(pad, {
    begin: (event) => begin(at(event)),
    move: (events) => events.forEach((event) => extend(at(event))),
    end,
    signal
  });
  penKeys(pad, {begin, extend, end, undo: () => undo.click(), say: made.say, signal}, units);

  made.body.append(pad, element("div", {class: "fig-column fig-point-side"}, [sets.element, spread.element, state]));
  made.controls.append(undo, clear);
  onWidth(made.body, signal, (width) => {
    side = Math.min(options.side ?? 300, width);
    pad.style.width = `${side}px`;
    draw();
  });
  onTheme(signal, redraw);
  tell();
  return made.figure;
}

/** A set of the book within −1 … 1: the grid, published from −4 to 4, is scaled. */
function preset(name: PointSetName): PointSet {
  return pointSet(name, name === "grid" ? {scale: 0.2} : {});
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
