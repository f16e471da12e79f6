import {join} from "node:path";
import type {LocatedError} from "../notebook/types.ts";
import type {BookOptions, Site} from "./book.ts";
import type {Effects} from "./effects.ts";
import {compressedCopies} from "./assets/compress.ts";
import {realEffects} from "./effects.ts";
import {chapterTexts, startTypeChecker, type TypeChecker} from "./types/checker.ts";

/** Mistakes in chapters. Its message is all of them, one a line, each as `file.md:line:column: …`. */
export class BookError extends Error {
  override name = "BookError";
  readonly errors: readonly LocatedError[];

  constructor(errors: readonly LocatedError[]) {
    super(errors.map(({located}) => located).join("\n"));
    this.errors = errors;
  }
}

export interface PublishOptions extends BookOptions {
  /** The folder to write. */
  out: string;
  /** Check the types of every cell too. Default false. */
  types?: boolean;
  /** Write compressed copies beside the files, for servers that send them. Default false. */
  compress?: boolean;
}

/** Builds the book and writes it into the folder `out`. Throws a BookError, and then writes nothing, when a chapter has a mistake. */
export async function publish(options: PublishOptions, effects: Effects = realEffects): Promise<Site> {
  const {root, out} = options;
  const checker = options.types ? startTypeChecker({root, libraries: false}) : undefined;
  // What has done its work is put away while the rest is still at it.
  const closing: (Promise<void> | undefined)[] = [];
  // TypeScript's compiler takes the longest: it is at work while this process loads the rest.
  const types = checker ? checkedTypes(options, checker, effects) : Promise.resolve([]);
  types.catch(() => undefined).finally(() => closing.push(checker?.close()));
  const {openBook} = await import("./book.ts");
  const book = openBook(options, effects);
  try {
    const site = await book.build().finally(() => closing.push(book.dispose()));
    // In zlib's threads, while TypeScript is still at work.
    const copying = options.compress ? compressedCopies(site.files) : Promise.resolve(new Map<string, Uint8Array>());
    // A cell that cannot be read has no types: its own mistake says enough.
    const errors = site.errors.length > 0 ? site.errors : await types;
    if (errors.length > 0) throw new BookError(errors);
    await writeSite(out, site.files, effects);
    // After the files: a copy that is older than its file is not used.
    await writeAll(out, await copying, effects);
    return site;
  } finally {
    if (closing.length < 2) closing.push(checker?.close());
    await Promise.all(closing);
  }
}

/** Mistakes in the types of all cells: those of the chapters, and the examples of the reference. */
async function checkedTypes(
  {root, notebooks, reference = notebooks === undefined}: BookOptions,
  checker: TypeChecker,
  effects: Effects
) {
  const texts = await chapterTexts(notebooks ?? join(root, "notebooks"), effects);
  if (!reference) return checker.check(texts);
  const examples = (await import("./reference/texts.ts")).referenceTexts(root);
  const found = await checker.check([...texts, ...examples.texts]);
  return found.map((error) => examples.located(error));
}

/** Puts a built site into a folder: what an earlier build left there goes. Throws for a folder that holds something else. */
export async function writeSite(out: string, files: ReadonlyMap<string, string | Uint8Array>, effects: Effects): Promise<void> {
  const there = await effects.list(out);
  if (there.length > 0 && !there.includes("sw.js")) {
    throw new Error(`${out} holds ${there.slice(0, 3).join(", ")}, and no book: give --out a new or empty folder`);
  }
  const stale = there.filter(
    (name) => name === "assets" || /\.(html|md)$|^(.*\.(html|md)|sw\.js|licences\.txt)\.(br|gz)$/.test(name)
  );
  await Promise.all(stale.map((name) => effects.remove(join(out, name))));
  await writeAll(out, files, effects);
}

async function writeAll(out: string, files: ReadonlyMap<string, string | Uint8Array>, effects: Effects): Promise<void> {
  const queue = [...files];
  const take = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await effects.write(join(out, next[0]), next[1]);
  };
  await Promise.all(Array.from({length: 8}, take));
}
