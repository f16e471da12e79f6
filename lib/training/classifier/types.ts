import type {Deformation} from "../../data/deform.ts";
import type {ImageSetParts} from "../../data/image-set.ts";
import type {Scheme} from "../../nn/network/initialise.ts";
import type {Values, Weights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import type {BackendOptions} from "../../backend/open.ts";
import type {AdamSettings} from "../step/optimisers.ts";
import type {OwnLoop} from "./lesson.ts";

/** What a classifier takes black and white for: "unit" 0 and 1, "signed" −1 and 1. */
export type InputRange = "unit" | "signed";

/** A classifier and the images that it learns from: plain data, but for the layers of a reader's own. */
export interface ClassifierSubject {
  /** Images to one logit for each class. */
  network: Network;
  train: ImageSetParts;
  /** Judged after each epoch; the weights of the best one are kept. Without it, those of the last. */
  validation?: ImageSetParts;
  /** Judged once, at the end. */
  test?: ImageSetParts;
  /** What starting weights, the order of the images, dropout and deformations come from. */
  seed: number | string;
  /** How the weights start; default "he". */
  scheme?: Scheme;
  /** Default "signed". */
  inputs?: InputRange;
  /** Changes each image anew in every epoch. */
  deformation?: Deformation;
  /** Judges and keeps a moving average of the weights that remembers this much of itself at each step: 0.99. */
  average?: number;
}

/** A classifier and how to train it. */
export interface ClassifierPlan extends ClassifierSubject {
  epochs: number;
  /** Images in a step. */
  batch: number;
  /** Adam, with β1 0.9 unless it says otherwise. */
  adam: AdamSettings;
  /** True: the learning rate falls to 0 along half a cosine. */
  decay?: boolean;
}

/** A classifier and a loop of one's own that trains it. */
export interface OwnClassifierPlan extends ClassifierSubject {
  loop: OwnLoop;
}

/** A step of a classifier in numbers. */
export interface ClassifierStep {
  /** Mean cross-entropy before the step, in nats. */
  loss: number;
  /** How many were right, of so many. */
  right: number;
  examples: number;
}

/** An epoch in numbers. */
export interface EpochEntry {
  /** From 1. */
  epoch: number;
  /** Mean cross-entropy of its steps, in nats, and the share that was right, each before the step learned from it. */
  loss: number;
  accuracy: number;
  validationLoss?: number;
  validationAccuracy?: number;
  milliseconds: number;
}

/** Where a training is. */
export interface ClassifierStatus {
  state: "starting" | "training" | "paused" | "testing" | "done" | "failed";
  /** Epochs done. */
  epoch: number;
  /** Steps done of the epoch in progress, of so many; with a loop of one's own, as many as batches like the first. */
  step: number;
  steps: number;
  /** Mean loss of the epoch so far. */
  loss: number;
  error?: string;
  /** Why it is carried out here, where a worker was wanted. */
  note?: string;
}

/** How good a classifier is on a set. */
export interface Evaluation {
  /** Mean cross-entropy, in nats. */
  loss: number;
  /** Share of right answers. */
  accuracy: number;
  /** How often class [actual] was taken for [predicted]. */
  confusion: number[][];
  /** The answer for each image. */
  predicted: Uint8Array;
}

/** A trained classifier. */
export interface ClassifierResult {
  /** Of the best epoch. */
  weights: Weights;
  /** Which epoch that was, from 1; 0 when none was finished. */
  best: number;
  history: readonly EpochEntry[];
  test?: Evaluation;
  /** True when it was stopped before its last epoch. */
  stopped: boolean;
}

/** What a classifier says of images. */
export interface Classified {
  /** The most likely class of each. */
  predicted: Uint8Array;
  /** Softmax of the logits: [n, classes]. */
  probabilities: Values;
  logits: Values;
}

/** What has changed since the last update. */
export interface ClassifierUpdate {
  status: ClassifierStatus;
  /** Epochs that were finished. */
  entries: EpochEntry[];
}

/** The requests that the training of a classifier answers, in a worker or here. */
export interface ClassifierRequests {
  /** The whole training: the first request. */
  train: {
    input: {plan: ClassifierPlan | OwnClassifierPlan; backend: BackendOptions};
    output: ClassifierResult;
    progress: ClassifierUpdate;
  };
  /** True: waits after the step in progress. Answers when it waits, or is over. */
  pause: {input: boolean; output: null};
  /** Ends the training after the step in progress; `train` then answers with what was learned. */
  stop: {input: null; output: null};
  /** Names the class of images, in the network's own range, with the weights of the best epoch so far. */
  classify: {input: Values; output: Classified};
  close: {input: null; output: null};
}
