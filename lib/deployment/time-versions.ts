import * as tf from "@tensorflow/tfjs-core";
import type {BackendName} from "../backend/choose.ts";
import {placeHere} from "../backend/place.ts";
import type {Graph} from "../export/graph/graph.ts";
import {runGraph} from "../export/graph/run-float.ts";
import {integerProgram} from "../export/int8/integer-program.ts";
import {plainForward} from "../nn/network/plain-forward.ts";
import type {Weights} from "../nn/network/network-weights.ts";
import type {Network} from "../nn/network/network.ts";
import {breathe} from "../worker/breathe.ts";
import {openBackend} from "../backend/open.ts";

/** What is timed: a network, and its graphs in real and in whole numbers. */
export interface TimedVersions {
  network: Network;
  weights: Weights;
  graph: Graph;
  quantised: Graph;
}

/** How long one example takes in one version. */
export interface VersionTime {
  name: string;
  /** The median; null when the version does not run here. */
  milliseconds: number | null;
  /** Why it does not. */
  reason?: string;
}

/** Backends of tfjs that are tried. */
const backends: readonly BackendName[] = ["cpu", "wasm", "webgl"];

/**
 * Times one example in every version that runs here, after one run to warm up: plain TypeScript in real and in whole numbers, and
 * tfjs's backends. The page has its turn between two runs.
 * @param inputs one example, as the graph's inputs
 * @param told called with all that is known so far
 */
export async function timeVersions(
  {network, weights, graph, quantised}: TimedVersions,
  inputs: readonly Float32Array[],
  told: (times: VersionTime[]) => void,
  signal?: AbortSignal
): Promise<VersionTime[]> {
  const times: VersionTime[] = [];
  const add = async (name: string, run: () => unknown): Promise<void> => {
    try {
      times.push({name, milliseconds: await median(run, signal)});
    } catch (error) {
      signal?.throwIfAborted();
      times.push({name, milliseconds: null, reason: error instanceof Error ? error.message : String(error)});
    }
    told([...times]);
  };
  const [input, label] = inputs;
  const shaped = {shape: [1, ...network.input], values: input};
  await add("float32, plain TypeScript", () => plainForward(network, weights, shaped, label && {labels: [Array.from(label)]}));
  for (const rounding of ["reference", "xnnpack"] as const) {
    const program = integerProgram(quantised, rounding);
    await add(`int8, plain TypeScript, ${rounding === "reference" ? "reference" : "XNNPACK’s"} rounding`, () =>
      program.run(inputs)
    );
  }
  const place = placeHere();
  for (const asked of backends) {
    let opened: Promise<unknown> | undefined;
    await add(`float32, tfjs ${asked}`, async () => {
      await (opened ??= openBackend({asked, place}));
      const tensors = graph.inputs.map((at, i) => tf.tensor(inputs[i], graph.tensors[at].shape));
      const outputs = runGraph(graph, tensors);
      await outputs[0].data();
      tf.dispose([...tensors, ...outputs]);
    });
  }
  return times;
}

/** The median of at least five runs, and of as many as fit into 300 milliseconds. */
async function median(run: () => unknown, signal?: AbortSignal): Promise<number> {
  await run();
  const times: number[] = [];
  let whole = 0;
  while (times.length < 5 || (whole < 300 && times.length < 50)) {
    await breathe();
    signal?.throwIfAborted();
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
    whole += times[times.length - 1];
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}
