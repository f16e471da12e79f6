/** A token of C: what kind, its text and the line it stands in, from 1. A "define" is a whole line of `#define`, without these words. */
export interface Token {
  kind: "number" | "name" | "sign" | "define" | "end";
  text: string;
  line: number;
}

const SIGNS = /^(?:<<=|>>=|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<=|>=|==|!=|&&|\|\||<<|>>|[-+*/%<>=!&|^~?:;,(){}[\]])/;

/** Lines of the preprocessor that change nothing here: what they bring is there. */
const IDLE = /^#\s*(?:include|pragma|ifndef|endif)\b/;

/** Cuts C into tokens; comments and `#include` are left out. @throws SyntaxError naming the line. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  let rest = source;
  let line = 1;
  const take = (text: string): void => {
    line += text.split("\n").length - 1;
    rest = rest.slice(text.length);
  };
  while (rest) {
    const skipped = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(rest);
    if (skipped) {
      take(skipped[0]);
      continue;
    }
    // A line of the preprocessor; with \\ at its end it goes on.
    const order = /^#(?:\\\n|[^\n])*/.exec(rest)?.[0];
    if (order !== undefined) {
      const rule = /^#\s*define\s+/.exec(order)?.[0];
      if (rule === undefined && !IDLE.test(order))
        throw new SyntaxError(`line ${line}: ${/^#\s*\w*/.exec(order)![0]} is not understood here`);
      if (rule !== undefined) found.push({kind: "define", text: order.slice(rule.length).replaceAll("\\\n", " "), line});
      take(order);
      continue;
    }
    const number = /^(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)[fFuUlL]*/i.exec(rest);
    const name = /^[A-Za-z_]\w*/.exec(rest);
    const sign = SIGNS.exec(rest);
    const match = number ?? name ?? sign;
    if (!match) throw new SyntaxError(`line ${line}: ${JSON.stringify(rest[0])} is not understood here`);
    found.push({kind: number ? "number" : name ? "name" : "sign", text: match[0], line});
    take(match[0]);
  }
  return [...found, {kind: "end", text: "the end", line}];
}
