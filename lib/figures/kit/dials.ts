import type {Live} from "../../live.ts";

/** What a dial can hold: a literal of a cell's text, or a list of numbers. */
export type DialValue = number | string | boolean | readonly number[];

/**
 * Literals in the source of a visible cell that a control reads and writes: what the built-in `dials("run", {"batch": {min: 1,
 * max: 1024, integer: true}, …})` gives to a cell. The page owns the text; a figure shows it and asks for changes.
 *
 * A path that was not declared is in neither record, and an error (RangeError) in `set`.
 */
export interface Dials {
  /**
   * By path, what stands in the cell's text now: `{batch: 64, "settings.loss": "minimax"}`. `undefined` where nothing is written
   * (the default of whoever reads the object holds), and where something is that is no literal (then `fixed` says so). The text
   * is the one that runs: while an editor holds text that was not run yet, the values are those of the text before it.
   */
  readonly values: Live<Readonly<Record<string, DialValue | undefined>>>;
  /**
   * By path, why it cannot be turned now, as a part of a sentence for the reader ("run, 2:12 holds an expression, `rate * 2`"); only
   * paths for which this is so. All paths while the text cannot be read, and where there is no such cell.
   */
  readonly fixed: Live<Readonly<Record<string, string>>>;
  /**
   * Writes the values into the cell's text, all in one edit that can be undone at once and is stored as the reader's, and runs
   * the cell. A property that is missing is written in. Resolves when the cell is compiled and defined: it then runs, and so does
   * every cell that uses it, among them the one that called `dials` if it uses the cell's name.
   *
   * Rejects, and changes nothing: with a RangeError for a path that was not declared and a value that its declaration does not
   * allow (the message says what was given and what is allowed), with an Error for a path that is `fixed` and while the cell's
   * editor holds text that was not run (the message says so, and asks to run or undo it).
   */
  set(changes: Readonly<Record<string, DialValue>>): Promise<void>;
  /**
   * What the page's address asks for under this name besides dials, of the names that the third argument of `dials` allows
   * (`dials("run", {…}, ["step"])`): of `?run.batch=64&run.step=200` the record `{step: "200"}`. Values are text of at most 100
   * characters: check them like any input. The same for every call of `dials` with this name until `taken()`.
   */
  readonly asked: Readonly<Record<string, string>>;
  /** Says that `asked` was done, or given up: from now on it is empty, also when the cell runs again. */
  taken(): void;
  /**
   * An absolute address of this page that has these dials, those of them that differ from the published text, and the extras:
   * `address({step: 200})` → "https://…/gan-training.html?run.batch=64&run.step=200". A dial that was published with a value and
   * has none now cannot be told in an address and is left out. `run`, the name that was given to `dials`, leads each part.
   */
  address(extras?: Readonly<Record<string, string | number>>): string;
}
