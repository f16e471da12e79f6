import type {BackendName} from "../backend/choose.ts";
import {placeHere} from "../backend/place.ts";
import type {FloatComparison} from "../export/int8/compare-float.ts";
import type {Network} from "../nn/network/network.ts";
import {withoutCode} from "../nn/network/own-code.ts";
import {serviceClient} from "../worker/service.ts";
import type {Place, Progress, Service} from "../worker/service.ts";
import type {CompareWish, ExportRequests, ExportResult, ExportWish} from "./types.ts";

export type {
  Calibration,
  CompareWish,
  Examples,
  ExportBackend,
  ExportForm,
  ExportResult,
  ExportWish,
  ExportedFile
} from "./types.ts";

/** How networks are exported; none of it changes a byte on one backend. */
export interface ExporterOptions {
  /** Default: in a worker where there is one. */
  where?: Place;
  /** What calibrates; default WASM, which is there on every machine and gives the same numbers on each. */
  backend?: BackendName;
  /** A cell's `invalidation`: the exporter ends with it. */
  invalidation?: Promise<unknown>;
}

/** Hears how far a request is, and may give it up: it then rejects at once, and the worker is free within 100 ms. */
export interface ExportAsking {
  progress?: (told: Progress) => void;
  signal?: AbortSignal;
}

/** Exports networks. Nothing is loaded or started before the first request. */
export interface Exporter {
  /** Writes a network in the forms asked for. Rejects with a RangeError when it has a layer that a form has no operator for. */
  export(wish: ExportWish, asking?: ExportAsking): Promise<ExportResult>;
  /** The error of every layer in whole numbers, and both outputs side by side. */
  compare(wish: CompareWish, asking?: ExportAsking): Promise<FloatComparison>;
  dispose(): void;
}

const service: Service<ExportRequests> = {
  name: "the exporter",
  worker: "gantry/workers/export",
  here: async () => (await import("./service.ts")).exportHandlers()
};

/** An exporter with a worker of its own. */
export function exporter({where, backend: name = "wasm", invalidation}: ExporterOptions = {}): Exporter {
  const {call, close} = serviceClient(service, {where, invalidation});
  const backend = () => ({name, place: placeHere()});
  return {
    export: (wish, asking) => call("export", {wish: sent(wish), backend: backend()}, asking),
    compare: (wish, asking) => call("compare", {wish: sent(wish), backend: backend()}, asking),
    dispose: close
  };
}

/** A wish whose network can be sent: what layers of one's own do is written in no form. */
function sent<Wish extends {network: Network}>(wish: Wish): Wish {
  return {...wish, network: withoutCode(wish.network)};
}
