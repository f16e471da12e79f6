import {readFileSync} from "node:fs";
import {compile} from "../../site/notebook/cell/compile.ts";
import {cellsOf} from "../../site/notebook/chapter.ts";
import {parse} from "../../site/notebook/text/parse.ts";
import {assert, equal} from "../../site/page/runtime/assertions.ts";

/** What the tests try on an exercise: sources for the reader's cell, each by what is special about it. */
export interface Answers {
  /** Answers that the wording allows, written differently from the solution and from each other. */
  right: Readonly<Record<string, string>>;
  /** Answers that somebody might give, and that are wrong. */
  wrong: Readonly<Record<string, string>>;
}

/** The answers of a chapter, by exercise. */
export type ChapterAnswers = Readonly<Record<string, Answers>>;

/** What a cell defines. */
export type Names = Readonly<Record<string, unknown>>;

/** What a check said of an answer. */
export interface Verdict {
  /** What it did not take, or null where the answer passes. */
  error: Error | null;
  /** What was checked by then, as the reader is told it. */
  checked: string[];
}

/** An exercise that can be tried. */
export interface Exercise {
  id: string;
  /** All that a reader has before the first hint: its title, its prose, its starter. */
  asks: string;
  starter: string;
  solution: string;
  /** Runs this source in the place of the starter, then the checks; `change` is given what the source defines. */
  answer(source: string, change?: (names: Names) => Names): Promise<Verdict>;
  /** Names of the chapter's own cells that the checks use: neither imported nor the reader's. */
  leansOn: string[];
  /** The values that this source defines in the place of the starter. */
  define(source: string): Promise<Names>;
}

/** What a cell gets of its page, in Node: nothing is shown, and nothing runs again. */
const page: Names = {
  display: (value: unknown) => value,
  view: (input: {value: unknown}) => input.value
};

type Compiled = ReturnType<typeof compile>;

/**
 * The exercises of a chapter, each check with its answer as the page runs them. A name is what the answer gives, or an import, or what
 * the chapter's cell gives that defines it; that one runs once, and cells that show something need a page and cannot be had here.
 */
export function exercisesOf(slug: string): Exercise[] {
  const file = `notebooks/${slug}.md`;
  const notebook = parse(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"), file);
  const cells = cellsOf(notebook).filter(({kind}) => kind === "ts");
  const given = cells.filter(({role}) => role === undefined || role === "setup").map(({id, source}) => compile(id, source));
  const imported = new Map(given.flatMap(({imports}) => imports).map((each) => [each.local, each]));
  const kept = new Map<string, Promise<Names>>();

  const load = (specifier: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ specifier);

  async function run(cell: Compiled, own: Names): Promise<Names> {
    const imports = new Map([...imported, ...cell.imports.map((each) => [each.local, each] as const)]);
    const valueOf = async (name: string): Promise<unknown> => {
      if (Object.hasOwn(own, name)) return own[name];
      if (Object.hasOwn(page, name)) return page[name];
      const from = imports.get(name);
      if (from) return from.imported === "*" ? load(from.specifier) : (await load(from.specifier))[from.imported];
      const definer = given.find(({outputs}) => outputs.includes(name));
      if (!definer) throw new ReferenceError(`${name} is not defined`);
      if (!kept.has(definer.id)) kept.set(definer.id, run(definer, {}));
      return (await kept.get(definer.id)!)[name];
    };
    const values: unknown[] = [];
    for (const name of cell.inputs) values.push(await valueOf(name));
    // The cell's own imports are loaded as the tests load theirs: one instance of every module.
    const body = new Function("load", `return ${cell.body.replaceAll(/\bimport\(/g, "load(")}`)(load) as (
      ...inputs: unknown[]
    ) => unknown;
    const names = await body(...values);
    return cell.outputs.length > 0 ? (names as Record<string, unknown>) : {};
  }

  return notebook.blocks.flatMap((block) => {
    if (block.type !== "exercise") return [];
    const of = (role: string) => cells.filter((cell) => cell.exercise === block.id && cell.role === role);
    const [starter, solution, checks] = [of("starter")[0]!, of("solution")[0]!, of("check")];
    const define = (source: string): Promise<Names> => {
      const cell = compile(starter.id, source);
      const taken = cell.outputs.filter((name) => given.some(({outputs}) => outputs.includes(name)));
      if (taken.length > 0) throw new Error(`${taken.join(", ")}: another cell of ${file} defines that too`);
      return run(cell, {});
    };
    const answer: Exercise["answer"] = async (source, change = (names) => names) => {
      const checked: string[] = [];
      try {
        const names = change(await define(source));
        const record = (...args: Parameters<typeof equal>): void => {
          equal(...args);
          checked.push(args[2]);
        };
        for (const check of checks) await run(compile(check.id, check.source), {...names, assert, equal: record});
        return {error: null, checked};
      } catch (error) {
        return {error: error as Error, checked};
      }
    };
    const own = compile(starter.id, starter.source).outputs;
    const leansOn = checks.flatMap((check) => {
      const {inputs, imports} = compile(check.id, check.source);
      return inputs.filter(
        (name) => ![...own, ...imports.map(({local}) => local), ...imported.keys(), "assert", "equal"].includes(name)
      );
    });
    const text = notebook.source
      .split("\n")
      .slice(block.lines.from - 1, block.lines.to)
      .join("\n");
    const asks = text.slice(0, text.indexOf(starter.source) + starter.source.length);
    return [{id: block.id, asks, starter: starter.source, solution: solution.source, leansOn, answer, define}];
  });
}
