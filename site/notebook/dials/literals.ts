import {parseCell} from "../cell/parser.ts";
import {child, errorAt, list, nameOf, skipTrivia, type SyntaxNode} from "../cell/syntax.ts";
import {positionAt} from "../position.ts";
import {LocatedError} from "../types.ts";
import {type DialValue, isSame} from "./declared.ts";
import {type Edit, inserted, literalText, type Tree} from "./written.ts";

/** What stands at a path of a cell's text. */
export interface Literal {
  /** Undefined where nothing does, and where something else than a literal does. */
  value: DialValue | undefined;
  /** Why it cannot be written: "2:12 holds an expression, `rate * 2`". Absent where it can. */
  fixed?: string;
}

/**
 * The literals at paths of the object that makes a declared name: `batch` and `gan.latentDim` of `run` in
 * `const run = trainer({batch: 32, gan: pointGan({latentDim: 2})})`. A step into a call goes into its first argument. A cell that does not
 * declare the name is asked for the first object that it makes. Throws a LocatedError for a text that is no TypeScript.
 */
export function readLiterals(source: string, name: string, paths: Iterable<string>): Map<string, Literal> {
  const root = rootOf(parseCell(source).program, name);
  return new Map(
    [...paths].map((path) => {
      const place = find(source, root, path);
      if (place.kind === "fixed") return [path, {value: undefined, fixed: place.reason}];
      return [path, {value: place.kind === "there" ? valueOf(place.node) : undefined}];
    })
  );
}

/**
 * The cell's text with these values at their paths, and everything else as it was. A property that is missing is written in, on a line
 * of its own where its object spans lines. Throws a LocatedError, which says where, for a path that holds no literal.
 */
export function writeLiterals(source: string, name: string, changes: ReadonlyMap<string, DialValue>): string {
  const root = rootOf(parseCell(source).program, name);
  const edits: Edit[] = [];
  const missing = new Map<SyntaxNode, Tree>();
  for (const [path, value] of changes) {
    const place = find(source, root, path);
    if (place.kind === "fixed") throw errorAt(source, place.at, place.reason.replace(/^\d+:\d+ /, `${path} `));
    if (place.kind === "there") edits.push(...rewritten(source, place.node, value));
    else {
      const tree = missing.get(place.within) ?? new Map();
      missing.set(place.within, tree);
      plant(tree, place.steps, value);
    }
  }
  for (const [within, tree] of missing) edits.push(...inserted(source, within, tree));
  const text = edited(source, edits);
  // Whatever the text was like: what is not as it was asked for is not given.
  const now = readLiterals(text, name, changes.keys());
  for (const [path, value] of changes)
    if (!isSame(now.get(path)!.value, value)) throw errorAt(source, 0, `${path} could not be written`);
  return text;
}

function edited(source: string, edits: readonly Edit[]): string {
  let text = source;
  const last = edits.map((edit, i) => ({...edit, i})).sort((a, b) => b.start - a.start || b.i - a.i);
  for (const {start, end, text: put} of last) text = text.slice(0, start) + put + text.slice(end);
  return text;
}

type Place =
  | {kind: "there"; node: SyntaxNode}
  /** The innermost object, or call without arguments, and the names that lead on from it. */
  | {kind: "missing"; within: SyntaxNode; steps: readonly string[]}
  | {kind: "fixed"; reason: string; at: number};

function find(source: string, root: SyntaxNode | undefined, path: string): Place {
  if (!root) return {kind: "fixed", reason: "1:1 makes no object with settings", at: 0};
  const steps = path.split(".");
  let node = root;
  for (const [i, step] of steps.entries()) {
    const within = into(node);
    if (!within) return fixed(source, node);
    if (within.type !== "ObjectExpression") return {kind: "missing", within, steps: steps.slice(i)};
    const found = property(within, step);
    if (found === "unknown") return fixed(source, within, "takes what is written after it from elsewhere");
    if (!found) return {kind: "missing", within, steps: steps.slice(i)};
    if (found["kind"] !== "init" || found["method"] === true || found["shorthand"] === true) return fixed(source, found);
    node = found["value"] as SyntaxNode;
  }
  const value = bare(node);
  return isUndefined(value) || valueOf(value) !== undefined ? {kind: "there", node: value} : fixed(source, node);
}

function fixed(source: string, node: SyntaxNode, why?: string): Place {
  const {line, column} = positionAt(source, node.start);
  const text = source.slice(node.start, node.end).replace(/\s+/g, " ");
  const holds = `holds an expression, \`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``;
  return {kind: "fixed", reason: `${line}:${column} ${why ?? holds}`, at: node.start};
}

/** The initialiser of the name's declaration, or the first object that the cell makes. */
function rootOf(program: SyntaxNode, name: string): SyntaxNode | undefined {
  const inits: SyntaxNode[] = [];
  for (const statement of list(program, "body")) {
    const inner = child(statement, "declaration") ?? statement;
    for (const declarator of list(inner, "declarations")) {
      const [id, init] = [child(declarator, "id"), child(declarator, "init")];
      if (!id || !init) continue;
      if (id.type === "Identifier" && nameOf(id) === name) return init;
      inits.push(init);
    }
    if (inner.type === "ExpressionStatement") inits.push(child(inner, "expression")!);
  }
  return inits.find((init) => into(init));
}

/** The object literal that a value is or is made from; a call that could take one; undefined for anything else. */
function into(node: SyntaxNode): SyntaxNode | undefined {
  const value = bare(node);
  if (value.type === "ObjectExpression") return value;
  if (value.type !== "CallExpression" && value.type !== "NewExpression") return undefined;
  const [first] = list(value, "arguments");
  return first ? into(first) : value;
}

/** The node without what changes nothing of its value: `await`, `as`, `satisfies`, `!`, parentheses. */
function bare(node: SyntaxNode): SyntaxNode {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ParenthesizedExpression":
    case "ChainExpression":
      return bare(child(node, "expression")!);
    case "AwaitExpression":
      return bare(child(node, "argument")!);
    default:
      return node;
  }
}

/** The last property of that name; "unknown" where what follows may set it too. */
function property(object: SyntaxNode, name: string): SyntaxNode | "unknown" | undefined {
  const all = list(object, "properties");
  const at = all.map(keyOf).lastIndexOf(name);
  if (at < 0) return undefined;
  return all.slice(at + 1).some((each) => keyOf(each) === undefined) ? "unknown" : all[at];
}

/** A property's name; undefined for a spread, and for one that is computed. */
function keyOf(property: SyntaxNode): string | undefined {
  const key = child(property, "key");
  if (property.type !== "Property" || !key) return undefined;
  if (key.type === "Literal") return String(key["value"]);
  return property["computed"] === true ? undefined : nameOf(key);
}

/** What a literal says; undefined for what is none. */
function valueOf(node: SyntaxNode): DialValue | undefined {
  const value = bare(node);
  switch (value.type) {
    case "Literal":
      return /^(?:number|string|boolean)$/.test(typeof value["value"]) && !value["bigint"]
        ? (value["value"] as DialValue)
        : undefined;
    case "TemplateLiteral": {
      const [quasi] = list(value, "quasis");
      const {cooked} = Object(quasi?.["value"]) as {cooked?: unknown};
      return list(value, "expressions").length === 0 && typeof cooked === "string" ? cooked : undefined;
    }
    case "UnaryExpression": {
      const number = valueOf(child(value, "argument")!);
      if (typeof number !== "number") return undefined;
      return value["operator"] === "-" ? -number : value["operator"] === "+" ? number : undefined;
    }
    case "ArrayExpression": {
      const elements = value["elements"] as (SyntaxNode | null)[];
      const numbers = elements.map((element) => (element ? valueOf(element) : undefined));
      return numbers.every((number) => typeof number === "number") ? numbers : undefined;
    }
    default:
      return undefined;
  }
}

function isUndefined(node: SyntaxNode): boolean {
  return node.type === "Identifier" && nameOf(node) === "undefined";
}

/** The edits that put a value in a literal's place; none where it says the same already. */
function rewritten(source: string, node: SyntaxNode, value: DialValue): Edit[] {
  const now = valueOf(node);
  if (typeof now !== "object" || typeof value !== "object") {
    const raw = source.slice(node.start, node.end);
    return now === value ? [] : [{start: node.start, end: node.end, text: literalText(value, raw)}];
  }
  const elements = list(node, "elements");
  const edits = elements.slice(0, value.length).flatMap((element, i) => rewritten(source, bare(element), value[i]!));
  const more = value.slice(elements.length).map((number) => literalText(number));
  const last = elements[Math.min(elements.length, value.length) - 1];
  const from = last ? afterElement(source, last) : node.start + 1;
  if (more.length > 0) edits.push({start: from, end: from, text: `${last ? ", " : ""}${more.join(", ")}`});
  if (value.length < elements.length) edits.push({start: from, end: afterElement(source, elements.at(-1)!), text: ""});
  if (value.length > 0 || elements.length === 0) return edits;
  // A comma that followed the last element would be left alone in the list.
  const comma = skipTrivia(source, afterElement(source, elements.at(-1)!));
  if (source[comma] === ",") edits.push({start: comma, end: comma + 1, text: ""});
  return edits;
}

/** The end of an element, the parentheses around it included. */
function afterElement(source: string, element: SyntaxNode): number {
  let end = element.end;
  for (let next = skipTrivia(source, end); source[next] === ")"; next = skipTrivia(source, end)) end = next + 1;
  return end;
}

/** Puts a value into a tree of properties that are missing. */
function plant(tree: Tree, steps: readonly string[], value: DialValue): void {
  const [step, ...rest] = steps as [string, ...string[]];
  if (rest.length === 0) return void tree.set(step, value);
  const there = tree.get(step);
  const next: Tree = there instanceof Map ? there : new Map();
  tree.set(step, next);
  plant(next, rest, value);
}

/** The reasons of a text that is no TypeScript, or anything else that was thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof LocatedError) return `${error.position.line}:${error.position.column} ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
