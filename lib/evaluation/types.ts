import type {FrechetDistance} from "../metrics/frechet-distance.ts";
import type {InceptionScore} from "../metrics/inception-score.ts";
import type {KernelDistance} from "../metrics/kid.ts";
import type {PrecisionRecall} from "../metrics/precision-recall.ts";
import type {Values, Weights} from "../nn/network/network-weights.ts";
import type {Network} from "../nn/network/network.ts";

/** What a figure was measured by: without it the figure means nothing. */
export interface Judge {
  /** "mnist-classifier" */
  classifier: string;
  /** Its accuracy on real digits that it had not seen, 0 to 1. */
  accuracy: number;
  /** The layer whose outputs are the features, and how many there are. */
  layer: string;
  size: number;
}

/** A judge with its network: plain data, which is sent to the worker. */
export interface JudgeParts extends Judge {
  network: Network;
  weights: Weights;
}

/** Images [n, height, width, channels] in [−1, 1], and what they are. */
export interface Samples {
  name: string;
  images: Values;
  /** The class of each: what it shows, or what it was asked for. */
  labels?: Uint8Array;
}

/** What the judge sees in samples. */
export interface Seen {
  name: string;
  by: Judge;
  /** [n, size] */
  features: Values;
  /** Softmax of the logits: [n, classes]. */
  probabilities: Values;
  /** The most likely class of each. */
  predicted: Uint8Array;
  labels?: Uint8Array;
}

/** A figure, and what it is for real digits against other real ones. */
export interface WithFloor<T> {
  value: T;
  floor: T;
}

/** How far samples are from nearest training images. */
export interface Memorisation {
  /** Median distance of a sample from its nearest training image, in feature space. */
  median: number;
  /** Share of the samples nearer to a training image than all but 5 % of the real digits that it was not trained on. */
  near: number;
}

/** How generated samples compare to real ones, by every metric. */
export interface Comparison {
  by: Judge;
  /** Samples: real, generated, and the other real ones that the floor was measured with. */
  samples: {real: number; generated: number; again: number};
  inception: WithFloor<InceptionScore>;
  fid: WithFloor<FrechetDistance>;
  kid: WithFloor<KernelDistance>;
  precisionRecall: WithFloor<PrecisionRecall>;
  memorisation: WithFloor<Memorisation>;
  /** How many generated samples were seen as each class. */
  classes: number[];
}

/** How far a piece of work is. */
export interface Progress {
  /** What is done at the moment: "precision and recall". */
  stage: string;
  /** 0 to 1 */
  share: number;
}

/** An embedding while it is found, and at its end. */
export interface Embedding {
  by: Judge;
  /** [n, 2] */
  points: Float64Array;
  /** KL(P ‖ Q) in nats; NaN while affinities are exaggerated. */
  divergence: number;
  done: number;
  iterations: number;
  perplexity: number;
  /** Principal components that were embedded, and the share of the variance that they hold. */
  components: number;
  explained: number;
}

/** Samples of one set that a worker holds at most: 10,000 images of 28 × 28 are 31 MB. */
export const mostSamples = 10_000;

/** Samples that are embedded at most: exact t-SNE holds 50 MB for them. */
export const mostEmbedded = 5_000;
