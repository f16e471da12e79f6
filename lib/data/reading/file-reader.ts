import type {FoundSet, NamedFile} from "../files/read-files.ts";
import {imageSet} from "../image-set.ts";
import type {Place, Service} from "../../worker/service.ts";
import {serviceClient} from "../../worker/service.ts";
import type {ReadingRequests} from "./types.ts";

/** How files are read. */
export interface ReadingOptions {
  /** Rows and columns that pictures are made to have. Default 28. */
  side?: number;
  progress?: (told: {stage: string; share: number}) => void;
  /** Ends the worker with whatever it is at: the promise rejects with the signal's reason at once. */
  signal?: AbortSignal;
  where?: Place;
}

const service: Service<ReadingRequests> = {
  name: "the file reader",
  worker: "gantry/workers/reading",
  here: async () => (await import("./service.ts")).readingHandlers()
};

/**
 * As `readFiles`, in a worker that lives as long as this takes: however much a file unpacks to, the page does not wait, and what was
 * needed for it is given back.
 * @throws DataError by its name and message, as `readFiles`; the signal's reason; WorkerError when the worker cannot be had.
 */
export async function readInWorker(files: readonly NamedFile[], options: ReadingOptions = {}): Promise<FoundSet> {
  const {side = 28, progress, signal, where} = options;
  const client = serviceClient(service, {where});
  try {
    const asking = {...(progress ? {progress} : {}), ...(signal ? {signal} : {})};
    const {set, notes} = await client.call("read", {files, side}, asking);
    return {set: imageSet(set), notes};
  } finally {
    client.close();
  }
}
