import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {fill} from "../../nn/arithmetic/matrix.ts";
import type {TransposedPadding} from "../../nn/arithmetic/transposed-convolution.ts";
import {gatherTerms, scatterTerms, transposedConvolve} from "../../nn/arithmetic/transposed-convolution.ts";
import {scaleFor, valuesOf} from "../kit/colours.ts";
import {player} from "../kit/controls.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, refusal, unfit} from "../kit/frame.ts";
import {around} from "../kit/grid.ts";
import type {Plane} from "../kit/plane.ts";
import {operand, plane} from "../kit/plane.ts";
import type {Cell} from "../kit/pointer.ts";
import type {ConvolutionData, ConvolutionValue} from "./convolution-figure.ts";
import {rasterScan} from "./convolution-figure.ts";
import {sumText, sumPanel} from "./sum-of-products.ts";

/** Options of `transposedFigure`. */
export interface TransposedFigureOptions extends FigureOptions {
  /** Distance between the stamps of neighbouring inputs. Default 2. */
  stride?: number;
  /** Cropped from the output. Default 0. */
  padding?: TransposedPadding;
  /** Input and kernel can be edited. Default false. */
  editable?: boolean;
}

/**
 * Transposed convolution as a scatter: point at an input for the patch that it writes into the output, at an output for the
 * inputs that wrote into it; Step adds the patches up one by one. Fires "input" when input or kernel are edited.
 * @example
 * ```ts height=371/734
 * import {transposedFigure} from "gantry/figures/transposed-figure";
 *
 * display(
 *   transposedFigure(
 *     {
 *       input: [
 *         [1, 2],
 *         [3, 4]
 *       ],
 *       kernel: [
 *         [1, 2, 1],
 *         [2, 4, 2],
 *         [1, 2, 1]
 *       ]
 *     },
 *     {
 *       stride: 2,
 *       caption: "Where does each value go? Point at the input.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function transposedFigure(data: ConvolutionData, options: TransposedFigureOptions = {}): Figure<ConvolutionValue> {
  const {stride = 2, padding = 0} = options;
  const stamping = {stride, padding};
  const copy = (matrix: Matrix) => matrix.map((row) => Array.from(row));
  const made = frame<ConvolutionValue>("transposed", options, {...data, output: []});
  const wrong =
    unfit(data?.input, "an input") ??
    unfit(data?.kernel, "a kernel") ??
    refusal("This figure cannot stamp the kernel", () => transposedConvolve(data.input, data.kernel, stamping));
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const input = copy(data.input);
  const kernel = copy(data.kernel);
  let output = transposedConvolve(input, kernel, stamping);
  made.figure.value = {input: copy(input), kernel: copy(kernel), output: copy(output)};
  const edit = (matrix: Matrix) =>
    options.editable
      ? {
          edit: {
            step: 1,
            write: ({row, column}: Cell, value: number) => {
              matrix[row][column] = value;
              recompute();
            }
          }
        }
      : {};
  const inputPlane: Plane = plane(input, {
    title: "input",
    scale: scaleFor(valuesOf(input)),
    signal: made.signal,
    cell: Math.min(44, Math.floor(200 / input[0].length)),
    ...edit(input),
    point: (cell) => {
      scan.finish();
      showInput(cell);
    }
  });
  const kernelPlane = plane(kernel, {
    title: "kernel",
    scale: scaleFor(valuesOf(kernel), "signed"),
    signal: made.signal,
    cell: Math.min(44, Math.floor(160 / kernel[0].length)),
    ...edit(kernel)
  });
  const outputPlane: Plane = plane(output, {
    title: "output",
    scale: scaleFor(valuesOf(output)),
    signal: made.signal,
    point: (cell) => {
      scan.finish();
      showOutput(cell);
    }
  });
  const panel = sumPanel();
  const columns = input[0].length;
  const scan = rasterScan(input.length, columns, (cell, reached) => {
    // What the inputs up to here have written: the others are taken as zero.
    const partial = fill(input.length, columns, (row, column) => (row * columns + column <= reached ? input[row][column] : 0));
    outputPlane.draw(transposedConvolve(partial, kernel, stamping));
    if (cell) showInput((inputPlane.at = cell));
  });

  function clear(): void {
    for (const layer of ["point", "window", "taps"]) for (const each of [inputPlane, outputPlane]) each.mark(layer, []);
  }

  /** Lights up the patch that one input writes. */
  function showInput(cell: Cell): void {
    clear();
    const patch = scatterTerms(input, kernel, {...cell, ...stamping});
    const kept = patch.filter((term) => !term.cropped);
    const value = input[cell.row][cell.column];
    inputPlane.mark("point", [{...cell, kind: "point"}]);
    if (kept.length > 0) outputPlane.mark("window", [around(kept, "window")]);
    const title = `input, row ${cell.row}, column ${cell.column}: ${formatNumber(value)} · kernel`;
    const cropped = patch.length - kept.length;
    const crops = cropped > 0 ? `; ${cropped} of ${patch.length} fall outside and are cropped` : "";
    panel.tell(
      title,
      patch.map((term) => formatNumber(term.product)),
      kernel[0].length,
      `are added to the output${crops}`
    );
    made.say(`${title}: adds ${patch.map((term) => formatNumber(term.product)).join(", ")}`);
  }

  /** Lights up the inputs that wrote into one output. */
  function showOutput(cell: Cell): void {
    clear();
    const written = gatherTerms(input, kernel, {...cell, ...stamping});
    outputPlane.mark("point", [{...cell, kind: "point"}]);
    inputPlane.mark(
      "taps",
      written.map(({row, column}) => ({row, column, kind: "feed"}))
    );
    const title = `output, row ${cell.row}, column ${cell.column}`;
    const products = written.map((term) => ({value: term.input, weight: term.weight}));
    const total = output[cell.row][cell.column];
    if (written.length === 0) panel.tell(title, ["No input writes here."]);
    else panel.show(`${title}: written ${written.length === 1 ? "once" : `${written.length} times`}`, products, 1, total);
    made.say(`${title}: ${sumText(products, total)}`);
  }

  function recompute(): void {
    output = transposedConvolve(input, kernel, stamping);
    inputPlane.draw(input, {scale: scaleFor(valuesOf(input))});
    kernelPlane.draw(kernel, {scale: scaleFor(valuesOf(kernel), "signed")});
    outputPlane.draw(output, {scale: scaleFor(valuesOf(output))});
    showInput(inputPlane.at);
    made.emit({input: copy(input), kernel: copy(kernel), output: copy(output)});
  }
  made.body.append(inputPlane.whole, operand("⊛ᵀ", kernelPlane), operand("→", outputPlane), panel.element);
  made.controls.append(player(scan.advance, made.signal, scan.pause).element);
  showInput({row: 0, column: 0});
  return made.figure;
}
