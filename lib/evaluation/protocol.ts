import type {Choice} from "../backend/choose.ts";
import type {DataPlan} from "../data/data-plan.ts";
import type {Neighbours} from "../metrics/distances.ts";
import type {Fault} from "../metrics/faults.ts";
import type {StoredNetwork} from "../nn/files/weights-file.ts";
import type {BackendWish} from "../backend/open.ts";
import type {CompareOptions, Sets} from "./compare.ts";
import type {Comparison, Embedding, JudgeParts, Progress, Samples, Seen, WithFloor} from "./types.ts";

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
  open: {input: {judge: JudgeParts; backend: BackendWish}; output: Choice};
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
