import {strFromU8, unzipSync} from "fflate";
import {DataError} from "../dataset.ts";
import {maxFileBytes} from "./sniff-image.ts";

/** What an archive may unpack to, in all: 512 MiB. */
const maxZipBytes = 2 ** 29;
/** How many files an archive may have. */
const maxZipFiles = 20_000;

/** An archive's files in the order of their paths, numbers in them by value, and those that were too large. */
export interface Unzipped {
  files: {path: string; bytes: Uint8Array}[];
  /** And why. */
  skipped: {path: string; why: string}[];
}

/**
 * The files of a zip archive. Names that systems leave there (folders, `__MACOSX`, hidden files) are passed over.
 * @param largest what one file may unpack to; larger ones are skipped. Default `maxFileBytes`
 * @throws DataError when it is no zip archive, is cut off or damaged, has too many files or too much in them.
 */
export function unzip(bytes: Uint8Array, largest = maxFileBytes): Unzipped {
  if (!isZip(bytes)) throw new DataError("the file is not a zip archive: it does not begin with PK");
  const skipped: Unzipped["skipped"] = [];
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

/** The folder that a path is in, "" at the top. */
export function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

function isHidden(path: string): boolean {
  return path.endsWith("/") || path.split("/").some((part) => part === "__MACOSX" || part.startsWith("."));
}

const {compare: byNumber} = new Intl.Collator("en", {numeric: true});
