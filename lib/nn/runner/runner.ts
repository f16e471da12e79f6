import type {StoredNetwork} from "../files/weights-file.ts";
import type {Values, Weights} from "../network/network-weights.ts";
import {checkWeights} from "../network/network-weights.ts";
import type {Network} from "../network/network.ts";
import {outputShapeOf} from "../network/network.ts";
import {withoutCode} from "../network/own-code.ts";
import type {PlainOptions} from "../network/plain-forward.ts";
import {plainForward} from "../network/plain-forward.ts";
import {breathe} from "../../worker/breathe.ts";
import type {Handlers} from "../../worker/channel.ts";
import {serviceClient} from "../../worker/service.ts";
import type {Service} from "../../worker/service.ts";
import {argmax, sizeOf} from "../arithmetic/values.ts";

/** How a network is run; none of it changes a number. */
export interface PlainRunnerOptions {
  /** Default: in a worker where there is one. */
  where?: "worker" | "here";
  /** Examples that are told together, default 8: after each such part the caller may have given up. */
  atOnce?: number;
  /** A cell's `invalidation`: the worker ends with it. */
  invalidation?: Promise<unknown>;
}

/** A network beside the page: many pictures, without a stutter and without tfjs. */
export interface PlainRunner {
  /**
   * The output [n, …] for a batch [n, …input]. `part` hears of the examples that are done. Rejects with the signal's reason at once
   * when the caller gives up, and with a RangeError as `plainForward`.
   */
  run(input: Values, options?: PlainOptions & {signal?: AbortSignal; part?: (part: PlainPart) => void}): Promise<Values>;
  dispose(): void;
}

/** Runs a network in plain loops, in a worker of its own. It is started, and a network that has yet to be loaded is, at the first request. */
export function plainRunner(
  stored: StoredNetwork | (() => Promise<StoredNetwork>),
  options: PlainRunnerOptions = {}
): PlainRunner {
  const {where, atOnce = 8, invalidation} = options;
  let shape: number[] = [];
  let ended = false;
  const client = serviceClient<PlainRequests>(service, {
    where,
    async open(channel) {
      const {network, weights} = typeof stored === "function" ? await stored() : stored;
      shape = outputShapeOf(network);
      await channel.call("open", {network: withoutCode(network), weights});
    }
  });
  const dispose = (): void => {
    ended = true;
    client.close();
  };
  void invalidation?.then(dispose, dispose);
  return {
    async run(input, {labels, signal, part} = {}) {
      if (ended) throw new Error("the network has been disposed of");
      const outputs: PlainPart[] = [];
      const progress = (made: PlainPart): void => {
        outputs.push(made);
        part?.(made);
      };
      await client.call("run", {input, atOnce, ...(labels && {labels})}, {progress, ...(signal && {signal})});
      const whole: Values = {shape: [input.shape[0], ...shape], values: new Float32Array(input.shape[0] * sizeOf(shape))};
      for (const {from, output} of outputs) whole.values.set(output.values, from * sizeOf(shape));
      return whole;
    },
    dispose
  };
}

/** Names the class of images [n, height, width, channels] by a classifier's logits: the largest of each. */
export async function namedBy(classifier: PlainRunner, images: Values, signal?: AbortSignal): Promise<Uint8Array> {
  const {shape, values} = await classifier.run(images, signal ? {signal} : {});
  const [n, classes] = shape;
  return Uint8Array.from({length: n}, (_, i) => argmax(values.subarray(i * classes, (i + 1) * classes)));
}

const service: Service<PlainRequests> = {
  name: "the network",
  worker: "gantry/workers/runner",
  here: async () => plainHandlers()
};

/** The requests that a network in plain loops answers, in a worker or here. */
export interface PlainRequests {
  /** The network that later requests run: the first request. */
  open: {input: {network: Network; weights: Weights}; output: null};
  /** Runs a batch in parts of `atOnce` examples; tells each part, and answers when all are told. */
  run: {input: PlainBatch; output: null; progress: PlainPart};
  close: {input: null; output: null};
}

/** A batch [n, …input] with its labels. */
export interface PlainBatch extends PlainOptions {
  input: Values;
  /** Examples between two looks at whether the caller has given up. */
  atOnce: number;
}

/** What the network gives for some examples of the batch, from the one at `from` on. */
export interface PlainPart {
  from: number;
  output: Values;
}

/** What answers the requests to one network in plain loops, the same in a worker and here. */
export function plainHandlers(): Handlers<PlainRequests> {
  let opened: {network: Network; weights: Weights} | null = null;
  return {
    open: ({network, weights}) => {
      checkWeights(network, weights);
      opened = {network, weights};
      return null;
    },
    run: async ({input, labels, atOnce}, {progress, signal}) => {
      if (!opened) throw new Error("no network has been opened");
      const {network, weights} = opened;
      const [n, ...shape] = input.shape;
      const size = input.values.length / n;
      for (let from = 0; from < n && !signal.aborted; from += atOnce) {
        const to = Math.min(n, from + atOnce);
        const part = {shape: [to - from, ...shape], values: input.values.slice(from * size, to * size)};
        const output = plainForward(network, weights, part, labels ? {labels: labels.slice(from, to)} : {});
        await progress({from, output});
        await breathe();
      }
      return null;
    },
    close: () => {
      opened = null;
      return null;
    }
  };
}
