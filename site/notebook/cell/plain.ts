import {Parser} from "acorn";

/**
 * The names of a scope. acorn keeps them in arrays and searches those at each name: a cell of 20,000 lines took six seconds. Parsers that
 * try and go back shorten them.
 */
export class ScopeNames extends Array<string> {
  readonly #first = new Map<string, number>();

  override push(name: string): number {
    if (this.indexOf(name) < 0) this.#first.set(name, this.length);
    return super.push(name);
  }

  override indexOf(name: string): number {
    const at = this.#first.get(name);
    return at !== undefined && this[at] === name ? at : -1;
  }

  override includes(name: string): boolean {
    return this.indexOf(name) >= 0;
  }
}

/** What of acorn's parser is used and overridden here; it declares none of it. */
interface Internals {
  enterScope(flags: number): void;
  currentScope(): object;
  parse(): unknown;
}

const AcornParser = Parser as unknown as new (options: object, text: string) => Internals;

class PlainParser extends AcornParser {
  override enterScope(flags: number): void {
    super.enterScope(flags);
    Object.assign(this.currentScope(), {var: new ScopeNames(), lexical: new ScopeNames(), functions: new ScopeNames()});
  }
}

/** Reads a text as the page will, as a module of plain JavaScript. Throws acorn's SyntaxError, which has `loc`, where it is none. */
export function readPlain(text: string): void {
  new PlainParser({ecmaVersion: "latest", sourceType: "module"}, text).parse();
}
