import type {Module, Variable} from "@observablehq/runtime";
import type {ImportedName} from "../../notebook/types.ts";

/**
 * Imported names in the runtime. They do not hang on the cell that imports them: when it runs again, the cells that use `d3` do not, and several
 * cells may import the same. A name lives as long as one cell imports it.
 */
export class SharedImports {
  readonly #module: Module;
  readonly #names = new Map<string, {variable: Variable; users: number}>();

  constructor(module: Module) {
    this.#module = module;
  }

  /** True when a cell gives this very import now. */
  has(name: ImportedName): boolean {
    return this.#names.has(keyOf(name));
  }

  /** One more cell imports the name. The module is loaded when a cell that runs uses it. */
  take(name: ImportedName): void {
    const known = this.#names.get(keyOf(name));
    if (known) known.users++;
    else this.#names.set(keyOf(name), {variable: this.#module.variable().define(name.local, [], () => load(name)), users: 1});
  }

  /** One cell less imports the name. */
  release(name: ImportedName): void {
    const known = this.#names.get(keyOf(name))!;
    if (--known.users > 0) return;
    known.variable.delete();
    this.#names.delete(keyOf(name));
  }
}

function keyOf({specifier, imported, local}: ImportedName): string {
  return `${local} ${imported} ${specifier}`;
}

async function load({specifier, imported}: ImportedName): Promise<unknown> {
  const module = (await import(/* @vite-ignore */ specifier)) as Record<string, unknown>;
  if (imported === "*") return module;
  if (!(imported in module)) throw new SyntaxError(`${specifier} has no export named ${imported}`);
  return module[imported];
}
