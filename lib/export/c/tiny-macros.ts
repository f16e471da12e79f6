import type {Token} from "./tiny-tokens.ts";
import {tokens} from "./tiny-tokens.ts";

/** What a #define puts in the place of a name; null parameters: no parentheses follow the name. */
interface Macro {
  parameters: string[] | null;
  body: Token[];
}

/** So many tokens a program may come to: definitions that double each other would have no end. */
const MOST = 100_000;

/**
 * Carries out `#define`: names that were defined above become what stands for them, with or without parameters, and again within that,
 * but for a name in its own definition.
 * @throws SyntaxError naming the line, for a definition that is not understood, too few or too many values, or a program that grows too
 * long.
 */
export function defined(list: readonly Token[]): Token[] {
  const macros = new Map<string, Macro>();
  let count = 0;

  const expanded = (given: readonly Token[], busy: ReadonlySet<string>): Token[] => {
    const result: Token[] = [];
    for (let at = 0; at < given.length; at++) {
      const token = given[at];
      if (++count > MOST) throw new SyntaxError(`line ${token.line}: the definitions make the program too long`);
      if (token.kind === "define") {
        const [name, macro] = macroOf(token);
        macros.set(name, macro);
        continue;
      }
      const macro = token.kind === "name" && !busy.has(token.text) ? macros.get(token.text) : undefined;
      if (!macro || (macro.parameters && given[at + 1]?.text !== "(")) {
        result.push(token);
        continue;
      }
      let body = macro.body;
      if (macro.parameters) {
        const {values, end} = valuesAfter(given, at + 1);
        const {parameters} = macro;
        const wanted = parameters.length;
        const got = wanted === 0 && values.length === 1 && values[0].length === 0 ? 0 : values.length;
        if (got !== wanted) throw new SyntaxError(`line ${token.line}: ${token.text} takes ${wanted} values, it is given ${got}`);
        const ready = values.map((value) => expanded(value, busy));
        body = body.flatMap((one) =>
          one.kind === "name" && parameters.includes(one.text) ? ready[parameters.indexOf(one.text)] : [one]
        );
        at = end;
      }
      const here = body.map((one) => ({...one, line: token.line}));
      result.push(...expanded(here, new Set([...busy, token.text])));
    }
    return result;
  };
  return expanded(list, new Set());
}

/** The name that a #define defines, and what for. */
function macroOf({text, line}: Token): [name: string, macro: Macro] {
  const parts = /^([A-Za-z_]\w*)(?:\(([\w\s,]*)\))?(.*)$/s.exec(text);
  if (!parts) throw new SyntaxError(`line ${line}: #define needs a name`);
  const [, name, parameters, body] = parts;
  const names = parameters?.split(",").map((one) => one.trim());
  return [
    name,
    {
      parameters: names ? names.filter((one) => one !== "") : null,
      body: tokens(body)
        .slice(0, -1)
        .map((one) => ({...one, line}))
    }
  ];
}

/** The values in the parentheses that open at `open`, and where these close. */
function valuesAfter(list: readonly Token[], open: number): {values: Token[][]; end: number} {
  const values: Token[][] = [[]];
  let depth = 0;
  for (let at = open; at < list.length; at++) {
    const token = list[at];
    if (token.kind === "sign" && token.text === "(" && ++depth === 1) continue;
    if (token.kind === "sign" && token.text === ")" && --depth === 0) return {values, end: at};
    if (token.kind === "sign" && token.text === "," && depth === 1) values.push([]);
    else values.at(-1)!.push(token);
  }
  throw new SyntaxError(`line ${list[open].line}: expected ")", found the end`);
}
