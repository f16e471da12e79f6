import type {CompletionEntry} from "typescript-6";
import type {ChapterLanguage} from "./language.ts";
import type {Completion, Completions, Import, Place} from "./messages.ts";

/** More names than this nobody looks through. */
const MOST = 60;

/**
 * Names that can stand at a place of a cell: members, properties that an argument takes, and where any name can stand also those of the
 * other cells, the built-ins and what the library exports, which comes with its import. Null: nothing is to be completed there.
 */
export function complete(language: ChapterLanguage, {cell, at}: Place): Completions | null {
  const found = language.at(cell, at);
  if (!found) return null;
  const {open, position} = found;
  const {source} = open.module.cell;
  const before = source.slice(0, at - open.offset);
  const specifier = /(?:\bfrom|^\s*import|\bimport\()\s*["']([^"'\n]*)$/m.exec(before)?.[1];
  if (specifier !== undefined) return modules(language, specifier, at);
  const word = /[\p{ID_Continue}$]*$/u.exec(before)![0];
  const info = language.service.getCompletionsAtPosition(open.module.path, position, {
    includeCompletionsWithInsertText: true,
    includeCompletionsForImportStatements: false
  });
  if (!info) return null;
  // Within the brackets of an expression TypeScript waits for parameters as well, and calls that something else.
  const isGlobal = !info.isMemberCompletion && info.entries.some(({name}) => name === "globalThis");
  // A name that nobody knows yet has none to choose from: `const x`.
  if (info.isNewIdentifierLocation && word === "" && !info.isMemberCompletion && !isGlobal) return null;
  const names = new Map<string, Completion & {rank: string}>();
  for (const entry of info.entries) {
    if (entry.name.startsWith("__") || entry.kind === "warning") continue;
    names.set(entry.name, {name: entry.name, kind: entry.kind, ...written(entry), rank: entry.sortText});
  }
  if (isGlobal) {
    for (const name of language.builtins) if (!names.has(name)) names.set(name, {name, kind: "built-in", rank: "10"});
    for (const [name, id] of language.definers) if (id !== cell) names.set(name, {name, kind: "cell", rank: "10"});
    for (const [name, exporters] of Object.entries(language.files.exports)) {
      if (names.has(name)) continue;
      const given: Import = {name, module: exporters[0]!};
      names.set(name, {name, kind: "import", import: given, rank: "12"});
    }
  }
  const start = at - word.length;
  return {start, end: at, names: best([...names.values()], word), narrow: !isGlobal};
}

/** Public modules and packages, by what stands between the quotes so far. */
function modules({files}: ChapterLanguage, specifier: string, at: number): Completions {
  const names = files.importable.map((name) => ({name, kind: "module", rank: ""}));
  return {start: at - specifier.length, end: at, names: best(names, specifier), narrow: true};
}

/** What is put in for a name that does not stand as it is called: `"a-b"` in an object, `["a-b"]` behind a dot. */
function written({insertText, name}: CompletionEntry): {insert?: string} {
  return insertText === undefined || insertText === name ? {} : {insert: insertText};
}

/** Those that begin with the word, then those that hold its characters in their order; by TypeScript's rank, then by name. */
function best(names: readonly (Completion & {rank: string})[], word: string): Completion[] {
  const given = word.toLowerCase();
  const scored = names.flatMap((each) => {
    const score = likeness(each.name, word, given);
    // Of the browser's thousand names, those that hold the characters somewhere are noise.
    return score < 0 || (score === 3 && each.rank >= GLOBAL) ? [] : [{each, score}];
  });
  scored.sort((a, b) => a.score - b.score || compare(a.each.rank, b.each.rank) || compare(a.each.name, b.each.name));
  return scored.slice(0, MOST).map(({each: {rank: _, ...name}}) => name);
}

/** TypeScript's rank of names that are there in every program. */
const GLOBAL = "15";

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** 0: begins so; 1: but for its case; 2: a word in it does; 3: its characters stand there in this order; −1: not at all. */
function likeness(name: string, word: string, given: string): number {
  if (name.startsWith(word)) return 0;
  const lower = name.toLowerCase();
  if (lower.startsWith(given)) return 1;
  const at = lower.indexOf(given);
  if (at > 0) return 2;
  let from = 0;
  for (const character of given) {
    from = lower.indexOf(character, from) + 1;
    if (from === 0) return -1;
  }
  // Two characters are in too many names.
  return given.length > 2 && lower[0] === given[0] ? 3 : -1;
}
