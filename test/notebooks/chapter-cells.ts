import {readFileSync} from "node:fs";
import {compile} from "../../site/notebook/cell/compile.ts";
import {cellsOf} from "../../site/notebook/chapter.ts";
import {parse} from "../../site/notebook/text/parse.ts";

/** What running a cell gives: its names, and what it displayed. */
export interface Ran {
  names: Readonly<Record<string, unknown>>;
  displayed: readonly unknown[];
}

/**
 * The cells of a chapter, as they are compiled for the page, to be run in Node: `await chapterCells("dcgan")("mixed")` runs the cell #mixed.
 * A name that a cell uses is what `given` says, or what an import of the chapter loads, or what the cell that defines it gives, which runs
 * first, with the same names given. `display` is recorded; a view has the value of its input.
 */
export function chapterCells(slug: string): (id: string, given?: Readonly<Record<string, unknown>>) => Promise<Ran> {
  const text = readFileSync(new URL(`../../notebooks/${slug}.md`, import.meta.url), "utf8");
  const cells = cellsOf(parse(text, `notebooks/${slug}.md`))
    .filter(({kind, role}) => kind === "ts" && role === undefined)
    .map(({id, source}) => compile(id, source));
  const imported = new Map(cells.flatMap(({imports}) => imports).map((each) => [each.local, each]));
  const load = (specifier: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ specifier);

  return async function run(id, given = {}) {
    const cell = cells.find((each) => each.id === id);
    if (!cell) throw new RangeError(`${slug}.md has no cell #${id}`);
    const displayed: unknown[] = [];
    const own: Record<string, unknown> = {
      display: (value: unknown) => (displayed.push(value), value),
      view: (input: {value: unknown}) => input.value,
      invalidation: new Promise(() => undefined)
    };
    const valueOf = async (name: string): Promise<unknown> => {
      if (Object.hasOwn(given, name)) return given[name];
      const from = imported.get(name);
      if (from) return from.imported === "*" ? load(from.specifier) : (await load(from.specifier))[from.imported];
      const definer = cells.find(({outputs}) => outputs.includes(name));
      if (!definer) throw new RangeError(`#${id} of ${slug}.md uses ${name}, which no cell defines and this test does not give`);
      return (await run(definer.id, given)).names[name];
    };
    const values: unknown[] = [];
    // What a cell gets of its page is not waited for: `invalidation` never comes.
    for (const name of cell.inputs) values.push(name in own && !(name in given) ? own[name] : await valueOf(name));
    // The cell's own imports are loaded as the tests load theirs: one instance of every module.
    const body = new Function("load", `return ${cell.body.replaceAll(/\bimport\(/g, "load(")}`)(load) as (
      ...inputs: unknown[]
    ) => unknown;
    const result = await body(...values);
    if (cell.autodisplay) displayed.push(result);
    return {names: cell.outputs.length > 0 ? (result as Record<string, unknown>) : {}, displayed};
  };
}
