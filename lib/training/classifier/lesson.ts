import type {Scalar, Tensor, Variable} from "@tensorflow/tfjs-core";
import type {AdamSettings} from "../step/optimisers.ts";

/** What moves the weights. */
export interface LessonOptimiser {
  /**
   * Moves the weights against their gradients, by name; weights without one stay.
   * @throws RangeError when a gradient belongs to no weight of the network.
   */
  applyGradients(gradients: Record<string, Tensor>): void;
}

/** What a training loop of one's own is given. Whatever is drawn comes from the seed of the run. */
export interface Lesson {
  /**
   * The network's logits [batch, classes] for images [batch, height, width, channels], in training: batch normalisation by the batch's
   * own statistics. Under a gradient it is differentiated.
   */
  classify(images: Tensor): Tensor;
  /** What is trained, named "dense1/kernel": what `tf.variableGrads(loss, weights)` differentiates by. */
  readonly weights: Variable[];
  /** Adam for these weights, before its first update; β1 is 0.9 unless told. The same numbers as `tf.train.adam`, which may be used as well, in fewer operations. */
  adam(settings: AdamSettings): LessonOptimiser;
  /** The places 0, 1, 2, … of all training images in an order of this epoch's own; epochs count from 1. */
  shuffled(epoch: number): number[];
  /**
   * The training images at these places [batch, height, width, channels], and what they show, one-hot [batch, classes].
   * @throws RangeError when there is no such place.
   */
  examples(places: readonly number[]): {images: Tensor; labels: Tensor};
}

/**
 * A whole training, written by hand: a generator function that yields the loss after each step, and "examine" after each epoch. Where it
 * yields, a pause or a Stop has its turn. What a step made and did not keep is freed when it yields; an optimiser's memory is kept.
 */
export type OwnLoop = (lesson: Lesson) => Generator<Scalar | number | "examine", void>;
