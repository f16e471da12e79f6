import * as tf from "@tensorflow/tfjs-core";
import type {Network} from "../../nn/network/network.ts";
import {oneHotTensor} from "../../nn/network/network-weights.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";
import {drawNumbers, keepTensor, sourceFor} from "./context.ts";
import type {StepContext} from "./context.ts";
import {labelsOf} from "./settings.ts";

/** G or D, as a step of one's own is given it: a function from a batch to what the network makes of it. */
export interface GamePlayer {
  /**
   * The network's output for a batch [batch, …input], in training: batch normalisation by the batch's own statistics. Under a gradient
   * it is differentiated. `label`: one-hot [batch, classes], for a network that takes labels.
   */
  (input: tf.Tensor, label?: tf.Tensor): tf.Tensor;
  readonly network: Network;
  /** What is trained, named "dense1/kernel": what `tf.variableGrads(loss, G.weights)` differentiates by. */
  readonly weights: tf.Variable[];
  /** The optimiser of the settings, with its memory. */
  readonly optimiser: {
    /**
     * Moves the weights against their gradients, by name; weights without one stay. The running statistics of the batches that this
     * player saw since its last update are taken over.
     * @throws RangeError when a gradient belongs to no weight of this player.
     */
    applyGradients(gradients: Record<string, tf.Tensor>): void;
  };
}

/** What a step of one's own is given. Every number that is drawn comes from the seed of the run and the step. */
export interface Game {
  /** The generator: noise [batch, latent] → fakes. */
  readonly G: GamePlayer;
  /** The discriminator: examples → logits [batch, 1]. */
  readonly D: GamePlayer;
  /** Real examples of this step [batch, …]. */
  readonly real: tf.Tensor;
  /** One-hot classes of the real examples [batch, classes]; undefined where the networks take no labels. */
  readonly labels: tf.Tensor | undefined;
  /** Steps that have been done. */
  readonly step: number;
  /** Other real examples than those of `real` and of the calls before. @throws Error where there is one batch only. */
  moreReal(): {real: tf.Tensor; labels: tf.Tensor | undefined};
  /** New noise for a batch [batch, …input of G], of the settings' prior. */
  noise(): tf.Tensor;
  /** One-hot classes to ask G for [batch, classes], drawn alike. @throws RangeError where the networks take no labels. */
  wanted(): tf.Tensor;
  /** Numbers from N(0, 1) in a shape. */
  normal(shape: number[]): tf.Tensor;
  /** Numbers from [0, 1) in a shape. */
  uniform(shape: number[]): tf.Tensor;
}

/** The losses that a step of one's own reports, for the curves: scalars or numbers. */
export interface OwnLosses {
  /** D's. Default: the mean of the cross-entropies of its logits for real and for fake. */
  discriminator?: tf.Tensor | number;
  /** G's. Default: the cross-entropy of D's logits in G's turn. */
  generator?: tf.Tensor | number;
}

/** The losses of a game, from D's logits [batch, 1]: what a turn written by hand is given, beside the game. */
export interface Losses {
  /** What D descends. */
  discriminator(real: tf.Tensor, fake: tf.Tensor): tf.Scalar;
  /** What G descends. */
  generator(fake: tf.Tensor): tf.Scalar;
}

/** A whole step, written by hand. As a generator function it may `yield` where others, a Stop say, can have their turn. */
export type OwnStep = (game: Game) => OwnLosses | void | Generator<unknown, OwnLosses | void>;

/** What a game tells of. */
interface Watcher {
  /** Noise was drawn: it is kept by whoever is told. */
  noise(drawn: tf.Tensor): void;
  /** A tensor that is to live until the step ends. */
  hold(tensor: tf.Tensor): void;
}

/** What a step is given: the players, the batch, and what draws numbers for this step. */
export function gameOf(context: StepContext, players: Pick<Game, "G" | "D">, watcher: Watcher): Game {
  const {state, batch, source} = context;
  const classes = labelsOf(state.discriminator.network) ?? state.generator.network.label;
  const examples = batch.real.shape[0];
  const oneHot = (labels: ArrayLike<number> | undefined) =>
    classes === undefined || !labels ? undefined : oneHotTensor(labels, classes);
  const labels = oneHot(batch.labels);
  if (labels) keepTensor(context, "realLabel", tf.clone(labels));
  let [draws, batches, noises, asks] = [0, 0, 0, 0];
  const stream = () => sourceFor({...context, round: draws++}, "own");
  const filled = (shape: number[], of: () => number) => tf.tensor(Float32Array.from({length: sizeOf(shape)}, of), shape);
  return {
    ...players,
    real: batch.real,
    labels,
    step: state.step,
    moreReal() {
      if (!source) throw new Error("moreReal(): this step was given one batch, and no source of others");
      const next = source(++batches);
      watcher.hold(next.real);
      return {real: next.real, labels: oneHot(next.labels)};
    },
    noise() {
      // The same numbers as in the usual step, where D's turn and G's draw once each.
      const [purpose, round] = noises === 0 ? (["noise", 0] as const) : (["noise again", noises - 1] as const);
      noises++;
      const {input} = state.generator.network;
      const noise = tf.tensor(drawNumbers({...context, round}, purpose, examples * sizeOf(input)), [examples, ...input]);
      watcher.noise(noise);
      return noise;
    },
    wanted() {
      if (classes === undefined) throw new RangeError("wanted(): these networks take no labels");
      const [purpose, round] = asks === 0 ? (["fakeLabel", 0] as const) : (["labelAgain", asks - 1] as const);
      asks++;
      const source = sourceFor({...context, round}, purpose);
      const asked = Array.from({length: examples}, () => source.integer(0, classes - 1));
      return oneHotTensor(asked, classes);
    },
    normal(shape) {
      const source = stream();
      return filled(shape, () => source.normal());
    },
    uniform(shape) {
      const source = stream();
      return filled(shape, () => source.uniform());
    }
  };
}
