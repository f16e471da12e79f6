import {sizeOf} from "../../nn/arithmetic/values.ts";
import {trainableNames} from "../../nn/network/network-weights.ts";
import type {PlacedLayer} from "../../nn/network/network.ts";
import {weightSpecs} from "../../nn/network/network.ts";
import type {Gan} from "../../models/gan.ts";
import type {StepSettings} from "./settings.ts";
import {packingOf} from "./settings.ts";

/** Bytes of a number. */
const FLOAT = 4;

/** What of a step takes memory, in bytes. */
export interface StepMemory {
  /** At the moment when it is most. */
  peak: number;
  /** Of it, what does not depend on the batch: weights, what the optimiser remembers, gradients. */
  fixed: number;
  /** Of it, what each example adds. */
  example: number;
  /** The largest single tensor, of weights or of a batch of outputs. */
  largest: number;
  /** Of one example, the largest output. */
  output: number;
}

/**
 * The memory of a training step on the wasm backend, estimated from the shapes of the networks before anything is made of them. It is
 * within a quarter of what tfjs counts at the peak, more often within a tenth.
 *
 *     peak = fixed + batch · example
 *     fixed = 4 bytes · (2 · (weights + 2 · trained weights) + trained weights)      the state before and after, and gradients
 *     example = 4 bytes · (tape(G) + tape(D) + 3 · the largest output)
 *
 * G's turn is the peak: its examples go through G and D, and all that the gradient needs of them is there at once. What a layer puts
 * on the tape (`tapeOf`) is its result, the results on the way to it, and a copy of each number that tfjs saves for its gradient: on
 * wasm saving copies, on a GPU it does not, so there it is less. On the way back the gradients of one layer come on top. A D that
 * takes several examples at once has as many fewer. Measured, not derived: second derivatives. A gradient penalty takes 2.4 · tape(D);
 * u unrolled updates of D come on top of G's turn with (7.5 u − 2) · tape(D) for each example, and 50 u · the weights of D.
 */
export function stepMemory(gan: Gan, settings: StepSettings, batch: number): StepMemory {
  const players = [gan.generator, gan.discriminator];
  const numbers = (all: readonly {shape: readonly number[]}[]): number => sum(all.map(({shape}) => sizeOf(shape)));
  const weights = players.flatMap(weightSpecs);
  const trained = players.flatMap((player) => {
    const names = new Set(trainableNames(player));
    return weightSpecs(player).filter(({name}) => names.has(name));
  });
  const {unrolled = 0, gradientPenalty = 0} = settings;
  const steps = 50 * unrolled * numbers(weightSpecs(gan.discriminator));
  const fixed = FLOAT * (2 * (numbers(weights) + 2 * numbers(trained)) + numbers(trained) + steps);
  const [ofG, ofD] = players.map(({layers}, place) => sum(layers.map(tapeOf)) / (place === 0 ? 1 : packingOf(gan)));
  const widest = Math.max(...players.flatMap(({layers}) => layers.map(({outputShape}) => sizeOf(outputShape))));
  const output = FLOAT * widest;
  const largest = Math.max(batch * output, ...weights.map(({shape}) => FLOAT * sizeOf(shape)));
  const judged = ofG + ofD * (unrolled > 0 ? 7.5 * unrolled - 1 : 1) + 3 * widest;
  const example = FLOAT * Math.max(judged, gradientPenalty > 0 ? 2.4 * ofD : 0);
  return {peak: fixed + batch * example, fixed, example, largest, output};
}

/** Numbers that a layer puts on the tape for one example: results, and copies of what its gradient needs. */
export function tapeOf(layer: PlacedLayer): number {
  const [input, output] = [sizeOf(layer.inputShape), sizeOf(layer.outputShape)];
  switch (layer.kind) {
    // The product, for which the input is saved; the sum with the bias, for which the product is saved.
    case "dense":
    case "conv":
    case "convTranspose":
      return input + (layer.bias ? 3 : 1) * output;
    case "auxiliary":
    case "projection":
      return 3 * input + 3 * output;
    case "tanh":
    case "sigmoid":
      return 2 * output;
    case "reshape":
    case "flatten":
      return input;
    // The mask and a copy of it, a copy of the input, the product.
    case "dropout":
      return layer.rate > 0 ? 4 * output : 0;
    // Two concatenations, copies of what they join, and copies for two changes of shape.
    case "upsample":
      return 3 * output + (3 * output) / layer.factor;
    case "glu":
      return 2 * input + 4 * output;
    case "minibatchDeviation":
      return 4 * input + output;
    case "concatLabel":
      return input + 3 * (output - input) + output;
    case "branch":
    case "choose":
      return input + 3 * output;
    // Of one's own: what it must hold at the least; what more it puts there, nobody has counted.
    case "own":
    case "batchNorm":
    case "relu":
    case "leakyRelu":
    case "maxPool":
    case "averagePool":
    case "globalAverage":
    case "zeroPad":
      return input + output;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
