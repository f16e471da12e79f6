import type * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "../nn/network-weights.ts";
import {random} from "../random.ts";
import type {AdamSettings} from "./adam.ts";
import type {Loss, Targets} from "./losses.ts";
import type {GanState} from "./state.ts";

/** How to train. */
export interface StepSettings {
  loss: Loss;
  /** What D is trained towards; {real: 0.9} is one-sided smoothing. */
  targets?: Targets;
  /** Two learning rates make TTUR (Heusel et al. 2017). */
  generator: AdamSettings;
  discriminator: AdamSettings;
  /** True: G is judged on the noise that D was trained on, as Keras-GAN does. Default false: on new noise. */
  reuseNoise?: boolean;
  /** True: also run G before it is judged, so that its images can be looked at between; they are the same. Default false. */
  inspect?: boolean;
  /** Numbers for a purpose ("noise" or "noise again") and a count; default N(0, 1) from the seed, the step and the purpose. */
  draw?: (purpose: string, count: number) => Float32Array;
}

/** Real examples for one step. */
export interface Batch {
  /** [batch, …input of D], images in [−1, 1]. */
  real: tf.Tensor;
  /** Class of each, when the networks have labels: whole numbers from 0. */
  labels?: ArrayLike<number>;
}

/** The step in progress: what the phases so far have made. */
export interface StepContext {
  readonly state: GanState;
  readonly batch: Batch;
  readonly settings: StepSettings;
  /** Phases done. */
  done: number;
  /**
   * What can be looked at: `noise`, `fake`, `realLogits`, `fakeLogits`, `noiseAgain`, `fakeAgain`, `logits`, `fakeGradient` (what
   * flows back into the images), the losses `realLoss`, `fakeLoss`, `generatorLoss`, and one-hot `realLabel`, `fakeLabel`,
   * `labelAgain`.
   */
  tensors: TensorWeights;
  /** Gradients of the player whose turn it is, until its next turn; by weight name. */
  discriminatorGradients: TensorWeights;
  generatorGradients: TensorWeights;
  /** D's running statistics after the real, then the fake batch; G's after its turn. Put in place by the updates. */
  running: TensorWeights;
}

/** Numbers for a purpose in a step: N(0, 1) unless the settings say otherwise. */
export function drawNumbers({state, settings}: StepContext, purpose: string, count: number): Float32Array {
  if (settings.draw) {
    const drawn = settings.draw(purpose, count);
    if (drawn.length !== count) throw new RangeError(`draw("${purpose}", ${count}) gave ${drawn.length} numbers`);
    return drawn;
  }
  const source = random(`${state.seed}/${state.step}`).split(purpose);
  return Float32Array.from({length: count}, () => source.normal());
}
