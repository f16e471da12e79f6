import {interpolateViridis} from "d3";
import type {Point} from "../../data/points.ts";
import {random} from "../../random.ts";
import type {Square} from "../kit/axes.ts";
import {squareAxes, squareEdge} from "../kit/axes.ts";
import {button, player, slider} from "../kit/controls.ts";
import {squarePad} from "../kit/drag.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";

/** Options of `linearFit`. */
export interface LinearFitOptions extends FigureOptions {
  /** Default: twelve seeded points around y = 0.8 x + 0.3. x and y within −2 … 2. */
  points?: readonly Point[];
  /** Learning rate at first. Default 0.1. */
  rate?: number;
  /** Where descent begins. Default slope −1, intercept 1.2. */
  start?: Line;
}

/** `.value` of `linearFit`. */
export interface LinearFitValue extends Line {
  loss: number;
  /** Steps of descent since the line was last set by hand. */
  steps: number;
}

const side = 300;
const reach = 2;
const cells = 50;

/**
 * A line through points by two numbers: residuals as squares whose mean area is the loss, and beside them the loss of every slope and
 * intercept with the path of gradient descent. Drag in the plane of losses, or move the sliders, to set the line; Step and Play
 * descend.
 * @example
 * ```ts height=501/1006
 * import {linearFit} from "gantry/figures/linear-fit";
 *
 * display(
 *   linearFit({rate: 0.1, caption: "Which way is down? Press Step.", invalidation})
 * );
 * ```
 */
export function linearFit(options: LinearFitOptions = {}): Figure<LinearFitValue> {
  const points = options.points ?? usualPoints();
  const start = options.start ?? {slope: -1, intercept: 1.2};
  const loss = (line: Line) => squaredLoss(points, line);
  const made = frame<LinearFitValue>("linear", options, {...start, loss: points.length > 0 ? loss(start) : NaN, steps: 0});
  const wrong = points.flat().find((value) => !Number.isFinite(value));
  if (points.length === 0 || wrong !== undefined) {
    made.complain(
      points.length === 0
        ? "This figure is waiting for points: it was given none."
        : `This figure needs points of finite numbers; one is ${wrong}.`
    );
    return made.figure;
  }
  const best = bestLine(points);
  let rate = options.rate ?? 0.1;
  let path: Line[] = [start];

  const svg = svgElement("svg", {class: "fig-linear-plot", role: "img"});
  const words = element("p", {class: "fig-formula"});
  const pad = squarePad(
    "Loss of every slope (across) and intercept (up). Arrow keys move the line, with Shift further.",
    made.signal,
    (x, y) => byHand({slope: (2 * x - 1) * reach, intercept: (1 - 2 * y) * reach})
  );
  pad.element.classList.add("fig-linear-pad");
  const trail = svgElement("svg", {
    class: "fig-linear-trail",
    viewBox: "0 0 100 100",
    preserveAspectRatio: "none",
    "aria-hidden": "true"
  });
  pad.element.append(trail);
  paintLosses(pad.canvas, points);

  const knobs = {
    slope: slider("slope", {min: -reach, max: reach, step: 0.02, value: start.slope}, (slope) => byHand({...line(), slope})),
    intercept: slider("intercept", {min: -reach, max: reach, step: 0.02, value: start.intercept}, (intercept) =>
      byHand({...line(), intercept})
    )
  };
  const line = (): Line => ({slope: made.figure.value.slope, intercept: made.figure.value.intercept});
  function byHand(next: Line): void {
    descent.stop();
    path = [next];
    set(next);
  }
  function set(next: Line): void {
    const value = {...next, loss: loss(next), steps: path.length - 1};
    made.emit(value);
    draw();
  }
  const advance = (): boolean => {
    const next = descend(points, line(), rate);
    if (!Number.isFinite(next.slope) || Math.abs(next.slope) > 1e6) return false;
    path.push(next);
    set(next);
    return path.length <= 300 && Math.hypot(next.slope - best.slope, next.intercept - best.intercept) > 1e-3;
  };
  const descent = player(advance, made.signal, 150);

  function draw(): void {
    const {slope, intercept, loss: now, steps} = made.figure.value;
    drawPlot(svg, points, {slope, intercept});
    svg.setAttribute(
      "aria-label",
      `${points.length} points and the line y = ${formatNumber(slope)} x + ${formatNumber(intercept)}`
    );
    knobs.slope.value = slope;
    knobs.intercept.value = intercept;
    const place = (at: Line) => [((at.slope / reach + 1) / 2) * 100, (1 - (at.intercept / reach + 1) / 2) * 100];
    const [x, y] = place({slope, intercept});
    pad.place(Math.max(0, Math.min(1, x / 100)), Math.max(0, Math.min(1, y / 100)), true);
    trail.replaceChildren(
      ...(path.length > 1
        ? [
            svgElement("path", {
              d: `M${path
                .map((at) =>
                  place(at)
                    .map((v) => v.toFixed(2))
                    .join(",")
                )
                .join("L")}`
            })
          ]
        : []),
      ...[place(best)].map(([cx, cy]) =>
        svgElement("path", {class: "fig-linear-best", d: `M${cx - 2},${cy}h4M${cx},${cy - 2}v4`})
      )
    );
    const pull = lossGradient(points, {slope, intercept});
    const outside =
      Math.abs(slope) > reach || Math.abs(intercept) > reach ? " The line has left the plane: the rate is too large." : "";
    words.replaceChildren(
      "loss = mean of the squares = ",
      element("strong", {}, [formatNumber(now)]),
      ` (least: ${formatNumber(loss(best))}); gradient: `,
      element("span", {class: "fig-ink-gradient"}, [
        `${formatNumber(pull.slope)} for the slope, ${formatNumber(pull.intercept)} for the intercept`
      ]),
      `${steps > 0 ? `; ${steps} ${steps === 1 ? "step" : "steps"} of descent` : ""}.${outside}`
    );
  }

  made.body.append(
    element("div", {class: "fig-column"}, [svg, knobs.slope.element, knobs.intercept.element]),
    element("div", {class: "fig-column"}, [
      pad.element,
      element("p", {class: "fig-readout"}, ["loss by slope (across, −2 … 2) and intercept (up, −2 … 2); + is the least"])
    ]),
    words
  );
  made.controls.append(
    descent.element,
    slider("learning rate", {min: 0.02, max: 1, step: 0.02, value: rate}, (next) => (rate = next)).element,
    button("Start again", () => byHand(start))
  );
  draw();
  return made.figure;
}

function usualPoints(): Point[] {
  const source = random("linear fit");
  return Array.from({length: 12}, (_, i): Point => {
    const x = -1.6 + (3.2 * i) / 11;
    return [x, 0.8 * x + 0.3 + source.normal(0, 0.25)];
  });
}

function drawPlot(svg: SVGSVGElement, points: readonly Point[], {slope, intercept}: Line): void {
  const axis: Square["x"] = {domain: [-reach, reach], ticks: [-1, 1]};
  const plane = squareAxes(svg, {side, x: axis, y: axis, at: "zero"});
  const {x, y} = plane;
  const at = (value: number) => slope * value + intercept;
  svg.replaceChildren(
    squareEdge(plane),
    plane.drawn,
    ...points.map(([px, py]) => {
      const [top, bottom] = [Math.min(y(py), y(at(px))), Math.max(y(py), y(at(px)))];
      const size = Math.min(bottom - top, 4 * side);
      // To the side on which the square does not cover the line.
      const left = slope * (at(px) - py) > 0 ? x(px) - size : x(px);
      return svgElement("rect", {class: "fig-linear-square", x: left, y: top, width: size, height: size});
    }),
    svgElement("line", {class: "fig-linear-line", x1: 0, y1: y(at(-reach)), x2: side, y2: y(at(reach))}),
    ...points.map(([px, py]) => svgElement("circle", {class: "fig-linear-point", cx: x(px), cy: y(py), r: 4}))
  );
}

/** The logarithm of the loss of every line as colour, bright where it is small. */
function paintLosses(canvas: HTMLCanvasElement, points: readonly Point[]): void {
  canvas.width = canvas.height = cells;
  const context = canvas.getContext("2d")!;
  const along = (i: number) => (((i + 0.5) / cells) * 2 - 1) * reach;
  const logs = Array.from({length: cells * cells}, (_, i) =>
    Math.log(squaredLoss(points, {slope: along(i % cells), intercept: -along(Math.floor(i / cells))}) + 1e-9)
  );
  const [low, high] = [logs.reduce((a, b) => Math.min(a, b)), logs.reduce((a, b) => Math.max(a, b))];
  logs.forEach((value, i) => {
    context.fillStyle = interpolateViridis(1 - (value - low) / (high - low || 1));
    context.fillRect(i % cells, Math.floor(i / cells), 1, 1);
  });
}

/** A line y = slope · x + intercept. */
interface Line {
  slope: number;
  intercept: number;
}

/** Mean of the squared residuals of some points. */
export function squaredLoss(points: readonly Point[], {slope, intercept}: Line): number {
  return points.reduce((sum, [x, y]) => sum + (slope * x + intercept - y) ** 2, 0) / points.length;
}

/** The gradient of `squaredLoss` with respect to slope and intercept. */
export function lossGradient(points: readonly Point[], {slope, intercept}: Line): Line {
  let [a, b] = [0, 0];
  for (const [x, y] of points) {
    const residual = slope * x + intercept - y;
    a += (2 * residual * x) / points.length;
    b += (2 * residual) / points.length;
  }
  return {slope: a, intercept: b};
}

/** One step of gradient descent. */
export function descend(points: readonly Point[], line: Line, rate: number): Line {
  const gradient = lossGradient(points, line);
  return {slope: line.slope - rate * gradient.slope, intercept: line.intercept - rate * gradient.intercept};
}

/** The line of least squares, in closed form (Legendre 1805); slope 0 when all points stand above one another. */
export function bestLine(points: readonly Point[]): Line {
  const n = points.length;
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const slope = spread > 0 ? points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread : 0;
  return {slope, intercept: my - slope * mx};
}
