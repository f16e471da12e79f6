import {branchesOf, chosenBranch} from "./branches.ts";
import type {Values, Weights} from "./network-weights.ts";
import {checkWeights} from "./network-weights.ts";
import type {Network} from "./network.ts";
import {applyPlain, labelRow, noLabel} from "./plain-layer.ts";
import {bakeSpectralNorm} from "./spectral-norm.ts";
import {shapeText, sizeOf} from "../arithmetic/values.ts";

/** How to run a network without tfjs. */
export interface PlainOptions {
  /** The class of each example, for a network with a label; or the weight of every class, for what lies between classes. */
  labels?: readonly (number | readonly number[])[];
}

/**
 * A network's output for a batch [n, …input], at inference, in plain loops: no library to load, which is quickest for the single
 * images of a small generator. Some ten times slower than tfjs's WASM backend on a batch.
 * @returns [n, …output shape]
 * @throws RangeError when input, weights or labels do not fit, or the network has a layer of one's own, which only tfjs runs.
 */
export function plainForward(given: Network, givenWeights: Weights, input: Values, {labels}: PlainOptions = {}): Values {
  const {network, weights} = bakeSpectralNorm(given, givenWeights);
  const [n, ...shape] = input.shape;
  if (shapeText(shape) !== shapeText(network.input) || input.values.length !== sizeOf(input.shape))
    throw new RangeError(`the input must be [n, ${network.input.join(", ")}], got ${shapeText(input.shape)}`);
  const classes = network.label;
  if (classes !== undefined && labels?.length !== n)
    throw new RangeError(`the network needs a label for each of ${n} examples, got ${labels?.length ?? "none"}`);
  const told = classes === undefined ? null : labels!.map((label) => labelRow(label, classes));
  const size = sizeOf(network.input);
  const several = network.layers[0].kind === "branch" ? branchesOf(network.layers) : null;
  const results = Array.from({length: n}, (_, i) => {
    let x: Float32Array = input.values.subarray(i * size, (i + 1) * size);
    const {layers} = several
      ? {layers: [...several.branches[chosenBranch(x[size - 1], several.branches.length)], ...several.after]}
      : network;
    for (const layer of layers) x = applyPlain(layer, x, weights, told ? told[i] : noLabel);
    return x;
  });
  const last = network.layers[network.layers.length - 1].outputShape;
  const values = new Float32Array(n * sizeOf(last));
  results.forEach((result, i) => values.set(result, i * sizeOf(last)));
  return {shape: [n, ...last], values};
}

/** A network with its weights, checked once, as a function of noise: what a figure calls. @throws RangeError as `checkWeights`. */
export function plainGenerator(network: Network, weights: Weights): (noise: Values, options?: PlainOptions) => Promise<Values> {
  checkWeights(network, weights);
  const baked = bakeSpectralNorm(network, weights);
  return async (noise, options) => plainForward(baked.network, baked.weights, noise, options);
}
