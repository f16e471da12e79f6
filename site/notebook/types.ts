/** Where something stands in a file. Both count from 1, as editors do. */
export interface Position {
  line: number;
  column: number;
}

/** A mistake of the author or the reader, with its place. `file` is absent for text that is in no file (a cell in the page). */
export class LocatedError extends Error {
  override name = "LocatedError";
  readonly position: Position;
  readonly file: string | undefined;

  constructor(message: string, position: Position, file?: string) {
    super(message);
    this.position = position;
    this.file = file;
  }

  /** `file.md:line:column: message`, the form that terminals and editors make clickable. */
  get located(): string {
    return `${this.file ?? "cell"}:${this.position.line}:${this.position.column}: ${this.message}`;
  }
}

/** What a cell's text is: a TypeScript program or expression, Markdown that a reader wrote, or a `${…}` in prose. */
export type CellKind = "ts" | "md" | "inline";

/** A cell's part in an exercise; a cell outside exercises has none. */
export type ExerciseRole = "setup" | "starter" | "check" | "solution";

/** One cell as the author wrote it. */
export interface Cell {
  /** Stable within the chapter: the `#id` of the fence, else the first name that it declares itself, else `<heading slug>-<n>`. */
  id: string;
  kind: CellKind;
  /** The text between the fences, without the last newline, with `\n` between lines whatever the file has. */
  source: string;
  /** Where `source` begins in the chapter's file. */
  start: Position;
  /** Runs, its code is not shown. */
  hide: boolean;
  /** Its code is behind a disclosure. */
  fold: boolean;
  /** Runs only when the reader presses Run. */
  manual: boolean;
  /** Its figure may take the whole width of a wide screen: the one that opens a chapter, say. */
  wide: boolean;
  /** Milliseconds that one synchronous stretch of the cell may take once a reader has edited it. Fence word `budget=5000`. */
  budget: number;
  /** CSS pixels to keep free for the output until the cell has run, so that the page does not jump. Fence word `height=320`. */
  height: number | undefined;
  role: ExerciseRole | undefined;
  /** "convolution#write-convolution": an exercise elsewhere, whose solution this is and whose answer may stand here. Fence word `answer=…`. */
  answer: string | undefined;
  /** Id of the exercise that the cell belongs to. */
  exercise: string | undefined;
}

/** Lines of a file, counted from 1; `to` is the line after the last. */
export interface Lines {
  from: number;
  to: number;
}

/**
 * A stretch of Markdown between cells, cut at headings as well. Its inline `${…}` are cells of kind "inline", in order of
 * appearance. Fences that are only shown, and the containers `note` and `aside`, are part of it.
 */
export interface Prose {
  type: "prose";
  /** `<heading slug>-p<n>`: stable while the author edits other sections. */
  id: string;
  /** Its text, with `\n` between lines whatever the file has. */
  source: string;
  start: Position;
  lines: Lines;
  inline: Cell[];
}

/** A cell with a block of its own. */
export interface CellBlock {
  type: "cell";
  id: string;
  cell: Cell;
  /** From the opening fence to the closing one. */
  lines: Lines;
}

/** A container `::: exercise #id Title`; its blocks are prose, cells with a role, and hints. */
export interface Exercise {
  type: "exercise";
  id: string;
  title: string;
  start: Position;
  lines: Lines;
  blocks: (Prose | CellBlock | Hint)[];
}

/** A container `::: hint` within an exercise. */
export interface Hint {
  type: "hint";
  id: string;
  lines: Lines;
  blocks: Prose[];
}

/** A heading of the prose, in order of appearance; `id` is its anchor in the page. */
export interface Heading {
  id: string;
  level: number;
  text: string;
  start: Position;
}

export type Block = Prose | CellBlock | Exercise;

/** A chapter's file, parsed: nothing is lost, `serialise(parse(text))` parses to the same. */
export interface Notebook {
  /** As given to `parse`, used in messages: "notebooks/convolution.md". */
  file: string;
  /** The file's name without directory and `.md`: also the page's name. */
  slug: string;
  title: string;
  summary: string;
  /** Place in the book; the index is 0. */
  order: number;
  /** A page beside the chapters: listed after them, no part of their order. */
  beside?: true;
  /** The whole text of the file. */
  source: string;
  headings: Heading[];
  /** Link reference definitions (`[label]: address`) of the whole file, by normalised label. */
  references: Record<string, {href: string; title: string}>;
  blocks: Block[];
}

/** A stretch of a cell's source, in UTF-16 code units, end exclusive. */
export interface Range {
  start: number;
  end: number;
}

/** A stretch to be made spaces. `put` takes the place of its first character: what keeps the rest meaning the same. */
export interface Blank extends Range {
  put?: ";" | "(" | ")";
}

/** A module that a cell imports for its names or for its effect; imports of types only are not among them. */
export interface ImportedModule {
  specifier: string;
  /** The text within `with {…}`, if any. */
  attributes: string | undefined;
}

/** Text that a compile with a guard put in: `length` characters before what stands at (line, column) of the cell. */
export interface Insertion extends Position {
  length: number;
}

/** Where a guard's check goes: before the character at `at`, for the loop or function that begins in `line`. */
export interface Loop {
  at: number;
  line: number;
  /** A body without braces gets some (an arrow's expression: parentheses), up to before the character at `end`. */
  brackets: {pair: "{}" | "()"; end: number} | undefined;
}

/** One imported name: `import {imported as local} from "specifier"`; imported is "*" for a namespace, "default" for a default import. */
export interface ImportedName {
  specifier: string;
  imported: string;
  local: string;
}

/** What one syntax tree tells of a cell. */
export interface Analysis {
  /** The cell is one expression, whose value is displayed (no trailing semicolon). */
  expression: boolean;
  /** Value names that other cells may use, in order: top-level variables, functions, classes, imported names. */
  declarations: string[];
  /** Those of `declarations` that are variables: other cells see what their promises and generators give. */
  variables: string[];
  /** Free value names, each once, in order of appearance; includes built-ins such as `display` and globals such as `Math`. */
  references: string[];
  /** Where each free name first stands, same order as `references`. */
  referencePositions: Position[];
  /** Top-level types and interfaces that other cells may use. */
  types: string[];
  /** True when there is a top-level `await` or `for await`. */
  awaits: boolean;
  imports: ImportedName[];
  /** The modules of `imports`, and those imported for their effect, each once, in order. */
  modules: ImportedModule[];
  /** Import declarations: blanked in the body, their names brought in by the wrapper. */
  importRanges: Blank[];
  /** What is only type, to be blanked, in the order of the text. */
  blanks: Blank[];
  /** Bodies of loops and functions: where a compile with a guard inserts its check. */
  loops: Loop[];
}

/** What the runtime needs of a cell: compiled at build for the published text, in the page for an edited one. */
export interface CompiledCell {
  id: string;
  /** Names that the body takes, in order of its parameters. */
  inputs: string[];
  /** Names that its body gives to other cells. Empty for an expression. */
  outputs: string[];
  /** Names that it imports: other cells see them too, and they stay as they are when the cell runs again. */
  imports: ImportedName[];
  /** The cell is an expression: its value is to be displayed. */
  autodisplay: boolean;
  /**
   * JavaScript: an arrow function expression `(inputs) => {…; return {outputs};}` or `(inputs) => (…)`, `async` only if the
   * cell awaits or imports, so that the values of the others are there at once.
   * The cell's first line is line `bodyLine` of this text (1-based) and every column is the cell's own.
   */
  body: string;
  bodyLine: number;
  /** The body takes `__tick` (guard.ts: createTick) before its inputs, and calls it in every loop. */
  guarded: boolean;
  /** What the guard put in; empty without one. */
  insertions: Insertion[];
}
