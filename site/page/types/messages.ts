import type {Position, Range} from "../../notebook/types.ts";

/** A cell of the page, as the type worker is told of it. */
export interface CellText {
  id: string;
  kind: "ts" | "md" | "inline";
  text: string;
  role?: "setup" | "starter" | "check" | "solution";
  exercise?: string;
}

/** Where something stands in a cell: `at` counts UTF-16 code units from the beginning of its text. */
export interface Place {
  cell: string;
  at: number;
}

/** A mistake in a cell, in the compiler's words. */
export interface CellProblem extends Position, Range {
  message: string;
  /** TypeScript's number; 0 for what the notebook itself found. */
  code: number;
  /** The cell runs nothing until this is mended. */
  fatal: boolean;
  /** Imports that would mend it. */
  imports: readonly Import[];
}

/** A name that a module of the library exports. */
export interface Import {
  name: string;
  module: string;
}

/** One name that can stand at the cursor. */
export interface Completion {
  name: string;
  /** TypeScript's word for what it is: "function", "const", "property"… */
  kind: string;
  /** What is put in; the name if absent. */
  insert?: string;
  /** The import that comes with it. */
  import?: Import;
}

/** Names that can stand in the place of a range. */
export interface Completions extends Range {
  names: readonly Completion[];
}

/** What is known of a name: how it is declared, and what its author wrote of it. */
export interface Explanation extends Range {
  signature: string;
  text: string;
}

/** The call that the cursor stands in. */
export interface Signature {
  before: string;
  parameters: readonly {label: string; text: string}[];
  between: string;
  after: string;
  /** Index of the parameter that the cursor is at. */
  current: number;
  text: string;
}

/** Text that takes the place of a range of a cell. */
export interface Change extends Range {
  cell: string;
  insert: string;
}

/** What a name can be renamed to, or why it cannot be renamed. */
export type Renaming = {name: string; places: readonly (Range & {cell: string})[]} | {refused: string};

/** Questions to the type worker → answers. */
export interface Questions {
  /** The whole chapter, in order: what was known of it before is forgotten. */
  chapter: {ask: {cells: readonly CellText[]}; answer: null};
  /** One cell's new text. */
  change: {ask: {cell: string; text: string}; answer: null};
  problems: {ask: {cell: string}; answer: readonly CellProblem[] | null};
  complete: {ask: Place; answer: Completions | null};
  explain: {ask: Place & {name?: string; module?: string}; answer: Explanation | null};
  signature: {ask: Place; answer: Signature | null};
  rename: {ask: Place; answer: Renaming};
}

export type Question = keyof Questions;

/** To the worker: where its files are (once), then questions. */
export type ToWorker = {files: string} | {[Q in Question]: {ask: number; about: Q; given: Questions[Q]["ask"]}}[Question];

/** From the worker: it has its files, or an answer. */
export type FromWorker = {ready: number} | {failed: string} | {answer: number; value: unknown} | {answer: number; error: string};
