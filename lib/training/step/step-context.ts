import type * as tf from "@tensorflow/tfjs-core";
import {disposeTensors} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {random} from "../../random.ts";
import type {Random} from "../../random.ts";
import type {Loss, LossFunctions, Targets} from "./losses.ts";
import type {OptimiserSettings} from "./optimiser.ts";
import {drawPrior} from "./prior.ts";
import type {Prior} from "./prior.ts";
import type {RateCycle} from "./rate-cycle.ts";
import type {PlannedPhase} from "./phases.ts";
import type {GanState} from "./state.ts";
import type {Remembered} from "./undo.ts";

/** How to train. Plain data, except where a function is given on purpose: such settings do not cross to a worker. */
export interface StepSettings {
  /** One of the named games, or the reader's own functions of D's logits. */
  loss: Loss | LossFunctions;
  /** What D is trained towards; {real: 0.9} is one-sided smoothing, {real: 0.9, fake: 0.1} two-sided. */
  targets?: Targets;
  /** Two learning rates make TTUR (Heusel et al. 2017). */
  generator: OptimiserSettings;
  discriminator: OptimiserSettings;
  /** How often D is updated in a step, each time with new noise and, from a `BatchSource`, new real examples; default 1. */
  discriminatorSteps?: number;
  /** How often G is updated in a step, each time with new noise; default 1. */
  generatorSteps?: number;
  /** Makes both learning rates rise and fall; default: they stay. */
  rateCycle?: RateCycle;
  /** The share of D's examples, real and generated, that are called by the other's name; from 0, the default, to 1. Seeded. */
  labelFlips?: number;
  /** Noise on every example that D sees (Sønderby et al. 2017); default none. */
  instanceNoise?: InstanceNoise;
  /** Decay of the moving average of G's weights, in [0, 1); default: no average is kept. 0.99 averages about a hundred steps. */
  average?: number;
  /**
   * λ of WGAN-GP (Gulrajani et al. 2017): λ · (‖∇D‖ − 1)², between each real example and a generated one, is added to D's loss;
   * default 0, without. Not for a D with batch normalisation.
   */
  gradientPenalty?: number;
  /** After each update, D's trained weights are cut to ± this (Arjovsky et al. 2017: 0.01); default: they are not. */
  weightClip?: number;
  /**
   * How many updates of D are imagined before it judges G (Metz et al. 2017), from 0, the default, to 10. G learns from how D would
   * answer; D itself stays. Each costs about as much as D's turn, twice. Not with a gradient penalty.
   */
  unrolled?: number;
  /** What the classes count beside the game, where D has an auxiliary head (AC-GAN); default 1. */
  auxiliary?: number;
  /**
   * The classes that a conditional G is asked for: "uniform", the default, draws each alike, by the seed; "real" asks for those of the
   * real examples of the round; a list is asked for in its order, from its beginning in every round, over and over.
   */
  labels?: "uniform" | "real" | readonly number[];
  /** True: G is judged on the noise that D was trained on last, as Keras-GAN does. Default false: on new noise. */
  reuseNoise?: boolean;
  /** True: also run G before it is judged, so that its images can be looked at between; they are the same. Default false. */
  inspect?: boolean;
  /** What G's noise is drawn from: "normal", the default, is N(0, 1), "uniform" the cube U(−1, 1) of Radford et al. 2016. */
  noise?: Prior;
  /**
   * Numbers for a purpose and a count: "noise", "noise again" and, in the second round of D or G, "noise 2", "noise again 2" and so
   * on. Default: as `noise` says, from the seed, the step and the purpose.
   */
  draw?: (purpose: string, count: number) => Float32Array;
}

/** Normal noise on what D sees, real and generated alike, in D's turn and in G's. */
export interface InstanceNoise {
  /** Standard deviation at the first step; the images are in [−1, 1]. */
  deviation: number;
  /** Steps over which it falls to 0 in a straight line; default: it stays. */
  steps?: number;
}

/** Real examples. */
export interface Batch {
  /** [batch, …input of D], images in [−1, 1]. With a packing D, [batch, …output of G]: the step packs. */
  real: tf.Tensor;
  /** Class of each, when the networks have labels: whole numbers from 0. */
  labels?: ArrayLike<number>;
}

/**
 * Real examples for each round of D in a step, from 0: the same round must give the same examples. Their tensors are freed by the
 * step.
 */
export type BatchSource = (round: number) => Batch;

/** The step in progress: what the phases so far have made. */
export interface StepContext {
  readonly state: GanState;
  readonly settings: StepSettings;
  /** The phases of this step, in order. */
  readonly phases: readonly PlannedPhase[];
  /** The real examples of the present round of D. */
  batch: Batch;
  /** Where the batches of later rounds come from; null when the caller gave one batch, for all of them, and keeps it. */
  readonly source: BatchSource | null;
  /** Phases done. */
  done: number;
  /** Which time D or G has its turn, from 0. */
  round: number;
  /**
   * What can be looked at: `noise`, `fake`, `realLogits`, `fakeLogits`, `noiseAgain`, `fakeAgain`, `logits`, `fakeGradient` (what
   * flows back into the images), the losses `realLoss`, `fakeLoss`, `generatorLoss`, and one-hot `realLabel`, `fakeLabel`,
   * `labelAgain`. With an auxiliary head, the class logits `realClasses`, `fakeClasses`, `generatorClasses` and their losses
   * `realClassLoss`, `fakeClassLoss`, `generatorClassLoss`. With instance noise, what D sees: `realSeen`, `fakeSeen`, `againSeen`. With a gradient penalty: `between`, the
   * norm of D's gradient at each of them, `slopes` [batch], and `penalty`. With label flips, 1 for each that was flipped:
   * `realFlips`, `fakeFlips` [batch, 1].
   */
  tensors: TensorWeights;
  /** Gradients of the player whose turn it is, until its next turn; by weight name. */
  discriminatorGradients: TensorWeights;
  generatorGradients: TensorWeights;
  /** D's running statistics after the real, then the fake batch; G's after its turn. Put in place by the updates. */
  running: TensorWeights;
  /** The state before the step, for `abortStep`. */
  readonly before: Remembered;
  /**
   * Called whenever a layer of either network has been run forwards: the progress within a phase that lasts. Set it to be told;
   * it changes no number. A worker can post from it while the phase goes on.
   */
  onLayer?: (player: "generator" | "discriminator", layer: string) => void;
}

/** Frees all that the phases have made so far, except in the state. */
export function endPhases({tensors, discriminatorGradients, generatorGradients, running}: StepContext): void {
  for (const made of [tensors, discriminatorGradients, generatorGradients, running]) {
    disposeTensors(made);
    for (const name of Object.keys(made)) delete made[name];
  }
}

/** What a purpose is called in a round of D or G: "noise", "noise 2", "noise 3". */
export function inRound(purpose: string, round: number): string {
  return round === 0 ? purpose : `${purpose} ${round + 1}`;
}

/** The random numbers of a step for a purpose: they depend on nothing else than the seed, the step and the purpose. */
export function sourceFor({state, round}: StepContext, purpose: string): Random {
  return random(`${state.seed}/${state.step}`).split(inRound(purpose, round));
}

/** Noise for G in this round, as the settings say. */
export function drawNumbers(context: StepContext, purpose: string, count: number): Float32Array {
  const {draw, noise} = context.settings;
  if (draw) {
    const name = inRound(purpose, context.round);
    const drawn = draw(name, count);
    if (drawn.length !== count) throw new RangeError(`draw("${name}", ${count}) gave ${drawn.length} numbers`);
    return drawn;
  }
  return drawPrior(noise, sourceFor(context, purpose), count);
}
