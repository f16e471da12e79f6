import {foldBatchNorm} from "../../../lib/export/graph/fold-batch-norm.ts";
import {random} from "../../../lib/random.ts";
import {chapterCells} from "../../notebooks/chapter-cells.ts";
import {compiled} from "./pair.ts";
import type {Pair} from "./pair.ts";

const normals = (count: number, seed: string) => {
  const source = random(seed);
  return Float32Array.from({length: count}, () => source.normal(0, 0.05));
};

/** A dense layer of 100 inputs and 3,136 outputs, and its normalisation, made one. */
export async function foldPair(): Promise<Pair> {
  type Norm = Record<"gamma" | "beta" | "mean" | "variance", Float32Array>;
  const {fold} = (await chapterCells("deployment")("fold")).names as {
    fold: (w: Float32Array, b: Float32Array | null, norm: Norm) => unknown;
  };
  const {network} = await compiled<typeof import("../../../lib/nn/network/network.ts")>("nn/network/network");
  const {batchNorm, dense} = await compiled<typeof import("../../../lib/nn/network/layers.ts")>("nn/network/layers");
  const net = network({input: [100]}, [dense(3136, {name: "dense", bias: false}), batchNorm({name: "norm"})]);
  const kernel = normals(100 * 3136, "kernel");
  const norm = {
    gamma: normals(3136, "gamma").map((x) => 1 + x),
    beta: normals(3136, "beta"),
    mean: normals(3136, "mean"),
    variance: normals(3136, "variance").map((x) => 0.1 + x ** 2)
  };
  const weights = {
    "dense/kernel": {shape: [100, 3136], values: kernel},
    ...Object.fromEntries(Object.entries(norm).map(([role, values]) => [`norm/${role}`, {shape: [3136], values}]))
  };
  return {cell: () => fold(kernel, null, norm), lib: () => foldBatchNorm(net, weights)};
}

/** 32,768 weights to steps of one scale, which is found first. */
export async function quantisePair(): Promise<Pair> {
  const {quantise, scaleOf} = (await chapterCells("deployment")("quantise")).names as {
    quantise: (x: number, scale: number) => number;
    scaleOf: (weights: Float32Array) => number;
  };
  const {quantiseWeights} = await compiled<typeof import("../../../lib/export/int8/parameters.ts")>("export/int8/parameters");
  const weights = normals(32_768, "weights");
  return {
    cell: () => {
      const scale = scaleOf(weights);
      const data = new Int8Array(weights.length);
      for (let i = 0; i < weights.length; i++) data[i] = quantise(weights[i]!, scale);
      return data;
    },
    lib: () => quantiseWeights(weights, 1)
  };
}

/** 256 outputs of a dense layer of 100 inputs, in whole numbers. */
export async function wholePair(): Promise<Pair> {
  type Unit = (x: Int8Array, w: Int8Array, bias: number, zeroIn: number, zeroOut: number, factor: unknown) => number;
  const {unit, inWhole} = (await chapterCells("deployment")("whole")).names as {
    unit: Unit;
    inWhole: (factor: number) => unknown;
  };
  const {integerProgram} =
    await compiled<typeof import("../../../lib/export/int8/integer-program.ts")>("export/int8/integer-program");
  const source = random("whole");
  const int8 = (count: number) => Int8Array.from({length: count}, () => source.integer(-127, 127));
  const [inputs, units] = [100, 256];
  const [x, w] = [int8(inputs), int8(inputs * units)];
  const bias = Int32Array.from({length: units}, () => source.integer(-5000, 5000));
  const rows = Array.from({length: units}, (_, k) => w.subarray(k * inputs, (k + 1) * inputs));
  const step = (scale: number, zero: number) => ({scales: [scale], zeroPoints: [zero], axis: 0});
  const tensor = (
    name: string,
    shape: number[],
    type: "int8" | "int32",
    quantisation: object,
    data?: Int8Array | Int32Array
  ) => ({
    name,
    shape,
    type,
    quantisation,
    ...(data && {data})
  });
  const graph = {
    name: "dense",
    tensors: [
      tensor("x", [1, inputs], "int8", step(0.02, 5)),
      tensor("w", [units, inputs], "int8", step(0.004, 0), w),
      tensor("bias", [units], "int32", step(0.02 * 0.004, 0), bias),
      tensor("y", [1, units], "int8", step(0.05, -3))
    ],
    inputs: [0],
    outputs: [3],
    ops: [{kind: "dense", inputs: [0, 1, 2], outputs: [3], activation: "none"}]
  };
  const program = integerProgram(graph as unknown as Parameters<typeof integerProgram>[0]);
  const factor = inWhole((0.02 * 0.004) / 0.05);
  return {
    cell: () => rows.map((row, k) => unit(x, row, bias[k]!, 5, -3, factor)),
    lib: () => program.run([x])
  };
}
