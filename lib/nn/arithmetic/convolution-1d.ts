import {checkWhole, show} from "./matrix.ts";
import {pad1d} from "./padding.ts";
import {axisOf} from "./window.ts";
import type {Axis, AxisOptions} from "./window.ts";

/** How a window slides over a signal. */
export type SignalOptions = Omit<AxisOptions, "input" | "kernel">;

/** One product in the sum that gives one output of a signal. */
export interface SignalTerm {
  /** Place in the signal; negative or beyond the end in the padding. */
  index: number;
  /** Place in the kernel. */
  kernelIndex: number;
  /** Value of the signal; 0 in the padding. */
  input: number;
  weight: number;
  product: number;
  padded: boolean;
}

/**
 * Convolution of a signal (not flipped, as in deep learning):
 * output[t] = Σₖ padded[t·stride + k·dilation] · kernel[k].
 * @returns ⌊(n + padding − d(f − 1) − 1) / s⌋ + 1 values
 * @throws RangeError when signal or kernel is empty, an option is impossible, or the window does not fit.
 */
export function convolve1d(signal: number[], kernel: number[], options: SignalOptions = {}): number[] {
  const {output, stride, dilation, before, after} = signalAxis(signal, kernel, options);
  const padded = pad1d(signal, [before, after]);
  return Array.from({length: output}, (_, t) =>
    kernel.reduce((sum, weight, k) => sum + padded[t * stride + k * dilation] * weight, 0)
  );
}

/**
 * Causal convolution of a signal: output[t] sees signal[t], signal[t − d], signal[t − 2d]… and nothing later. As long as
 * the signal. `kernel`'s last weight belongs to the present.
 * @throws RangeError as `convolve1d`.
 */
export function causalConvolve(signal: number[], kernel: number[], {dilation = 1}: {dilation?: number} = {}): number[] {
  return convolve1d(signal, kernel, {padding: "causal", dilation});
}

/**
 * The products whose sum is output number `index`, in the order of the kernel.
 * @throws RangeError when there is no such output, and as `convolve1d`.
 */
export function terms1d(signal: number[], kernel: number[], {index, ...options}: SignalOptions & {index: number}): SignalTerm[] {
  const {output, stride, dilation, before} = signalAxis(signal, kernel, options);
  if (checkWhole(index, "index") >= output) throw new RangeError(`output ${index} of ${output} outputs`);
  return kernel.map((weight, kernelIndex) => {
    const at = index * stride + kernelIndex * dilation - before;
    const padded = at < 0 || at >= signal.length;
    const input = padded ? 0 : signal[at];
    return {index: at, kernelIndex, input, weight, product: input * weight, padded};
  });
}

function signalAxis(signal: number[], kernel: number[], options: SignalOptions): Axis {
  checkSignal(signal, "signal");
  checkSignal(kernel, "kernel");
  return axisOf({...options, input: signal.length, kernel: kernel.length});
}

function checkSignal(values: number[], what: string): void {
  if (!Array.isArray(values)) throw new TypeError(`${what} must be an array of numbers, got ${show(values)}`);
  if (values.length === 0) throw new RangeError(`${what} is empty: shape 0`);
  const wrong = values.findIndex((value) => typeof value !== "number");
  if (wrong >= 0) throw new TypeError(`${what}[${wrong}] must be a number, got ${show(values[wrong])}`);
}
