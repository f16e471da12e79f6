import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {sampleSet} from "../../../lib/data/image-set.ts";
import {random} from "../../../lib/random.ts";
import {chapterCells} from "../../notebooks/chapter-cells.ts";
import {compiled} from "./pair.ts";
import type {Pair} from "./pair.ts";

type Matrix = number[][];

/** A digit of 28 × 28. */
async function digit(): Promise<Matrix> {
  const {images} = await sampleSet(proceduralDigits({seed: 1}), 1, random(1)).batch(1, random(1));
  return Array.from({length: 28}, (_, r) => [...images.slice(28 * r, 28 * (r + 1))]);
}

function normal(rows: number, columns: number, seed: string): Matrix {
  const source = random(seed);
  return Array.from({length: rows}, () => Array.from({length: columns}, () => source.normal()));
}

/** A kernel over a digit, with strides of 1 and of 2 as the networks of the book have them. */
export async function convolvePair(): Promise<Pair> {
  type Convolve = (input: Matrix, kernel: Matrix, options: {stride: number}) => Matrix;
  const {convolve} = (await chapterCells("convolution")("convolve")).names as {convolve: Convolve};
  const lib = await compiled<{convolve: Convolve}>("nn/arithmetic/convolution");
  const [input, kernel] = [await digit(), normal(4, 4, "kernel")];
  const both = (of: Convolve) => [1, 2].map((stride) => of(input, kernel, {stride}));
  return {cell: () => both(convolve), lib: () => both(lib.convolve)};
}

/** A map of 14 × 14 stamped to 28 × 28 and a little more. */
export async function transposedPair(): Promise<Pair> {
  type Scatter = (input: Matrix, kernel: Matrix, options: {stride: number}) => Matrix;
  const {transposedConvolve} = (await chapterCells("convolution")("transposed-convolve")).names as {transposedConvolve: Scatter};
  const lib = await compiled<{transposedConvolve: Scatter}>("nn/arithmetic/transposed-convolution");
  const [input, kernel] = [normal(14, 14, "map"), normal(4, 4, "kernel")];
  return {
    cell: () => transposedConvolve(input, kernel, {stride: 2}),
    lib: () => lib.transposedConvolve(input, kernel, {stride: 2})
  };
}

/** The sizes of a window of four along inputs of 8 to 64. */
export async function outputSizePair(): Promise<Pair> {
  type Size = (options: {input: number; kernel: number; stride: number; padding: number}) => number;
  const {outputSize} = (await chapterCells("convolution")("output-size")).names as {outputSize: Size};
  const lib = await compiled<{outputSize: Size}>("nn/arithmetic/convolution");
  const all = (of: Size) => Array.from({length: 57}, (_, i) => of({input: 8 + i, kernel: 4, stride: 2, padding: 1}));
  return {cell: () => all(outputSize), lib: () => all(lib.outputSize)};
}

type Pool = (map: Matrix, pooling: {kind: "max" | "average"; size: number}) => Matrix;

/** A digit to 14 × 14. */
export const poolPair = (kind: "max" | "average") => async (): Promise<Pair> => {
  const {pool} = (await chapterCells("pooling")("pool")).names as {pool: Pool};
  const lib = await compiled<{pool: Pool}>("nn/arithmetic/pooling");
  const input = await digit();
  return {cell: () => pool(input, {kind, size: 2}), lib: () => lib.pool(input, {kind, size: 2})};
};

/** And what comes back from there. */
export async function poolGradientPair(): Promise<Pair> {
  type Back = (map: Matrix, sent: Matrix, pooling: {kind: "max"; size: number}) => Matrix;
  const {poolGradient} = (await chapterCells("pooling")("pool-gradient")).names as {poolGradient: Back};
  const lib = await compiled<{poolGradient: Back}>("nn/arithmetic/pooling");
  const [input, sent] = [await digit(), normal(14, 14, "sent")];
  return {
    cell: () => poolGradient(input, sent, {kind: "max", size: 2}),
    lib: () => lib.poolGradient(input, sent, {kind: "max", size: 2})
  };
}

/** A batch of 16 maps of 7 × 7 × 64. */
export async function flattenPair(): Promise<Pair> {
  const {flatten} = (await chapterCells("pooling")("flatten-code")).names as {flatten: (maps: number[][][]) => number[]};
  const {flattenBatch} = await compiled<{flattenBatch: (batch: number[][][][]) => Matrix}>("nn/arithmetic/flatten");
  const batch = Array.from({length: 16}, (_, n) => Array.from({length: 7}, (_, r) => normal(7, 64, `maps ${n} ${r}`)));
  return {cell: () => batch.map(flatten), lib: () => flattenBatch(batch)};
}

/** A network of eight neurons at 24 × 24 places of the plane: what its picture is painted of. */
export async function neuronsPair(): Promise<Pair> {
  type Net = {w1: Matrix; b1: number[]; w2: number[]; b2: number};
  const {think} = (await chapterCells("tensors")("network")).names as {think: (net: Net, point: number[]) => {logit: number}};
  const {plainForward} = await compiled<typeof import("../../../lib/nn/network/plain-forward.ts")>("nn/network/plain-forward");
  const {network} = await compiled<typeof import("../../../lib/nn/network/network.ts")>("nn/network/network");
  const {dense, tanh} = await compiled<typeof import("../../../lib/nn/network/layers.ts")>("nn/network/layers");
  const [w1, [b1, w2]] = [normal(8, 2, "w1"), normal(2, 8, "b1 and w2")] as [Matrix, [number[], number[]]];
  const net = {w1, b1, w2, b2: 0.1};
  const same = network({input: [2]}, [dense(8, {name: "a"}), tanh(), dense(1, {name: "b"})]);
  const weights = {
    "a/kernel": {shape: [2, 8], values: Float32Array.from([0, 1].flatMap((i) => w1.map((row) => row[i]!)))},
    "a/bias": {shape: [8], values: Float32Array.from(b1)},
    "b/kernel": {shape: [8, 1], values: Float32Array.from(w2)},
    "b/bias": {shape: [1], values: Float32Array.of(0.1)}
  };
  const places = Array.from({length: 576}, (_, i) => [((i % 24) + 0.5) / 12 - 1, (Math.floor(i / 24) + 0.5) / 12 - 1]);
  const input = {shape: [576, 2], values: Float32Array.from(places.flat())};
  return {cell: () => places.map((place) => think(net, place).logit), lib: () => plainForward(same, weights, input)};
}
