import type {LocatedError} from "../notebook/types.ts";
import type {BookOptions, Site} from "./book.ts";
import {openBook} from "./book.ts";
import type {Effects} from "./effects.ts";
import {realEffects, writeSite} from "./effects.ts";

/** Mistakes in chapters. Its message is all of them, one a line, each as `file.md:line:column: …`. */
export class BookError extends Error {
  override name = "BookError";
  readonly errors: readonly LocatedError[];

  constructor(errors: readonly LocatedError[]) {
    super(errors.map(({located}) => located).join("\n"));
    this.errors = errors;
  }
}

/** Builds the book and writes it into the folder `out`. Throws a BookError, and then writes nothing, when a chapter has a mistake. */
export async function publish(options: BookOptions & {out: string}, effects: Effects = realEffects): Promise<Site> {
  const book = openBook(options, effects);
  try {
    const site = await book.build();
    if (site.errors.length > 0) throw new BookError(site.errors);
    await writeSite(options.out, site.files, effects);
    return site;
  } finally {
    await book.dispose();
  }
}
