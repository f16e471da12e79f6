import type {Choice} from "../backend/choose.ts";
import type {BackendOptions} from "../backend/open.ts";
import type {DataPlan} from "../data/data-plan.ts";
import type {Neighbours} from "../metrics/distances.ts";
import type {Fault} from "../metrics/faults.ts";
import type {StoredNetwork} from "../nn/files/weights-file.ts";
import type {Progress} from "../worker/service.ts";
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

/** What is compared, all seen by one judge. */
export interface Sets {
  /** Real digits: the reference, and what the generator was trained on where memorisation is asked for. */
  real: Seen;
  generated: Seen;
  /** Other real digits, as many as were generated: what the floors are measured with. */
  again: Seen;
}

/** How samples are compared. */
export interface CompareOptions {
  /** Parts of the Inception Score; default 10. */
  splits?: number;
  /** Neighbours of precision and recall; default 3. */
  neighbours?: number;
  /** Of KID: default 20 subsets of half of the samples, at most 1,000, from seed 1. A subset of all would leave it no error bar. */
  subsets?: number;
  subsetSize?: number;
  seed?: number | string;
  /** An earlier comparison with the same real sets and options: its floors are taken over, which saves half of the time. */
  floors?: Comparison;
}

/** A generator and how many samples of it. */
export interface GeneratorWish extends StoredNetwork {
  name: string;
  count: number;
  /** What the noise comes from. */
  seed: number | string;
  /** "normal": N(0, 1), what the book's generators were trained on (default). "uniform": [0, 1), what they were not. */
  noise?: "normal" | "uniform";
}

/** A metric at one size of sample: generated against real, and other real against the same, means over heaps. */
export interface SizePoint extends WithFloor<number> {
  /** Of each set. */
  samples: number;
  /** Disjoint heaps of so many samples that were measured: the figures are their means. */
  heaps: number;
  /** How far the heaps differ among themselves: one standard deviation; absent for a single heap. */
  spread?: WithFloor<number>;
  /** In how many of them the generated samples came out nearer to the real ones than other real ones did. */
  upsets: number;
}

/** An embedding that is wanted. */
export interface EmbedWish {
  sets: Seen[];
  /** Principal components that are kept before; default 30, or all. */
  components?: number;
  /** Defaults: 30, 1,000. */
  perplexity?: number;
  iterations?: number;
  seed?: number | string;
}

/** The requests that the measuring of samples answers, in a worker or here. */
export interface EvaluationRequests {
  /** The first request: the judge, and what it runs on. */
  open: {input: {judge: JudgeParts; backend: BackendOptions}; output: Choice};
  /** Disjoint sets of a data set, so many of each. */
  draw: {input: {plan: DataPlan; counts: readonly number[]; seed: number | string}; output: Samples[]; progress: Progress};
  generate: {input: GeneratorWish; output: Samples; progress: Progress};
  spoil: {input: {samples: Samples; fault: Fault; seed: number | string}; output: Samples};
  look: {input: Samples; output: Seen; progress: Progress};
  compare: {input: {sets: Sets; options: CompareOptions}; output: Comparison; progress: Progress};
  sizes: {
    input: {sets: Sets; sizes: readonly number[]};
    output: {fid: SizePoint[]; kid: SizePoint[]};
    progress: Progress;
  };
  neighbours: {input: {samples: Seen; training: Seen; count: number}; output: Neighbours; progress: Progress};
  embed: {input: EmbedWish; output: Embedding; progress: Progress & {embedding?: Embedding}};
  close: {input: null; output: null};
}
