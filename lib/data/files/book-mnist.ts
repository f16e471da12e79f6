import {assetUrl, readAsset} from "../../asset.ts";
import {readMnist} from "./idx.ts";
import type {ImageSet} from "../image-set.ts";
import type {MnistPart} from "./mnist-folder.ts";

/** Whether this book was built with MNIST in it (`GANTRY_MNIST=DIR npm run build`): in a page only. */
export function hasBookMnist(part: MnistPart = "train"): boolean {
  return urls(part) !== null;
}

/**
 * MNIST as this book has it, read from its own host.
 * @throws Error when the book has none, or a file cannot be read; DataError as `readMnist`.
 */
export async function loadBookMnist(part: MnistPart = "train"): Promise<ImageSet> {
  const found = urls(part);
  if (!found) throw new Error(`this book was built without MNIST's ${part === "train" ? "training" : "test"} digits`);
  const [images, labels] = await Promise.all(found.map(readAsset));
  return readMnist(images, labels, part === "train" ? "MNIST" : "MNIST (test)");
}

function urls(part: MnistPart): string[] | null {
  try {
    const found = ["images", "labels"].map((what) => assetUrl(`gantry/mnist/${part}-${what}`));
    // Node resolves any name of the package; the files are in a book alone.
    return found.every((url) => !url.startsWith("file:")) ? found : null;
  } catch {
    return null;
  }
}
