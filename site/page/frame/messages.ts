/**
 * What a book and the frame in which a chapter runs apart say to each other, over one MessagePort. The frame has an origin of its
 * own and can load nothing: it asks the book for each file. The book evaluates nothing that comes from the frame.
 */

/** The book's first message, with the port. */
export interface Start {
  /** Text of the frame's own script: the bundle of boot.ts. */
  boot: string;
  /** URL of the chapter's page: what relative addresses stand against. */
  base: string;
  /** URL of the book's folder, ending in "/". */
  root: string;
  /** The page's import map, with absolute URLs. */
  map: Readonly<Record<string, string>>;
  /** URL of the page's script. */
  entry: string;
  /** URLs of its stylesheets, in order. */
  styles: readonly string[];
  /** The changes to show and run, as the page keeps edits. */
  edits: readonly {id: string}[];
}

/** What the frame, or a worker of it, needs to ask for files and load modules. */
export type Place = Omit<Start, "entry" | "styles" | "edits">;

/** A file that the frame wants. */
export interface Ask {
  ask: number;
  url: string;
}

/** The answer to an `Ask`. */
export type Answer = {answer: number; file: Blob} | {answer: number; refused: string};

/** What the frame says to the book. */
export type FromFrame =
  | Ask
  /** The page's script has been loaded. */
  | {ready: true}
  /** It could not be. */
  | {failed: true}
  /** All that differs from the published chapter now. */
  | {edits: readonly unknown[]}
  /** It has told of all that was typed. */
  | {flushed: true}
  /** The reader followed a link that leads out. */
  | {link: true};

/** What the book says to the frame. */
export type ToFrame = Answer | {theme: string | null} | {flush: true};

/** What stands in the frame, and in its workers, in the place of `import(…)` and `import.meta`; the name is as long as "import". */
export interface Apart {
  /** As `import(specifier)`. */
  (specifier: string, options?: ImportCallOptions): Promise<unknown>;
  readonly meta: {readonly url: string; resolve(specifier: string): string};
  /** Where the chapter's edits are kept: memory, of which the book is told. An `EditStore` of site/page/keep. */
  readonly store: FrameStore;
}

/** Records of edits, by their id; null: the cell stands as published. */
export interface FrameStore {
  load(path: string): Promise<never[]>;
  write(path: string, changes: readonly {id: string; edit: {id: string} | null}[]): Promise<never[]>;
}
