import {skipClosing, skipTrivia, wordAt} from "./scan.ts";
import {child} from "./syntax.ts";
import type {SyntaxNode} from "./syntax.ts";
import type {Blank} from "../types.ts";

/** Stretches of a text that are to be blanked, collected in any order. */
export class BlankList {
  readonly blanks: Blank[] = [];
  protected readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  protected erase(start: number, end: number, put?: Blank["put"]): void {
    this.blanks.push(put ? {start, end, put} : {start, end});
  }

  /** The node under `key`, if there is one; gives its end. */
  protected eraseChild(node: SyntaxNode, key: string): number | undefined {
    const type = child(node, key);
    if (type) this.erase(type.start, type.end);
    return type?.end;
  }

  /** A name of a list, with the comma after it. */
  protected eraseWithComma(node: SyntaxNode): void {
    const next = skipTrivia(this.source, node.end);
    this.erase(node.start, this.source[next] === "," ? next + 1 : node.end);
  }

  /** `?` or `!` after a name; the plugin also marks `a` of `a?.<T>()` as optional. */
  protected eraseMark(end: number): void {
    const mark = skipTrivia(this.source, end);
    if (this.source[mark + 1] !== ".") this.erase(mark, mark + 1);
  }

  /** Where a keyword stands between two offsets, outside of comments; the second if nowhere. */
  protected findWord(word: string, start: number, end: number): number {
    let at = skipClosing(this.source, start).next;
    while (at < end) {
      const found = wordAt(this.source, at);
      if (found === word) return at;
      at = skipClosing(this.source, at + Math.max(1, found.length)).next;
    }
    return end;
  }
}
