import {convolve, feeds, receptiveField, terms} from "../../nn/arithmetic/convolution.ts";
import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import type {Padding} from "../../nn/arithmetic/padding.ts";
import {pad} from "../../nn/arithmetic/padding.ts";
import {paddingOf, windowOf} from "../../nn/arithmetic/window.ts";
import type {ScaleKind} from "../kit/colours.ts";
import {scaleFor, valuesOf} from "../kit/colours.ts";
import {player} from "../kit/controls.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, refusal, unfit} from "../kit/frame.ts";
import {operand, plane} from "../kit/plane.ts";
import type {Cell} from "../kit/pointer.ts";
import {startingCell} from "../kit/pointer.ts";
import {feedLines, paddingNote, sumText, sumPanel} from "./sum-of-products.ts";

/** What `convolutionFigure` draws. */
export interface ConvolutionData {
  /** `[height][width]` */
  input: Matrix;
  /** `[kernel height][kernel width]` */
  kernel: Matrix;
}

/** Options of `convolutionFigure`. */
export interface ConvolutionFigureOptions extends FigureOptions {
  /** Default 1. */
  stride?: number;
  /** Zeros added on every side, per side, or a padding by name. Default 0. */
  padding?: Padding;
  /** Distance between taps. Default 1. */
  dilation?: number;
  /** Input and kernel can be edited. Default false. */
  editable?: boolean;
  /** Step and Play buttons that walk the window and fill the output. Default true. */
  player?: boolean;
  /** Colours of the input. Default: as in `matrixFigure`. */
  scale?: ScaleKind;
}

/** `.value` of `convolutionFigure`. */
export interface ConvolutionValue extends ConvolutionData {
  /** `[output height][output width]` */
  output: Matrix;
}

/**
 * The sliding window: input, kernel and output side by side, and the sum of products of the output value that is pointed at
 * written beside them. Point at an input instead: all the outputs that it feeds. Fires "input" when input or kernel are
 * edited.
 * @example
 * ```ts height=597/1164
 * import {convolutionFigure} from "gantry/figures/convolution-figure";
 * import {kernelNamed} from "gantry/kernels";
 * import {sampleDigit} from "gantry/strokes";
 *
 * display(
 *   convolutionFigure(
 *     {input: sampleDigit(3, {size: 14}), kernel: kernelNamed("sobel-x").matrix},
 *     {
 *       padding: "same",
 *       caption: "Where does this value come from? Point at the result.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function convolutionFigure(data: ConvolutionData, options: ConvolutionFigureOptions = {}): Figure<ConvolutionValue> {
  const {stride = 1, padding = 0, dilation = 1} = options;
  const sliding = {stride, padding, dilation};
  const copy = (matrix: Matrix) => matrix.map((row) => Array.from(row));
  const wrong =
    unfit(data?.input, "an input") ??
    unfit(data?.kernel, "a kernel") ??
    refusal("This figure cannot slide the window", () => convolve(data.input, data.kernel, sliding));
  const made = frame<ConvolutionValue>("convolution", options, {...data, output: []});
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const input = copy(data.input);
  const kernel = copy(data.kernel);
  let output = convolve(input, kernel, sliding);
  made.figure.value = {input: copy(input), kernel: copy(kernel), output: copy(output)};
  const window = windowOf([input.length, input[0].length], [kernel.length, kernel[0].length], sliding);
  const amounts = paddingOf(window);
  const {top, left} = amounts;
  const inside = ({row, column}: Cell) =>
    row >= top && column >= left && row < top + input.length && column < left + input[0].length;
  const scales = () => ({
    input: scaleFor(valuesOf(input), options.scale),
    kernel: scaleFor(valuesOf(kernel), "signed"),
    output: scaleFor(valuesOf(output))
  });
  const edit = (matrix: Matrix, dy: number, dx: number, step: number) =>
    options.editable
      ? {
          edit: {
            step,
            can: (cell: Cell) => matrix[cell.row - dy]?.[cell.column - dx] !== undefined,
            write: (cell: Cell, value: number) => {
              matrix[cell.row - dy][cell.column - dx] = value;
              recompute();
            }
          }
        }
      : {};

  const first = scales();
  const inputPlane = plane(pad(input, amounts), {
    title: "input",
    scale: first.input,
    signal: made.signal,
    hatched: (row, column) => !inside({row, column}),
    note: paddingNote(input, amounts),
    point: showInput,
    ...edit(input, top, left, first.input.kind === "grey" ? 0.1 : 1)
  });
  const kernelPlane = plane(kernel, {
    title: "kernel",
    scale: first.kernel,
    signal: made.signal,
    cell: Math.min(40, Math.floor(150 / kernel[0].length)),
    ...edit(kernel, 0, 0, 1)
  });
  const outputPlane = plane(output, {
    title: "output",
    scale: first.output,
    signal: made.signal,
    point: (cell) => {
      scan.finish();
      showOutput(cell);
    }
  });
  const panel = sumPanel();
  const scan = rasterScan(output.length, output[0].length, (cell, reached) => {
    outputPlane.draw(output, {empty: (row, column) => row * output[0].length + column > reached});
    if (cell) showOutput((outputPlane.at = cell));
  });

  /** Lights up what makes one output value. */
  function showOutput(cell: Cell): void {
    const products = terms(input, kernel, {...cell, ...sliding}).map((term) => ({value: term.input, weight: term.weight}));
    const field = receptiveField([input.length, input[0].length], [kernel.length, kernel[0].length], {...cell, ...sliding});
    inputPlane.mark("window", [
      {
        row: field.top + top,
        column: field.left + left,
        height: field.bottom - field.top + 1,
        width: field.right - field.left + 1,
        kind: dilation === 1 ? "window" : "span"
      }
    ]);
    inputPlane.mark(
      "taps",
      dilation === 1
        ? []
        : field.rows.flatMap((row) =>
            field.columns.map((column) => ({row: row + top, column: column + left, kind: "tap" as const}))
          )
    );
    inputPlane.mark("point", []);
    outputPlane.mark("feeds", []);
    outputPlane.mark("point", [{...cell, kind: "point"}]);
    const total = output[cell.row][cell.column];
    panel.show(`output, row ${cell.row}, column ${cell.column}`, products, kernel[0].length, total);
    made.say(`Output row ${cell.row}, column ${cell.column}: ${sumText(products, total)}`);
  }

  /** Lights up what one input value feeds. */
  function showInput(cell: Cell): void {
    scan.finish();
    inputPlane.mark("window", []);
    inputPlane.mark("taps", []);
    inputPlane.mark("point", [{...cell, kind: "point"}]);
    outputPlane.mark("point", []);
    const here = {row: cell.row - top, column: cell.column - left};
    const fed = inside(cell) ? feeds(input, kernel, {...here, ...sliding}) : [];
    outputPlane.mark(
      "feeds",
      fed.map(({row, column}) => ({row, column, kind: "feed"}))
    );
    const title = inside(cell) ? `input, row ${here.row}, column ${here.column}` : "padding";
    const value = inside(cell) ? input[here.row][here.column] : 0;
    const lines = inside(cell) ? feedLines(value, fed) : ["A padded zero: it adds nothing,", "but lets the window stand here."];
    panel.tell(title, lines);
    made.say(`${title}. ${lines.join(" ")}`);
  }

  function recompute(): void {
    output = convolve(input, kernel, sliding);
    const scale = scales();
    inputPlane.draw(pad(input, amounts), {scale: scale.input});
    kernelPlane.draw(kernel, {scale: scale.kernel});
    outputPlane.draw(output, {scale: scale.output});
    if (options.editable && document.activeElement === inputPlane.element) showInput(inputPlane.at);
    else showOutput(outputPlane.at);
    made.emit({input: copy(input), kernel: copy(kernel), output: copy(output)});
  }
  made.body.append(inputPlane.whole, operand("⊛", kernelPlane), operand("=", outputPlane), panel.element);
  if (options.player !== false) made.controls.append(player(scan.advance, made.signal, scan.pause).element);
  showOutput((outputPlane.at = startingCell(output)));
  return made.figure;
}

/** A scan of the cells of a grid in reading order, which fills them as it goes. */
interface RasterScan {
  /** Goes to the next cell (after the last one: from the start); false when there is none after it. */
  advance(): boolean;
  /** Ends the scan with all cells filled; nothing happens when none is under way. */
  finish(): void;
  /** Milliseconds between steps that let a scan of all cells take about 12 seconds, at least 40 and at most 700. */
  readonly pause: number;
}

/**
 * `show` gets the cell that was reached (null when the scan ends) and the index of the last filled cell (Infinity at the
 * end).
 */
export function rasterScan(rows: number, columns: number, show: (cell: Cell | null, reached: number) => void): RasterScan {
  const count = rows * columns;
  let reached = -1;
  return {
    pause: Math.max(40, Math.min(700, 12_000 / count)),
    advance() {
      reached++;
      const cell = {row: Math.floor(reached / columns), column: reached % columns};
      if (reached >= count - 1) {
        reached = -1;
        show(cell, Infinity);
        return false;
      }
      show(cell, reached);
      return true;
    },
    finish() {
      if (reached < 0) return;
      reached = -1;
      show(null, Infinity);
    }
  };
}
