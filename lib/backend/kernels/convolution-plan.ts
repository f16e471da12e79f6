/** One axis of a convolution, in elements: `padding` is the zeros before the first element. */
export interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/**
 * One output phase of a transposed convolution along one axis: the elements whose index is `phase` modulo the stride. It is an
 * ordinary convolution, stride 1, with the kernel's `taps` in this order, over an input with `before` zeros in front
 * (negative: elements dropped).
 */
export interface Phase {
  readonly phase: number;
  readonly taps: readonly number[];
  readonly before: number;
}

/**
 * The phases of the gradient with respect to the input, along one axis. Input element i gets the sum of dy[o]·w[k] over all
 * o·stride + k − padding = i; for i = q·stride + phase only the taps k ≡ phase + padding (mod stride) meet it, and
 * o = q + ⌊(phase + padding) / stride⌋ − j for the j-th of them. A phase without taps (stride > kernel) is all zeros.
 */
export function inputGradientPhases({kernel, stride, padding}: Axis): Phase[] {
  return Array.from({length: stride}, (_, phase) => {
    const taps: number[] = [];
    for (let k = (phase + padding) % stride; k < kernel; k += stride) taps.unshift(k);
    return {phase, taps, before: taps.length - 1 - Math.floor((phase + padding) / stride)};
  });
}

/** Zeros to add (or, negative, elements to drop) in front of and behind an axis of `size`, so that it is `total` long. */
export function paddingTo(size: number, before: number, total: number): readonly [number, number] {
  return [before, total - size - before];
}
