import type {Graph, GraphOp} from "../graph/graph.ts";
import {windowAlong} from "../graph/graph.ts";
import type {KernelMaker, OpOf} from "./kernel.ts";
import {leastOf, affineOf} from "./kernel.ts";
import type {Rounding} from "./requantise.ts";
import {requantiser} from "./requantise.ts";

/** What convolutions and dense layers share: weights and biases, and the way back to int8. */
interface Linear {
  /** The zero point of the input. */
  zero: number;
  /** [channels, …]; a symmetric tensor: its zero point is 0. */
  weights: Int8Array;
  bias: Int32Array;
  /** Sums of `channels` channels, one place after the other, to int8. */
  finish: (sums: Int32Array, output: Int8Array, at: number) => void;
}

function linear(op: GraphOp, {tensors}: Graph, rounding: Rounding): Linear {
  const [x, filter, bias] = op.inputs.map((place) => tensors[place]);
  const input = affineOf(x);
  const output = affineOf(tensors[op.outputs[0]]);
  const {data, quantisation, name} = filter;
  if (!(data instanceof Int8Array) || !quantisation) throw new RangeError(`"${name}" must be constant int8 weights with scales`);
  if (!quantisation.zeroPoints.every((zero) => zero === 0)) throw new RangeError(`"${name}" must have zero points of 0`);
  const channels = filter.shape[0];
  const biases = bias?.data ?? new Int32Array(channels);
  if (!(biases instanceof Int32Array)) throw new RangeError(`"${bias.name}" must be constant int32 biases`);
  const requantise = requantiser(rounding, input.scale, quantisation.scales, output.scale);
  const least = leastOf("activation" in op ? op.activation : "none", output.zero);
  const finish: Linear["finish"] = (sums, to, at) => {
    for (let i = 0, channel = 0; i < sums.length; i++, channel++) {
      if (channel === channels) channel = 0;
      const value = requantise(sums[i], channel) + output.zero;
      to[at + i] = value < least ? least : value > 127 ? 127 : value;
    }
  };
  return {zero: input.zero, weights: data, bias: biases, finish};
}

/** x [1, features], matrix [units, features] → [1, units]. */
export const denseKernel: KernelMaker<OpOf<"dense">> = (op, graph, rounding) => {
  const {zero, weights, bias, finish} = linear(op, graph, rounding);
  const [units, features] = graph.tensors[op.inputs[1]].shape;
  const sums = new Int32Array(units);
  return ([x]) => {
    const output = new Int8Array((x.length / features) * units);
    const input = Int32Array.from(x, (value) => value - zero);
    for (let row = 0; row * features < x.length; row++) {
      sums.set(bias);
      addProducts(input, row * features, weights, 0, features, features, sums, 0, units);
      finish(sums, output, row * units);
    }
    return [output];
  };
};

/** x [1, height, width, in], filter [out, kernel height, kernel width, in] → [1, height′, width′, out]. */
export const convKernel: KernelMaker<OpOf<"conv">> = (op, graph, rounding) => {
  const {zero, weights, bias, finish} = linear(op, graph, rounding);
  const [, height, width, depth] = graph.tensors[op.inputs[0]].shape;
  const [channels, kernelHeight, kernelWidth] = graph.tensors[op.inputs[1]].shape;
  const [strideDown, strideAcross] = op.stride;
  const rows = windowAlong(height, kernelHeight, strideDown, op.padding);
  const columns = windowAlong(width, kernelWidth, strideAcross, op.padding);
  // The input between zeros, so that every window is whole: its rows are contiguous.
  const paddedWidth = Math.max((columns.output - 1) * strideAcross + kernelWidth, columns.before + width);
  const paddedHeight = Math.max((rows.output - 1) * strideDown + kernelHeight, rows.before + height);
  const padded = new Int32Array(paddedHeight * paddedWidth * depth);
  const line = kernelWidth * depth;
  const size = kernelHeight * line;
  const sums = new Int32Array(channels);
  return ([x]) => {
    for (let row = 0, from = 0; row < height; row++) {
      let to = ((rows.before + row) * paddedWidth + columns.before) * depth;
      for (const end = to + width * depth; to < end;) padded[to++] = x[from++] - zero;
    }
    const output = new Int8Array(rows.output * columns.output * channels);
    for (let row = 0, at = 0; row < rows.output; row++) {
      for (let column = 0; column < columns.output; column++, at += channels) {
        sums.set(bias);
        for (let k = 0; k < kernelHeight; k++) {
          const corner = ((row * strideDown + k) * paddedWidth + column * strideAcross) * depth;
          addProducts(padded, corner, weights, k * line, size, line, sums, 0, channels);
        }
        finish(sums, output, at);
      }
    }
    return [output];
  };
};

/**
 * x [1, height, width, in], filter [out, kernel height, kernel width, in] → [1, height′, width′, out]: every pixel adds a window. With
 * several scales by the rule of the reference kernels always.
 */
export const transposeConvKernel: KernelMaker<OpOf<"transposeConv">> = (op, graph, rounding) => {
  const scales = graph.tensors[op.inputs[1]].quantisation?.scales;
  // XNNPACK leaves those with a scale for each of several channels to the reference kernels.
  const {zero, weights, bias, finish} = linear(op, graph, scales?.length === 1 ? rounding : "reference");
  const [, height, width, depth] = graph.tensors[op.inputs[0]].shape;
  const [channels, kernelHeight, kernelWidth] = graph.tensors[op.inputs[1]].shape;
  const [, outHeight, outWidth] = graph.tensors[op.outputs[0]].shape;
  const [strideDown, strideAcross] = op.stride;
  // The padding is that of the convolution whose gradient this is.
  const {before: above} = windowAlong(outHeight, kernelHeight, strideDown, op.padding);
  const {before: left} = windowAlong(outWidth, kernelWidth, strideAcross, op.padding);
  const size = kernelHeight * kernelWidth * depth;
  return ([x]) => {
    const input = Int32Array.from(x, (value) => value - zero);
    const sums = new Int32Array(outHeight * outWidth * channels);
    for (let at = 0; at < sums.length; at += channels) sums.set(bias, at);
    for (let row = 0, from = 0; row < height; row++) {
      for (let column = 0; column < width; column++, from += depth) {
        for (let k = 0; k < kernelHeight * kernelWidth; k++) {
          const y = row * strideDown - above + Math.floor(k / kernelWidth);
          const z = column * strideAcross - left + (k % kernelWidth);
          if (y < 0 || y >= outHeight || z < 0 || z >= outWidth) continue;
          addProducts(input, from, weights, k * depth, size, depth, sums, (y * outWidth + z) * channels, channels);
        }
      }
    }
    const output = new Int8Array(sums.length);
    finish(sums, output, 0);
    return [output];
  };
};

/**
 * Adds to `channels` sums, from `to` on, the inner products of `length` inputs from `from` on with as many weights of each channel:
 * those of channel c begin at `first + c · step`. Sums wrap as int32 does. Four channels at a time share the loads of the inputs.
 */
function addProducts(
  input: Int32Array,
  from: number,
  weights: Int8Array,
  first: number,
  step: number,
  length: number,
  sums: Int32Array,
  to: number,
  channels: number
): void {
  let channel = 0;
  for (; channel + 4 <= channels; channel += 4) {
    let a = first + channel * step;
    let b = a + step;
    let c = b + step;
    let d = c + step;
    let [p, q, r, s] = [0, 0, 0, 0];
    for (let i = from; i < from + length; i++) {
      const value = input[i];
      p = (p + Math.imul(value, weights[a++])) | 0;
      q = (q + Math.imul(value, weights[b++])) | 0;
      r = (r + Math.imul(value, weights[c++])) | 0;
      s = (s + Math.imul(value, weights[d++])) | 0;
    }
    sums[to + channel] += p;
    sums[to + channel + 1] += q;
    sums[to + channel + 2] += r;
    sums[to + channel + 3] += s;
  }
  for (; channel < channels; channel++) {
    let a = first + channel * step;
    let p = 0;
    for (let i = from; i < from + length; i++) p = (p + Math.imul(input[i], weights[a++])) | 0;
    sums[to + channel] += p;
  }
}
