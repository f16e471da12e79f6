import * as tf from "@tensorflow/tfjs-core";
import type {Gan} from "../../models/gan.ts";
import type {Scheme} from "../../nn/network/initialise.ts";
import type {Values, Weights} from "../../nn/network/network-weights.ts";
import type {OwnStep} from "./game.ts";
import type {StepSettings} from "./settings.ts";
import {disposeState, startState, storeState} from "./state.ts";
import {trainStep} from "./step.ts";
import type {StepReport} from "./step.ts";

/** A few steps of a GAN from its start. */
export interface FewSteps {
  gan: Gan;
  settings: StepSettings;
  /** Real examples, a batch for each step. */
  batches: readonly Values[];
  /** What the first weights and the noise come from; default 1. */
  seed?: number | string;
  /** How the weights start; default "he". */
  scheme?: Scheme;
}

/** What came of them. */
export interface Played {
  /** Both players' weights after the last step, by name. */
  generator: Weights;
  discriminator: Weights;
  /** Each step in numbers. */
  reports: StepReport[];
}

/**
 * Does a few steps here, on the current backend, and gives what they made of the weights: to hold one step against another, or against
 * the usual one. No tensor is left behind, also when a step fails.
 * @param own does each step in the place of the usual one.
 * @throws what `trainStep` throws.
 */
export async function playSteps({gan, settings, batches, seed = 1, scheme = "he"}: FewSteps, own?: OwnStep): Promise<Played> {
  const state = startState(gan, seed, scheme);
  try {
    const reports: StepReport[] = [];
    for (const {shape, values} of batches) {
      const real = tf.tensor(values, shape);
      try {
        reports.push(await trainStep(state, {real}, settings, undefined, own));
      } finally {
        real.dispose();
      }
    }
    const {generator, discriminator} = await storeState(state);
    return {generator: generator.weights, discriminator: discriminator.weights, reports};
  } finally {
    disposeState(state);
  }
}
