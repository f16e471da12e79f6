import {assetUrl} from "../../asset.ts";
import type {Values} from "../network/network-weights.ts";
import {outputShapeOf} from "../network/network.ts";
import type {PlainOptions} from "../network/plain-forward.ts";
import type {StoredNetwork} from "../files/weights-file.ts";
import {connect, connectHere} from "../../worker/channel.ts";
import type {Channel, Port} from "../../worker/channel.ts";
import {plainHandlers} from "./handlers.ts";
import type {PlainPart, PlainRequests} from "./protocol.ts";

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
  const {where = typeof Worker === "function" ? "worker" : "here", atOnce = 8, invalidation} = options;
  let opened: Promise<{channel: Channel<PlainRequests>; shape: number[]}> | undefined;
  let ended = false;
  const open = async (): Promise<{channel: Channel<PlainRequests>; shape: number[]}> => {
    const {network, weights} = typeof stored === "function" ? await stored() : stored;
    const channel =
      where === "here"
        ? connectHere(plainHandlers())
        : connect<PlainRequests>(new Worker(assetUrl("gantry/workers/runner"), {type: "module"}) as Port);
    if (ended) channel.close();
    // A worker that has failed is replaced at the next request.
    void channel.failed.then(() => (opened = undefined));
    await channel.call("open", {network, weights});
    return {channel, shape: outputShapeOf(network)};
  };
  const dispose = (): void => {
    ended = true;
    void opened?.then(({channel}) => channel.close()).catch(() => {});
  };
  void invalidation?.then(dispose, dispose);
  return {
    async run(input, {labels, signal, part} = {}) {
      if (ended) throw new Error("the network has been disposed of");
      opened ??= open();
      opened.catch(() => (opened = undefined));
      const {channel, shape} = await opened;
      const size = shape.reduce((product, length) => product * length, 1);
      const whole: Values = {shape: [input.shape[0], ...shape], values: new Float32Array(input.shape[0] * size)};
      const progress = (told: PlainPart): void => {
        whole.values.set(told.output.values, told.from * size);
        part?.(told);
      };
      await channel.call("run", {input, atOnce, ...(labels && {labels})}, {progress, ...(signal && {signal})});
      return whole;
    },
    dispose
  };
}

/** Names the class of images [n, height, width, channels] by a classifier's logits: the largest of each. */
export async function namedBy(classifier: PlainRunner, images: Values, signal?: AbortSignal): Promise<Uint8Array> {
  const {shape, values} = await classifier.run(images, signal ? {signal} : {});
  const [n, classes] = shape;
  return Uint8Array.from({length: n}, (_, i) => {
    const row = values.subarray(i * classes, (i + 1) * classes);
    return row.reduce((best, value, j) => (value > row[best] ? j : best), 0);
  });
}
