import type {NamedFile} from "../files/read-files.ts";

/** An `ImageSet` without its functions, as it crosses to a page. */
export interface SetParts {
  name: string;
  shape: readonly [height: number, width: number, channels: number];
  pixels: Uint8Array;
  labels: Uint8Array;
  classes: number;
  white: number;
}

/** What is asked of the worker that reads files. */
export interface ReadingRequests {
  read: {
    input: {files: readonly NamedFile[]; side: number};
    output: {set: SetParts; notes: readonly string[]};
    /** What is being done, "unpacking digits.zip" or "reading pictures", and how much of it is, from 0 to 1. */
    progress: {stage: string; share: number};
  };
  close: {input: null; output: null};
}
