import type {NamedAttrMap, Tensor4D} from "@tensorflow/tfjs-core";
import {concat, engine, gather, registerGradient, tidy, unregisterGradient, zeros} from "@tensorflow/tfjs-core";

type Shape4D = [number, number, number, number];

/**
 * Replaces tfjs's gradient of `Conv2D`, on every backend, by one that also goes through dilated convolutions: those are
 * convolutions with zeros between the taps, and the gradient is taken of that filter. tfjs's own throws for them.
 */
export function registerDilatedGradient(): void {
  unregisterGradient("Conv2D");
  registerGradient({
    kernelName: "Conv2D",
    inputsToSave: ["x", "filter"],
    gradFunc: (gradient, [x, filter], attrs) => {
      const dy = gradient as Tensor4D;
      const steps = dilationsOf(attrs);
      return {
        x: () => inputGradient((x as Tensor4D).shape, dy, filter as Tensor4D, steps, attrs),
        filter: () => filterGradient(x as Tensor4D, dy, (filter as Tensor4D).shape, steps, attrs)
      };
    }
  });
}

function dilationsOf(attrs: NamedAttrMap): readonly [number, number] {
  const dilations = (attrs.dilations ?? 1) as number | [number, number];
  return typeof dilations === "number" ? [dilations, dilations] : dilations;
}

function inputGradient(
  inputShape: Shape4D,
  dy: Tensor4D,
  filter: Tensor4D,
  steps: readonly [number, number],
  {strides, pad, dataFormat, dimRoundingMode}: NamedAttrMap
): Tensor4D {
  const attrs = {strides, pad, dataFormat, dimRoundingMode, inputShape} as NamedAttrMap;
  return tidy(() => engine().runKernel("Conv2DBackpropInput", {dy, filter: spread(filter, steps)}, attrs) as Tensor4D);
}

function filterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  shape: Shape4D,
  [rowStep, columnStep]: readonly [number, number],
  {strides, pad, dataFormat, dimRoundingMode}: NamedAttrMap
): Tensor4D {
  const [rows, columns, inChannels, outChannels] = shape;
  const filterShape = [(rows - 1) * rowStep + 1, (columns - 1) * columnStep + 1, inChannels, outChannels];
  const attrs = {strides, pad, dataFormat, dimRoundingMode, filterShape} as NamedAttrMap;
  return tidy(() => {
    let gradient = engine().runKernel("Conv2DBackpropFilter", {x, dy}, attrs) as Tensor4D;
    if (rowStep > 1) gradient = gather(gradient, tapPositions(rows, rowStep), 0);
    if (columnStep > 1) gradient = gather(gradient, tapPositions(columns, columnStep), 1);
    return gradient;
  });
}

/** The filter with step − 1 zeros between its taps, along height and width. */
function spread(filter: Tensor4D, [rowStep, columnStep]: readonly [number, number]): Tensor4D {
  const rows = rowStep > 1 ? spreadAxis(filter, 0, rowStep) : filter;
  return columnStep > 1 ? spreadAxis(rows, 1, columnStep) : rows;
}

function spreadAxis(filter: Tensor4D, axis: 0 | 1, step: number): Tensor4D {
  const taps = filter.shape[axis];
  const empty = [...filter.shape] as Shape4D;
  empty[axis] = 1;
  const order = new Int32Array((taps - 1) * step + 1).fill(taps);
  for (let k = 0; k < taps; k++) order[k * step] = k;
  return gather(concat([filter, zeros(empty)], axis), order, axis);
}

function tapPositions(taps: number, step: number): Int32Array {
  return Int32Array.from({length: taps}, (_, k) => k * step);
}
