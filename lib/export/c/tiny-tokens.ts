/** A token of C: what kind, its text and the line it stands in, from 1. */
export interface Token {
  kind: "number" | "name" | "sign" | "end";
  text: string;
  line: number;
}

const SIGNS = /^(?:<<=|>>=|\+\+|--|\+=|-=|\*=|\/=|%=|<=|>=|==|!=|&&|\|\||<<|>>|[-+*/%<>=!&|^~?:;,(){}[\]])/;

/** Cuts C into tokens; comments and lines that begin with # are left out. @throws SyntaxError naming the line. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  let rest = source;
  let line = 1;
  const take = (text: string): void => {
    line += text.split("\n").length - 1;
    rest = rest.slice(text.length);
  };
  while (rest) {
    const skipped = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*)/.exec(rest);
    if (skipped) {
      take(skipped[0]);
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
