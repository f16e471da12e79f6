import type * as tf from "@tensorflow/tfjs-core";
import {shapeText} from "../arithmetic/values.ts";

/**
 * How a weight of one's own starts: at a number; as the gamma of batch normalisation does in the network's scheme; or as a kernel does in
 * the scheme that is named.
 */
export type Start = number | "gamma" | (typeof SCHEMES)[number];

const SCHEMES = ["dcgan", "he", "glorot", "orthogonal"] as const;

/** A weight of one's own: its shape alone, or more. */
export interface OwnWeight {
  /** A kernel ends on [in, out], as those of dense and convolutional layers do: schemes count by it. */
  shape: readonly number[];
  /** Default: with two axes or more, a kernel in the network's scheme; else 0. */
  start?: Start;
  /** False: no gradient changes it, `update` does: a running statistic. Default true. */
  trained?: boolean;
}

/** The weights of a layer by name: {kernel: [100, 7], bias: [7]}. */
export type OwnWeights<Name extends string = string> = Readonly<Record<Name, readonly number[] | OwnWeight>>;

/** What `forward` is told besides its input and its weights. */
export interface OwnContext {
  /** True in training, false where the network is only used. */
  training: boolean;
  /** One-hot labels [batch, classes], in a network with labels. */
  label: tf.Tensor | undefined;
  /**
   * New values for weights with `trained: false`. They count if the batch does.
   * @throws RangeError outside training, and for other weights or shapes.
   */
  update(values: Readonly<Record<string, tf.Tensor>>): void;
}

/** What a layer makes of a batch [batch, …input]: a tensor [batch, …output] by differentiable operations, or by `tf.customGrad`. */
export type OwnForward<Name extends string = string> = (
  x: tf.Tensor,
  weights: Readonly<Record<Name, tf.Tensor>>,
  context: OwnContext
) => tf.Tensor;

/** A layer that its reader wrote. Of a network that was stored, `forward` is null: code is kept in no file. */
export interface Own {
  kind: "own";
  weights: OwnWeights | ((input: number[]) => OwnWeights);
  /** Shape of what it gives for one example; absent: as what goes in. */
  output?: readonly number[] | ((input: number[]) => readonly number[]);
  forward: OwnForward | null;
  name?: string;
}

/** A layer of one's own, as `ownLayer` is told of it. */
export interface OwnDescription<Weight extends string = never> {
  /** By name, or for the shape of one example that goes in; default: none. */
  weights?: OwnWeights<Weight> | ((input: number[]) => OwnWeights<Weight>);
  /** The shape of one example that comes out, or what it is for one that goes in; default: the same. */
  output?: Own["output"];
  forward: OwnForward<Weight>;
  name?: string;
}

/** What a layer of one's own gives for a shape, both without the batch. @throws RangeError when it is not well described. */
export function ownShape(layer: Own, input: readonly number[]): number[] {
  if (typeof layer.forward !== "function" && layer.forward !== null)
    throw new RangeError(`forward must be a function of a batch and the weights, got ${told(layer.forward)}`);
  ownWeights(layer, input);
  const output: unknown = typeof layer.output === "function" ? layer.output([...input]) : (layer.output ?? input);
  if (!isShape(output)) throw new RangeError(`output must be a shape of whole numbers from 1, got ${told(output)}`);
  return [...output];
}

/** Its weights, all said: by name. @throws RangeError when one of them is not well described. */
export function ownWeights(layer: Own, input: readonly number[]): Record<string, OwnWeight> {
  const given: unknown = typeof layer.weights === "function" ? layer.weights([...input]) : layer.weights;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new RangeError(`weights must be shapes by name, such as {kernel: [3, 7], bias: [7]}, got ${told(given)}`);
  return Object.fromEntries(Object.entries(given).map(([name, weight]) => [name, checked(name, weight)]));
}

function checked(name: string, given: unknown): OwnWeight {
  if (!/^[a-z]\w*$/i.test(name))
    throw new RangeError(`"${name}" cannot be a weight's name: letters, digits and _ can, beginning with a letter`);
  const {shape, start, trained} = (Array.isArray(given) ? {shape: given} : (given ?? {})) as Record<keyof OwnWeight, unknown>;
  if (!isShape(shape)) throw new RangeError(`the weight "${name}" needs a shape of whole numbers from 1, got ${told(shape)}`);
  const starts: readonly unknown[] = ["gamma", ...SCHEMES];
  if (start !== undefined && !Number.isFinite(start) && !starts.includes(start))
    throw new RangeError(`the weight "${name}" starts at a number or as ${starts.join(", ")}, got ${told(start)}`);
  if (trained !== undefined && typeof trained !== "boolean")
    throw new RangeError(`trained of the weight "${name}" is true or false, got ${told(trained)}`);
  return {shape: [...shape], ...(start !== undefined && {start: start as Start}), ...(trained === false && {trained})};
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((size) => Number.isSafeInteger(size) && size >= 1);
}

function told(value: unknown): string {
  if (Array.isArray(value)) return shapeText(value as number[]);
  return typeof value === "string" ? JSON.stringify(value) : typeof value === "object" && value ? "an object" : String(value);
}
