import type {BackendName, Choice} from "../backend/choose.ts";
import {placeHere} from "../backend/place.ts";
import type {DataPlan} from "../data/data-plan.ts";
import {planOf} from "../data/data-plan.ts";
import type {Dataset} from "../data/dataset.ts";
import type {Neighbours} from "../metrics/distances.ts";
import type {Fault} from "../metrics/faults.ts";
import type {Channel} from "../worker/channel.ts";
import {serviceClient} from "../worker/service.ts";
import type {Place, Progress, Service} from "../worker/service.ts";
import type {WeightName} from "../weights/load.ts";
import type {
  CompareOptions,
  Comparison,
  Embedding,
  EmbedWish,
  EvaluationRequests,
  GeneratorWish,
  Samples,
  Seen,
  Sets,
  SizePoint
} from "./types.ts";

export type {
  CompareOptions,
  Comparison,
  EmbedWish,
  Embedding,
  GeneratorWish,
  Judge,
  JudgeParts,
  Memorisation,
  Samples,
  Seen,
  Sets,
  SizePoint,
  WithFloor
} from "./types.ts";

/** How samples are measured; none of it changes a number on one backend. */
export interface EvaluatorOptions {
  /** Default: in a worker where there is one. */
  where?: Place;
  /** Default: WASM, which is there on every machine and gives the same numbers on each. */
  backend?: BackendName;
  kept?: Choice;
  /** A cell's `invalidation`: the evaluator ends with it. */
  invalidation?: Promise<unknown>;
}

/** Hears how far a request is, and may give it up: it then rejects at once, and the worker is free within 100 ms. */
export interface Asking<Told = Progress> {
  progress?: (told: Told) => void;
  signal?: AbortSignal;
}

/** Measures samples with the classifier of the book. Nothing is loaded or started before the first request. */
export interface Evaluator {
  /** Disjoint sets of a data set of images 28 × 28 × 1. */
  draw(data: Dataset | DataPlan, counts: readonly number[], seed?: number | string, asking?: Asking): Promise<Samples[]>;
  /** What a generator makes of N(0, 1): one that ships with the book, by its name, or another; classes in turn if it takes labels. */
  generate(
    generator: WeightName | Omit<GeneratorWish, "count" | "seed" | "noise">,
    options: {count: number; seed?: number | string; noise?: GeneratorWish["noise"]},
    asking?: Asking
  ): Promise<Samples>;
  /** Samples broken on purpose. */
  spoil(samples: Samples, fault: Fault, seed?: number | string, asking?: Pick<Asking, "signal">): Promise<Samples>;
  /** What the classifier sees in samples. */
  look(samples: Samples, asking?: Asking): Promise<Seen>;
  /** Every metric, with its floor. */
  compare(sets: Sets, options?: CompareOptions, asking?: Asking): Promise<Comparison>;
  /** FID and KID at several sizes of sample, each above the number of features. */
  sizes(sets: Sets, sizes: readonly number[], asking?: Asking): Promise<{fid: SizePoint[]; kid: SizePoint[]}>;
  /** The nearest training images of samples, in feature space. */
  neighbours(samples: Seen, training: Seen, count: number, asking?: Asking): Promise<Neighbours>;
  /** The plane in which close samples are close; tells of the points while they move. */
  embed(wish: EmbedWish, asking?: Asking<Progress & {embedding?: Embedding}>): Promise<Embedding>;
  dispose(): void;
}

const service: Service<EvaluationRequests> = {
  name: "the evaluator",
  worker: "gantry/workers/evaluation",
  here: async () => (await import("./service.ts")).evaluationHandlers()
};

/** An evaluator whose judge is the shipped classifier of digits. */
export function evaluator(options: EvaluatorOptions = {}): Evaluator {
  const {where, backend = "wasm", kept, invalidation} = options;
  const open = async (channel: Channel<EvaluationRequests>): Promise<void> => {
    const {loadWeights} = await import("../weights/load.ts");
    const {networks, metadata, record} = await loadWeights("mnist-classifier");
    const {network, weights} = networks.classifier;
    const {features: layer} = metadata;
    const {size} = (record.features as {size: number}) ?? {size: NaN};
    const judge = {classifier: "mnist-classifier", accuracy: record.metrics.accuracyHeldBack as number, layer, size};
    await channel.call("open", {
      judge: {...judge, network, weights},
      backend: {asked: backend, ...(kept && {kept}), place: placeHere()}
    });
  };
  const {call, close} = serviceClient(service, {where, open, invalidation});
  return {
    draw: (data, counts, seed = 1, asking) => call("draw", {plan: planOf(data), counts, seed}, asking),
    generate: async (generator, {count, seed = 1, noise = "normal"}, asking) => {
      const wish = typeof generator === "string" ? await shipped(generator) : generator;
      return call("generate", {...wish, count, seed, noise}, asking);
    },
    spoil: (samples, fault, seed = 1, asking) => call("spoil", {samples, fault, seed}, asking),
    look: (samples, asking) => call("look", samples, asking),
    compare: (sets, compareOptions = {}, asking) => call("compare", {sets, options: compareOptions}, asking),
    sizes: (sets, sizes, asking) => call("sizes", {sets, sizes}, asking),
    neighbours: (samples, training, count, asking) => call("neighbours", {samples, training, count}, asking),
    embed: (wish, asking) => call("embed", wish, asking),
    dispose: close
  };
}

async function shipped(name: WeightName): Promise<Omit<GeneratorWish, "count" | "seed" | "noise">> {
  const {loadWeights} = await import("../weights/load.ts");
  const {generator} = (await loadWeights(name)).networks;
  if (!generator) throw new RangeError(`the weights "${name}" have no generator`);
  return {name, ...generator};
}
