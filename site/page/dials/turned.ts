import {type Dials, isOfKind} from "../../notebook/dials/declared.ts";
import type {Literal} from "../../notebook/dials/literals.ts";
import {editable} from "../edit/editable.ts";
import type {Page, PageCell} from "../runtime/contract.ts";

type Literals = typeof import("../../notebook/dials/literals.ts");

let loading: Promise<Literals> | undefined;
let loaded: Literals | undefined;

/** What reads and writes literals in a text, with the parser: loaded when the published texts are not enough. */
export function literals(): Promise<Literals> {
  loading ??= import("../../notebook/dials/literals.ts");
  loading.then(
    (it) => (loaded = it),
    () => (loading = undefined)
  );
  return loading;
}

/** The cell whose text the dials of a name turn: the one that declares it, or has it as its id. */
export function cellOf(page: Page, name: string): PageCell | undefined {
  // Before any cell has run, the published ones say what they will declare.
  const published = () => [...page.cells.values()].find((cell) => cell.published?.outputs.includes(name));
  return page.definedBy(name) ?? published() ?? page.cells.get(name);
}

/**
 * What the text that a cell runs says at the paths of dials. Of the published text the build has read it; for another the parser is
 * needed: undefined until it is there.
 */
export function turned(page: Page, name: string, dials: Dials): ReadonlyMap<string, Literal> | undefined {
  const cell = cellOf(page, name);
  if (!cell) return all(dials, `there is no cell that declares ${name}`);
  if (!editable(cell)) return all(dials, `${cell.id} cannot be changed`);
  const read = cell.source === cell.original ? published(page, name, dials) : parsed(cell.source, name, dials);
  return read && new Map([...read].map(([path, literal]) => [path, seen(path, literal)]));

  /** A literal of another kind is no value of the dial, which can take its place. */
  function seen(path: string, {value, fixed}: Literal): Literal {
    if (fixed !== undefined) return {value: undefined, fixed: `${cell!.id}, ${fixed}`};
    return {value: isOfKind(dials.get(path)!, value) ? value : undefined};
  }
}

/** What the published text says; undefined where only the parser can tell, and it is not there. */
export function published(page: Page, name: string, dials: Dials): ReadonlyMap<string, Literal> | undefined {
  const cell = cellOf(page, name);
  if (!cell || cell.original === null) return new Map([...dials.keys()].map((path) => [path, {value: undefined}]));
  const known = cell.published?.literals?.[name];
  if (known && [...dials.keys()].every((path) => Object.hasOwn(known, path)))
    return new Map([...dials.keys()].map((path) => [path, known[path]!]));
  return parsed(cell.original, name, dials);
}

function parsed(text: string, name: string, dials: Dials): ReadonlyMap<string, Literal> | undefined {
  if (!loaded) return undefined;
  try {
    return loaded.readLiterals(text, name, dials.keys());
  } catch (error) {
    return all(dials, `the text cannot be read: ${loaded.reasonOf(error)}`);
  }
}

function all(dials: Dials, fixed: string): ReadonlyMap<string, Literal> {
  return new Map([...dials.keys()].map((path) => [path, {value: undefined, fixed}]));
}
