import type {BackendName} from "../backend/choose.ts";
import type {BackendPlace} from "../backend/contenders.ts";
import type {FloatComparison} from "../export/int8/compare-float.ts";
import type {Graph} from "../export/graph/graph.ts";
import type {Rounding} from "../export/int8/requantise.ts";
import type {Network} from "../nn/network/network.ts";
import type {Calibration, ExportProgress, ExportResult, ExportWish} from "./types.ts";

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
  export: {input: {wish: ExportWish; backend: ExportBackend}; output: ExportResult; progress: ExportProgress};
  compare: {input: {wish: CompareWish; backend: ExportBackend}; output: FloatComparison; progress: ExportProgress};
  close: {input: null; output: null};
}
