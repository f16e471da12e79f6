import {generatorLossAt, sigmoid} from "../../training/step/losses.ts";
import type {Loss} from "../../training/step/losses.ts";
import {axes, pathThrough} from "../kit/axes.ts";
import {slider} from "../kit/controls.ts";
import {element, svgElement} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {formatNumber} from "../kit/format.ts";

/** Options of `lossShapes`. */
export interface LossShapesOptions extends FigureOptions {
  /** Losses in the order of their rows. Default: all five. */
  losses?: readonly Loss[];
  /** D's logit at first. Default −5: D is sure that it is generated. */
  logit?: number;
}

/** `.value` of `lossShapes`: D's logit, and the slope that each loss has there. */
export interface LossShapesValue {
  logit: number;
  gradients: Partial<Record<Loss, number>>;
}

const all: readonly Loss[] = ["minimax", "nonSaturating", "leastSquares", "hinge", "wasserstein"];
const reach = 8;
const curve = {width: 150, height: 54, margin: {left: 0, right: 0, top: 4, bottom: 4}};
/** CSS pixels of an arrow for a gradient of 1. */
const arrowUnit = 20;

const names: Record<Loss, readonly [name: string, formula: string]> = {
  minimax: ["minimax (saturating)", "log(1 − D)"],
  nonSaturating: ["non-saturating", "−log D"],
  leastSquares: ["least squares", "½ (logit − 1)²"],
  hinge: ["hinge", "−logit"],
  wasserstein: ["Wasserstein", "−logit"]
};

/**
 * What each of G's losses says at one logit of D, and how strongly it pulls: the arrow is as long as its gradient. Drag in a curve, or
 * move the slider, to another logit. Where D is sure that an image is generated, minimax leaves next to nothing.
 * @example
 * ```ts height=268/369
 * import {lossShapes} from "gantry/figures/loss-shapes";
 *
 * display(lossShapes({
 *   losses: ["minimax", "nonSaturating"],
 *   logit: -3,
 *   caption: "How hard does D's verdict push G? Move the logit.",
 *   invalidation
 * }));
 * ```
 */
export function lossShapes(options: LossShapesOptions = {}): Figure<LossShapesValue> {
  const losses = options.losses ?? all;
  const valueAt = (logit: number): LossShapesValue => ({
    logit,
    gradients: Object.fromEntries(losses.map((loss) => [loss, generatorLossAt(loss, logit).gradient]))
  });
  const made = frame<LossShapesValue>("loss-shapes", options, valueAt(options.logit ?? -5));
  const verdict = element("p", {class: "fig-formula"});
  const rows = losses.map((loss) => lossRow(loss, made.signal, (logit) => set(logit)));

  function set(logit: number): void {
    const next = Math.max(-reach, Math.min(reach, Math.round(logit * 10) / 10));
    if (next === made.figure.value.logit) return;
    knob.value = next;
    made.emit(valueAt(next));
    draw();
  }
  function draw(): void {
    const {logit} = made.figure.value;
    verdict.textContent = verdictWords(logit);
    for (const row of rows) row.draw(logit);
  }
  const knob = slider("D’s logit for the fake", {min: -reach, max: reach, step: 0.1, value: options.logit ?? -5}, (logit) => {
    set(logit);
    made.say(`${verdictWords(logit)} ${rows.map(({words}) => words(logit)).join("; ")}.`);
  });
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      element("div", {class: "fig-loss-knob"}, [knob.element]),
      verdict,
      element(
        "div",
        {class: "fig-loss-rows"},
        rows.map((row) => row.element)
      )
    ])
  );
  draw();
  return made.figure;
}

/** "D = 0.0067: it takes the image for generated. G should learn most here." */
export function verdictWords(logit: number): string {
  const d = sigmoid(logit);
  const text =
    logit < -1
      ? "it takes the image for generated, and G has most to learn."
      : logit > 1
        ? "it takes the image for real, and G has little to learn."
        : "it is undecided.";
  return `D = ${formatNumber(d, 2)}: ${text}`;
}

function lossRow(loss: Loss, signal: AbortSignal, choose: (logit: number) => void) {
  const [name, formula] = names[loss];
  const places = Array.from({length: 81}, (_, i) => -reach + (i * 2 * reach) / 80);
  const values = places.map((logit) => generatorLossAt(loss, logit).loss);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const cursor = svgElement("line", {class: "fig-gridline", y1: 0, y2: curve.height});
  const dot = svgElement("circle", {class: "fig-loss-dot", r: 4});
  const svg = svgElement("svg", {class: "fig-loss-curve", "aria-hidden": "true"});
  const {x, y} = axes(svg, {...curve, x: {domain: [-reach, reach]}, y: {domain: [low, high]}});
  const d = pathThrough(places.map((logit, i) => [x(logit), y(values[i])]));
  svg.append(cursor, svgElement("path", {d}), dot);
  const drag = (event: PointerEvent) => {
    const box = svg.getBoundingClientRect();
    choose(x.invert(((event.clientX - box.left) / box.width) * curve.width));
  };
  svg.addEventListener(
    "pointerdown",
    (event) => {
      svg.setPointerCapture(event.pointerId);
      drag(event);
    },
    {signal}
  );
  svg.addEventListener("pointermove", (event) => void (svg.hasPointerCapture(event.pointerId) && drag(event)), {signal});
  const arrow = svgElement("path", {class: "fig-loss-arrow"});
  const pull = svgElement("svg", {class: "fig-loss-pull", viewBox: "0 0 190 24", width: 190, height: 24, "aria-hidden": "true"}, [
    arrow
  ]);
  const numbers = element("div", {class: "fig-loss-numbers"});
  const words = (logit: number) => {
    const at = generatorLossAt(loss, logit);
    return `${name}: loss ${formatNumber(at.loss)}, gradient ${formatNumber(at.gradient)}`;
  };
  return {
    words,
    element: element("div", {class: "fig-loss-row"}, [
      element("div", {}, [element("strong", {}, [name]), element("div", {class: "fig-note"}, [formula])]),
      svg,
      element("div", {}, [pull, numbers])
    ]),
    draw(logit: number): void {
      const {loss: value, gradient} = generatorLossAt(loss, logit);
      dot.setAttribute("cx", String(x(logit)));
      dot.setAttribute("cy", String(y(value)));
      cursor.setAttribute("x1", String(x(logit)));
      cursor.setAttribute("x2", String(x(logit)));
      // G goes down its loss, against the gradient: to the right is towards "real".
      const length = -gradient * arrowUnit;
      const from = length < 0 ? 188 : 2;
      const head = Math.sign(length) * Math.min(7, Math.abs(length));
      arrow.setAttribute(
        "d",
        `M${from},12h${length}m${-head},${-Math.abs(head) * 0.7}l${head},${Math.abs(head) * 0.7}l${-head},${Math.abs(head) * 0.7}`
      );
      numbers.replaceChildren(
        `loss ${formatNumber(value)}, gradient `,
        element("strong", {class: "fig-ink-gradient"}, [formatNumber(gradient)])
      );
    }
  };
}
