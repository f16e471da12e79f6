import {DataError} from "../dataset.ts";
import {readMnist} from "./idx.ts";
import type {ImageSet} from "../image-set.ts";

/** How a folder is read: Node's `readdir` and `readFile`, or a directory that the reader picked in the page. */
export interface Folder {
  /** Its path or name, for messages. */
  path: string;
  /** The names of the files in it. Rejects when there is no such folder. */
  list(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
}

/** Which of MNIST's two sets. */
export type MnistPart = "train" | "test";

/**
 * MNIST from a folder, under the names it is published with: `train-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`…, with "." for
 * the last "-" as some copies have, with ".gz" or without. This file imports nothing of Node: who has a folder hands it in.
 * @throws DataError when the folder is not there, or has no such file (with what it has); else as `readMnist`.
 */
export async function loadMnistFolder(folder: Folder, part: MnistPart = "train"): Promise<ImageSet> {
  let names: readonly string[];
  try {
    names = await folder.list();
  } catch (error) {
    throw new DataError(`there is no folder ${folder.path}`, {cause: error});
  }
  const prefix = part === "train" ? "train" : "t10k";
  const find = (what: string): string => {
    const wanted = new RegExp(`^${prefix}-${what}[-.]idx[13]-ubyte(\\.gz)?$`);
    const name = names.find((candidate) => wanted.test(candidate));
    if (name !== undefined) return name;
    const found = names.length > 0 ? names.slice(0, 5).join(", ") : "nothing";
    throw new DataError(`${folder.path} has no ${prefix}-${what}-idx${what === "images" ? 3 : 1}-ubyte(.gz); it has ${found}`);
  };
  const [images, labels] = await Promise.all([folder.read(find("images")), folder.read(find("labels"))]);
  return readMnist(images, labels, `MNIST (${part})`);
}
