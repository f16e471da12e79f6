import type {Scalar, Tensor1D, Tensor4D, Variable} from "@tensorflow/tfjs-core";
import {
  conv2d,
  conv2dTranspose,
  dispose,
  engine,
  getBackend,
  leakyRelu,
  mean,
  ones,
  randomNormal,
  setBackend,
  square,
  tidy,
  variable,
  variableGrads,
  zeros
} from "@tensorflow/tfjs-core";
import type {BackendName, Choice, Contender} from "./choose.ts";
import {chooseBackend, softwareRenderer} from "./choose.ts";
import {startCpu} from "./cpu.ts";
import {loadGradients} from "./gradients.ts";
import {giveUpLost, isLost} from "./lost.ts";
import type {BackendPlace} from "./place.ts";
import {startWasm} from "./wasm.ts";
import {normaliseBatch} from "../nn/network/normalise.ts";

/** What decides on the backend of a page, a worker or Node. */
export interface BackendOptions {
  /** The reader's own choice. */
  asked?: BackendName;
  /** What was chosen on an earlier visit. */
  kept?: Choice;
  place: BackendPlace;
}

const choices = new Map<string, Promise<Choice>>();

/**
 * Starts the backend that is asked for, was kept, or is the fastest here. Each is tried once in a page, worker
 * or Node, however many runs share it.
 * @throws Error when it does not start.
 */
export async function openBackend({asked, kept, place}: BackendOptions): Promise<Choice> {
  const key = asked ?? (kept ? `kept ${kept.name}` : "");
  let choice = choices.get(key);
  if (!choice) {
    choice = chooseBackend(contenders(place), {asked, kept});
    choices.set(key, choice);
    choice.catch(() => choices.delete(key));
  }
  const {name} = await choice;
  await loadGradients();
  if (isLost(name)) giveUpLost(name);
  if (!(name in engine().registry)) await startBackend(name, place);
  await useBackend(name);
  return choice;
}

/** Makes a backend that was started the current one: runs beside each other may use several. */
export async function useBackend(name: BackendName): Promise<void> {
  if (getBackend() !== name && !(await setBackend(name))) throw new Error(`The ${name} backend does not start here`);
}

/** Starts a backend with all that training needs, and makes it the current one. Throws an Error when it does not start. */
export async function startBackend(name: BackendName, {wasm}: BackendPlace): Promise<void> {
  if (name === "cpu") return startCpu();
  if (name === "wasm") return void (await startWasm(wasm));
  await loadGradients();
  if (name === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  else await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await setBackend(name))) throw new Error(`The ${name} backend does not start here`);
}

/** The backends to choose among here (in a page, a worker or Node), each tried by one small training step. */
export function contenders(place: BackendPlace): Contender[] {
  const contender = (name: BackendName, unavailable: () => Promise<string | null>): Contender => ({
    name,
    unavailable,
    measure: async () => {
      await startBackend(name, place);
      return measureSmallStep();
    }
  });
  const there = async () => null;
  const wasm = async () => (typeof WebAssembly === "object" ? null : "no WebAssembly here");
  return [contender("webgpu", noWebGpu), contender("webgl", noWebGl), contender("wasm", wasm), contender("cpu", there)];
}

/** The part of WebGPU's interface that tells a GPU from a program; TypeScript's DOM library has none of it yet. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly info?: {readonly vendor: string; readonly architecture: string; readonly description: string};
  } | null>;
}

async function noWebGpu(): Promise<string | null> {
  const gpu = typeof navigator === "object" ? (navigator as {readonly gpu?: Gpu}).gpu : undefined;
  if (!gpu) return "no WebGPU here";
  const adapter = await gpu.requestAdapter();
  if (!adapter) return "no WebGPU adapter";
  const {vendor = "", architecture = "", description = ""} = adapter.info ?? {};
  return softwareRenderer(`${vendor} ${architecture} ${description}`.trim());
}

async function noWebGl(): Promise<string | null> {
  if (typeof OffscreenCanvas === "undefined") return "no WebGL here";
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) return "no WebGL 2 here";
  const details = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(gl.getParameter(details?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return softwareRenderer(renderer);
}

/**
 * Milliseconds of one small training step on the current backend, the shortest of three after one that warms up: a strided and
 * a transposed convolution with batch normalisation between, 16 images of 14 × 14, all gradients. About a hundredth of a step of
 * the compact DCGAN, with its mixture of work. Leaves no tensor behind.
 */
export async function measureSmallStep(): Promise<number> {
  const images = randomNormal([16, 14, 14, 8], 0, 1, "float32", 1) as Tensor4D;
  const initial = tidy(() => [
    randomNormal([4, 4, 8, 16], 0, 0.05, "float32", 2),
    ones([16]),
    zeros([16]),
    randomNormal([4, 4, 8, 16], 0, 0.05, "float32", 3)
  ]);
  const weights = initial.map((tensor) => variable(tensor)) as [Variable, Variable, Variable, Variable];
  dispose(initial);
  const [down, scale, offset, up] = weights;
  const loss = () => {
    const small = conv2d(images, down as unknown as Tensor4D, 2, "same");
    const {output} = normaliseBatch(small, scale as unknown as Tensor1D, offset as unknown as Tensor1D, 1e-5);
    const large = conv2dTranspose(leakyRelu(output, 0.2) as Tensor4D, up as unknown as Tensor4D, [16, 14, 14, 8], 2, "same");
    return mean(square(large)) as Scalar;
  };
  let shortest = Infinity;
  try {
    for (let round = 0; round < 4; round++) {
      const start = performance.now();
      const gradients = tidy(() => {
        const {grads} = variableGrads(loss, weights);
        return Object.values(grads);
      });
      // Reading one gradient waits for the GPU.
      await gradients[0]?.data();
      dispose(gradients);
      if (round > 0) shortest = Math.min(shortest, performance.now() - start);
    }
  } finally {
    dispose([images, ...weights]);
  }
  return shortest;
}
