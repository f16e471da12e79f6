import {existsSync} from "node:fs";
import {readFile, readdir} from "node:fs/promises";
import {join, resolve} from "node:path";
import type {Folder} from "../../lib/data/files/mnist.ts";

/** Where MNIST is looked for: the folder GANTRY_MNIST, else ../shared/data/mnist beside the repository. */
export const mnistPath = process.env.GANTRY_MNIST ?? resolve(import.meta.dirname, "../../../shared/data/mnist");

/** Why a test or figure that needs MNIST cannot run here; undefined when the folder is there. */
export const noMnist = existsSync(mnistPath)
  ? undefined
  : `no MNIST in ${mnistPath}${process.env.GANTRY_MNIST === undefined ? " (set GANTRY_MNIST)" : ""}`;

/** A folder of this machine, for `loadMnistFolder`. */
export function nodeFolder(path: string): Folder {
  return {path, list: () => readdir(path), read: async (name) => new Uint8Array(await readFile(join(path, name)))};
}
