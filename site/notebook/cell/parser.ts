import {Parser, tokTypes} from "acorn";
import type {Options} from "acorn";
import {tsPlugin} from "@sveltejs/acorn-typescript";
import type {SyntaxNode} from "./syntax.ts";

interface Attempt {
  node: SyntaxNode | null;
  error: Error | null;
}

/** The parts of the plugin's parser that are used or overridden here; neither package declares them. */
interface Internals {
  type: object;
  start: number;
  startLoc: object;
  nextToken(): void;
  eat(type: object): boolean;
  expect(type: object): void;
  parse(): SyntaxNode;
  parseExpression(): SyntaxNode;
  parseMaybeAssign(forInit?: boolean | string): SyntaxNode;
  parseConditional(test: SyntaxNode, start: number, startLoc: object, forInit: boolean | string, errors: object): SyntaxNode;
  startNodeAt(start: number, startLoc: object): SyntaxNode;
  finishNode(node: SyntaxNode, type: string): SyntaxNode;
  shouldParseArrow(params: SyntaxNode[]): boolean;
  shouldParseAsyncArrow(): boolean;
  tryParse(parse: () => SyntaxNode): Attempt;
}

type InternalsClass = new (options: Options, input: string, start?: number) => Internals;

const TypeScriptParser = Parser.extend(tsPlugin()) as unknown as InternalsClass;

/**
 * acorn with TypeScript, and one repair: in `a ? (b) : c => d` the plugin takes `(b): c => d` for an arrow function with a
 * return type and then misses the colon. TypeScript keeps such an arrow only if a colon follows it; so does this.
 */
class CellParser extends TypeScriptParser {
  private typedArrows = 0;
  private plainParentheses = false;

  override shouldParseArrow(params: SyntaxNode[]): boolean {
    return this.allowsArrow(() => super.shouldParseArrow(params));
  }

  override shouldParseAsyncArrow(): boolean {
    return this.allowsArrow(() => super.shouldParseAsyncArrow());
  }

  private allowsArrow(parse: () => boolean): boolean {
    if (this.type !== tokTypes.colon) return parse();
    if (this.plainParentheses) return false;
    const arrow = parse();
    if (arrow) this.typedArrows++;
    return arrow;
  }

  override parseConditional(
    test: SyntaxNode,
    start: number,
    startLoc: object,
    forInit: boolean | string,
    errors: object
  ): SyntaxNode {
    if (this.type !== tokTypes.question) return test;
    const before = this.typedArrows;
    const plainBefore = this.plainParentheses;
    this.plainParentheses = false;
    const first = this.tryParse(() => super.parseConditional(test, start, startLoc, forInit, errors));
    this.plainParentheses = plainBefore;
    if (first.node) return first.node;
    if (this.typedArrows === before) throw first.error;
    const second = this.tryParse(() => {
      this.eat(tokTypes.question);
      const node = this.startNodeAt(start, startLoc);
      node["test"] = test;
      this.plainParentheses = true;
      node["consequent"] = this.parseMaybeAssign();
      this.plainParentheses = plainBefore;
      this.expect(tokTypes.colon);
      node["alternate"] = this.parseMaybeAssign(forInit);
      return this.finishNode(node, "ConditionalExpression");
    });
    this.plainParentheses = plainBefore;
    if (second.node) return second.node;
    throw first.error;
  }
}

const options: Options = {ecmaVersion: "latest", sourceType: "module", locations: true};

/** The whole text as an ECMAScript module with types. Throws acorn's SyntaxError, which has `pos`. */
export function parseProgram(source: string): SyntaxNode {
  return new CellParser(options, source).parse();
}

/** The whole text as one expression, or null when something follows it. Throws acorn's SyntaxError, which has `pos`. */
export function parseExpression(source: string): SyntaxNode | null {
  const parser = new CellParser(options, source, 0);
  parser.nextToken();
  const node = parser.parseExpression();
  return parser.type === tokTypes.eof ? node : null;
}
