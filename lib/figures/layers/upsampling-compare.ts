import {convolve} from "../../nn/arithmetic/convolution.ts";
import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {fill, stackChannels} from "../../nn/arithmetic/matrix.ts";
import {transposedConvolve} from "../../nn/arithmetic/transposed-convolution.ts";
import {pixelShuffle, resizeConvolve} from "../../nn/arithmetic/upsampling.ts";
import {random} from "../../random.ts";
import {colourScale, scaleFor, valuesOf} from "../kit/colours.ts";
import {choice, slider} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatNumber, formatShape} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, unfit} from "../kit/frame.ts";
import {plane} from "../kit/plane.ts";
import type {Cell} from "../kit/pointer.ts";

/** Kernels that are all the same, or random around it, as before training. */
export type UpsamplingWeights = "constant" | "random";

/** Options of `upsamplingCompare`. */
export interface UpsamplingOptions extends FigureOptions {
  /** Default "constant". */
  weights?: UpsamplingWeights;
  /** Seed of the random weights. Default 1. */
  seed?: number;
  /** Kernel width of the transposed convolution, 2…6. Default 3. */
  kernel?: number;
}

/** Every way of doubling a map, by name. */
export interface Upsampled {
  "transposed convolution": Matrix;
  "resize, then convolve": Matrix;
  "pixel shuffle": Matrix;
}

/**
 * One map `[height][width]` made twice as large by transposed convolution, by resize-then-convolve and by pixel shuffle, side
 * by side; a slider for the kernel and a choice of weights. `.value` follows them and fires "input".
 * @example
 * ```ts height=354/955
 * import {upsamplingCompare} from "gantry/figures/upsampling-compare";
 * import {sampleDigit} from "gantry/strokes";
 *
 * display(upsamplingCompare(sampleDigit(5, {size: 14}), {
 *   weights: "random",
 *   caption: "Which way up leaves a pattern? Choose the weights.",
 *   invalidation
 * }));
 * ```
 */
export function upsamplingCompare(
  map: Matrix,
  options: UpsamplingOptions = {}
): Figure<{kernel: number; weights: UpsamplingWeights}> {
  let {weights = "constant", kernel = 3} = options;
  const {seed = 1} = options;
  const made = frame<{kernel: number; weights: UpsamplingWeights}>("upsampling", options, {kernel, weights});
  const wrong = unfit(map, "a map");
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const mapScale = scaleFor(valuesOf(map));
  const scale = colourScale(mapScale.kind, mapScale.domain);
  let results = upsampleAll(map, {kernel, weights, seed});
  const names = Object.keys(results) as (keyof Upsampled)[];
  const common = {scale, signal: made.signal, numbers: false, note: ""};
  const readout = element("p", {class: "fig-readout"});
  let at: Cell = {row: map.length, column: map[0].length};
  const point = (cell: Cell) => {
    at = cell;
    for (const name of names) planes[name].mark("point", [{...cell, kind: "tap"}]);
    readout.textContent = upsampledWords(results, cell);
    made.say(readout.textContent);
  };
  const original = plane(map, {
    ...common,
    title: "map",
    note: formatShape([map.length, map[0].length]),
    cell: 104 / map[0].length
  });
  const planes = Object.fromEntries(
    names.map((name) => [
      name,
      plane(results[name], {...common, title: name, cell: 208 / results[name][0].length, legend: false, point})
    ])
  ) as Record<keyof Upsampled, ReturnType<typeof plane>>;
  const redraw = () => {
    results = upsampleAll(map, {kernel, weights, seed});
    for (const name of names) planes[name].draw(results[name]);
    point(at);
    made.emit({kernel, weights});
  };
  made.body.append(original.whole, ...names.map((name) => planes[name].whole), element("div", {class: "fig-whole"}, [readout]));
  made.controls.append(
    slider("transposed kernel", {min: 2, max: 6, value: kernel}, (next) => {
      kernel = next;
      redraw();
    }).element,
    choice("weights", ["constant", "random"] as const, weights, (next) => {
      weights = next;
      redraw();
    }).element
  );
  point(at);
  return made.figure;
}

/** The numbers of one pixel: "row 2, column 3: transposed convolution 0.5; …". */
export function upsampledWords(results: Upsampled, {row, column}: Cell): string {
  const values = Object.entries(results).map(
    ([name, result]: [string, Matrix]) => `${name} ${formatNumber(result[row][column])}`
  );
  return `row ${row}, column ${column}: ${values.join("; ")}`;
}

/**
 * A map made twice as large in three ways. The kernels keep the mean brightness; random weights are spread by 60 % around
 * the constant ones, from the seed.
 */
export function upsampleAll(
  map: Matrix,
  {kernel, weights, seed}: {kernel: number; weights: UpsamplingWeights; seed: number}
): Upsampled {
  const draws = random(seed);
  /** `count` kernels whose weights sum to `sum` together. */
  const kernelsOf = (name: string, size: number, sum: number, count = 1): Matrix[] => {
    const source = draws.split(name);
    const drawn = Array.from({length: count}, () =>
      fill(size, size, () => (weights === "constant" ? 1 : 1 + source.normal(0, 0.6)))
    );
    const total = drawn.flat(2).reduce((a, b) => a + b, 0);
    return drawn.map((one) => one.map((row) => row.map((weight) => (weight * sum) / total)));
  };
  const [stamp] = kernelsOf("transposed", kernel, 4);
  const [smooth] = kernelsOf("resize", 3, 1);
  // Four kernels, one for every pixel of the 2 × 2 squares. Nothing but their sum ties them together: random ones do not agree.
  const quarters = kernelsOf("shuffle", 3, 4, 4).map((one) => convolve(map, one, {padding: "same"}));
  return {
    "transposed convolution": transposedConvolve(map, stamp, {stride: 2, padding: "same"}),
    "resize, then convolve": resizeConvolve(map, smooth, {factor: 2}),
    "pixel shuffle": pixelShuffle(stackChannels(quarters), 2).map((row) => row.map(([value]) => value))
  };
}
