import {DataError} from "../dataset.ts";
import {crc32} from "./checksums.ts";
import {Allowance, atOnce, bytesText, inflateSteps, maxUnpackedInAll} from "./inflate.ts";
import {maxFileBytes} from "./sniff-image.ts";

/** How many files an archive may have. */
const maxZipFiles = 20_000;

/** An archive's files in the order of their paths, numbers in them by value, and those that were too large. */
export interface Unzipped {
  files: {path: string; bytes: Uint8Array}[];
  /** And why. */
  skipped: {path: string; why: string}[];
}

/**
 * The files of a zip archive. Names that systems leave there (folders, `__MACOSX`, hidden files) are passed over; of two files with one
 * path the later counts. What comes out is counted, whatever the directory says, and held against its checksum.
 * @param largest what one file may unpack to; larger ones are skipped. Default `maxFileBytes`
 * @throws DataError when it is no zip archive, is cut off or damaged, has too many files or too much in them.
 */
export function unzip(bytes: Uint8Array, largest = maxFileBytes): Unzipped {
  return atOnce(unzipSteps(bytes, largest));
}

/** The same in small pieces: yields its share done. */
export function* unzipSteps(bytes: Uint8Array, largest = maxFileBytes, allowance = new Allowance()): Generator<number, Unzipped> {
  if (!isZip(bytes)) throw new DataError("the file is not a zip archive: it does not begin with PK");
  const skipped: Unzipped["skipped"] = [];
  const wanted = new Map<string, Entry>();
  let total = 0;
  for (const entry of directory(bytes)) {
    if (isHidden(entry.path)) continue;
    if (wanted.size + skipped.length >= maxZipFiles) throw new DataError(`the archive has more than ${maxZipFiles} files`);
    if (entry.size > largest) {
      skipped.push({path: entry.path, why: `the file is too large: ${entry.size} bytes, the limit is ${largest}`});
      continue;
    }
    total += entry.size;
    if (total > maxUnpackedInAll) throw new DataError(`the archive unpacks to more than ${bytesText(maxUnpackedInAll)}`);
    wanted.set(entry.path, entry);
  }
  const files: Unzipped["files"] = [];
  let done = 0;
  for (const [path, entry] of [...wanted].sort(([a], [b]) => byNumber(a, b))) {
    const steps = contentSteps(bytes, entry, allowance);
    for (;;) {
      const step = steps.next();
      if (step.done) {
        files.push({path, bytes: step.value});
        break;
      }
      yield (done + step.value) / wanted.size;
    }
    done += 1;
  }
  return {files, skipped};
}

/** True for bytes that begin as a zip archive's do. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 22 && bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** The folder that a path is in, "" at the top. */
export function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

/** What the directory says of a file. */
interface Entry {
  path: string;
  /** 0: as it is. 8: deflate. */
  method: number;
  crc: number;
  /** Bytes in the archive, and what they unpack to. */
  packed: number;
  size: number;
  /** Where its own header begins. */
  at: number;
}

/** The archive's directory, which stands at its end (PKWARE, .ZIP File Format Specification 6.3.10, sections 4.3.12 and 4.3.16). */
function* directory(bytes: Uint8Array): Generator<Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff)
    throw new DataError(`the archive is of the zip64 kind, for more than ${maxZipFiles} files`);
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(`its directory says ${count} files, and has ${i}`);
    const field = (offset: number) => view.getUint16(at + offset, true);
    const [flags, method, nameLength, extraLength, commentLength] = [8, 10, 28, 30, 32].map(field);
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > end) throw damaged("its directory is not whole");
    const path = pathOf(bytes.subarray(at + 46, at + 46 + nameLength), (flags & 0x800) !== 0);
    const entry: Entry = {
      path,
      method,
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true)
    };
    if (flags & 1 && !isHidden(path)) throw new DataError(`the archive is encrypted: ${path} cannot be read`);
    yield entry;
    at = next;
  }
}

/** Where the end of the directory says what there is: behind it there may be a comment. */
function endOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 0xffff; at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  throw damaged("the end of its directory is missing");
}

function* contentSteps(bytes: Uint8Array, entry: Entry, allowance: Allowance): Generator<number, Uint8Array> {
  const {path, method, crc, packed, size, at} = entry;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) throw damaged(`${path} is not where it should be`);
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + packed > bytes.length) throw damaged(`${path} should end at byte ${start + packed}, there are ${bytes.length}`);
  const content = bytes.subarray(start, start + packed);
  if (method !== 0 && method !== 8)
    throw new DataError(`${path} in the archive is compressed by method ${method}: 0 (stored) and 8 (deflate) are read`);
  let unpacked: Uint8Array;
  if (method === 8) unpacked = yield* inflateSteps({bytes: content, size, what: `${path} in the archive`, allowance});
  else {
    if (packed !== size) throw damaged(`${path} says ${size} bytes, and has ${packed}`);
    allowance.take(size);
    unpacked = content.slice();
  }
  if (crc32(unpacked) !== crc) throw damaged(`${path} does not have the checksum that it was packed with`);
  return unpacked;
}

function damaged(why: string): DataError {
  return new DataError(`the archive is cut off or damaged: ${why}`);
}

/** A path's text: UTF-8 where it says so or is, else one byte a letter. */
function pathOf(bytes: Uint8Array, utf8: boolean): string {
  try {
    return new TextDecoder("utf-8", {fatal: !utf8}).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

function isHidden(path: string): boolean {
  return path.endsWith("/") || path.split("/").some((part) => part === "__MACOSX" || part.startsWith("."));
}

const {compare: byNumber} = new Intl.Collator("en", {numeric: true});
