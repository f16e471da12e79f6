import {availableParallelism, cpus} from "node:os";
import {resolve} from "node:path";
import {startWasm} from "../../lib/backend/wasm.ts";
import type {ImageSet} from "../../lib/data/image-set.ts";
import {imageSet, pick} from "../../lib/data/image-set.ts";
import {loadMnistFolder} from "../../lib/data/files/mnist.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {random} from "../../lib/random.ts";
import {mnistPath, noMnist, nodeFolder} from "../data/real-mnist.ts";

/** What a recipe makes: a file of `lib/weights`, and what is recorded beside it. */
export interface Made {
  file: Uint8Array;
  record: {
    /** What it is, in one sentence. */
    what: string;
    seed: string;
    steps: number;
    data: string;
    /** What was measured, with how. */
    metrics: Record<string, unknown>;
    [other: string]: unknown;
  };
}

/** Makes a file; tells how far it is. */
export type Recipe = (say: (line: string) => void) => Promise<Made>;

/** The first ten thousand images of MNIST's training set (or as many as there are): 85 % to learn from, the rest held back. */
export async function mnistParts(): Promise<{train: ImageSet; heldBack: ImageSet; data: string}> {
  if (noMnist !== undefined) throw new Error(noMnist);
  const all = await loadMnistFolder(nodeFolder(mnistPath));
  const order = random("mnist parts").shuffle(Array.from({length: Math.min(all.size, 10_000)}, (_, place) => place));
  const cut = Math.round(0.85 * order.length);
  return {
    train: pick(all, order.slice(0, cut)),
    heldBack: pick(all, order.slice(cut)),
    data: `MNIST, the first ${order.length} training images: ${cut} to learn from, ${order.length - cut} held back`
  };
}

/** Starts the backend that recipes run on; what to record of it. */
export async function startRecipes(): Promise<{backend: string; machine: string}> {
  const files = `${resolve(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`;
  const {simd, threads} = await startWasm({files});
  return {
    backend: `tfjs wasm${simd ? " (SIMD)" : ""}, ${threads} thread`,
    machine: `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`
  };
}

/** So many procedural digits as a set. */
export function digitSet(size: number, seed: string): ImageSet {
  const {images, labels} = proceduralDigits({seed}).batch(size);
  const pixels = Uint8Array.from(images, (value) => Math.round((255 * (value + 1)) / 2));
  return imageSet({name: "procedural digits", shape: [28, 28, 1], pixels, labels, classes: 10});
}
