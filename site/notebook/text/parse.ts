import {duplicateIds} from "../chapter.ts";
import {Reader} from "./reader.ts";
import type {LocatedError, Notebook} from "../types.ts";

/**
 * Reads a chapter. `file` is used in messages, and its name without `.md` is the chapter's slug.
 * @throws the first LocatedError, in order of the text
 */
export function parse(text: string, file: string): Notebook {
  const {notebook, errors} = parseAll(text, file);
  if (errors.length > 0) throw errors[0]!;
  return notebook;
}

/** Reads a chapter and all its mistakes, in order of the text; with mistakes, the notebook is what could be made of it. */
export function parseAll(text: string, file: string): {notebook: Notebook; errors: LocatedError[]} {
  const reader = new Reader(text, file);
  const notebook = reader.read();
  const seen = new Map<string, LocatedError>();
  for (const error of [...reader.errors, ...duplicateIds(notebook)]) if (!seen.has(error.located)) seen.set(error.located, error);
  const errors = [...seen.values()].sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  return {notebook, errors};
}
