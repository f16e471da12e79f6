import type {Token} from "markdown-it";
import {suggestion} from "./nearest.ts";
import type {ExerciseRole, Position} from "../types.ts";
import {LocatedError} from "../types.ts";

/** What holds of a cell whose fence does not say otherwise; `budget` is in milliseconds, for one synchronous stretch of an edited cell. */
export const plainFence = {
  hide: false,
  fold: false,
  manual: false,
  wide: false,
  budget: 2000,
  height: undefined,
  role: undefined,
  answer: undefined
};

/** What the line that opens a fence says. */
export interface FenceWords {
  /** "ts" and "md" are cells; "shown" is code (in `language`) that is only shown. */
  kind: "ts" | "md" | "shown";
  /** First word of the line, "" when there is none: for highlighting. */
  language: string;
  id: string | undefined;
  /** Where `#id` stands in the file. */
  idPosition: Position | undefined;
  hide: boolean;
  fold: boolean;
  manual: boolean;
  wide: boolean;
  budget: number;
  height: number | undefined;
  role: ExerciseRole | undefined;
  answer: string | undefined;
  errors: LocatedError[];
}

const roles: readonly ExerciseRole[] = ["setup", "starter", "check", "solution"];
const flags = ["hide", "fold", "manual", "wide"] as const;
const words = ["hide", "fold", "manual", "wide", "static", "#id", "budget=", "height=", "answer=", ...roles] as const;

/** Ids that an author may give: letters, digits, `_`, `$`, `-`, `.`, not beginning with the last two. */
export const idPattern = /^[\p{ID_Continue}$][\p{ID_Continue}$\u200c\u200d.-]*$/u;

/**
 * Reads the words after the marks that open a fence (`ts hide #kernel budget=5000`); `position` is where `info` begins in the
 * file. `ts` is a cell, `ts static` and every other language only shown; `md cell` is a Markdown cell, as readers add them.
 * Errors stand at the word that causes them.
 */
export function parseFenceWords(info: string, position: Position, file?: string): FenceWords {
  const errors: LocatedError[] = [];
  const found = [...info.matchAll(/\S+/g)].map((match) => ({
    word: match[0],
    at: {line: position.line, column: position.column + match.index}
  }));
  const language = found[0]?.word ?? "";
  const result: FenceWords = {
    kind: "shown",
    language,
    id: undefined,
    idPosition: undefined,
    ...plainFence,
    errors
  };
  const fail = (message: string, at: Position): void => void errors.push(new LocatedError(message, at, file));
  if (language === "md" && found[1]?.word === "cell") result.kind = "md";
  else if (language === "ts") {
    if (found.some(({word}) => word === "static")) {
      const other = found.slice(1).find(({word}) => word !== "static");
      if (other) fail(`A "static" fence is only shown: "${other.word}" means nothing there.`, other.at);
      return result;
    }
    result.kind = "ts";
  } else {
    if (/^(ts|typescript|tsx)$/i.test(language)) {
      fail(`Write "ts" for a cell, "ts static" for TypeScript that is only shown; this fence says "${language}".`, found[0]!.at);
    }
    return result;
  }
  const seen = new Set<string>();
  for (const {word, at} of found.slice(result.kind === "md" ? 2 : 1)) {
    const name = word.startsWith("#") ? "#id" : word.replace(/=.*/s, word.includes("=") ? "=" : "");
    if (seen.has(name)) fail(`"${word}": this is said twice.`, at);
    seen.add(name);
    if (name === "#id") {
      result.id = word.slice(1);
      result.idPosition = at;
      if (!idPattern.test(result.id)) fail(`"${word}" is no id: after # come letters, digits, "_", "-", ".".`, at);
    } else if (result.kind === "md") fail(`A Markdown cell takes no word but #id; here is "${word}".`, at);
    else if (isOneOf(flags, word)) result[word] = true;
    else if (isOneOf(roles, word)) {
      if (result.role !== undefined) fail(`A cell has one role; this one is "${result.role}" already.`, at);
      result.role = word;
    } else if (name === "budget=" || name === "height=") {
      const key = name === "budget=" ? "budget" : "height";
      const value = word.slice(name.length);
      if (/^[1-9]\d{0,6}$/.test(value)) result[key] = Number(value);
      else fail(`"${word}": ${key} is a whole number of ${key === "budget" ? "milliseconds" : "pixels"}, 1 to 9999999.`, at);
    } else if (name === "answer=") {
      if (/^answer=[^#]+#.+$/.test(word)) result.answer = word.slice(name.length);
      else fail(`"${word}": answer names an exercise of another chapter, as in answer=tensors#write-descent.`, at);
    } else if (word === "budget" || word === "height") {
      fail(`"${word}" needs a number: ${word}=${word === "budget" ? "5000 (milliseconds)" : "320 (pixels)"}.`, at);
    } else fail(`Unknown fence word "${word}".${suggestion(word.replace(/(?<==).*/s, ""), words)}`, at);
  }
  if (result.answer !== undefined && result.role !== undefined) {
    const {at} = found.find(({word}) => word.startsWith("answer="))!;
    fail(`A cell of an exercise cannot stand for the answer to another.`, at);
  }
  if (result.hide && result.fold) {
    fail('A cell cannot both "hide" and "fold" its code.', found.find(({word}) => word === "fold")!.at);
  }
  return result;
}

function isOneOf<T extends string>(list: readonly T[], word: string): word is T {
  return (list as readonly string[]).includes(word);
}

/** The words of a fence in a chapter of these lines, and its mistakes, those of its marks too. */
export function readFence({markup, info, content, level, map}: Token, lines: readonly string[], file?: string): FenceWords {
  const [from, to] = map!;
  const column = Math.max(0, lines[from]!.indexOf(markup)) + 1;
  const words = parseFenceWords(info, {line: from + 1, column: column + markup.length}, file);
  const fail = (message: string): void => void words.errors.push(new LocatedError(message, {line: from + 1, column}, file));
  const closed = to - from > 1 && new RegExp(`^[\\s>]*${markup[0]}{${markup.length},}\\s*$`).test(lines[to - 1] ?? "");
  // A fence with words closes none: the text of this one runs on, through prose and the next cell's fence.
  const next = content.split("\n").findIndex((text) => text.startsWith(markup) && /^`{3,}\s*ts\b/.test(text));
  if (!closed) fail(`This fence is not closed: a line "${markup}" is missing.`);
  else if (next >= 0)
    fail(`This fence is not closed before the next one, in line ${from + next + 2}: a line "${markup}" is missing.`);
  if (words.kind !== "shown" && column > 1 && level === 0) fail("The fence of a cell stands at the beginning of its line.");
  return words;
}
