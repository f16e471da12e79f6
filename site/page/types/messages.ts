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
  /** They are members of a value, or what an argument takes: few, and worth showing before a character of one is there. */
  narrow: boolean;
}

/** What is known of a name: how it is declared, and what its author wrote of it. */
export interface Explanation extends Range {
  signature: string;
  text: string;
  /** The name, where a cell can import it: the reference says more. */
  of?: string;
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

/** A name with what changes when it is another; or why it cannot be changed. */
export type Renaming = {name: string; changes?: readonly Change[]} | {refused: string};

/** Questions to the type worker → answers. Null: there is nothing to say. */
export interface Questions {
  /** The whole chapter, in order: what was known of it before is forgotten. */
  chapter: {given: readonly CellText[]; answer: null};
  /** One cell's new text. */
  change: {given: {cell: string; text: string}; answer: null};
  problems: {given: {cell: string}; answer: readonly CellProblem[] | null};
  complete: {given: Place; answer: Completions | null};
  /** What stands at a place, or the name that could be put there. */
  explain: {given: Place & {name?: string; module?: string}; answer: Explanation | null};
  signature: {given: Place; answer: Signature | null};
  /** What brings a name of the library into a cell. */
  importing: {given: Import & {cell: string}; answer: readonly Change[]};
  rename: {given: Place & {to?: string; fixed: readonly string[]}; answer: Renaming};
}

/** A question, and its number. */
export interface Asked<Q extends keyof Questions = keyof Questions> {
  ask: number;
  about: Q;
  given: Questions[Q]["given"];
}

/** An answer. `error`: what went wrong instead. */
export interface Answered {
  answer: number;
  value?: unknown;
  error?: string;
}
