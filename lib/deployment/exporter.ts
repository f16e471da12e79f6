import {assetUrl} from "../asset.ts";
import type {BackendName} from "../backend/choose.ts";
import {placeHere} from "../backend/place.ts";
import type {FloatComparison} from "../export/int8/compare-float.ts";
import {connect} from "../worker/channel.ts";
import type {Channel, Part, Port} from "../worker/channel.ts";
import {connectHere} from "../worker/here.ts";
import type {CompareWish, ExportRequests} from "./protocol.ts";
import type {ExportProgress, ExportResult, ExportWish} from "./types.ts";

/** How networks are exported; none of it changes a byte on one backend. */
export interface ExporterOptions {
  /** Default: in a worker where there is one. */
  where?: "worker" | "here";
  /** What calibrates; default WASM, which is there on every machine and gives the same numbers on each. */
  backend?: BackendName;
  /** A cell's `invalidation`: the exporter ends with it. */
  invalidation?: Promise<unknown>;
}

/** Hears how far a request is, and may give it up: it then rejects at once, and the worker is free within 100 ms. */
export interface ExportAsking {
  progress?: (told: ExportProgress) => void;
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

/** An exporter with a worker of its own. */
export function exporter(options: ExporterOptions = {}): Exporter {
  const {where = typeof Worker === "function" ? "worker" : "here", backend = "wasm", invalidation} = options;
  let channel: Promise<Channel<ExportRequests>> | undefined;
  let ended = false;
  const ask = async <Name extends "export" | "compare">(
    name: Name,
    wish: Part<ExportRequests[Name], "input">["wish"],
    {progress, signal}: ExportAsking = {}
  ): Promise<Part<ExportRequests[Name], "output">> => {
    if (ended) throw new Error("the exporter has ended");
    signal?.throwIfAborted();
    channel ??= open(where);
    // A worker that could not be started, or has failed, is replaced at the next request.
    channel.then((opened) => opened.failed.then(() => (channel = undefined))).catch(() => (channel = undefined));
    const opened = await channel;
    const input = {wish, backend: {name: backend, place: placeHere()}};
    return opened.call(name, input as never, {...(progress && {progress}), ...(signal && {signal})} as never);
  };
  const dispose = (): void => {
    ended = true;
    void channel?.then((opened) => opened.close()).catch(() => {});
  };
  void invalidation?.then(dispose, dispose);
  return {
    export: (wish, asking) => ask("export", wish, asking),
    compare: (wish, asking) => ask("compare", wish, asking),
    dispose
  };
}

async function open(where: "worker" | "here"): Promise<Channel<ExportRequests>> {
  if (where === "worker") return connect<ExportRequests>(new Worker(assetUrl("gantry/workers/export"), {type: "module"}) as Port);
  const {exportHandlers} = await import("./handlers.ts");
  return connectHere(exportHandlers());
}
