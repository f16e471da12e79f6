import type {BackendName} from "../backend/choose.ts";
import type {BackendPlace} from "../backend/place.ts";
import type {FloatComparison} from "../export/int8/compare-float.ts";
import type {Rounding} from "../export/int8/requantise.ts";
import type {Progress} from "../worker/service.ts";
import type {GreyRange} from "../export/c/example.ts";
import type {Change, Saving} from "../export/graph/changes.ts";
import type {Graph} from "../export/graph/graph.ts";
import type {Values, Weights} from "../nn/network/network-weights.ts";
import type {Network} from "../nn/network/network.ts";

/**
 * What a network can be written as:
 * - `float32`, `float16`, `small`, `int8`: .tflite with numbers as they are; with weights in half precision; with weights as int8 that are
 *   decoded before they are used; in whole numbers throughout;
 * - `array`: the int8 file as a C array, for TensorFlow Lite Micro;
 * - `c-float32`, `c-int8`: a pair of C99 files without dependencies;
 * - `onnx`: in real numbers, for ONNX Runtime and others;
 * - `safetensors`: network and weights, for PyTorch and for this book;
 * - `zip`: all of these with ONNX, programs around the C, an Arduino sketch, a web page and a README, in one file.
 */
export const exportForms = [
  "float32",
  "float16",
  "small",
  "int8",
  "array",
  "c-float32",
  "c-int8",
  "onnx",
  "safetensors",
  "zip"
] as const;

/** One of the things that a network can be written as. */
export type ExportForm = (typeof exportForms)[number];

/** Examples that show the range of every tensor: noise N(0, 1) with every class in turn, or what the network was made for. */
export type Calibration = {kind: "noise"; count: number; seed?: number | string} | {kind: "examples"; examples: Examples};

/** Inputs [count, …], and their labels where the network takes them. */
export interface Examples {
  inputs: Values;
  labels?: Uint8Array;
}

/** What to export. */
export interface ExportWish {
  network: Network;
  weights: Weights;
  /** Of the files: "generator" gives generator-int8.tflite. */
  name: string;
  forms: readonly ExportForm[];
  /** Default: 64 of noise. Only whole numbers need it. */
  calibration?: Calibration;
  /** Whether the int8 forms take and give real numbers (default) or whole ones. */
  ends?: "float" | "int8";
  /** For the programs in the zip: which numbers are black and white in the pictures that the network draws or reads. */
  range?: GreyRange;
}

/** A file that was written. */
export interface ExportedFile {
  form: ExportForm;
  /** "generator-int8.tflite" */
  name: string;
  bytes: Uint8Array;
}

/** All that an export gives. */
export interface ExportResult {
  files: ExportedFile[];
  /** What was folded and fused, and what it saved. */
  changes: Change[];
  saving: Saving;
  /** What was written: in real numbers; and in whole ones, when a form needs them. */
  graph: Graph;
  quantised: Graph | null;
}

/** A network in real and in whole numbers, to be compared on examples. */
export interface CompareWish {
  network: Network;
  graph: Graph;
  quantised: Graph;
  examples: Calibration;
  rounding?: Rounding;
}

/** What computes in real numbers, and where it is. */
export interface ExportBackend {
  name: BackendName;
  place: BackendPlace;
}

/** The requests that an exporter answers, in a worker or here. */
export interface ExportRequests {
  export: {input: {wish: ExportWish; backend: ExportBackend}; output: ExportResult; progress: Progress};
  compare: {input: {wish: CompareWish; backend: ExportBackend}; output: FloatComparison; progress: Progress};
  close: {input: null; output: null};
}
