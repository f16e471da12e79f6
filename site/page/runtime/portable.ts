import type {LiveCell} from "./cell.ts";
import type {ChapterPage} from "./page.ts";

// A function of a cell as the source of a module, for a worker: the cell's compiled text and, before it, that of every cell whose
// functions it uses. What can be copied goes as values; what is imported, by its address, since import maps do not reach workers.

/** What `lib/worker/portable.ts` understands. */
interface Portable {
  source: string;
  values: Record<string, unknown>;
  places: {from: number; to: number; name: string}[];
}

/**
 * What a cell gets of the page alone: with any of it a cell stays here. (Not imported from builtins.ts, which would be taken out of the
 * page's own script for it.)
 */
export const ofThePage: ReadonlySet<string> = new Set(
  "display view progress assert equal dials invalidation visibility Generators Mutable width now Inputs html svg tex md".split(
    " "
  )
);

/** Why something stays in the page. */
class Stays extends Error {}

/** The portable of a function that a cell gives by name, or why it has none. */
export async function portable(page: ChapterPage, value: unknown): Promise<Portable | {reason: string}> {
  const giver = giverOf(page, value);
  if (!giver) return {reason: "it is no function that a cell gives by a name of its own"};
  try {
    const source = new Source(page);
    source.add(giver.cell);
    return source.module(giver.cell, giver.path);
  } catch (error) {
    if (error instanceof Stays) return {reason: error.message};
    throw error;
  }
}

/** How deep a function is looked for in what a cell gives (plan.gan.generator.layers.3.forward), and in lists of how many. */
const DEEPEST = 6;
const MOST = 200;

/** The cell that gives a value, and where in what it gives: ["step"], or ["losses", "generator"], ["gan", "generator", "layers", "3", "forward"]. */
function giverOf(page: ChapterPage, value: unknown): {cell: LiveCell; path: string[]} | undefined {
  // The cell that gives it most directly is the one that made it: others pass it on, within a network say.
  for (let depth = 0; depth <= DEEPEST; depth++) {
    for (const cell of page.cells.values()) {
      const path = pathTo(value, cell.run?.outputs ?? {}, depth);
      if (path) return {cell, path};
    }
  }
  return undefined;
}

function pathTo(value: unknown, within: object, depth: number): string[] | undefined {
  for (const [name, given] of Object.entries(within)) {
    if (given === value) return [name];
    if (depth === 0 || typeof given !== "object" || given === null) continue;
    const few = Array.isArray(given) && given.length <= MOST;
    if (!few && Object.getPrototypeOf(given) !== Object.prototype) continue;
    const rest = pathTo(value, given, depth - 1);
    if (rest) return [name, ...rest];
  }
  return undefined;
}

/** A module in the making. */
class Source {
  readonly #page: ChapterPage;
  readonly #imports = new Map<string, string>();
  readonly #values: Record<string, unknown> = {};
  readonly #bodies: {cell: LiveCell; text: string}[] = [];
  readonly #done = new Map<LiveCell, number>();
  readonly #open = new Set<LiveCell>();

  constructor(page: ChapterPage) {
    this.#page = page;
  }

  /** Adds a cell after those that it stands on; gives its number. */
  add(cell: LiveCell): number {
    const known = this.#done.get(cell);
    if (known !== undefined) return known;
    const {definition, run} = cell;
    if (!definition || !run?.live || !run.inputs || this.#open.has(cell)) throw new Stays(`cell “${cell.id}” has not run`);
    this.#open.add(cell);
    const inputs = definition.inputs.map((name, i) => this.#input(cell, name, run.inputs?.[i]));
    const {body, guarded} = definition;
    const text = (guarded ?? body)
      .toString()
      .replaceAll(/\bimport\(\s*(["'])([^"'\n]+)\1/g, (whole, _quote, specifier: string) => {
        const url = resolved(specifier);
        return url === undefined ? whole : `import(${JSON.stringify(url)}`;
      });
    const number = this.#bodies.length;
    const all = guarded ? [`tick(${cell.budget})`, ...inputs] : inputs;
    this.#bodies.push({cell, text: `const cell${number} = await (${text})(${all.join(", ")});`});
    this.#done.set(cell, number);
    return number;
  }

  /** What a name is in the module, as an expression. */
  #input(cell: LiveCell, name: string, value: unknown): string {
    const imported = this.#importOf(name);
    if (imported) return imported;
    const definer = this.#page.definedBy(name);
    if (!definer) {
      if (ofThePage.has(name)) throw new Stays(`cell “${cell.id}” uses ${name}, which only the page has (${lineOf(cell, name)})`);
      return name;
    }
    if (isCopied(value)) {
      this.#values[name] = value;
      return `values[${JSON.stringify(name)}]`;
    }
    return `cell${this.add(definer)}[${JSON.stringify(name)}]`;
  }

  /** The local name of what a cell of the chapter imports under this one. */
  #importOf(name: string): string | undefined {
    for (const {definition} of this.#page.cells.values()) {
      const found = definition?.imports?.find(({local}) => local === name);
      if (!found) continue;
      const {imported, specifier} = found;
      const url = JSON.stringify(resolved(specifier) ?? specifier);
      const local = `imported${this.#imports.size}`;
      const what = imported === "*" ? `* as ${local}` : imported === "default" ? local : `{${imported} as ${local}}`;
      const key = `${imported} ${url}`;
      const line = `import ${what} from ${url};`;
      const known = this.#imports.get(key);
      if (known !== undefined) return known;
      this.#imports.set(key, local);
      this.#lines.push(line);
      return local;
    }
    return undefined;
  }

  readonly #lines: string[] = [];

  /** The module: it gives what stands at the end of the path in what the cell gives. */
  module(cell: LiveCell, path: readonly string[]): Portable {
    let text = `${this.#lines.join(" ")} ${TICK} export async function make(values) {\n`;
    let line = 2;
    const places: Portable["places"] = [];
    for (const {cell, text: body} of this.#bodies) {
      const lines = body.split("\n").length;
      // The first line of a compiled body is its head, the last its end.
      places.push({from: line + 1, to: line + lines - 1, name: `cell “${cell.id}”`});
      text += `${body}\n`;
      line += lines;
    }
    return {
      source: `${text}return cell${this.#done.get(cell)!}${path.map((name) => `[${JSON.stringify(name)}]`).join("")};\n}`,
      values: this.#values,
      places
    };
  }
}

/** Stops what runs longer than its cell may without a pause, as in the page; a step may take longer there, since nobody is kept waiting. */
const TICK = `const tick = (budget) => {
  let end = 0, left = 0;
  const most = Math.max(budget, 20000);
  return (line) => {
    if (end === 0) { end = performance.now() + most; setTimeout(() => { end = 0; }); }
    else if (--left < 0 && (left = 128, performance.now() > end)) throw new Error("this ran for more than " + most / 1000 + " s without a pause and was stopped, in line " + line);
  };
};`.replaceAll(/\n\s*/g, " ");

function resolved(specifier: string): string | undefined {
  try {
    return import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}

function lineOf({source}: LiveCell, name: string): string {
  const lines = source.split("\n");
  const index = lines.findIndex((line) => new RegExp(`\\b${name}\\b`).test(line));
  return `line ${Math.max(0, index) + 1}`;
}

/** Data that is the same after it was sent: no functions, no instances of classes but the usual ones. */
function isCopied(value: unknown, depth = 0): boolean {
  if (typeof value === "function" || typeof value === "symbol" || depth > 100) return false;
  if (typeof value !== "object" || value === null) return true;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Date || value instanceof RegExp) return true;
  if (value instanceof Map || value instanceof Set) return [...value].every((part) => isCopied(part, depth + 1));
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((part) => isCopied(part, depth + 1));
}
