import type {FloatComparison} from "../export/int8/compare-float.ts";
import type {Graph} from "../export/graph/graph.ts";
import type {Rounding} from "../export/int8/requantise.ts";
import type {Network} from "../nn/network.ts";
import type {BackendWish} from "../training/realm.ts";
import type {Calibration, ExportProgress, ExportResult, ExportWish} from "./types.ts";

/** A network in real and in whole numbers, to be compared on examples. */
export interface CompareWish {
  network: Network;
  graph: Graph;
  quantised: Graph;
  examples: Calibration;
  rounding?: Rounding;
}

/** The requests that an exporter answers, in a worker or here. */
export interface ExportRequests {
  export: {input: {wish: ExportWish; backend: BackendWish}; output: ExportResult; progress: ExportProgress};
  compare: {input: {wish: CompareWish; backend: BackendWish}; output: FloatComparison; progress: ExportProgress};
  close: {input: null; output: null};
}
