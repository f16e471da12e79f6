import type {Blank} from "../types.ts";
import type {ParsedCell} from "./parser.ts";
import {child, children, isType, list, nameOf, skipClosing, skipTrivia, spansLines, type SyntaxNode, wordAt} from "./syntax.ts";
import {unsupported} from "./unsupported.ts";

/**
 * The text with every range made spaces, so that each remaining character keeps its line and column: ends of lines stay, a
 * character of two UTF-16 units becomes two spaces, and a range's `put` takes the place of its first character. Ranges may
 * overlap; where they do, the earlier one decides.
 */
export function blank(source: string, ranges: readonly Blank[]): string {
  let output = "";
  let done = 0;
  for (const {start, end, put} of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    const spaces = source.slice(from, end).replace(/[^\n\r\u2028\u2029]/g, " ");
    output += source.slice(done, from) + (put && from === start ? put + spaces.slice(1) : spaces);
    done = end;
  }
  return output + source.slice(done);
}

/**
 * What of a cell is only type, in the order of the text, with the characters that keep the rest meaning the same: `;` where
 * an erased statement or assertion ended one, `(` or `)` where an erased type held an arrow's parameters on its line.
 * Follows ts-blank-space 0.9. Throws a LocatedError for syntax that has a meaning at run time and cannot be erased.
 */
export function findBlanks(source: string, {program, expression}: ParsedCell): Blank[] {
  const eraser = new Eraser(source);
  if (expression) eraser.visit(list(program, "body")[0]!["expression"] as SyntaxNode);
  else eraser.visit(program);
  return eraser.blanks.sort((a, b) => a.start - b.start);
}

/** One walk over a tree. */
class Eraser {
  readonly blanks: Blank[] = [];
  /** The last thing that stays did not end in a semicolon: what follows an erased statement could run on from it. */
  private open = false;
  /** The innermost statement or class member around the node being visited; none in a cell that is an expression. */
  private statement: SyntaxNode | undefined;

  constructor(private readonly source: string) {}

  /** Visits what stays of a node, or erases it whole. */
  visit(node: SyntaxNode): void {
    const message = unsupported(this.source, node);
    if (message) throw message;
    if (isType(node)) return this.eraseStatement(node);
    this.visitKept(node);
    this.open = !this.endsStatement(node);
  }

  private visitKept(node: SyntaxNode): void {
    switch (node.type) {
      case "Program":
      case "BlockStatement":
      case "StaticBlock":
        return this.visitStatements(list(node, "body"));
      case "SwitchCase":
        this.visitChild(node, "test");
        return this.visitStatements(list(node, "consequent"));
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.visitFunction(node);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.visitClass(node);
      case "PropertyDefinition":
      case "MethodDefinition":
        return this.visitMember(node);
      case "ImportDeclaration":
        return this.visitImport(node);
      case "VariableDeclarator":
        return this.visitDeclarator(node);
      case "Identifier":
      case "ObjectPattern":
      case "ArrayPattern":
      case "RestElement":
        return this.visitPattern(node);
      case "TSAsExpression":
      case "TSSatisfiesExpression":
        return this.visitAssertion(node);
      case "TSNonNullExpression":
        this.visitChild(node, "expression");
        return this.erase(node.end - 1, node.end);
      default:
        // `f<T>()`, `new F<T>()`, `f<T>`, f<T>`…`; every other syntax of TypeScript is handled above or unsupported
        this.eraseChild(node, "typeArguments");
        this.eraseChild(node, "typeParameters");
        return this.visitChildren(node);
    }
  }

  private visitChild(node: SyntaxNode, key: string): void {
    const next = child(node, key);
    if (next) this.visit(next);
  }

  private visitChildren(node: SyntaxNode): void {
    for (const next of children(node)) if (!isShorthandKey(node, next)) this.visit(next);
  }

  /** Statements of a program, a block or a `case`. */
  private visitStatements(statements: SyntaxNode[]): void {
    const outer = this.statement;
    for (const statement of statements) {
      this.statement = statement;
      this.visit(statement);
    }
    this.statement = outer;
  }

  /** `function f<T>(this: A, a?: B): C {…}`, `async <T>(a: A): B => …` */
  private visitFunction(node: SyntaxNode): void {
    const parameters = list(node, "params");
    const generics = child(node, "typeParameters");
    if (generics) this.eraseGenerics(generics);
    parameters.forEach((parameter, index) => {
      if (index === 0 && parameter.type === "Identifier" && nameOf(parameter) === "this") this.eraseWithComma(parameter);
      else this.visit(parameter);
    });
    const body = node["body"] as SyntaxNode;
    const type = child(node, "returnType");
    if (type) this.eraseReturnType(node, type, parameters.at(-1)?.end ?? this.afterOpening(generics?.end ?? node.start));
    const outer = this.open;
    if (body.type === "BlockStatement") this.open = false;
    this.visit(body);
    this.open = outer;
  }

  /** `<T>` before parameters; when it spans lines, `(` takes its place: `async <⏎T>(a) => a` needs it on the first line. */
  private eraseGenerics(generics: SyntaxNode): void {
    const parenthesis = skipTrivia(this.source, generics.end);
    if (!spansLines(this.source, generics.start, parenthesis)) return this.erase(generics.start, generics.end);
    this.erase(generics.start, generics.end, "(");
    this.erase(parenthesis, parenthesis + 1);
  }

  /** `: T` after parameters. Between an arrow and its parameters no line may end: `)` then moves to the type's last character. */
  private eraseReturnType(node: SyntaxNode, type: SyntaxNode, parametersEnd: number): void {
    const isArrow = node.type === "ArrowFunctionExpression";
    const comma = skipTrivia(this.source, parametersEnd);
    const end = this.source[comma] === "," ? comma + 1 : parametersEnd;
    if (!isArrow || !spansLines(this.source, end, skipTrivia(this.source, type.end))) return this.erase(type.start, type.end);
    const parenthesis = skipTrivia(this.source, end);
    this.erase(parenthesis, type.end - 1);
    this.erase(type.end - 1, type.end, ")");
  }

  private afterOpening(at: number): number {
    let next = skipTrivia(this.source, at);
    if (this.source[next] !== "(") next = skipTrivia(this.source, next + "async".length);
    return next + 1;
  }

  /** `abstract class A<T> extends B<T> implements C {…}` */
  private visitClass(node: SyntaxNode): void {
    const body = node["body"] as SyntaxNode;
    this.blanks.push(...modifiers(this.source, node, body.start, false));
    const generics = this.eraseChild(node, "typeParameters");
    let end = generics ?? child(node, "id")?.end ?? node.start;
    const parent = child(node, "superClass");
    if (parent) {
      this.visit(parent);
      end = this.eraseChild(node, "superTypeParameters") ?? this.eraseChild(node, "superTypeArguments") ?? parent.end;
    }
    const last = list(node, "implements").at(-1);
    if (last) this.erase(this.findWord("implements", end, last.start), last.end);
    const outer = this.statement;
    for (const member of list(body, "body")) {
      this.statement = member;
      this.visit(member);
    }
    this.statement = outer;
  }

  /** `private static x?: T = v`, `public m?<T>(): R {…}` */
  private visitMember(node: SyntaxNode): void {
    const key = node["key"] as SyntaxNode;
    this.blanks.push(...modifiers(this.source, node, key.start, node["computed"] === true));
    let end = key.end;
    if (node["computed"]) {
      this.visit(key);
      end = skipClosing(this.source, key.end).next + 1;
    }
    if (node["optional"] || node["definite"]) this.eraseMark(end);
    this.eraseChild(node, "typeAnnotation");
    const generics = node.type === "MethodDefinition" ? child(node, "typeParameters") : undefined;
    if (generics) this.eraseGenerics(generics);
    this.visitChild(node, "value");
  }

  /** `x!: T = v` */
  private visitDeclarator(node: SyntaxNode): void {
    const id = node["id"] as SyntaxNode;
    if (node["definite"]) this.eraseMark(id.start + wordAt(this.source, id.start).length);
    this.visit(id);
    this.visitChild(node, "init");
  }

  /** `a?: T`, `{a}: T`, `[a]: T`, `...a: T` */
  private visitPattern(node: SyntaxNode): void {
    if (node["optional"]) this.eraseMark(node.start + wordAt(this.source, node.start).length);
    this.eraseChild(node, "typeAnnotation");
    this.visitChildren(node);
  }

  /** `x as T`, `x satisfies T` */
  private visitAssertion(node: SyntaxNode): void {
    this.visitChild(node, "expression");
    const start = skipClosing(this.source, child(node, "expression")!.end).closed;
    const ends = this.statement !== undefined && node.end === this.statement.end && this.source[node.end] !== ";";
    this.erase(start, node.end, ends ? ";" : undefined);
  }

  /** `import {type T, a} from "m"` */
  private visitImport(node: SyntaxNode): void {
    for (const name of list(node, "specifiers")) if (name["importKind"] === "type") this.eraseWithComma(name);
  }

  private eraseStatement(node: SyntaxNode): void {
    const isOverload = node.type === "TSDeclareFunction" && node["declare"] !== true;
    const quiet = isOverload || node.type === "MethodDefinition" || node.type === "TSIndexSignature";
    this.erase(node.start, node.end, this.open && !quiet ? ";" : undefined);
  }

  /** A class member's semicolon may stand after it, as an element of its own. */
  private endsStatement(node: SyntaxNode): boolean {
    const isMethod = node.type === "MethodDefinition";
    return this.source[node.end - 1] === ";" || (isMethod && this.source[skipTrivia(this.source, node.end)] === ";");
  }

  private erase(start: number, end: number, put?: Blank["put"]): void {
    this.blanks.push(put ? {start, end, put} : {start, end});
  }

  /** The node under `key`, if any; gives its end. */
  private eraseChild(node: SyntaxNode, key: string): number | undefined {
    const type = child(node, key);
    if (type) this.erase(type.start, type.end);
    return type?.end;
  }

  /** A name of a list, with the comma after it. */
  private eraseWithComma(node: SyntaxNode): void {
    const next = skipTrivia(this.source, node.end);
    this.erase(node.start, this.source[next] === "," ? next + 1 : node.end);
  }

  /** `?` or `!` after a name; the plugin also marks `a` of `a?.<T>()` as optional. */
  private eraseMark(end: number): void {
    const mark = skipTrivia(this.source, end);
    if (this.source[mark + 1] !== ".") this.erase(mark, mark + 1);
  }

  /** Where a keyword stands between two offsets, outside of comments; the second if nowhere. */
  private findWord(word: string, start: number, end: number): number {
    let at = skipClosing(this.source, start).next;
    while (at < end) {
      const found = wordAt(this.source, at);
      if (found === word) return at;
      at = skipClosing(this.source, at + Math.max(1, found.length)).next;
    }
    return end;
  }
}

/** In `{a}` and `{a = 1}` key and value are the same text. */
function isShorthandKey(node: SyntaxNode, next: SyntaxNode): boolean {
  return node.type === "Property" && node["shorthand"] === true && next === node["key"] && node["value"] !== next;
}

const erased = new Set(["abstract", "declare", "override", "private", "protected", "public", "readonly"]);

/**
 * What to blank of the words before `class` (`abstract`) or a member's name (`private`…), up to `end`: the tree has no places for
 * them. Before `["x"]` the first becomes `;`, lest it index a value above.
 */
function modifiers(source: string, node: SyntaxNode, end: number, computed: boolean): Blank[] {
  const blanks: Blank[] = [];
  let at = node.start;
  while (at < end) {
    const word = wordAt(source, at);
    const next = at + word.length;
    if (erased.has(word)) blanks.push({start: at, end: next, ...(computed && at === node.start ? {put: ";" as const} : {})});
    else if (word === "" || word === "class") break;
    at = skipTrivia(source, next);
  }
  return blanks;
}
