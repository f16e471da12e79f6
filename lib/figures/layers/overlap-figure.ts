import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {overlap} from "../../nn/arithmetic/transposed-convolution.ts";
import {axes} from "../kit/axes.ts";
import {colourScale} from "../kit/colours.ts";
import {slider} from "../kit/controls.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {plane} from "../kit/plane.ts";
import type {Cell} from "../kit/pointer.ts";

/** `.value` of `overlapFigure`. */
export interface OverlapValue {
  /** 1…8 */
  kernel: number;
  /** 1…4 */
  stride: number;
  /** How many inputs write into each output, `[height][width]`. */
  overlap: Matrix;
  /** (most − least) / most away from the edges; 0 is even. */
  unevenness: number;
}

const inputSize = 6;
const side = 312;
const barsHeight = 70;

/**
 * Heat map of how many inputs (of 6 × 6) write into each output of a transposed convolution, and the profile of the pointed
 * row; sliders for kernel (1…8) and stride (1…4). After Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts"
 * (2016).
 * @example
 * ```ts height=455/728
 * import {overlapFigure} from "gantry/figures/overlap-figure";
 *
 * display(
 *   overlapFigure(
 *     {kernel: 3, stride: 2},
 *     {
 *       caption: "Where does a checkerboard come from? Change kernel and stride.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function overlapFigure(start: {kernel?: number; stride?: number} = {}, options: FigureOptions = {}): Figure<OverlapValue> {
  const within = (value: number | undefined, other: number, most: number) =>
    Math.max(1, Math.min(most, Math.round(value ?? other) || other));
  let kernel = within(start.kernel, 3, 8);
  let stride = within(start.stride, 2, 4);
  const compute = () => overlap({size: inputSize, kernel, stride});
  let found = compute();
  const valueNow = (): OverlapValue => ({kernel, stride, overlap: found.counts, unevenness: found.unevenness});
  const made = frame<OverlapValue>("overlap", options, valueNow());
  const scale = () => colourScale("magnitude", [0, Math.max(1, ...found.counts.flat())]);
  const middle = (): Cell => {
    const place = Math.floor(found.counts.length / 2);
    return {row: place, column: place};
  };
  const map = plane(found.counts, {
    title: "writes per output",
    quantity: "writes",
    scale: scale(),
    signal: made.signal,
    cell: side / found.counts.length,
    numbers: false,
    point: show
  });
  const bars = element("div", {class: "fig-profile"});
  const rowTitle = element("div", {class: "fig-title"});
  const verdict = element("p", {class: "fig-readout"});

  function show(cell: Cell): void {
    const line = found.counts[cell.row];
    map.mark("row", [{row: cell.row, column: 0, width: line.length, kind: "tap"}]);
    map.mark("point", [{...cell, kind: "point"}]);
    rowTitle.replaceChildren(`along row ${cell.row}`);
    bars.replaceChildren(profile(line, scale().domain[1], cell.column, scale().colour));
    made.say(`Output row ${cell.row}, column ${cell.column}: written ${line[cell.column]} times`);
  }
  function redraw(): void {
    found = compute();
    map.draw(found.counts, {scale: scale(), cell: side / found.counts.length});
    map.at = middle();
    show(map.at);
    const {least, most, unevenness} = found;
    verdict.textContent =
      unevenness === 0
        ? `Away from the edges every output is written ${most === 1 ? "once" : `${most} times`}: ` +
          `${kernel} is a multiple of ${stride}, there is no checkerboard.`
        : `Away from the edges outputs are written ${least} to ${most} times (unevenness ${formatNumber(unevenness)}): ` +
          `${kernel} is not a multiple of ${stride}.`;
  }
  const control = (label: string, max: number, value: number, set: (next: number) => void) =>
    slider(label, {min: 1, max, value}, (next) => {
      set(next);
      redraw();
      made.say(verdict.textContent);
      made.emit(valueNow());
    }).element;
  made.controls.append(
    control("kernel f", 8, kernel, (next) => (kernel = next)),
    control("stride s", 4, stride, (next) => (stride = next))
  );
  made.body.append(
    element("div", {class: "fig-column"}, [map.whole]),
    element("div", {class: "fig-column fig-side"}, [element("div", {}, [rowTitle, bars]), verdict])
  );
  redraw();
  return made.figure;
}

/** Bars of the counts in one row, the pointed one outlined, with a scale on the left. */
function profile(line: readonly number[], most: number, pointed: number, colour: (value: number) => string): SVGSVGElement {
  const bar = Math.max(6, Math.min(20, 300 / line.length));
  const svg = svgElement("svg", {class: "fig-bars", "aria-hidden": "true"});
  const {drawn, y, bottom} = axes(svg, {
    width: 28 + line.length * bar,
    height: barsHeight + 14,
    margin: {left: 24, right: 0, top: 8, bottom: 6},
    x: {domain: [0, line.length]},
    y: {domain: [0, most], ticks: [0, most], mark: "grid"}
  });
  svg.append(drawn);
  line.forEach((count, i) =>
    svg.append(
      svgElement("rect", {
        class: i === pointed ? "fig-bar fig-bar-pointed" : "fig-bar",
        x: 28 + i * bar,
        y: y(count),
        width: bar - 1,
        height: bottom - y(count),
        fill: colour(count)
      })
    )
  );
  return svg;
}
