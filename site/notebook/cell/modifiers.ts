import {skipTrivia, wordAt} from "./scan.ts";
import {list} from "./syntax.ts";
import type {SyntaxNode} from "./syntax.ts";
import type {Blank} from "../types.ts";

const erased = new Set(["abstract", "declare", "override", "private", "protected", "public", "readonly"]);

/** What to blank of the words before `class`: `abstract`. The tree has no places for modifiers. */
export function classModifiers(source: string, node: SyntaxNode): Blank[] {
  return modifiers(source, node, (node["body"] as SyntaxNode).start, false);
}

/** Of the words before a member's name: `private`… Before `["x"]` the first becomes `;`, lest it index a value above. */
export function memberModifiers(source: string, node: SyntaxNode): Blank[] {
  return modifiers(source, node, (node["key"] as SyntaxNode).start, node["computed"] === true);
}

function modifiers(source: string, node: SyntaxNode, end: number, computed: boolean): Blank[] {
  const decorators = list(node, "decorators");
  const blanks: Blank[] = [];
  let first = decorators.length === 0;
  let at = node.start;
  while (at < end) {
    const decorator = decorators.find(({start}) => start === at);
    const word = decorator ? "" : wordAt(source, at);
    const next = decorator ? decorator.end : at + word.length;
    if (erased.has(word)) blanks.push({start: at, end: next, ...(computed && first ? {put: ";" as const} : {})});
    else if (!decorator && (word === "" || word === "class")) break;
    first = false;
    at = skipTrivia(source, next);
  }
  return blanks;
}
