import type {LocatedError} from "../types.ts";
import {errorAt} from "./syntax.ts";

/** What a parser threw, and the offset in the cell's text where that was. */
export interface Failure {
  error: unknown;
  at: number;
}

/** What anything but an expression in prose is answered with. */
export const needsExpression =
  "A ${…} in prose holds one expression, without a semicolon. Define names in a cell and use them here.";

/** What `export` in a cell is answered with. */
export const needsNoExport = "A cell needs no export: the others see its top-level names. Remove the word.";

/** What a failure is for the cell's author: what is wrong, where, and where that is known, what to write. */
export function locatedFailure(source: string, {error, at}: Failure): LocatedError {
  const offset = Math.min(Math.max(0, at), source.length);
  return errorAt(source, offset, explained(messageOf(error), source, offset));
}

/** Parsers are not made for all texts: what is no SyntaxError says nothing of the text. */
function messageOf(error: unknown): string {
  const tooDeep = error instanceof RangeError || (error instanceof SyntaxError && /^Not enough stack/.test(error.message));
  if (tooDeep) return "Too many brackets within each other. Give the inner parts names.";
  if (error instanceof SyntaxError) return error.message.replace(/ \(\d+:\d+\)$/, "");
  return "Unexpected token";
}

function explained(message: string, source: string, offset: number): string {
  const rest = source.slice(offset);
  if (/^yield\b/.test(rest)) {
    return "yield has no meaning at the top of a cell. Write (function* () { … })()";
  }
  if (message === "'return' outside of function") {
    return "A cell does not return. Others see its names; one expression displays its value.";
  }
  if (/^Logical expressions and coalesce/.test(message)) {
    return "?? cannot be mixed with && or ||, with a type between too. Put parentheses around one.";
  }
  if (offset >= source.trimEnd().length && /^Unexpected token/.test(message)) {
    return source.trim() === "" ? "The cell is empty." : "This ends too early: a bracket, a quote or an operand is missing.";
  }
  if (message === "Unexpected token") {
    const token = /^(?:[\w$]+|[^\w\s])/u.exec(rest)?.[0] ?? "";
    return `Unexpected ${token ? `"${token}"` : "end of line"}: what stands before it is not complete, or it is not needed.`;
  }
  if (/^Export '/.test(message)) return needsNoExport;
  if (message.startsWith("(")) return "This modifier cannot stand here.";
  return message.replace(/\.*$/, ".");
}
