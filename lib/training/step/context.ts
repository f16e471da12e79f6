import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {random} from "../../random.ts";
import type {Random} from "../../random.ts";
import {checkBatch, drawPrior} from "./settings.ts";
import type {RealBatch, StepSettings} from "./settings.ts";
import type {GanState, RememberedState} from "./state.ts";

/**
 * Real examples for each round of D in a step, from 0: the same round must give the same examples. Their tensors are freed by the
 * step.
 */
export type BatchSource = (round: number) => RealBatch;

/** What the phases of a step make, for those that follow and for those who look into it. `[batch, …]` unless it says otherwise. */
export interface StepTensors {
  /** What the fakes of D's turn are made of, the one-hot classes asked for, and the fakes [batch, …output of G]. */
  noise: tf.Tensor;
  fakeLabel: tf.Tensor;
  fake: tf.Tensor;
  /** The same in G's turn. */
  noiseAgain: tf.Tensor;
  labelAgain: tf.Tensor;
  fakeAgain: tf.Tensor;
  /** One-hot classes of the real examples. */
  realLabel: tf.Tensor;
  /** With instance noise: what D sees, packed. */
  realSeen: tf.Tensor;
  fakeSeen: tf.Tensor;
  againSeen: tf.Tensor;
  /** What D says [batch, 1]: of real examples and of fakes in its own turn, and of fakes in G's. */
  realLogits: tf.Tensor;
  fakeLogits: tf.Tensor;
  logits: tf.Tensor;
  /** Scalars: the losses in the game. */
  realLoss: tf.Tensor;
  fakeLoss: tf.Tensor;
  generatorLoss: tf.Tensor;
  /** What a step of the reader's says that D descended; otherwise it is the mean of the two above. */
  discriminatorLoss: tf.Tensor;
  /** With an auxiliary head: the logits of the classes [batch, classes], and their losses, scalars. */
  realClasses: tf.Tensor;
  fakeClasses: tf.Tensor;
  generatorClasses: tf.Tensor;
  realClassLoss: tf.Tensor;
  fakeClassLoss: tf.Tensor;
  generatorClassLoss: tf.Tensor;
  /** With label flips, [batch, 1]: 1 for each that was flipped. */
  realFlips: tf.Tensor;
  fakeFlips: tf.Tensor;
  /** With a gradient penalty: the points between real and generated, the norm of D's gradient at each [batch], the penalty, a scalar. */
  between: tf.Tensor;
  slopes: tf.Tensor;
  penalty: tf.Tensor;
  /** What flows back into the images of G's turn. */
  fakeGradient: tf.Tensor;
}

/** The name of something that a step makes. */
export type TensorName = keyof StepTensors;

/** The step in progress: what the phases so far have made. */
export interface StepContext {
  readonly state: GanState;
  readonly settings: StepSettings;
  /** The real examples of the present round of D. */
  batch: RealBatch;
  /** Where the batches of later rounds come from; null when the caller gave one batch, for all of them, and keeps it. */
  readonly source: BatchSource | null;
  /** Which time D or G has its turn, from 0. */
  round: number;
  tensors: Partial<StepTensors>;
  /** Gradients of the player whose turn it is, until its next turn; by weight name. */
  discriminatorGradients: TensorWeights;
  generatorGradients: TensorWeights;
  /** D's running statistics after the real, then the fake batch; G's after its turn. Put in place by the updates. */
  running: TensorWeights;
  /** The state before the step, for `abortStep`. */
  readonly before: RememberedState;
  /** The reader's own step, in progress; absent where the phases of the table are done. */
  own?: {end(): void};
  /**
   * Called whenever a layer of either network has been run forwards: the progress within a phase that lasts. Set it to be told;
   * it changes no number. A worker can post from it while the phase goes on.
   */
  onLayer?: (player: "generator" | "discriminator", layer: string) => void;
}

/** A context without anything made. */
export function freshContext(given: Pick<StepContext, "state" | "settings" | "batch" | "source" | "before">): StepContext {
  return {...given, round: 0, tensors: {}, discriminatorGradients: {}, generatorGradients: {}, running: {}};
}

/** Keeps a tensor beyond the tidy that it was made in, in the place of an earlier one, which is freed; gives it. */
export function keepTensor({tensors}: StepContext, name: TensorName, tensor: tf.Tensor): tf.Tensor {
  tensors[name]?.dispose();
  return (tensors[name] = tf.keep(tensor));
}

/** What an earlier phase has made. @throws Error when it has not: phases are run in their order. */
export function made({tensors}: StepContext, name: TensorName): tf.Tensor {
  const tensor = tensors[name];
  if (!tensor) throw new Error(`the step has made no "${name}" yet: its phases are run in their order`);
  return tensor;
}

/** The real examples of D's next round, in the place of those of the last, where there is a source of them. */
export function nextBatch(step: StepContext): void {
  const {state, source, batch} = step;
  if (!source) return;
  const next = source(step.round);
  batch.real.dispose();
  step.batch = next;
  checkBatch(next, {generator: state.generator.network, discriminator: state.discriminator.network});
  const [before, now] = [batch.real.shape[0], next.real.shape[0]];
  if (now !== before) throw new RangeError(`every round of a step has as many examples: ${before}, then ${now}`);
}

/** Frees all that the phases have made so far, except in the state. */
export function disposeMade(step: StepContext): void {
  const made = step.tensors as TensorWeights;
  for (const tensors of [made, step.discriminatorGradients, step.generatorGradients, step.running]) {
    disposeTensors(tensors);
    for (const name of Object.keys(tensors)) delete tensors[name];
  }
}

/** What a purpose is called in a round of D or G: "noise", "noise 2", "noise 3". */
export function streamName(purpose: string, round: number): string {
  return round === 0 ? purpose : `${purpose} ${round + 1}`;
}

/** The random numbers of a step for a purpose: they depend on nothing else than the seed, the step and the purpose. */
export function sourceFor({state, round}: StepContext, purpose: string): Random {
  return random(`${state.seed}/${state.step}`).split(streamName(purpose, round));
}

/** Noise for G in this round, as the settings say. */
export function drawNumbers(step: StepContext, purpose: "noise" | "noise again", count: number): Float32Array {
  const {draw, noise} = step.settings;
  if (!draw) return drawPrior(noise, sourceFor(step, purpose), count);
  const name = streamName(purpose, step.round);
  const drawn = draw(name, count);
  if (drawn.length !== count) throw new RangeError(`draw("${name}", ${count}) gave ${drawn.length} numbers`);
  return drawn;
}
