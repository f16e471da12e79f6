import type {Kernels} from "../../nn/arithmetic/convolution.ts";
import {convolveChannels, terms} from "../../nn/arithmetic/convolution.ts";
import type {Matrix, Volume} from "../../nn/arithmetic/matrix.ts";
import {channelOf} from "../../nn/arithmetic/matrix.ts";
import {convolutionCost} from "../../nn/network/cost.ts";
import {scaleFor, valuesOf} from "../kit/colours.ts";
import {choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatCount, formatFactor, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import {operand, plane} from "../kit/plane.ts";
import type {Cell} from "../kit/pointer.ts";
import {startingCell} from "../kit/pointer.ts";
import {sumText} from "./sum-of-products.ts";

/** What `channelsFigure` draws. */
export interface ChannelsData {
  /** `[height][width][channels]` */
  input: Volume;
  /** `[kernel height][kernel width][channels in][channels out]`, TensorFlow's order. */
  kernels: Kernels;
  /** One number per output channel. Default zeros. */
  bias?: number[];
}

/** Options of `channelsFigure`. */
export interface ChannelsFigureOptions extends FigureOptions {
  /** Default 1. */
  stride?: number;
  /** Zeros on every side. Default 0. */
  padding?: number;
  /** Names of the input channels, for example ["red", "green", "blue"]. */
  names?: string[];
}

/** `.value` of `channelsFigure`. */
export interface ChannelsValue {
  /** Index of the chosen output channel. */
  output: number;
  /** kernel height · kernel width · channels · outputs + outputs */
  parameters: number;
  /** Multiply-adds for all outputs. */
  multiplyAdds: number;
}

/**
 * Several channels in, several kernels out: input planes, the chosen output's kernel for each, and the outputs. Pointing at
 * an output value shows what every channel adds to it; pointing at another output, or the buttons, chooses it and fires
 * "input".
 * @example
 * ```ts height=368/694
 * import {channelsFigure} from "gantry/figures/channels-figure";
 *
 * // [row][column][channel], and for kernels [row][column][channel in][channel out].
 * const input = [
 *   [[1, 0], [0, 1], [1, 1]],
 *   [[0, 0], [1, 0], [0, 1]],
 *   [[1, 1], [0, 0], [1, 0]]
 * ];
 * const kernels = [
 *   [[[1, 0], [0, 1]], [[0, 1], [1, 0]]],
 *   [[[1, 1], [0, 0]], [[0, 0], [1, 1]]]
 * ];
 * display(channelsFigure({input, kernels}, {
 *   caption: "How do two channels become two others? Point at a result.",
 *   invalidation
 * }));
 * ```
 */
export function channelsFigure(data: ChannelsData, options: ChannelsFigureOptions = {}): Figure<ChannelsValue> {
  const made = frame<ChannelsValue>("channels", options, {output: 0, parameters: 0, multiplyAdds: 0});
  const {stride = 1, padding = 0} = options;
  const sliding = {stride, padding};
  let volume: Volume;
  try {
    volume = convolveChannels(data.input, data.kernels, {...sliding, ...(data.bias ? {bias: data.bias} : {})});
    if (!volume.flat(2).every(Number.isFinite))
      throw new RangeError("an output is not a finite number; look for NaN in the input or the kernels");
  } catch (error) {
    made.complain(`This figure cannot be drawn: ${(error as Error).message}.`);
    return made.figure;
  }
  const channelsIn = data.input[0][0].length;
  const channelsOut = volume[0][0].length;
  const size = data.kernels.length;
  const inputs = Array.from({length: channelsIn}, (_, c) => channelOf(data.input, c));
  const outputs = Array.from({length: channelsOut}, (_, c) => channelOf(volume, c));
  const kernelOf = (from: number, to: number): Matrix => data.kernels.map((row) => row.map((weights) => weights[from][to]));
  const nameOf = (c: number) => options.names?.[c] ?? `channel ${c}`;
  const {parameters, multiplyAdds} = convolutionCost({
    input: [data.input.length, data.input[0].length, channelsIn],
    filters: channelsOut,
    kernel: [size, data.kernels[0].length],
    ...sliding
  });
  made.figure.value = {output: 0, parameters, multiplyAdds};

  const inputScale = scaleFor(valuesOf(...inputs));
  const kernelScale = scaleFor(data.kernels.flat(3), "signed");
  const outputScale = scaleFor(valuesOf(...outputs));
  const last = channelsIn - 1;
  const inputPlanes = inputs.map((values, c) =>
    plane(values, {
      title: nameOf(c),
      scale: inputScale,
      signal: made.signal,
      cell: Math.min(30, 150 / values[0].length),
      legend: c === last
    })
  );
  const kernelPlanes = inputs.map((_, c) =>
    plane(kernelOf(c, 0), {
      title: "kernel",
      scale: kernelScale,
      signal: made.signal,
      cell: Math.min(32, 110 / size),
      numbers: size <= 5,
      legend: c === last
    })
  );
  let at: Cell = startingCell(outputs[0]);
  const outputPlanes = outputs.map((values, o) =>
    plane(values, {
      title: `output ${o}`,
      scale: outputScale,
      signal: made.signal,
      cell: Math.min(30, 150 / values[0].length),
      legend: o === channelsOut - 1,
      point: (cell) => {
        at = cell;
        choose(o);
      }
    })
  );
  const arithmetic = element("div", {class: "fig-formula"});

  function choose(output: number): void {
    const changed = made.figure.value.output !== output;
    if (changed) kernelPlanes.forEach((each, c) => each.draw(kernelOf(c, output)));
    chooser.value = String(output);
    const parts = inputs.map((values, c) => {
      const found = terms(values, kernelOf(c, output), {...at, ...sliding});
      const total = found.reduce((sum, {product}) => sum + product, 0);
      inputPlanes[c].mark("window", [
        {row: found[0].row, column: found[0].column, height: size, width: data.kernels[0].length, kind: "window"}
      ]);
      return {
        total,
        text: sumText(
          found.map(({input, weight}) => ({value: input, weight})),
          total,
          9
        )
      };
    });
    outputPlanes.forEach((each, o) => {
      each.mark("point", o === output ? [{...at, kind: "point"}] : []);
      each.whole.classList.toggle("fig-chosen", o === output);
      each.at = at;
    });
    const bias = data.bias?.[output] ?? 0;
    const sum = `${parts.map(({total}) => formatFactor(total)).join(" + ")} + bias ${formatFactor(bias)} = `;
    const result = formatNumber(outputs[output][at.row][at.column]);
    arithmetic.replaceChildren(
      element("p", {class: "fig-sum-title"}, [`output ${output}, row ${at.row}, column ${at.column}`]),
      ...parts.map(({text}, c) => element("p", {}, [element("span", {class: "fig-part"}, [nameOf(c)]), ` ${text}`])),
      element("p", {class: "fig-sum-total"}, [sum, element("strong", {}, [result])])
    );
    made.say(`Output ${output}, row ${at.row}, column ${at.column}: ${sum}${result}`);
    if (changed) made.emit({output, parameters, multiplyAdds});
  }
  const chooser = choice(
    "output channel",
    outputs.map((_, o) => String(o)),
    "0",
    (name) => choose(Number(name))
  );
  made.body.append(
    element(
      "div",
      {class: "fig-column"},
      inputPlanes.map((each, c) => element("div", {class: "fig-operands"}, [each.whole, operand("⊛", kernelPlanes[c])]))
    ),
    element("div", {class: "fig-column fig-side"}, [
      element(
        "div",
        {class: "fig-results"},
        outputPlanes.map(({whole}) => whole)
      ),
      arithmetic,
      element("p", {class: "fig-readout"}, [
        `${size} · ${data.kernels[0].length} · ${channelsIn} · ${channelsOut} weights + ${channelsOut} biases = ` +
          `${formatCount(parameters)} parameters, ` +
          `${formatCount(multiplyAdds)} multiply-adds`
      ])
    ])
  );
  if (channelsOut > 1) made.controls.append(chooser.element);
  choose(0);
  return made.figure;
}
