import {Parser, tokTypes} from "acorn";
import type {Options} from "acorn";
import {tsPlugin} from "@sveltejs/acorn-typescript";
import {type Failure, locatedFailure} from "./failure.ts";
import {ScopeNames} from "./plain.ts";
import {child, type SyntaxNode} from "./syntax.ts";

/** A cell's tree. A cell that is an expression is a program of one expression statement over the whole text. */
export interface ParsedCell {
  program: SyntaxNode;
  /** The whole text is one expression, without a semicolon. */
  expression: boolean;
}

/**
 * The tree of a cell: an expression if the whole text is one, else a module's program (`await` and imports allowed). As in
 * Notebook Kit a text that begins with `{` is tried as an object first, and a named function or class is a declaration.
 * Throws a LocatedError with the cell's own line and column, whatever the parser threw.
 */
export function parseCell(source: string): ParsedCell {
  const asExpression = attempt(source, parseExpression);
  const {node: expression} = asExpression;
  if (expression && !isNamed(expression)) {
    const statement = {type: "ExpressionStatement", start: expression.start, end: source.length, expression};
    return {program: {type: "Program", start: 0, end: source.length, body: [statement]}, expression: true};
  }
  const asProgram = attempt(source, (parser) => parser.parse());
  if (asProgram.node) return {program: asProgram.node, expression: false};
  // Of the two attempts the one that understood more of the text says what is wrong with it.
  const [first, second] = [asProgram.failure!, asExpression.failure];
  throw locatedFailure(source, second && second.at > first.at ? second : first);
}

function isNamed(node: SyntaxNode): boolean {
  return (node.type === "ClassExpression" || node.type === "FunctionExpression") && child(node, "id") !== undefined;
}

/** The tree, or what was thrown and where: a SyntaxError knows its place; of anything else the parser's last token tells it. */
function attempt(
  source: string,
  parse: (parser: CellParser) => SyntaxNode | null
): {node?: SyntaxNode | null; failure?: Failure} {
  let parser: CellParser | undefined;
  try {
    parser = new CellParser(options, source, 0);
    return {node: parse(parser)};
  } catch (error) {
    const {pos} = error as {pos?: unknown};
    return {failure: {error, at: typeof pos === "number" ? pos : (parser?.start ?? 0)}};
  }
}

/** The whole text as one expression, or null when something follows it. */
function parseExpression(parser: CellParser): SyntaxNode | null {
  parser.nextToken();
  const node = parser.parseExpression();
  return parser.type === tokTypes.eof ? node : null;
}

interface Attempt {
  node: SyntaxNode | null;
  error: Error | null;
}

/** The parts of the plugin's parser that are used or overridden here; neither package declares them. */
interface Internals {
  input: string;
  type: object;
  value: unknown;
  start: number;
  startLoc: object;
  enterScope(flags: number): void;
  currentScope(): object;
  nextToken(): void;
  eat(type: object): boolean;
  expect(type: object): void;
  expectContextual(word: string): void;
  isContextual(word: string): boolean;
  hasPrecedingLineBreak(): boolean;
  semicolon(): void;
  parse(): SyntaxNode;
  parseIdent(): SyntaxNode;
  parseExprAtom(): SyntaxNode;
  parseClassId(node: SyntaxNode, isStatement: boolean): void;
  parseImport(node: SyntaxNode): SyntaxNode;
  parseDynamicImport(node: SyntaxNode): SyntaxNode;
  parseMaybeImportAttributes(node: SyntaxNode): void;
  parseSubscript(base: SyntaxNode, start: number, startLoc: object, ...more: unknown[]): SyntaxNode;
  tsMatchLeftRelational(): boolean;
  tsParseTypeArgumentsInExpression(): SyntaxNode;
  parseExpression(): SyntaxNode;
  parseMaybeAssign(forInit?: boolean | string): SyntaxNode;
  parseConditional(test: SyntaxNode, start: number, startLoc: object, forInit: boolean | string, errors: object): SyntaxNode;
  startNodeAt(start: number, startLoc: object): SyntaxNode;
  finishNode(node: SyntaxNode, type: string): SyntaxNode;
  shouldParseArrow(params: SyntaxNode[]): boolean;
  shouldParseAsyncArrow(): boolean;
  tryParse(parse: (abort: () => never) => SyntaxNode): Attempt;
}

type InternalsClass = new (options: Options, input: string, start?: number) => Internals;

const TypeScriptParser = Parser.extend(tsPlugin()) as unknown as InternalsClass;

/**
 * acorn with TypeScript, and what the plugin refuses of it (test/notebook/hard.ts holds both against TypeScript itself). In `a ? (b) : c => d` the plugin takes `(b): c => d` for an arrow function with a
 * return type and then misses the colon. TypeScript keeps such an arrow only if a colon follows it; so does this.
 */
class CellParser extends TypeScriptParser {
  private typedArrows = 0;
  private assertsArguments: boolean | undefined;
  private plainParentheses = false;

  override enterScope(flags: number): void {
    super.enterScope(flags);
    const lists = ["var", "lexical", "functions", "types"];
    Object.assign(this.currentScope(), Object.fromEntries(lists.map((list) => [list, new ScopeNames()])));
  }

  /** `class abstract {}`: the plugin's own tokens for words that are names as well. */
  override parseClassId(node: SyntaxNode, isStatement: boolean): void {
    if (isName(this.value, this.type)) this.type = tokTypes.name;
    super.parseClassId(node, isStatement);
  }

  /** `import type from from "m"`: the type that is called `from`. */
  override parseImport(node: SyntaxNode): SyntaxNode {
    if (!/^import\s+type\s+from\s+from\b/.test(this.input.slice(this.start, this.start + 200))) return super.parseImport(node);
    this.nextToken();
    this.nextToken();
    const specifier = this.startNodeAt(this.start, this.startLoc);
    specifier["local"] = this.parseIdent();
    Object.assign(node, {importKind: "type", specifiers: [this.finishNode(specifier, "ImportDefaultSpecifier")]});
    this.expectContextual("from");
    node["source"] = this.parseExprAtom();
    this.parseMaybeImportAttributes(node);
    this.semicolon();
    return this.finishNode(node, "ImportDeclaration");
  }

  /** `import("m",)` and `import("m", {with: …},)`. */
  override parseDynamicImport(node: SyntaxNode): SyntaxNode {
    this.nextToken();
    node["source"] = this.parseMaybeAssign();
    if (this.eat(tokTypes.comma) && this.type !== tokTypes.parenR) {
      node["arguments"] = [this.parseMaybeAssign()];
      this.eat(tokTypes.comma);
    }
    this.expect(tokTypes.parenR);
    return this.finishNode(node, "ImportExpression");
  }

  /** `f<T> as U`: to the plugin the word after `>` begins an expression, so that the `>` compares. */
  override parseSubscript(base: SyntaxNode, start: number, startLoc: object, ...more: unknown[]): SyntaxNode {
    this.assertsArguments ??= />\s*(?:as|satisfies)\b/.test(this.input);
    if (this.assertsArguments && this.tsMatchLeftRelational()) {
      const {node} = this.tryParse((abort) => {
        const node = this.startNodeAt(start, startLoc);
        node["expression"] = base;
        node["typeArguments"] = this.tsParseTypeArgumentsInExpression();
        const asserted = this.isContextual("as") || this.isContextual("satisfies");
        if (!asserted || this.hasPrecedingLineBreak()) abort();
        return this.finishNode(node, "TSInstantiationExpression");
      });
      if (node) return node;
    }
    return super.parseSubscript(base, start, startLoc, ...more);
  }

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

/** Words that the language reserves in modules; all others can be names. */
const reserved = /^(?:implements|interface|package|private|protected|public|static|yield|let|await)$/;

function isName(value: unknown, type: object): boolean {
  return (
    typeof value === "string" && /^[\p{ID_Start}$_]/u.test(value) && !reserved.test(value) && !("keyword" in type && type.keyword)
  );
}

const options: Options = {ecmaVersion: "latest", sourceType: "module", locations: true};
