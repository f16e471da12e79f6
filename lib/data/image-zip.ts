import {strFromU8, unzipSync} from "fflate";
import {DataError} from "./dataset.ts";
import type {SniffedImage} from "./sniff-image.ts";
import {ImageError, maxFileBytes, sniffImage} from "./sniff-image.ts";

/** A picture in an archive, not yet decoded: that is the page's. */
export interface ZippedImage {
  /** Its path in the archive: "cats/01.png". */
  path: string;
  /** The folder it is in, "" at the top: archives of labelled pictures have one for each class. */
  folder: string;
  bytes: Uint8Array;
  image: SniffedImage;
}

/** What an archive of pictures has. */
export interface ImageZip {
  /** In the order of their paths, numbers in them by value: 2.png before 10.png. */
  images: ZippedImage[];
  /** Files that are no pictures we can use, and why. Hidden files and folders are not listed. */
  skipped: {path: string; why: string}[];
}

/** What an archive may unpack to, in all: 512 MiB. */
export const maxZipBytes = 2 ** 29;
/** How many files an archive may have. */
export const maxZipFiles = 20_000;

/**
 * The pictures of a zip archive. Names that systems leave there (folders, `__MACOSX`, hidden files) are passed over.
 * @throws DataError when it is no zip archive, is cut off or damaged, has too many files or too much in them, or no picture.
 */
export function readImageZip(bytes: Uint8Array): ImageZip {
  if (bytes.length < 22 || strFromU8(bytes.subarray(0, 2), true) !== "PK")
    throw new DataError("the file is not a zip archive: it does not begin with PK");
  const skipped: ImageZip["skipped"] = [];
  let files = 0;
  let total = 0;
  const wanted = ({name, originalSize}: {name: string; originalSize: number}): boolean => {
    if (isHidden(name)) return false;
    files += 1;
    if (files > maxZipFiles) throw new DataError(`the archive has more than ${maxZipFiles} files`);
    if (originalSize > maxFileBytes) {
      skipped.push({path: name, why: `the file is too large: ${originalSize} bytes, the limit is ${maxFileBytes}`});
      return false;
    }
    total += originalSize;
    if (total > maxZipBytes) throw new DataError(`the archive unpacks to more than ${maxZipBytes / 2 ** 20} MB`);
    return true;
  };
  let unpacked: Record<string, Uint8Array>;
  try {
    unpacked = unzipSync(bytes, {filter: wanted});
  } catch (error) {
    if (error instanceof DataError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new DataError(`the archive is cut off or damaged: ${why}`, {cause: error});
  }
  const images: ZippedImage[] = [];
  for (const path of Object.keys(unpacked).sort(byNumber)) {
    const content = unpacked[path];
    try {
      images.push({path, folder: path.split("/").slice(0, -1).join("/"), bytes: content, image: sniffImage(content)});
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      skipped.push({path, why: error.message});
    }
  }
  if (images.length === 0) {
    const first = skipped.length > 0 ? `; ${skipped[0].path}: ${skipped[0].why}` : "";
    throw new DataError(`the archive has no pictures${first}`);
  }
  return {images, skipped};
}

function isHidden(path: string): boolean {
  return path.endsWith("/") || path.split("/").some((part) => part === "__MACOSX" || part.startsWith("."));
}

const {compare: byNumber} = new Intl.Collator("en", {numeric: true});
