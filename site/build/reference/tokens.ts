/** A token of TypeScript, as far as declarations need it. */
export interface Token {
  kind: "name" | "text" | "number" | "mark";
  /** As it stands in the source. `=>` and `...` are one mark each, all other marks one character. */
  text: string;
  start: number;
  end: number;
  /** Where the doc comment before it stands, if one does. */
  doc?: {start: number; end: number};
}

const name = /[\p{ID_Start}$_#][\p{ID_Continue}$]*/uy;
const number = /\d[\w.]*(?<=[eE])[+-]\d+|\d[\w.]*/y;
const comment = /\/\/.*|\/\*[^]*?\*\//y;
const quoted = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;
const pattern = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
const space = /\s+/y;

/** After these a `/` begins a pattern, and is no division. */
const beforePattern = /^(?:[([{,;=:!&|?+\-*/%<>~^}]|=>|return|typeof|case|of|in|await|yield|void|else)$/;

/**
 * The tokens of a module. A scanner and no parser: a build reads all of `lib` with it in some milliseconds, of which a parser,
 * that understands every function's body, takes half a second.
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let doc: Token["doc"];
  let at = 0;
  const match = (rule: RegExp): string | undefined => {
    rule.lastIndex = at;
    return rule.exec(source)?.[0];
  };
  const push = (kind: Token["kind"], text: string): void => {
    tokens.push({kind, text, start: at, end: at + text.length, ...(doc && {doc})});
    doc = undefined;
    at += text.length;
  };
  while (at < source.length) {
    const c = source.charCodeAt(at);
    if (c <= 32) {
      at += match(space)?.length ?? 1;
      continue;
    }
    const character = source[at]!;
    if (character === "/") {
      const skipped = match(comment);
      if (skipped) {
        if (skipped.startsWith("/**") && skipped !== "/**/") doc = {start: at, end: at + skipped.length};
        at += skipped.length;
        continue;
      }
      const last = tokens.at(-1);
      const found = !last || beforePattern.test(last.text) ? match(pattern) : undefined;
      push(found ? "text" : "mark", found ?? "/");
      continue;
    }
    if (character === '"' || character === "'") push("text", match(quoted) ?? character);
    else if (character === "`") push("text", source.slice(at, templateEnd(source, at)));
    else if (c >= 48 && c <= 57) push("number", match(number)!);
    else {
      const word = match(name);
      if (word) push("name", word);
      else push("mark", source.startsWith("=>", at) ? "=>" : source.startsWith("...", at) ? "..." : character);
    }
  }
  return tokens;
}

/** The offset after the template literal that begins at `at`. */
function templateEnd(source: string, at: number): number {
  for (let i = at + 1; i < source.length; i++) {
    const character = source[i];
    if (character === "\\") i++;
    else if (character === "`") return i + 1;
    else if (character === "$" && source[i + 1] === "{") i = expressionEnd(source, i + 2);
  }
  return source.length;
}

/** The offset of the `}` that closes a template's `${`. */
function expressionEnd(source: string, at: number): number {
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === "`") i = templateEnd(source, i) - 1;
    else if (character === '"' || character === "'") {
      quoted.lastIndex = i;
      i += (quoted.exec(source)?.[0].length ?? 1) - 1;
    } else if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return i;
  }
  return source.length;
}
