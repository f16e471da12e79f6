import {boundNames, lexicalNames, parameterNames, varNames} from "./declarations.ts";
import {child, children, errorAt, list, nameOf, type SyntaxNode} from "./syntax.ts";

/**
 * The free identifiers of a program, each time they stand, in the order of the text. Names within types are not among them.
 * Throws a LocatedError where a free name is assigned to, or `arguments` is used outside of a function.
 */
export function findReferences(source: string, program: SyntaxNode): SyntaxNode[] {
  const finder = new ReferenceFinder(source);
  finder.visit(program);
  return finder.references.sort((a, b) => a.start - b.start);
}

/** One walk over a tree, with the names of each scope around the node being visited. */
class ReferenceFinder {
  readonly references: SyntaxNode[] = [];
  private readonly source: string;
  private readonly scopes: Set<string>[] = [];

  constructor(source: string) {
    this.source = source;
  }

  visit(node: SyntaxNode): void {
    switch (node.type) {
      case "Program":
        return this.within([...lexicalNames(node), ...varNames(node)], () => this.visitChildren(node));
      case "BlockStatement":
      case "ForStatement":
      case "SwitchStatement":
        return this.within(lexicalNames(node), () => this.visitChildren(node));
      case "StaticBlock":
        return this.within([...lexicalNames(node), ...varNames(node), "arguments"], () => this.visitChildren(node));
      case "ForInStatement":
      case "ForOfStatement":
        return this.within(lexicalNames(node), () => {
          this.visitAssigned(node["left"] as SyntaxNode);
          this.visitChildren(node);
        });
      case "CatchClause":
        return this.within(boundNames(child(node, "param")).map(nameOf), () => this.visitChildren(node));
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.visitFunction(node);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.within(boundNames(child(node, "id")).map(nameOf), () => this.visitChildren(node));
      case "AssignmentExpression":
        this.visitAssigned(node["left"] as SyntaxNode);
        return this.visitChildren(node);
      case "UpdateExpression":
        this.visitAssigned(node["argument"] as SyntaxNode);
        return this.visitChildren(node);
      case "MemberExpression":
      case "Property":
      case "PropertyDefinition":
      case "MethodDefinition":
        return this.visitKeyed(node);
      case "LabeledStatement":
        return this.visit(node["body"] as SyntaxNode);
      case "ImportDeclaration":
      case "MetaProperty":
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "Identifier":
        return this.visitIdentifier(node);
      default:
        return this.visitChildren(node);
    }
  }

  private visitChildren(node: SyntaxNode): void {
    for (const next of children(node)) this.visit(next);
  }

  private within(names: string[], visit: () => void): void {
    this.scopes.push(new Set(names));
    visit();
    this.scopes.pop();
  }

  /** Default values of parameters do not see what the body declares. */
  private visitFunction(node: SyntaxNode): void {
    const body = node["body"] as SyntaxNode;
    this.within(parameterNames(node), () => {
      for (const parameter of list(node, "params")) if (!isThis(parameter)) this.visit(parameter);
      this.within(body.type === "BlockStatement" ? varNames(body) : [], () => this.visit(body));
    });
  }

  /** `a.b`, `{a: b}`, `class {a = b}`: what stands for a name is no reference, unless it is computed. */
  private visitKeyed(node: SyntaxNode): void {
    const key = node.type === "MemberExpression" ? "property" : "key";
    for (const next of children(node)) {
      const isName = next === node[key] && node["computed"] !== true && next !== node["value"];
      if (!isName) this.visit(next);
    }
  }

  private visitIdentifier(node: SyntaxNode): void {
    const name = nameOf(node);
    if (this.isLocal(name)) return;
    if (name === "arguments") throw errorAt(this.source, node.start, "arguments exists only within a function.");
    if (this.references.at(-1) !== node) this.references.push(node);
  }

  private visitAssigned(target: SyntaxNode): void {
    for (const id of assignedNames(target)) {
      const name = nameOf(id);
      if (this.isLocal(name)) continue;
      const advice = `write let ${name} = …, or globalThis.${name} = … for a global.`;
      const message = `Assignment to ${name}, which another cell defines, or none. A cell changes only its own names: ${advice}`;
      throw errorAt(this.source, id.start, message);
    }
  }

  private isLocal(name: string): boolean {
    return this.scopes.some((scope) => scope.has(name));
  }
}

function isThis(parameter: SyntaxNode): boolean {
  return parameter.type === "Identifier" && parameter["name"] === "this";
}

/** The names that `target = …` changes; `(a as T)` and `a!` are `a`. */
function assignedNames(target: SyntaxNode): SyntaxNode[] {
  if (target.type === "TSAsExpression" || target.type === "TSSatisfiesExpression" || target.type === "TSNonNullExpression") {
    return assignedNames(target["expression"] as SyntaxNode);
  }
  return boundNames(target);
}
