import {list, skipTrivia, spansLines, type SyntaxNode} from "../cell/syntax.ts";
import type {DialValue} from "./declared.ts";

/** Properties that are missing in an object, by name. */
export type Tree = Map<string, DialValue | Tree>;

/** A stretch of a text and what takes its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** A value as TypeScript that a person would write; `before`: the literal that it replaces, whose way of writing it keeps. */
export function literalText(value: DialValue, before = ""): string {
  if (typeof value === "object") return `[${value.map((number) => literalText(number)).join(", ")}]`;
  if (typeof value === "number") return numberText(value, /^[-+]?[\d._]+e/i.test(before));
  if (typeof value === "boolean") return String(value);
  const json = JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
  if (!before.startsWith("'")) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function numberText(value: number, exponent: boolean): string {
  const plain = Object.is(value, -0) ? "0" : String(value);
  const short = value.toExponential().replace("e+", "e");
  const size = Math.abs(value);
  return (exponent && (size < 0.01 || size >= 10_000)) || /e/.test(plain) ? short.replace(/e0$/, "") : plain;
}

/** The edits that write properties into an object, or an object into the parentheses of a call. */
export function inserted(source: string, within: SyntaxNode, tree: Tree): Edit[] {
  const put = (at: number, text: string): Edit => ({start: at, end: at, text});
  if (within.type !== "ObjectExpression") {
    const text = `{${treeText(tree)}}`;
    return source[within.end - 1] === ")" ? [put(within.end - 1, text)] : [put(within.end, `(${text})`)];
  }
  const last = list(within, "properties").at(-1);
  const multiline = spansLines(source, within.start, within.end);
  if (!last) {
    if (!multiline) return [put(within.start + 1, treeText(tree))];
    const indent = `${indentation(source, within.start)}  `;
    return [
      put(within.start + 1, `\n${indent}${treeText(tree, `,\n${indent}`)}${endsLine(source, within.start + 1) ? "" : "\n"}`)
    ];
  }
  const first = indentation(source, last.start);
  const ownLine = multiline && source.slice(lineStart(source, last.start), last.start).trim() === "";
  if (!ownLine) return [put(last.end, `, ${treeText(tree)}`)];
  const next = skipTrivia(source, last.end);
  const comma = source[next] === ",";
  const text = `\n${first}${treeText(tree, `,\n${first}`)}`;
  const from = comma ? next + 1 : last.end;
  // A remark behind the last property stays in its line.
  const rest = /[ \t]*(?:\/\*[^\n]*?\*\/[ \t]*)*(?:\/\/[^\n\r\u2028\u2029]*)?(?=\n)/y;
  rest.lastIndex = from;
  const end = from + (rest.exec(source)?.[0].length ?? 0);
  return comma ? [put(end, `${text},`)] : end === from ? [put(from, `,${text}`)] : [put(from, ","), put(end, text)];
}

function treeText(tree: Tree, between = ", "): string {
  return [...tree]
    .map(([key, value]) => `${key}: ${value instanceof Map ? `{${treeText(value)}}` : literalText(value)}`)
    .join(between);
}

function lineStart(source: string, at: number): number {
  return source.lastIndexOf("\n", at - 1) + 1;
}

function indentation(source: string, at: number): string {
  return /[ \t]*/y.exec(source.slice(lineStart(source, at)))![0];
}

function endsLine(source: string, at: number): boolean {
  return /^[ \t]*\n/.test(source.slice(at));
}
