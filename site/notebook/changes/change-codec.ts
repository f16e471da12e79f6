import type {CellChange, Changes} from "./changes.ts";

/** Limits on what is read from links and files: characters and lines of a cell, of all of them, and of an id. */
export const limits = {cells: 500, text: 200_000, lines: 5000, total: 2_000_000, totalLines: 20_000, id: 200} as const;

/** More than the limits allow; the message says what there is, and what is allowed. */
export class TooLarge extends RangeError {
  override name = "TooLarge";
}

/** @throws TooLarge for changes that are more, or longer, than `limits` allows. */
export function checkSize(changes: Iterable<Pick<CellChange, "id" | "text">>): void {
  const over = (what: string, given: number, most: number): void => {
    const [is, allowed] = [given, most].map((number) => number.toLocaleString("en"));
    if (given > most) throw new TooLarge(`${what}: ${is}; at most ${allowed} are taken`);
  };
  let [cells, total, totalLines] = [0, 0, 0];
  for (const {id, text = ""} of changes) {
    const name = id.length > 40 ? `${id.slice(0, 40)}…` : id;
    const lines = lineCount(text);
    cells += 1;
    total += text.length;
    totalLines += lines;
    over(`Characters of the cell “${name}”`, text.length, limits.text);
    over(`Lines of the cell “${name}”`, lines, limits.lines);
  }
  over("Changed cells", cells, limits.cells);
  over("Characters of all changed cells", total, limits.total);
  over("Lines of all changed cells", totalLines, limits.totalLines);
}

function lineCount(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

/** The plain JSON value of a set of changes, for storage and links. */
export interface EncodedChanges {
  version: 1;
  cells: CellChange[];
  /** The slug of the chapter that they were made in. */
  chapter?: string;
}

/** A plain JSON value that `decodeChanges` reads back. `chapter`: the slug of the chapter that the changes were made in. */
export function encodeChanges(changes: Changes, chapter?: string): EncodedChanges {
  const cells = [...changes.values()].map((change) => ({...change}));
  return chapter === undefined ? {version: 1, cells} : {version: 1, cells, chapter};
}

/** The chapter that a value which `decodeChanges` reads was made in; undefined where it does not say. */
export function chapterOf(value: unknown): string | undefined {
  const {chapter} = Object(value) as Partial<Record<string, unknown>>;
  return typeof chapter === "string" ? chapter : undefined;
}

/**
 * Reads changes from a value of unknown origin. Only plain data of exactly the known shape passes; nothing of the value itself
 * is kept.
 * @throws TypeError or RangeError that says where in the value what is wrong, TooLarge for one beyond `limits`
 */
export function decodeChanges(value: unknown): Map<string, CellChange> {
  const {version, cells, chapter} = record(value, "changes", ["version", "cells", "chapter"]);
  if (version !== 1) throw new RangeError(`changes.version: 1 expected, not ${show(version)}`);
  if (chapter !== undefined && !(typeof chapter === "string" && chapter.length <= limits.id))
    throw new TypeError(`changes.chapter: a chapter's name expected, not ${show(chapter)}`);
  if (!Array.isArray(cells)) throw new TypeError(`changes.cells: a list expected, not ${show(cells)}`);
  if (cells.length > limits.cells) checkSize(cells.map(() => ({id: ""})));
  const changes = new Map<string, CellChange>();
  for (let i = 0; i < cells.length; ++i) {
    const change = decodeChange(cells[i], `changes.cells[${i}]`);
    if (changes.has(change.id)) throw new RangeError(`changes.cells[${i}].id: ${show(change.id)} comes twice`);
    changes.set(change.id, change);
  }
  checkSize(changes.values());
  return changes;
}

/** Shape of an id: as in front of `idPattern`, kept here so that the page need not load the parser. */
const id = /^[\p{ID_Continue}$][\p{ID_Continue}$\u200c\u200d.-]*$/u;

function decodeChange(value: unknown, where: string): CellChange {
  const given = record(value, where, ["id", "original", "text", "deleted", "after", "kind", "manual"]);
  const fail = (key: string, expected: string): never => {
    throw new TypeError(`${where}.${key}: ${expected} expected, not ${show(given[key])}`);
  };
  const isId = (text: unknown): text is string => typeof text === "string" && text.length <= limits.id && id.test(text);
  if (!isId(given.id)) return fail("id", "an id");
  const {original, text, deleted, after, kind, manual} = given;
  if (original !== null && !(typeof original === "string" && /^[0-9a-f]{14}$/.test(original)))
    return fail("original", "a hash or null");
  const change: CellChange = {id: given.id, original};
  if (text !== undefined) {
    if (typeof text !== "string") return fail("text", "a text");
    change.text = text.replace(/\r\n?/g, "\n");
  }
  if (deleted !== undefined) {
    if (deleted !== true) return fail("deleted", "true or nothing");
    change.deleted = true;
  }
  if (after !== undefined) {
    if (after !== null && !isId(after)) return fail("after", "an id or null");
    change.after = after;
  }
  if (kind !== undefined) {
    if (kind !== "ts" && kind !== "md") return fail("kind", '"ts" or "md"');
    change.kind = kind;
  }
  if (manual !== undefined) {
    if (typeof manual !== "boolean") return fail("manual", "true or false");
    change.manual = manual;
  }
  if (original === null && text === undefined) return fail("text", "the text of an added cell");
  return change;
}

/** The own properties of a plain object; those of its prototype are not seen, unknown ones refused. */
function record(value: unknown, where: string, keys: readonly string[]): Partial<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`${where}: an object expected, not ${show(value)}`);
  const own: Partial<Record<string, unknown>> = Object.create(null) as object;
  for (const [key, content] of Object.entries(value)) {
    if (!keys.includes(key)) throw new TypeError(`${where}: unknown property ${show(key)}`);
    own[key] = content;
  }
  return own;
}

/** A value in a message, short whatever it is. */
function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
