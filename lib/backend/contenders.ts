import {setBackend} from "@tensorflow/tfjs-core";
import type {BackendName, Contender} from "./choose.ts";
import {softwareRenderer} from "./choose.ts";
import {startCpu} from "./cpu.ts";
import {loadGradients} from "./gradients.ts";
import {measureSmallStep} from "./small-step.ts";
import type {WasmOptions} from "./wasm.ts";
import {startWasm} from "./wasm.ts";

/** What {@link contenders} and {@link startBackend} need to know of this place. */
export interface BackendPlace {
  /** Where the WASM files are, and the threads to ask for. */
  readonly wasm: WasmOptions;
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

/** The backends to choose among in this realm (page, worker or Node), each tried by one small training step. */
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
