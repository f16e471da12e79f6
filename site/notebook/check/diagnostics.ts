/** One thing that TypeScript's compiler says. */
export interface Diagnostic {
  /** As the compiler was told it, relative to its folder; undefined for what is said of no file. */
  file?: string;
  /** From 1; 1 without a file. */
  line: number;
  /** From 1, in UTF-16 code units; 1 without a file. */
  column: number;
  /** TypeScript's number, as in TS2322. */
  code: number;
  /** Of several lines where a reason has reasons of its own. */
  message: string;
}

const first = /^(?:(.+?)\((\d+),(\d+)\): )?error TS(\d+): (.*)$/;

/** What the compiler's output without colours (`--pretty false`) says. @throws Error for a line that is no part of a diagnostic. */
export function readDiagnostics(output: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const text of output.split(/\r?\n/)) {
    const [, file, line = "1", column = "1", code, message = ""] = first.exec(text) ?? [];
    const last = found.at(-1);
    if (code !== undefined)
      found.push({...(file && {file}), line: Number(line), column: Number(column), code: Number(code), message});
    else if (last && text.startsWith("  ")) last.message += `\n${text}`;
    else if (text.trim() !== "") throw new Error(`TypeScript's compiler said something else: ${text}`);
  }
  return found;
}
