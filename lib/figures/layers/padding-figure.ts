import {convolve1d, terms1d} from "../../nn/arithmetic/convolution-1d.ts";
import type {PaddingMode} from "../../nn/arithmetic/padding.ts";
import {paddingAlong, paddingModes} from "../../nn/arithmetic/padding.ts";
import {scaleFor} from "../kit/colours.ts";
import {element} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, unfit} from "../kit/frame.ts";
import {legend} from "../kit/legend.ts";
import type {Plane} from "../kit/plane.ts";
import {plane} from "../kit/plane.ts";
import {sumText, sumPanel} from "./sum-of-products.ts";

/** What `paddingFigure` draws: a signal `[length]` and a kernel `[taps]`. */
export interface PaddingData {
  signal: number[];
  kernel: number[];
}

/** `.value` of `paddingFigure`: the output value that is pointed at. */
export interface PaddingValue {
  padding: PaddingMode;
  index: number;
  sum: number;
}

const notes: Record<PaddingMode, string> = {
  valid: "no zeros",
  same: "as long as the input",
  causal: "zeros before only",
  full: "every overlap"
};

/**
 * The four paddings of one signal, one under the other, cells aligned, padded zeros hatched; pointing at an output shows its
 * window and sum. `.value` follows the pointing and fires "input"; null when there is nothing to point at.
 * @example
 * ```ts height=539/881
 * import {paddingFigure} from "gantry/figures/padding-figure";
 *
 * display(paddingFigure({signal: [3, 1, 4, 1, 5, 9], kernel: [1, 2, -1]}, {
 *   caption: "What stands beyond the edge? Point at a result.",
 *   invalidation
 * }));
 * ```
 */
export function paddingFigure(data: PaddingData, options: FigureOptions = {}): Figure<PaddingValue | null> {
  const made = frame<PaddingValue | null>("padding", options, null);
  const {signal, kernel} = data ?? {};
  const wrong =
    unfit(signal && [signal], "a signal") ??
    unfit(kernel && [kernel], "a kernel") ??
    (kernel.length > signal.length
      ? `This figure needs a kernel no longer than the signal: ${kernel.length} taps, ${signal.length} values.`
      : null);
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const reach = kernel.length - 1;
  const columns = signal.length + 2 * reach;
  const cell = Math.max(16, Math.min(38, Math.floor(560 / columns)));
  const outputs = new Map(paddingModes.map((mode) => [mode, convolve1d(signal, kernel, {padding: mode})]));
  const inputScale = scaleFor(signal);
  const outputScale = scaleFor([...outputs.values()].flat());
  const panel = sumPanel();
  const rows = new Map<PaddingMode, {input: Plane; output: Plane}>();

  const show = (mode: PaddingMode, index: number) => {
    for (const {input, output} of rows.values()) {
      input.mark("window", []);
      output.mark("point", []);
    }
    const places = terms1d(signal, kernel, {padding: mode, index});
    const sum = outputs.get(mode)![index];
    rows.get(mode)!.input.mark("window", [{row: 0, column: places[0].index + reach, width: kernel.length, kind: "window"}]);
    rows.get(mode)!.output.mark("point", [{row: 0, column: index + shiftOf(mode), kind: "point"}]);
    const products = places.map(({input, weight}) => ({value: input, weight}));
    panel.show(`${mode}, output ${index}`, products, 1, sum);
    made.say(`${mode} padding, output ${index}: ${sumText(products, sum)}`);
    if (made.figure.value?.padding !== mode || made.figure.value.index !== index) made.emit({padding: mode, index, sum});
  };
  // An output stands under the middle of its window; a causal one under the present, the last value that it sees.
  const shiftOf = (mode: PaddingMode) =>
    reach -
    paddingAlong(mode, {input: signal.length, kernel: kernel.length})[0] +
    (mode === "causal" ? reach : Math.floor(reach / 2));

  const table = element("div", {class: "fig-column"});
  for (const mode of paddingModes) {
    const [before, after] = paddingAlong(mode, {input: signal.length, kernel: kernel.length});
    const output = outputs.get(mode)!;
    const shift = shiftOf(mode);
    const place = (column: number) => Math.max(0, Math.min(output.length - 1, column - shift));
    const input = plane([Array.from({length: columns}, (_, i) => signal[i - reach] ?? 0)], {
      title: "",
      scale: inputScale,
      signal: made.signal,
      cell,
      legend: false,
      note: "",
      hatched: (_, column) => column < reach || column >= reach + signal.length,
      absent: (_, column) => column < reach - before || column >= reach + signal.length + after
    });
    const written = plane([Array.from({length: columns}, (_, i) => output[i - shift] ?? 0)], {
      title: "",
      scale: outputScale,
      signal: made.signal,
      cell,
      legend: false,
      note: "",
      absent: (_, column) => column < shift || column >= shift + output.length,
      label: ({column}) => `${mode}, output ${place(column)} of ${output.length}`,
      point: ({column}) => {
        const index = place(column);
        written.at = {row: 0, column: index + shift};
        show(mode, index);
      }
    });
    rows.set(mode, {input, output: written});
    input.element.setAttribute("aria-label", `${mode}: ${before} zeros before, ${signal.length} values, ${after} zeros after`);
    written.element.setAttribute("aria-label", `${mode}: ${output.length} outputs`);
    written.at = {row: 0, column: shift};
    const zeros = before + after === 0 ? "" : `${before} + ${after} zeros, `;
    table.append(
      element("div", {class: "fig-lane"}, [
        element("div", {class: "fig-title"}, [
          mode,
          " ",
          element("span", {class: "fig-note"}, [`${notes[mode]}: ${zeros}${signal.length} → ${output.length}`])
        ]),
        input.element,
        written.element
      ])
    );
  }
  const kernelPlane = plane([kernel], {
    title: "kernel",
    note: `${kernel.length} taps`,
    scale: scaleFor(kernel, "signed"),
    signal: made.signal,
    cell
  });
  const scales = [
    {name: "input", scale: inputScale},
    {name: "output", scale: outputScale}
  ];
  made.body.append(
    table,
    element("div", {class: "fig-column fig-side"}, [
      kernelPlane.whole,
      panel.element,
      ...scales.map(({name, scale}) => element("div", {}, [legend(scale, name)]))
    ])
  );
  show("valid", 0);
  return made.figure;
}
