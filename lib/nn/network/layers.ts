import type {Own, OwnDescription, OwnWeights} from "./own-layer.ts";

/**
 * The layers of a network, as plain data. A constructor only writes down what was asked, with its defaults; `network` checks that
 * the shapes fit. Maps are [height, width, channels] everywhere, as in TensorFlow.
 */
export type Layer =
  | Dense
  | Conv
  | ConvTranspose
  | BatchNorm
  | MinibatchDeviation
  | Dropout
  | Pool
  | Projection
  | Auxiliary
  | Own
  | {kind: "relu" | "tanh" | "sigmoid" | "flatten" | "globalAverage" | "glu" | "concatLabel"; name?: string}
  | {kind: "branch"; name?: string}
  | {kind: "choose"; name?: string}
  | {kind: "leakyRelu"; slope: number; name?: string}
  | {kind: "reshape"; shape: number[]; name?: string}
  | {kind: "upsample"; factor: number; name?: string}
  | {kind: "zeroPad"; sides: Sides; name?: string};

/** What each kind of layer is called. */
export type LayerKind = Layer["kind"];

/** Rows added above and below, columns added left and right. */
export type Sides = [top: number, bottom: number, left: number, right: number];

/** Height and width. */
export type Size = [height: number, width: number];

/**
 * "same" as TensorFlow does it (the odd row of zeros goes below and right), "valid" (none), or rows on every side, as PyTorch.
 */
export type ConvPadding = "same" | "valid" | number;

/** A fully connected layer: [features] → [units]. */
export interface Dense {
  kind: "dense";
  units: number;
  bias: boolean;
  /** True: the kernel is divided by its largest singular value. */
  spectralNorm?: true;
  name?: string;
}

/** A convolution: [height, width, channels] → [height′, width′, filters]. */
export interface Conv {
  kind: "conv";
  filters: number;
  kernel: Size;
  stride: Size;
  padding: ConvPadding;
  bias: boolean;
  /** True: the kernel, as a matrix [all else, filters], is divided by its largest singular value. */
  spectralNorm?: true;
  name?: string;
}

/** The gradient of a convolution with respect to its input, used forwards: with stride 2 and "same" it doubles the size. */
export interface ConvTranspose extends Omit<Conv, "kind" | "spectralNorm"> {
  kind: "convTranspose";
}

/** Batch normalisation over all axes but the last. */
export interface BatchNorm {
  kind: "batchNorm";
  /** What the running statistics keep of themselves at each step. PyTorch's momentum is 1 − this. */
  momentum: number;
  /** Added to the variance. */
  epsilon: number;
  name?: string;
}

/**
 * How much the examples of a batch differ, as one more feature or channel (Karras and others 2018, section 3): the standard deviation
 * of each value over the batch, averaged to one number, the same at every place. At inference, its running mean.
 */
export interface MinibatchDeviation {
  kind: "minibatchDeviation";
  /** Examples that are compared; absent: the whole batch. Example i is compared with those that are batch / group apart. */
  group?: number;
  /** What the running mean keeps of itself at each step. */
  momentum: number;
  name?: string;
}

/** Sets a share of the values to 0 in training and scales the others up, so that their mean stays. */
export interface Dropout {
  kind: "dropout";
  rate: number;
  name?: string;
}

/** The largest or the mean of each window of a map. */
export interface Pool {
  kind: "maxPool" | "averagePool";
  size: Size;
  stride: Size;
  padding: "same" | "valid";
  name?: string;
}

/**
 * The projection head of a conditional discriminator (Miyato and Koyama 2018): [features] → [1],
 * features · kernel + bias + ⟨label · embedding, features⟩.
 */
export interface Projection {
  kind: "projection";
  name?: string;
}

/**
 * The head of AC-GAN's discriminator (Odena, Olah and Shlens 2017), which is not told the class but names it: [features] →
 * [1 + classes], features · kernel + bias. The first number is the logit of "real", the others are the logits of the classes.
 */
export interface Auxiliary {
  kind: "auxiliary";
  classes: number;
  name?: string;
}

type Name = {name?: string};
type ConvOptions = {kernel: number | Size; stride?: number | Size; padding?: ConvPadding; bias?: boolean} & Name;
type PoolOptions = {stride?: number | Size; padding?: "same" | "valid"} & Name;

/**
 * A fully connected layer with so many units, [features] → [units]; with bias unless told. `spectralNorm`: its kernel is divided by its
 * largest singular value, which one step of the power method follows at every pass in training (Miyato and others 2018).
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {dense} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(summaryTable(network({input: [100]}, [dense(10), dense(10, {bias: false})])));
 * ```
 */
export function dense(
  units: number,
  {bias = true, spectralNorm = false, ...name}: {bias?: boolean; spectralNorm?: boolean} & Name = {}
): Dense {
  return {kind: "dense", units, bias, ...(spectralNorm && {spectralNorm}), ...name};
}

/**
 * A convolution with so many filters, [height, width, channels] → [height / stride, width / stride, filters], rounded up, with
 * padding "same"; stride 1, "same" and with bias unless told; `spectralNorm` as in `dense`.
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {conv} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [28, 28, 1]}, [
 *       conv(16, {kernel: 4, stride: 2}),
 *       conv(32, {kernel: 3, padding: "valid"})
 *     ])
 *   )
 * );
 * ```
 */
export function conv(filters: number, {spectralNorm = false, ...options}: ConvOptions & {spectralNorm?: boolean}): Conv {
  return {kind: "conv", filters, ...windowOf(options), ...(spectralNorm && {spectralNorm})};
}

/**
 * A transposed convolution with so many filters, [height, width, channels] → [height · stride, width · stride, filters] with padding
 * "same"; stride 1, "same" and with bias unless told. DCGAN's generator is made of it (Radford et al. 2016, section 3).
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {convTranspose} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(summaryTable(network({input: [7, 7, 64]}, [
 *   convTranspose(32, {kernel: 4, stride: 2}),
 *   convTranspose(1, {kernel: 4, stride: 2})
 * ])));
 * ```
 */
export function convTranspose(filters: number, options: ConvOptions): ConvTranspose {
  return {kind: "convTranspose", filters, ...windowOf(options)};
}

/**
 * Batch normalisation over all axes but the last, whose shape stays (Ioffe and Szegedy 2015); momentum 0.9 and epsilon 1e-5,
 * PyTorch's defaults (Keras: 0.99 and 1e-3).
 * @example
 * ```ts height=185/202
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {batchNorm, conv} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [28, 28, 1]}, [
 *       conv(16, {kernel: 4, stride: 2, bias: false}),
 *       batchNorm({momentum: 0.8})
 *     ])
 *   )
 * );
 * ```
 */
export function batchNorm({
  momentum = 0.9,
  epsilon = 1e-5,
  ...name
}: {momentum?: number; epsilon?: number} & Name = {}): BatchNorm {
  return {kind: "batchNorm", momentum, epsilon, ...name};
}

/**
 * How much the examples of a batch, or of groups of it, differ, as one more channel (Karras et al. 2018, section 3); for a discriminator:
 * [height, width, channels] → [height, width, channels + 1], [features] → [features + 1].
 * @example
 * ```ts height=211/229
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {dense, flatten, minibatchDeviation} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [4, 4, 32]}, [minibatchDeviation(), flatten(), dense(1)])
 *   )
 * );
 * ```
 */
export function minibatchDeviation({
  momentum = 0.9,
  ...rest
}: {group?: number; momentum?: number} & Name = {}): MinibatchDeviation {
  return {kind: "minibatchDeviation", momentum, ...rest};
}

/**
 * max(x, 0), for each value of any shape: into [0, ∞). DCGAN's generator has it (Radford et al. 2016, section 3).
 * @example
 * ```ts height=23/23
 * import {relu} from "gantry/layers";
 * import {network} from "gantry/network";
 * import {plainForward} from "gantry/plain-forward";
 *
 * display(
 *   plainForward(
 *     network({input: [5]}, [relu()]),
 *     {},
 *     {shape: [1, 5], values: Float32Array.of(-2, -1, 0, 1, 2)}
 *   ).values
 * );
 * ```
 */
export function relu(name: Name = {}): Layer {
  return {kind: "relu", ...name};
}

/**
 * x, or slope · x below zero, for each value of any shape; slope 0.2, as DCGAN's discriminator (Radford et al. 2016, section 4).
 * @example
 * ```ts height=23/46
 * import {leakyRelu} from "gantry/layers";
 * import {network} from "gantry/network";
 * import {plainForward} from "gantry/plain-forward";
 *
 * display(
 *   plainForward(
 *     network({input: [5]}, [leakyRelu(0.2)]),
 *     {},
 *     {shape: [1, 5], values: Float32Array.of(-2, -1, 0, 1, 2)}
 *   ).values
 * );
 * ```
 */
export function leakyRelu(slope = 0.2, name: Name = {}): Layer {
  return {kind: "leakyRelu", slope, ...name};
}

/**
 * The hyperbolic tangent of each value of any shape: into (−1, 1), where pictures lie.
 * @example
 * ```ts height=46/93
 * import {tanh} from "gantry/layers";
 * import {network} from "gantry/network";
 * import {plainForward} from "gantry/plain-forward";
 *
 * display(
 *   plainForward(
 *     network({input: [5]}, [tanh()]),
 *     {},
 *     {shape: [1, 5], values: Float32Array.of(-2, -1, 0, 1, 2)}
 *   ).values
 * );
 * ```
 */
export function tanh(name: Name = {}): Layer {
  return {kind: "tanh", ...name};
}

/**
 * 1 / (1 + e⁻ˣ), for each value of any shape: into (0, 1).
 * @example
 * ```ts height=46/93
 * import {sigmoid} from "gantry/layers";
 * import {network} from "gantry/network";
 * import {plainForward} from "gantry/plain-forward";
 *
 * display(
 *   plainForward(
 *     network({input: [5]}, [sigmoid()]),
 *     {},
 *     {shape: [1, 5], values: Float32Array.of(-2, -1, 0, 1, 2)}
 *   ).values
 * );
 * ```
 */
export function sigmoid(name: Name = {}): Layer {
  return {kind: "sigmoid", ...name};
}

/**
 * The same numbers in another shape (without the batch), of as many numbers: [features] → [height, width, channels].
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {dense, reshape} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(network({input: [100]}, [dense(7 * 7 * 64), reshape([7, 7, 64])]))
 * );
 * ```
 */
export function reshape(shape: number[], name: Name = {}): Layer {
  return {kind: "reshape", shape: [...shape], ...name};
}

/**
 * The same numbers in one row: [height, width, channels] → [height · width · channels], channels last.
 * @example
 * ```ts height=121/155
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {flatten} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(summaryTable(network({input: [7, 7, 64]}, [flatten()])));
 * ```
 */
export function flatten(name: Name = {}): Layer {
  return {kind: "flatten", ...name};
}

/**
 * Sets a share of the values, of any shape, to 0 in training and scales the others up (Srivastava et al. 2014);
 * 0 ≤ rate < 1.
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {conv, dropout} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [28, 28, 1]}, [conv(16, {kernel: 4, stride: 2}), dropout(0.25)])
 *   )
 * );
 * ```
 */
export function dropout(rate: number, name: Name = {}): Layer {
  return {kind: "dropout", rate, ...name};
}

/**
 * Every pixel repeated factor × factor times (nearest neighbour): [height, width, channels] → [height · factor, width · factor, channels].
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {conv, upsample} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(network({input: [7, 7, 64]}, [upsample(2), conv(32, {kernel: 3})]))
 * );
 * ```
 */
export function upsample(factor = 2, name: Name = {}): Layer {
  return {kind: "upsample", factor, ...name};
}

/**
 * The largest value of each window of each channel: 2 × 2 makes [height / 2, width / 2, channels]; the stride is the size, and padding
 * "valid", unless told.
 * @example
 * ```ts height=175/209
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {conv, maxPool} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [28, 28, 1]}, [
 *       conv(8, {kernel: 3}),
 *       maxPool(2),
 *       maxPool(3, {stride: 2})
 *     ])
 *   )
 * );
 * ```
 */
export function maxPool(size: number | Size = 2, options: PoolOptions = {}): Layer {
  return poolOf("maxPool", size, options);
}

/**
 * The mean of each window of each channel, padding not counted; the result's size, the stride and the padding as of `maxPool`.
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {averagePool, conv} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [28, 28, 1]}, [conv(8, {kernel: 3}), averagePool(2)])
 *   )
 * );
 * ```
 */
export function averagePool(size: number | Size = 2, options: PoolOptions = {}): Layer {
  return poolOf("averagePool", size, options);
}

/**
 * The mean of each channel: [height, width, channels] → [channels].
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {dense, globalAverage} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(summaryTable(network({input: [7, 7, 64]}, [globalAverage(), dense(10)])));
 * ```
 */
export function globalAverage(name: Name = {}): Layer {
  return {kind: "globalAverage", ...name};
}

/**
 * Zeros around a map: as many on every side, or [top, bottom, left, right].
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {conv, zeroPad} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [28, 28, 1]}, [
 *       zeroPad([0, 1, 0, 1]),
 *       conv(8, {kernel: 3, stride: 2, padding: "valid"})
 *     ])
 *   )
 * );
 * ```
 */
export function zeroPad(sides: number | Sides, name: Name = {}): Layer {
  return {kind: "zeroPad", sides: typeof sides === "number" ? [sides, sides, sides, sides] : [...sides], ...name};
}

/**
 * Gated linear unit (Dauphin et al. 2017): the first half of the channels times the sigmoid of the second.
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {convTranspose, glu} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [7, 7, 64]}, [convTranspose(64, {kernel: 4, stride: 2}), glu()])
 *   )
 * );
 * ```
 */
export function glu(name: Name = {}): Layer {
  return {kind: "glu", ...name};
}

/**
 * The one-hot label appended to the features, or to the channels of every pixel (Mirza and Osindero 2014): [features] → [features +
 * classes], [height, width, channels] → [height, width, channels + classes]. For a network that is told its `label`.
 * @example
 * ```ts height=148/182
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {concatLabel, dense} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(summaryTable(network({input: [100], label: 10}, [concatLabel(), dense(64)])));
 * ```
 */
export function concatLabel(name: Name = {}): Layer {
  return {kind: "concatLabel", ...name};
}

/**
 * The projection head of a conditional discriminator (Miyato and Koyama 2018), [features] → [1]: how real, and how much of its label.
 * @example
 * ```ts height=175/209
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {dense, leakyRelu, projection} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [784], label: 10}, [dense(64), leakyRelu(), projection()])
 *   )
 * );
 * ```
 */
export function projection(name: Name = {}): Layer {
  return {kind: "projection", ...name};
}

/**
 * AC-GAN's head (Odena, Olah and Shlens 2017), [features] → [1 + classes]: the logit of "real", then one logit for each class.
 * @example
 * ```ts height=175/209
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {auxiliary, dense, leakyRelu} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(network({input: [784]}, [dense(64), leakyRelu(), auxiliary(10)]))
 * );
 * ```
 */
export function auxiliary(classes: number, name: Name = {}): Auxiliary {
  return {kind: "auxiliary", classes, ...name};
}

/**
 * A layer of one's own: its weights by name, for the shape of one example that goes in, the shape of what comes out (default: the same),
 * and what it makes of a batch. A weight of two axes or more starts as a kernel in the network's scheme, others at 0, unless told.
 * @throws TypeError when `forward` is no function.
 * @example
 * ```ts height=182/216
 * import * as tf from "@tensorflow/tfjs";
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {dense, ownLayer} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * const scaled = ownLayer({
 *   name: "scaled",
 *   weights: ([inputs]) => ({scale: {shape: [inputs], start: 1}}),
 *   forward: (x, {scale}) => tf.mul(x, scale)
 * });
 * display(summaryTable(network({input: [2]}, [dense(8), scaled, dense(1)])));
 * ```
 */
export function ownLayer<Weight extends string = never>(layer: OwnDescription<Weight>): Own {
  const {weights = {} as OwnWeights<Weight>, forward, ...rest} = layer;
  if (typeof forward !== "function")
    throw new TypeError(`ownLayer needs forward(x, weights), a function that gives the output, got ${String(forward)}`);
  return {kind: "own", weights, forward, ...rest};
}

/**
 * Begins another network beside the one before: with the input but for its last number. See `branchesOf`.
 * @example
 * ```ts height=229/263
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {branch, choose, dense} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [2], label: 2}, [
 *       branch(),
 *       dense(4),
 *       branch(),
 *       dense(4),
 *       choose()
 *     ])
 *   )
 * );
 * ```
 */
export function branch(name: Name = {}): Layer {
  return {kind: "branch", ...name};
}

/**
 * For each example what one of the branches made, by the last number of the input.
 * @example
 * ```ts height=282/316
 * import {summaryTable} from "gantry/figures/summary-table";
 * import {branch, choose, dense} from "gantry/layers";
 * import {network} from "gantry/network";
 *
 * display(
 *   summaryTable(
 *     network({input: [2], label: 3}, [
 *       branch(),
 *       dense(6),
 *       branch(),
 *       dense(6),
 *       branch(),
 *       dense(6),
 *       choose()
 *     ])
 *   )
 * );
 * ```
 */
export function choose(name: Name = {}): Layer {
  return {kind: "choose", ...name};
}

function windowOf({kernel, stride = 1, padding = "same", bias = true, ...name}: ConvOptions): Omit<Conv, "kind" | "filters"> {
  return {kernel: bothAxes(kernel), stride: bothAxes(stride), padding, bias, ...name};
}

function poolOf(kind: Pool["kind"], size: number | Size, {stride = size, padding = "valid", ...name}: PoolOptions): Layer {
  return {kind, size: bothAxes(size), stride: bothAxes(stride), padding, ...name};
}

function bothAxes(size: number | Size): Size {
  return typeof size === "number" ? [size, size] : [...size];
}
