import {createRequire} from "node:module";
import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import vm from "node:vm";

const folder = join(dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-tflite/package.json")), "wasm");

/** A tensor of the interpreter: `data()` looks into its memory, and what is written there is its value. */
interface TensorInfo {
  shape: string;
  dataType: string;
  name: string;
  data(): Float32Array | Int8Array;
}

interface Runner {
  GetInputs(): Vector;
  GetOutputs(): Vector;
  Infer(): boolean;
  delete(): void;
}

interface Vector {
  size(): number;
  get(i: number): TensorInfo;
}

interface RunnerOptions {
  numThreads: number;
  enableWebNNDelegate: boolean;
  webNNDevicePreference: number;
  enableProfiling: boolean;
  maxProfilingBufferEntries: number;
  profilingBufferSize: number;
}

interface Module {
  TFLiteWebModelRunner: {
    CreateFromBufferAndOptions(
      pointer: number,
      size: number,
      options: RunnerOptions
    ): {
      ok(): boolean;
      errorMessage(): string;
      value(): Runner;
    };
  };
  _malloc(size: number): number;
  _free(pointer: number): void;
  HEAPU8: Uint8Array;
}

let loading: Promise<Module> | undefined;

/** TensorFlow Lite's own interpreter with XNNPACK, as WebAssembly, in Node. */
function load(): Promise<Module> {
  loading ??= (() => {
    const code = readFileSync(join(folder, "tflite_web_api_cc_simd.js"), "utf8");
    const context = {module: {exports: {}}, exports: {}, require: createRequire(import.meta.url), process, console, __dirname: folder, __filename: join(folder, "tflite_web_api_cc_simd.js"), WebAssembly, TextDecoder, TextEncoder, URL, performance, setTimeout, clearTimeout}; // prettier-ignore
    const factory = vm.runInNewContext(`${code}\n;tflite_web_api_ModuleFactory`, context) as (options: object) => Promise<Module>;
    return factory({wasmBinary: readFileSync(join(folder, "tflite_web_api_cc_simd.wasm"))});
  })();
  return loading;
}

/** A file in the interpreter. */
export interface Interpreter {
  inputs: {name: string; shape: number[]; type: string}[];
  outputs: {name: string; shape: number[]; type: string}[];
  /** Runs once: numbers for each input, numbers of each output. */
  run(...inputs: ArrayLike<number>[]): number[][];
  close(): void;
}

/** Opens a .tflite file in TensorFlow Lite's interpreter. Rejects with its message when it refuses the file. */
export async function openTflite(file: Uint8Array): Promise<Interpreter> {
  const module = await load();
  const pointer = module._malloc(file.length);
  module.HEAPU8.set(file, pointer);
  const made = module.TFLiteWebModelRunner.CreateFromBufferAndOptions(pointer, file.length, {
    numThreads: 1,
    enableWebNNDelegate: false,
    webNNDevicePreference: 0,
    enableProfiling: false,
    maxProfilingBufferEntries: 1024,
    profilingBufferSize: 1024
  });
  if (!made.ok()) throw new Error(`the interpreter refuses the file: ${made.errorMessage()}`);
  const runner = made.value();
  const list = (vector: Vector): TensorInfo[] => Array.from({length: vector.size()}, (_, i) => vector.get(i));
  const describe = ({name, shape, dataType}: TensorInfo) => ({name, shape: shape.split(",").map(Number), type: dataType});
  return {
    inputs: list(runner.GetInputs()).map(describe),
    outputs: list(runner.GetOutputs()).map(describe),
    run(...values) {
      list(runner.GetInputs()).forEach((tensor, i) => tensor.data().set(Array.from(values[i])));
      if (!runner.Infer()) throw new Error("the interpreter could not run the file");
      return list(runner.GetOutputs()).map((tensor) => Array.from(tensor.data()));
    },
    close() {
      runner.delete();
      module._free(pointer);
    }
  };
}
