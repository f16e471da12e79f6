import {affineOf} from "./kernel.ts";
import type {Kernel, KernelMaker, OpOf, Affine} from "./kernel.ts";
import {clampInt8, roundAway, roundEven} from "./parameters.ts";
import {multiplierOf, multiplyByMultiplier} from "./requantise.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** What becomes of each of the 256 values, from −128 on. */
type Table = Int8Array;

/** An operator on single numbers is a table of 256 entries. */
function tableKernel(table: Table): Kernel {
  return ([x]) => {
    const output = new Int8Array(x.length);
    for (let i = 0; i < output.length; i++) output[i] = table[x[i] + 128];
    return [output];
  };
}

function tableOf(entry: (whole: number) => number): Table {
  return Int8Array.from({length: 256}, (_, i) => clampInt8(entry(i - 128)));
}

/** The entries of tanh and logistic: the nearest step to what the real function gives. */
export const curveKernel: KernelMaker<OpOf<"tanh" | "logistic">> = (op, graph) => {
  const [input, output] = ends(op, graph);
  const curve = op.kind === "tanh" ? Math.tanh : (value: number) => 1 / (1 + Math.exp(-value));
  return tableKernel(tableOf((whole) => roundAway(curve(input.scale * (whole - input.zero)) / output.scale) + output.zero));
};

/** max(x, 0) in other steps, by the rule of the reference kernels: XNNPACK leaves it to them. */
export const reluKernel: KernelMaker<OpOf<"relu">> = (op, graph) => {
  const [input, output] = ends(op, graph);
  return tableKernel(rescaled(input, output, () => 1, Math.max(-128, output.zero)));
};

/** x, or slope · x below zero, in other steps. */
export const leakyReluKernel: KernelMaker<OpOf<"leakyRelu">> = (op, graph, rounding) => {
  const [input, output] = ends(op, graph);
  const table =
    rounding === "reference" ? rescaled(input, output, (value) => (value < 0 ? op.slope : 1)) : coarse(input, output, op.slope);
  return tableKernel(table);
};

/** Products with a factor for each value, as the reference kernels round them. */
function rescaled(input: Affine, output: Affine, slopeOf: (value: number) => number, least = -128): Table {
  return tableOf((whole) => {
    const value = whole - input.zero;
    const factor = multiplierOf((Math.fround(slopeOf(value)) * input.scale) / output.scale);
    return Math.max(least, multiplyByMultiplier(value, factor) + output.zero);
  });
}

/** XNNPACK's leaky ReLU: both slopes are rounded to 256ths, then products halves up. */
function coarse(input: Affine, output: Affine, slope: number): Table {
  const positive = Math.fround(input.scale / output.scale);
  const negative = Math.fround(positive * Math.fround(slope));
  return tableOf((whole) => {
    const value = whole - input.zero;
    const multiplier = roundEven(-256 * (value > 0 ? positive : negative));
    return Math.floor((-value * multiplier + 128) / 256) + output.zero;
  });
}

/** Sums of two tensors, the smaller repeated along the axes where it has one place. */
export const addKernel: KernelMaker<OpOf<"add">> = (op, graph, rounding) => {
  const [a, b, output] = [...op.inputs, ...op.outputs].map((place) => affineOf(graph.tensors[place]));
  const sum = rounding === "reference" ? referenceSum(a, b, output) : xnnpackSum(a, b, output);
  return pairKernel(op, graph, sum);
};

/** Both numbers to common steps of 2²⁰ parts, then to those of the output, as TensorFlow Lite's ADD. */
function referenceSum(a: Affine, b: Affine, output: Affine): Pair {
  const twice = 2 * Math.max(a.scale, b.scale);
  const first = multiplierOf(a.scale / twice);
  const second = multiplierOf(b.scale / twice);
  const back = multiplierOf(twice / (2 ** 20 * output.scale));
  return (x, y) => {
    const scaled = multiplyByMultiplier((x - a.zero) * 2 ** 20, first) + multiplyByMultiplier((y - b.zero) * 2 ** 20, second);
    return clampInt8(multiplyByMultiplier(scaled, back) + output.zero);
  };
}

/** Both factors in whole numbers of 21 bits, halves up, as XNNPACK's addition. */
function xnnpackSum(a: Affine, b: Affine, output: Affine): Pair {
  const factors = [a, b].map(({scale}) => Math.fround(scale / output.scale));
  const shift = 20 - Math.floor(Math.log2(Math.max(...factors)));
  const [first, second] = factors.map((factor) => roundEven(factor * 2 ** shift));
  return (x, y) => {
    const scaled = (x - a.zero) * first + (y - b.zero) * second + 2 ** (shift - 1);
    return clampInt8(Math.floor(scaled / 2 ** shift) + output.zero);
  };
}

/** Products of two tensors, the smaller repeated along the axes where it has one place. */
export const mulKernel: KernelMaker<OpOf<"mul">> = (op, graph, rounding) => {
  const [a, b, output] = [...op.inputs, ...op.outputs].map((place) => affineOf(graph.tensors[place]));
  const factor = Math.fround(Math.fround(a.scale * b.scale) / output.scale);
  const multiplier = multiplierOf((a.scale * b.scale) / output.scale);
  return pairKernel(op, graph, (x, y) => {
    const product = (x - a.zero) * (y - b.zero);
    const steps = rounding === "reference" ? multiplyByMultiplier(product, multiplier) : roundEven(Math.fround(product * factor));
    return clampInt8(steps + output.zero);
  });
};

type Pair = (x: number, y: number) => number;

function pairKernel(op: OpOf<"add" | "mul">, {tensors}: Parameters<KernelMaker>[1], pair: Pair): Kernel {
  const {shape} = tensors[op.outputs[0]];
  const [first, second] = op.inputs.map((place) => repeated(tensors[place].shape, shape));
  const size = sizeOf(shape);
  return ([x, y]) => {
    const output = new Int8Array(size);
    for (let i = 0; i < size; i++) output[i] = pair(x[first ? first[i] : i], y[second ? second[i] : i]);
    return [output];
  };
}

/** Which number of a smaller tensor meets each of a larger one; null for the same shape. Shapes are aligned at their ends. */
function repeated(from: readonly number[], to: readonly number[]): Int32Array | null {
  if (sizeOf(from) === sizeOf(to)) return null;
  const shape = [...new Array<number>(to.length - from.length).fill(1), ...from];
  return Int32Array.from({length: sizeOf(to)}, (_, i) => {
    let place = 0;
    let [inner, rest] = [1, i];
    for (let axis = to.length - 1; axis >= 0; axis--) {
      if (shape[axis] > 1) place += (rest % to[axis]) * inner;
      rest = Math.floor(rest / to[axis]);
      inner *= shape[axis];
    }
    return place;
  });
}

/**
 * Real numbers to whole ones: "reference" halves away from 0, "xnnpack" times the reciprocal and halves to even. int8 to int8 in other
 * steps, too.
 */
export const quantizeKernel: KernelMaker<OpOf<"quantize">> = (op, graph, rounding) => {
  const from = graph.tensors[op.inputs[0]];
  const output = affineOf(graph.tensors[op.outputs[0]]);
  if (from.type === "int8") {
    const input = affineOf(from);
    return tableKernel(rounding === "reference" ? rescaled(input, output, () => 1) : coarse(input, output, 1));
  }
  if (from.type !== "float32") throw new RangeError(`"${from.name}" must be float32 to be quantised, it is ${from.type}`);
  const {scale, zero} = output;
  const inverse = Math.fround(1 / scale);
  const steps =
    rounding === "reference"
      ? (value: number) => roundAway(Math.fround(value / scale))
      : (value: number) => roundEven(Math.fround(value * inverse));
  return ([x]) => [Int8Array.from(x as Float32Array, (value) => clampInt8(steps(value) + zero))];
};

/** Whole numbers to real ones. */
export const dequantizeKernel: KernelMaker<OpOf<"dequantize">> = (op, graph) => {
  const {scale, zero} = affineOf(graph.tensors[op.inputs[0]]);
  return ([x]) => [Float32Array.from(x as Int8Array, (whole) => scale * (whole - zero))];
};

function ends(op: OpOf<"tanh" | "logistic" | "relu" | "leakyRelu">, {tensors}: Parameters<KernelMaker>[1]): [Affine, Affine] {
  return [affineOf(tensors[op.inputs[0]]), affineOf(tensors[op.outputs[0]])];
}
