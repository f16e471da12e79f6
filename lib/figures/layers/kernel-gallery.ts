import {convolve} from "../../nn/arithmetic/convolution.ts";
import type {NamedKernel} from "../../nn/arithmetic/kernels.ts";
import {kernels as gallery} from "../../nn/arithmetic/kernels.ts";
import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import type {ColourScale} from "../kit/colours.ts";
import {colourScale, scaleFor, valuesOf} from "../kit/colours.ts";
import {element, uniqueId} from "../kit/element.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, unfit} from "../kit/frame.ts";
import {paint} from "../kit/grid.ts";
import {plane} from "../kit/plane.ts";

/** Options of `kernelGallery`. */
export interface KernelGalleryOptions extends FigureOptions {
  /** Default: the kernels of lib/nn/kernels. */
  kernels?: readonly NamedKernel[];
  /** Id of the kernel chosen at first ("sobel-x"). Default: the first. */
  selected?: string;
}

/**
 * Thumbnails of an image `[height][width]` (0…1) under each kernel; the chosen one is shown large beside its kernel.
 * `.value`: the chosen kernel's matrix `[f][f]`; choosing fires "input".
 * @example
 * ```ts height=669/1341
 * import {kernelGallery} from "gantry/figures/kernel-gallery";
 * import {sampleDigit} from "gantry/strokes";
 *
 * display(
 *   kernelGallery(sampleDigit(5), {
 *     caption: "What does each kernel look for? Choose one.",
 *     invalidation
 *   })
 * );
 * ```
 */
export function kernelGallery(image: Matrix, options: KernelGalleryOptions = {}): Figure<Matrix> {
  const {kernels = gallery, selected} = options;
  const start = Math.max(
    0,
    kernels.findIndex(({id}) => id === selected)
  );
  const made = frame<Matrix>("gallery", options, kernels[start]?.matrix ?? []);
  const wrong =
    unfit(image, "an image") ?? (kernels.length === 0 ? "This figure is waiting for kernels: it was given none." : null);
  if (wrong) {
    made.complain(wrong);
    return made.figure;
  }
  const results = kernels.map(({matrix}) => convolve(image, matrix, {padding: "same"}));
  const scales = kernels.map((kernel, i) => scaleOf(kernel, results[i]));
  const group = uniqueId("kernel");
  const thumbs = kernels.map((kernel, i) => {
    const canvas = element("canvas", {class: "fig-thumb", "aria-hidden": "true"});
    paint(canvas, results[i], scales[i]);
    const input = element("input", {type: "radio", name: group, value: kernel.id, ...(i === start ? {checked: ""} : {})});
    input.addEventListener("input", (event) => event.stopPropagation());
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      show(i);
      made.say(`${kernel.name}. ${kernel.does}`);
      made.emit(kernel.matrix);
    });
    return element("label", {class: "fig-choice-thumb"}, [input, canvas, element("span", {}, [kernel.name])]);
  });
  const kernelPlane = plane(kernels[start].matrix, {
    title: "kernel",
    scale: scaleFor(kernels[start].matrix.flat(), "signed"),
    signal: made.signal,
    cell: kernelCell(kernels[start])
  });
  const large = plane(results[start], {title: "result", scale: scales[start], signal: made.signal, cell: 252 / image[0].length});
  const original = plane(image, {
    title: "picture",
    scale: colourScale("grey", [0, 1]),
    signal: made.signal,
    cell: 252 / image[0].length
  });
  const sentence = element("p", {class: "fig-readout"});
  const show = (i: number) => {
    kernelPlane.draw(kernels[i].matrix, {scale: scaleFor(kernels[i].matrix.flat(), "signed"), cell: kernelCell(kernels[i])});
    large.draw(results[i], {scale: scales[i]});
    const {name, does, source} = kernels[i];
    sentence.replaceChildren(element("strong", {}, [`${name}. `]), does, ...(source ? [` (${source})`] : []));
  };
  show(start);
  made.body.append(
    element("div", {class: "fig-thumbs fig-whole", role: "radiogroup", "aria-label": "Kernel"}, thumbs),
    original.whole,
    element("div", {class: "fig-column"}, [kernelPlane.whole]),
    large.whole,
    element("div", {class: "fig-whole"}, [sentence])
  );
  return made.figure;
}

/** Kernels that keep brightness are shown as pictures, cut off at black and white; the others around zero. */
function scaleOf(kernel: NamedKernel, result: Matrix): ColourScale {
  return kernel.signed ? scaleFor(valuesOf(result), "signed") : colourScale("grey", [0, 1]);
}

function kernelCell({matrix}: NamedKernel): number {
  return Math.min(48, Math.floor(144 / matrix[0].length));
}
