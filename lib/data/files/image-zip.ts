import {strFromU8, unzipSync} from "fflate";
import {DataError} from "../dataset.ts";
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

/** An archive's files in the order of their paths, numbers in them by value, and those that were too large. */
export interface Unzipped {
  files: {path: string; bytes: Uint8Array}[];
  skipped: ImageZip["skipped"];
}

/**
 * The files of a zip archive. Names that systems leave there (folders, `__MACOSX`, hidden files) are passed over.
 * @param largest what one file may unpack to; larger ones are skipped. Default `maxFileBytes`
 * @throws DataError when it is no zip archive, is cut off or damaged, has too many files or too much in them.
 */
export function unzip(bytes: Uint8Array, largest = maxFileBytes): Unzipped {
  if (!isZip(bytes)) throw new DataError("the file is not a zip archive: it does not begin with PK");
  const skipped: ImageZip["skipped"] = [];
  let files = 0;
  let total = 0;
  const paths = new Set<string>();
  const look = ({name, originalSize}: {name: string; originalSize: number}): boolean => {
    if (isHidden(name)) return false;
    files += 1;
    if (files > maxZipFiles) throw new DataError(`the archive has more than ${maxZipFiles} files`);
    if (originalSize > largest) {
      skipped.push({path: name, why: `the file is too large: ${originalSize} bytes, the limit is ${largest}`});
      return false;
    }
    total += originalSize;
    if (total > maxZipBytes) throw new DataError(`the archive unpacks to more than ${maxZipBytes / 2 ** 20} MB`);
    paths.add(name);
    return false;
  };
  let unpacked: Record<string, Uint8Array>;
  try {
    // All sizes are looked at before anything is unpacked.
    unzipSync(bytes, {filter: look});
    unpacked = unzipSync(bytes, {filter: ({name}) => paths.has(name)});
  } catch (error) {
    if (error instanceof DataError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new DataError(`the archive is cut off or damaged: ${why}`, {cause: error});
  }
  const sorted = Object.keys(unpacked).sort(byNumber);
  return {files: sorted.map((path) => ({path, bytes: unpacked[path]})), skipped};
}

/** True for bytes that begin as a zip archive's do. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 22 && strFromU8(bytes.subarray(0, 2), true) === "PK";
}

/**
 * The pictures of a zip archive.
 * @throws DataError as `unzip`; when it has no picture.
 */
export function readImageZip(bytes: Uint8Array): ImageZip {
  const {files, skipped} = unzip(bytes);
  const images: ZippedImage[] = [];
  for (const {path, bytes: content} of files) {
    try {
      images.push({path, folder: folderOf(path), bytes: content, image: sniffImage(content)});
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

/** The folder that a path is in, "" at the top. */
export function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

function isHidden(path: string): boolean {
  return path.endsWith("/") || path.split("/").some((part) => part === "__MACOSX" || part.startsWith("."));
}

const {compare: byNumber} = new Intl.Collator("en", {numeric: true});
