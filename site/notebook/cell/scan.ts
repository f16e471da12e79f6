/** The first offset at or after `at` that is neither white space nor comment. */
export function skipTrivia(source: string, at: number): number {
  const trivia = /(?:\s|\/\*[^]*?\*\/|\/\/[^\n\r\u2028\u2029]*)*/y;
  trivia.lastIndex = at;
  return at + (trivia.exec(source)?.[0].length ?? 0);
}

/** The first offset at or after `at` that is neither trivia nor a closing parenthesis, and the end of the last parenthesis. */
export function skipClosing(source: string, at: number): {next: number; closed: number} {
  let closed = at;
  let next = skipTrivia(source, at);
  while (source[next] === ")") {
    closed = next + 1;
    next = skipTrivia(source, closed);
  }
  return {next, closed};
}

/** The identifier that begins at `at`, or "". */
export function wordAt(source: string, at: number): string {
  const word = /[\p{ID_Continue}$\u200c\u200d]+/uy;
  word.lastIndex = at;
  return word.exec(source)?.[0] ?? "";
}

/** True when a line ends between the two offsets. */
export function spansLines(source: string, start: number, end: number): boolean {
  return /[\n\r\u2028\u2029]/.test(source.slice(start, end));
}
