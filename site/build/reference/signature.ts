import {tokensOf} from "./tokens.ts";

/** A name within a text. */
export interface NameAt {
  name: string;
  start: number;
  end: number;
}

/**
 * The names in a declaration that may mean another one: neither members nor parameters, which are followed by a colon, nor what
 * stands behind a dot.
 */
export function namesIn(code: string): readonly NameAt[] {
  const names = known.get(code) ?? found(code);
  known.set(code, names);
  return names;
}

const known = new Map<string, readonly NameAt[]>();

function found(code: string): NameAt[] {
  const tokens = tokensOf(code);
  return tokens.flatMap(({kind, text, start, end}, i) => {
    const [before, next, after] = [tokens[i - 1]?.text, tokens[i + 1]?.text, tokens[i + 2]?.text];
    if (kind !== "name" || before === ".") return [];
    // `a ? B : C` is a type; `{a: B}`, `{a?: B}` and `(a: B)` give names.
    const begins = /^(?:[{(,;[]|readonly|\.\.\.)$/.test(before ?? ";");
    const declares = begins && (next === ":" || (next === "?" && after === ":"));
    return declares ? [] : [{name: text, start, end}];
  });
}

/** Where the names in a declaration lead, by the offset at which they begin. */
export function linksIn(code: string, link: (name: string) => string | undefined): Map<number, string> {
  const links = new Map<number, string>();
  for (const {name, start} of namesIn(code)) {
    const href = link(name);
    if (href !== undefined) links.set(start, href);
  }
  return links;
}
