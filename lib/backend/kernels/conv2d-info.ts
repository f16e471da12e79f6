import type {NamedAttrMap} from "@tensorflow/tfjs-core";
import {backend_util} from "@tensorflow/tfjs-core";

type Shape4D = [number, number, number, number];
type Padding = Parameters<typeof backend_util.computeConv2DInfo>[4];
type Rounding = Parameters<typeof backend_util.computeConv2DInfo>[5];
type Steps = [number, number] | number;

/**
 * Sizes, padding, strides and dilations of a convolution from a kernel's attributes, as tfjs itself works them out. Throws an
 * Error for channels first, which the WASM kernels do not read.
 */
export function conv2dInfo(inputShape: Shape4D, filterShape: Shape4D, attrs: NamedAttrMap | undefined): backend_util.Conv2DInfo {
  const format = attrs?.dataFormat ?? "NHWC";
  if (format !== "NHWC") throw new Error(`On the wasm backend a convolution's images are NHWC, not ${String(format)}`);
  return backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    attrs?.strides as Steps,
    (attrs?.dilations ?? 1) as Steps,
    attrs?.pad as Padding,
    attrs?.dimRoundingMode as Rounding,
    false,
    "channelsLast"
  );
}
