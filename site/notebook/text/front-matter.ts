import {suggestion} from "./nearest.ts";
import {LocatedError} from "../types.ts";

/** What the block between the two `---` lines at the head of a chapter says. */
export interface FrontMatter {
  title: string;
  summary: string;
  order: number;
  /** True: a page beside the chapters. */
  beside: boolean;
  /** Number of lines it takes, both `---` included. */
  lines: number;
  errors: LocatedError[];
}

const keys = ["title", "summary", "order", "place"] as const;
/** The order of a chapter that states none: behind those that do. A finite number, so that it survives JSON. */
const unordered = 1000;
type Key = (typeof keys)[number];

/**
 * Reads `key: value` lines between `---` lines at the very start of a chapter. Keys: `title` (needed), `summary`, `order` (a
 * number; without it, the chapter stands after the numbered ones), `place` ("beside": the page is none of the chapters; it is listed
 * after them and has no order). A value may stand in double or single quotes; empty lines and
 * lines that begin with `#` are skipped. It is deliberately less than YAML: what it cannot read is an error, never a guess.
 */
export function parseFrontMatter(lines: readonly string[], file?: string): FrontMatter {
  const errors: LocatedError[] = [];
  const fail = (message: string, line: number, column = 1): void =>
    void errors.push(new LocatedError(message, {line, column}, file));
  const found = new Map<Key, string>();
  const result = {title: "", summary: "", order: unordered, beside: false, lines: 0, errors};
  if (lines[0]?.trimEnd() !== "---") {
    fail('A chapter begins with front matter: a line "---", then "title: …", then a line "---".', 1);
    return result;
  }
  const end = lines.findIndex((line, i) => i > 0 && line.trimEnd() === "---");
  if (end < 0) {
    fail('The front matter is not closed: a line "---" is missing after it.', 1);
    return {...result, lines: lines.length};
  }
  for (let i = 1; i < end; ++i) {
    const line = lines[i]!;
    if (line.trim() === "" || line.startsWith("#")) continue;
    const match = /^([^\s:]+)[ \t]*:([ \t]*)(.*?)[ \t]*$/.exec(line);
    if (match === null) {
      fail('A line of front matter has the form "key: value".', i + 1, line.length - line.trimStart().length + 1);
      continue;
    }
    const [, key, , raw] = match as unknown as [string, string, string, string];
    const column = line.indexOf(raw, key.length + 1 + line.slice(key.length).indexOf(":")) + 1;
    if (!isKey(key)) fail(`Front matter has no key "${key}".${suggestion(key, keys)}`, i + 1);
    else if (found.has(key)) fail(`Front matter gives "${key}" twice.`, i + 1);
    else {
      const value = unquote(raw);
      if (value === undefined) fail(`The quotation mark of "${key}" is not closed.`, i + 1, column);
      else if (value === "") fail(`Front matter gives no value for "${key}".`, i + 1, column);
      else if (key === "order" && !/^\d+(\.\d+)?$/.test(value)) {
        fail(`"order" is a number, 0 or more, that places the chapter in the book; it is "${value}".`, i + 1, column);
      } else if (key === "place" && value !== "beside")
        fail(`"place" can only be "beside": a page that is none of the chapters; it is "${value}".`, i + 1, column);
      else if ((key === "order" && found.has("place")) || (key === "place" && found.has("order")))
        fail('A page beside the chapters has no "order".', i + 1);
      found.set(key, value ?? "");
    }
  }
  if (!found.has("title")) fail('Front matter needs a title: "title: …".', 1);
  const order = Number(found.get("order") ?? NaN);
  return {
    title: found.get("title") ?? "",
    summary: found.get("summary") ?? "",
    order: Number.isNaN(order) ? unordered : order,
    beside: found.get("place") === "beside",
    lines: end + 1,
    errors
  };
}

function isKey(key: string): key is Key {
  return (keys as readonly string[]).includes(key);
}

/** The value without its quotation marks; undefined when they do not match. */
function unquote(raw: string): string | undefined {
  const quote = raw[0];
  if (quote !== '"' && quote !== "'") return raw;
  return raw.length >= 2 && raw.endsWith(quote) ? raw.slice(1, -1) : undefined;
}
