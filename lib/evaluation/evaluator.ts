import {assetUrl} from "../asset.ts";
import type {BackendName, Choice} from "../backend/choose.ts";
import {placeHere} from "../backend/place.ts";
import type {DataPlan} from "../data/data-plan.ts";
import {planOf} from "../data/data-plan.ts";
import type {Dataset} from "../data/dataset.ts";
import type {Neighbours} from "../metrics/distances.ts";
import type {Fault} from "../metrics/faults.ts";
import {connect} from "../worker/channel.ts";
import type {Channel, Part, Port} from "../worker/channel.ts";
import {connectHere} from "../worker/here.ts";
import type {WeightName} from "../weights/load.ts";
import type {CompareOptions, Sets} from "./compare.ts";
import type {EmbedWish, EvaluationRequests, GeneratorWish, SizePoint} from "./protocol.ts";
import type {Comparison, Embedding, Progress, Samples, Seen} from "./types.ts";

/** How samples are measured; none of it changes a number on one backend. */
export interface EvaluatorOptions {
  /** Default: in a worker where there is one. */
  where?: "worker" | "here";
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
  spoil(samples: Samples, fault: Fault, seed?: number | string, asking?: Asking<never>): Promise<Samples>;
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

/** An evaluator whose judge is the shipped classifier of digits. */
export function evaluator(options: EvaluatorOptions = {}): Evaluator {
  const {where = typeof Worker === "function" ? "worker" : "here", backend = "wasm", kept, invalidation} = options;
  let channel: Promise<Channel<EvaluationRequests>> | undefined;
  let ended = false;
  const start = async (): Promise<Channel<EvaluationRequests>> => {
    const [{loadWeights}, made] = await Promise.all([import("../weights/load.ts"), open(where)]);
    const {networks, metadata, record} = await loadWeights("mnist-classifier");
    const {network, weights} = networks.classifier;
    const {features: layer} = metadata;
    const {size} = (record.features as {size: number}) ?? {size: NaN};
    const judge = {classifier: "mnist-classifier", accuracy: record.metrics.accuracyHeldBack as number, layer, size};
    await made.call("open", {
      judge: {...judge, network, weights},
      backend: {asked: backend, ...(kept && {kept}), place: placeHere()}
    });
    // A worker that has failed is replaced at the next request.
    void made.failed.then(() => (channel = undefined));
    if (ended) made.close();
    return made;
  };
  const ask = async <Name extends keyof EvaluationRequests>(
    name: Name,
    input: Part<EvaluationRequests[Name], "input">,
    {progress, signal}: Asking<never> = {}
  ): Promise<Part<EvaluationRequests[Name], "output">> => {
    if (ended) throw new Error("the evaluator has ended");
    signal?.throwIfAborted();
    channel ??= start();
    // What could not be started is tried anew at the next request.
    channel.catch(() => (channel = undefined));
    const opened = await channel;
    return opened.call(name, input, {
      ...(progress && {progress: progress as (told: unknown) => void}),
      ...(signal && {signal})
    } as never);
  };
  const dispose = (): void => {
    ended = true;
    void channel?.then((opened) => opened.close()).catch(() => {});
  };
  void invalidation?.then(dispose, dispose);
  return {
    draw: (data, counts, seed = 1, asking) => ask("draw", {plan: planOf(data), counts, seed}, asking),
    generate: async (generator, {count, seed = 1, noise = "normal"}, asking) => {
      const wish = typeof generator === "string" ? await shipped(generator) : generator;
      return ask("generate", {...wish, count, seed, noise}, asking);
    },
    spoil: (samples, fault, seed = 1, asking) => ask("spoil", {samples, fault, seed}, asking),
    look: (samples, asking) => ask("look", samples, asking),
    compare: (sets, compareOptions = {}, asking) => ask("compare", {sets, options: compareOptions}, asking),
    sizes: (sets, sizes, asking) => ask("sizes", {sets, sizes}, asking),
    neighbours: (samples, training, count, asking) => ask("neighbours", {samples, training, count}, asking),
    embed: (wish, asking) => ask("embed", wish, asking),
    dispose
  };
}

async function open(where: "worker" | "here"): Promise<Channel<EvaluationRequests>> {
  if (where === "worker")
    return connect<EvaluationRequests>(new Worker(assetUrl("gantry/workers/evaluation"), {type: "module"}) as Port);
  const {evaluationHandlers} = await import("./handlers.ts");
  return connectHere(evaluationHandlers());
}

async function shipped(name: WeightName): Promise<Omit<GeneratorWish, "count" | "seed" | "noise">> {
  const {loadWeights} = await import("../weights/load.ts");
  const {generator} = (await loadWeights(name)).networks;
  if (!generator) throw new RangeError(`the weights "${name}" have no generator`);
  return {name, ...generator};
}
