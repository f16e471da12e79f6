import {parseCell} from "../cell/parser.ts";
import {child, list, nameOf, type SyntaxNode, walk} from "../cell/syntax.ts";
import {positionAt} from "../position.ts";
import {type Analysis, type Cell, LocatedError} from "../types.ts";
import {allowed, allows, asDials, type Dials, type DialValue, isOfKind} from "./declared.ts";
import {type Literal, readLiterals, reasonOf} from "./literals.ts";

/** A call of `dials` whose arguments are all literals, so that they can be known before it runs. */
export interface DialsCall {
  name: string;
  declared: Readonly<Record<string, unknown>>;
  /** What the figure understands in an address beside dials. */
  asks: readonly string[];
}

/** What the published text of a cell says at the paths that calls ask for, by the name that they give. */
export type PublishedLiterals = Readonly<Record<string, Readonly<Record<string, Literal>>>>;

/** What the build knows of dials in a chapter, by the id of the cell. */
interface ChapterDials {
  calls: Map<string, readonly DialsCall[]>;
  literals: Map<string, PublishedLiterals>;
  /** Of the text of a cell, as positions in it. */
  errors: {cell: Cell; error: LocatedError}[];
}

/** Finds the calls of `dials` in a chapter's cells, holds them against the cells that they are about, and reads those. */
export function chapterDials(read: readonly {cell: Cell; analysis: Analysis}[]): ChapterDials {
  const found: ChapterDials = {calls: new Map(), literals: new Map(), errors: []};
  const shared = read.filter(({cell}) => cell.role !== "check" && cell.role !== "solution" && cell.kind === "ts");
  for (const {cell, analysis} of read) {
    if (!analysis.references.includes("dials") || analysis.declarations.includes("dials")) continue;
    const calls: DialsCall[] = [];
    for (const {call, at} of dialsCalls(cell.source)) {
      const refuse = (message: string): void =>
        void found.errors.push({cell, error: new LocatedError(message, positionAt(cell.source, at))});
      if (!call) continue;
      calls.push(call);
      const target =
        shared.find((other) => other.analysis.declarations.includes(call.name))?.cell ??
        shared.find((other) => other.cell.id === call.name)?.cell;
      if (!target) refuse(`dials("${call.name}", …): no cell of the chapter declares ${call.name}.`);
      else if (target.hide) refuse(`dials("${call.name}", …): its cell is hidden. A reader must see the text that a dial turns.`);
      else {
        try {
          const dials = asDials(call.declared);
          const literals = readLiterals(target.source, call.name, dials.keys());
          const problem = firstProblem(dials, literals);
          if (problem) refuse(`dials("${call.name}", …): ${problem}.`);
          const before = found.literals.get(target.id) ?? {};
          const all = {...before[call.name], ...Object.fromEntries(literals)};
          found.literals.set(target.id, {...before, [call.name]: all});
        } catch (error) {
          refuse(reasonOf(error));
        }
      }
    }
    // Where one cannot be known, the page reads the text itself.
    if (dialsCalls(cell.source).every(({call}) => call)) found.calls.set(cell.id, calls);
  }
  return found;
}

/** What is wrong with a published text: it would be the first that a reader sees. */
function firstProblem(dials: Dials, literals: ReadonlyMap<string, Literal>): string | undefined {
  for (const [path, dial] of dials) {
    const {value, fixed} = literals.get(path)!;
    if (fixed !== undefined) return `at ${path} the cell’s ${fixed}`;
    if (value === undefined) continue;
    if (!isOfKind(dial, value) || !allows(dial, value))
      return `at ${path} the cell has ${JSON.stringify(value)}, and the dial allows ${allowed(dial)}`;
  }
  return undefined;
}

/** The calls in a text, in its order; without `call` where an argument is no literal. */
function dialsCalls(source: string): {call?: DialsCall; at: number}[] {
  const calls: {call?: DialsCall; at: number}[] = [];
  walk(parseCell(source).program, (node) => {
    const callee = node.type === "CallExpression" ? child(node, "callee") : undefined;
    if (callee?.type !== "Identifier" || nameOf(callee) !== "dials") return;
    const given = list(node, "arguments").map(plainValue);
    const [name, declared, asks = []] = given;
    const known = typeof name === "string" && isRecord(declared) && isTexts(asks) && !given.includes(undefined);
    calls.push({at: node.start, ...(known && {call: {name, declared, asks}})});
  });
  return calls;
}

type Plain = DialValue | readonly Plain[] | {readonly [key: string]: Plain};

function isRecord(value: Plain | undefined): value is {readonly [key: string]: Plain} {
  return typeof value === "object" && !Array.isArray(value);
}

function isTexts(value: Plain | undefined): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

/** What a text of literals alone says; undefined for any other. */
function plainValue(node: SyntaxNode): Plain | undefined {
  switch (node.type) {
    case "Literal":
      return /^(?:number|string|boolean)$/.test(typeof node["value"]) ? (node["value"] as DialValue) : undefined;
    case "UnaryExpression": {
      const value = plainValue(child(node, "argument")!);
      return node["operator"] === "-" && typeof value === "number" ? -value : undefined;
    }
    case "ArrayExpression": {
      const values = list(node, "elements").map(plainValue);
      return values.every((value) => value !== undefined) ? values : undefined;
    }
    case "ObjectExpression": {
      const entries: [string, Plain][] = [];
      for (const property of list(node, "properties")) {
        const [key, value] = [child(property, "key"), child(property, "value")];
        const plain = value && property["computed"] !== true ? plainValue(value) : undefined;
        if (!key || plain === undefined) return undefined;
        entries.push([key.type === "Literal" ? String(key["value"]) : nameOf(key), plain]);
      }
      return Object.fromEntries(entries);
    }
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return plainValue(child(node, "expression")!);
    default:
      return undefined;
  }
}
