import type {Axes} from "../kit/axes.ts";
import {axes} from "../kit/axes.ts";
import {reading} from "../kit/reading.ts";
import {slider} from "../kit/controls.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";

/** Options of `stepComb`. */
export interface StepCombOptions extends FigureOptions {
  /** What the numbers are: "weights" (default). */
  name?: string;
  /** Offers a zero point, for numbers whose range is not the same on both sides of 0. Default false: it stays 0. */
  asymmetric?: boolean;
}

/** `.value` of `stepComb`: how whole numbers stand for real ones, and what that costs. */
export interface StepChoice {
  /** real = scale · (whole − zeroPoint). */
  scale: number;
  zeroPoint: number;
  /** Root mean square of the distances, in the numbers' own unit. */
  rms: number;
  /** How many numbers lie beyond the last step. */
  clipped: number;
}

const bins = 64;

/** What choosing a scale and a zero point costs: whole numbers from `low` to 127. */
function stepError(values: ArrayLike<number>, scale: number, zeroPoint: number, low: number): StepChoice {
  let squares = 0;
  let clipped = 0;
  for (let i = 0; i < values.length; i++) {
    const whole = Math.round(values[i] / scale) + zeroPoint;
    const held = Math.max(low, Math.min(127, whole));
    if (held !== whole) clipped++;
    squares += (values[i] - scale * (held - zeroPoint)) ** 2;
  }
  return {scale, zeroPoint, rms: Math.sqrt(squares / values.length), clipped};
}

/**
 * A histogram of numbers over the steps of int8 that stand for them, with scale and zero point under the reader's hand. Symmetric:
 * 255 steps from −127 to 127; asymmetric: 256 from −128. It begins with the steps of TensorFlow Lite's rule.
 * @example
 * ```ts height=321/415
 * import {stepComb} from "gantry/figures/step-comb";
 * import {random} from "gantry/random";
 *
 * const normal = random(1);
 * display(stepComb(Float32Array.from({length: 1000}, () => 0.02 * normal.normal()), {
 *   name: "weights",
 *   caption: "How coarse may 256 steps be? Move the scale.",
 *   invalidation
 * }));
 * ```
 */
export function stepComb(values: Float32Array, options: StepCombOptions = {}): Figure<StepChoice> {
  const {name = "weights", asymmetric = false} = options;
  const least = asymmetric ? -128 : -127;
  let [min, max] = [0, 0];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const ruled = asymmetric ? (max - min) / 255 || 1 : Math.max(-min, max) / 127 || 1;
  let scale = ruled;
  let zeroPoint = asymmetric ? Math.max(-128, Math.min(127, Math.round(-128 - min / ruled))) : 0;
  const made = frame<StepChoice>("steps", options, stepError(values, scale, zeroPoint, least));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (values.length === 0 || bad >= 0) {
    made.complain(
      values.length === 0
        ? `This figure is waiting for ${name}: there are none yet.`
        : `This figure needs finite ${name}; number ${bad} is ${values[bad]}.`
    );
    return made.figure;
  }
  const reach = Math.max(-min, max) * 1.15 || 1;
  const domain: [number, number] = asymmetric ? [min - 0.1 * (max - min), max + 0.1 * (max - min)] : [-reach, reach];
  const width = (domain[1] - domain[0]) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.max(0, Math.min(bins - 1, Math.floor((value - domain[0]) / width)))]++;
  const svg = svgElement("svg", {class: "fig-curves", "aria-hidden": "true"});
  const surface = reading(`${name}, by bin`, [svg], made.signal, {count: () => bins, at: () => Math.max(0, at), go});
  const words = element("p", {class: "fig-readout fig-reading", "aria-live": "polite"});
  const binWords = element("p", {class: "fig-readout"});
  let room = 640;
  let at = -1;
  let chart: Axes | null = null;

  function draw(): void {
    const [height, top, teeth] = [150, 8, 20];
    chart = axes(svg, {
      width: room,
      height: top + height + teeth + 22,
      margin: {left: 8, right: 8, top, bottom: 22},
      x: {domain, ticks: Math.max(3, Math.floor(room / 110))}
    });
    const {x} = chart;
    const most = Math.max(...counts);
    const low = scale * (least - zeroPoint);
    const high = scale * (127 - zeroPoint);
    const parts: SVGElement[] = counts.map((count, i) =>
      svgElement("rect", {
        class: i === at ? "fig-comb-bar fig-comb-pointed" : "fig-comb-bar",
        x: x(domain[0] + i * width) + 0.5,
        y: top + height * (1 - Math.sqrt(count / most)),
        width: Math.max(1, x(domain[0] + width) - x(domain[0]) - 1),
        height: height * Math.sqrt(count / most)
      })
    );
    const inside = (value: number) => Math.max(8, Math.min(room - 8, x(value)));
    for (const [from, to] of [
      [domain[0], low],
      [high, domain[1]]
    ]) {
      if (from >= to) continue;
      parts.push(svgElement("rect", {class: "fig-comb-lost", x: inside(from), y: top, width: inside(to) - inside(from), height})); // prettier-ignore
    }
    let path = "";
    for (let whole = least; whole <= 127; whole++) {
      const place = x(scale * (whole - zeroPoint));
      if (place >= 8 && place <= room - 8) path += `M${place.toFixed(1)} ${top + height + 3}v${whole % 16 === 0 ? 16 : 9}`;
    }
    parts.push(svgElement("path", {class: "fig-comb-teeth", d: path}));
    const zero = x(0);
    parts.push(svgElement("line", {class: "fig-reference", x1: zero, x2: zero, y1: top, y2: chart.bottom}));
    svg.replaceChildren(chart.drawn, ...parts);
    const {rms, clipped} = made.figure.value;
    words.textContent =
      `One step is ${formatNumber(scale)}, so the ${asymmetric ? 256 : 255} steps reach from ${formatNumber(low)} to ${formatNumber(high)}. ` +
      `Typical error (root mean square) ${formatNumber(rms)}; ${clipped === 0 ? "nothing is" : `${formatCount(clipped)} of ${formatCount(values.length)} ${name} are`} cut off at the ends.`;
    point(at);
  }

  function point(bin: number): void {
    const shown = Math.max(0, bin);
    const [from, to] = [domain[0] + shown * width, domain[0] + (shown + 1) * width];
    const whole = (value: number) => Math.max(least, Math.min(127, Math.round(value / scale) + zeroPoint));
    const text = `from ${formatNumber(from)} to ${formatNumber(to)}: ${formatCount(counts[shown])} ${name}, as whole numbers from ${formatNumber(whole(from))} to ${formatNumber(whole(to))}`;
    surface.tell({min: 1, max: bins, now: shown + 1, text});
    binWords.textContent = bin < 0 ? "Point at a bar to see which whole numbers stand for it." : text;
  }

  function choose(): void {
    const next = stepError(values, scale, zeroPoint, least);
    made.figure.value = next;
    draw();
    made.emit(next);
  }

  function go(bin: number): void {
    at = bin;
    draw();
  }
  const under = (event: PointerEvent): number => {
    const value = chart!.x.invert(surface.under(event));
    return Math.max(0, Math.min(bins - 1, Math.floor((value - domain[0]) / width)));
  };
  for (const type of ["pointermove", "pointerdown"] as const)
    surface.element.addEventListener(type, (event) => under(event) !== at && go(under(event)), {signal: made.signal});
  made.body.append(element("div", {class: "fig-whole"}, [surface.element, words, binWords]));
  made.controls.append(
    slider("scale, against the rule", {min: 5, max: 200, value: 100, step: 1, unit: "%"}, (percent) => {
      scale = (ruled * percent) / 100;
      choose();
    }).element
  );
  if (asymmetric) {
    made.controls.append(
      slider("zero point", {min: -128, max: 127, value: zeroPoint}, (next) => {
        zeroPoint = next;
        choose();
      }).element
    );
  }
  onWidth(made.figure, made.signal, (next) => {
    room = next;
    draw();
  });
  return made.figure;
}
