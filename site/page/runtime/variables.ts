import type {Module, Variable} from "@observablehq/runtime";
import type {ImportedName} from "../../notebook/types.ts";
import {type PerRun, PerRunMark} from "./builtins.ts";
import type {LiveCell} from "./cell.ts";
import type {Definition} from "./contract.ts";
import {CellRun, errorOf, isPromise, NotRun, track} from "./run.ts";
import type {Watch} from "./watch.ts";

/** What happens to a cell, for the page to show. */
export interface Events {
  /** Something that the state is made from has changed. */
  changed(cell: LiveCell): void;
  /** The body gave a value (for a generator: each). */
  fulfilled(cell: LiveCell, value: unknown): void;
  /** The body threw; `late`: it gave values, and then one of its outputs failed. */
  failed(cell: LiveCell, error: unknown, late?: boolean): void;
  /** An output that had failed has a value after all. */
  recovered(cell: LiveCell): void;
  /** An input failed or is missing. */
  blocked(cell: LiveCell, error: unknown): void;
  /** The functions of a run; a promise for those that are loaded when first needed. */
  perRun(cell: LiveCell, run: CellRun, name: PerRun): unknown;
}

/**
 * A cell's variables in the runtime: one for the body, named "cell <id>", whose value is the object of all outputs; one for each output, which
 * takes its own from there. (As Notebook Kit does.) They outlive redefinition, so that only this cell and its dependents are computed.
 */
export class CellVariables {
  readonly #cell: LiveCell;
  readonly #module: Module;
  readonly #events: Events;
  readonly #body: Variable;
  readonly #outputs = new Map<string, Variable>();
  readonly #shared: SharedImports;
  #imports: readonly ImportedName[] = [];
  #watch: Watch | null = null;
  #blocked = false;
  #failedOutput: string | null = null;

  constructor(module: Module, shared: SharedImports, cell: LiveCell, events: Events) {
    this.#shared = shared;
    this.#cell = cell;
    this.#module = module;
    this.#events = events;
    this.#body = module.variable({
      _node: cell.element,
      pending: () => {
        if (this.#blocked) return;
        cell.run?.end();
        cell.run = null;
        this.#begin();
      },
      fulfilled: (value) => {
        Object.assign(cell, {pending: false, ran: true});
        try {
          events.fulfilled(cell, value);
          events.changed(cell);
        } catch (error) {
          events.failed(cell, errorOf(error)); // a value that cannot be shown
        }
      },
      rejected: (error) => {
        if (this.#blocked) return;
        cell.pending = false;
        if (error instanceof NotRun) events.changed(cell);
        else if (cell.run) events.failed(cell, error);
        else events.blocked(cell, error);
      }
    });
  }

  /** Runs the definition when its inputs are there; a manual cell runs once, with the inputs of that moment. */
  define(definition: Definition): void {
    const {inputs} = definition;
    this.#restart(definition);
    if (!this.#cell.manual) {
      const names = inputs.filter((name) => name !== "invalidation");
      this.#define([...names, "invalidation"], (...values) => {
        const invalidation = values.pop() as Promise<void>;
        const run = this.#start(invalidation);
        return run.until(this.#call(definition, run, new Map(names.map((name, i) => [name, values[i]]))));
      });
      return;
    }
    const own = inputs.filter((name) => name === "visibility");
    this.#define([...own, "invalidation"], (...values) => {
      const run = this.#start(values.at(-1) as Promise<void>);
      run.waiting = true;
      this.#events.changed(this.#cell);
      return run.until(
        this.#watched(inputs).then((found) => {
          if (!run.live) return undefined;
          run.waiting = false;
          this.#cell.inputsChanged = false;
          this.#events.changed(this.#cell);
          return this.#call(definition, run, new Map([...found, ...own.map((name, i) => [name, values[i]] as const)]));
        })
      );
    });
  }

  /** The inputs of a manual cell, once all are there; from then on the cell knows when they change. */
  async #watched(inputs: string[]): Promise<Map<string, unknown>> {
    const cell = this.#cell;
    const {Watch} = await import("./watch.ts");
    this.#watch ??= new Watch(this.#module, () => {
      cell.inputsChanged = cell.ran;
      this.#events.changed(cell);
    });
    return this.#watch.latest(inputs.filter((name) => name !== "invalidation" && name !== "visibility"));
  }

  /** Takes the definition's place in the graph without running it: what depends on it is rejected with `reason`. */
  block(definition: Definition | null, reason: Error): void {
    this.#restart(definition, true);
    this.#blocked = true;
    this.#cell.pending = false;
    this.#define([], () => {
      throw reason;
    });
  }

  /** Takes the cell out of the runtime. */
  dispose(): void {
    this.#cell.run?.end();
    this.#watch?.dispose();
    this.#share([]);
    for (const variable of this.#outputs.values()) variable.delete();
    this.#body.delete();
  }

  #define(inputs: string[], body: (...values: unknown[]) => unknown): void {
    this.#body.define(`cell ${this.#cell.id}`, inputs, body as (...values: never[]) => unknown);
  }

  /** Its imports are there for all from now on, except while it is blocked: then who uses them waits for it too. */
  #restart(definition: Definition | null, blocked = false): void {
    const cell = this.#cell;
    cell.run?.end();
    cell.run = null;
    this.#blocked = false;
    this.#begin();
    if (!definition) return;
    const imports = definition.imports ?? [];
    this.#share(blocked ? [] : imports);
    const missing = blocked ? imports.filter((name) => !this.#shared.has(name)) : [];
    const outputs = [...definition.outputs, ...missing.map(({local}) => local)];
    for (const [name, variable] of this.#outputs) {
      if (outputs.includes(name)) continue;
      variable.delete();
      this.#outputs.delete(name);
    }
    for (const name of outputs) if (!this.#outputs.has(name)) this.#outputs.set(name, this.#output(name));
  }

  #share(imports: readonly ImportedName[]): void {
    for (const name of imports) this.#shared.take(name, this.#cell.element);
    for (const name of this.#imports) this.#shared.release(name);
    this.#imports = imports;
  }

  #output(name: string): Variable {
    const cell = this.#cell;
    return this.#module
      .variable({
        rejected: (error) => {
          // Still without a run, or the body itself failed: the body's observer has said so.
          if (!cell.run?.live || cell.pending || cell.error || error instanceof NotRun) return;
          this.#failedOutput = name;
          this.#events.failed(cell, error, true);
        },
        fulfilled: () => {
          if (this.#failedOutput !== name) return;
          this.#failedOutput = null;
          this.#events.recovered(cell);
        }
      })
      .define(name, [`cell ${cell.id}`], (outputs: Record<string, unknown>) => outputs[name]);
  }

  #begin(): void {
    this.#failedOutput = null;
    Object.assign(this.#cell, {pending: true, error: null, blame: null, progress: null});
    this.#events.changed(this.#cell);
  }

  #start(invalidation: Promise<void>): CellRun {
    const run = new CellRun();
    this.#cell.run = run;
    invalidation.then(() => run.end());
    this.#events.changed(this.#cell);
    return run;
  }

  async #call(definition: Definition, run: CellRun, values: Map<string, unknown>): Promise<unknown> {
    const args: unknown[] = [];
    for (const name of definition.inputs) {
      const value = name === "invalidation" ? run.ended : values.get(name);
      if (!(value instanceof PerRunMark)) {
        args.push(value);
        continue;
      }
      const given = this.#events.perRun(this.#cell, run, value.name);
      args.push(isPromise(given) ? await given : given);
    }
    const body = definition.body as (...inputs: unknown[]) => unknown;
    const value = await body(...(run.inputs = args));
    const wrap = (given: unknown) => track(given, run, () => this.#events.changed(this.#cell));
    if (definition.outputs.length === 0) return wrap(value);
    const outputs = (run.outputs = value as Record<string, unknown>);
    return Object.fromEntries(definition.outputs.map((name) => [name, wrap(outputs[name])]));
  }
}

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

  /** One more cell, which stands at `place`, imports the name. The module is loaded when a cell that runs uses it. */
  take(name: ImportedName, place: Element): void {
    const known = this.#names.get(keyOf(name));
    if (known) known.users++;
    else
      this.#names.set(keyOf(name), {variable: this.#module.variable().define(name.local, [], () => load(name, place)), users: 1});
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

async function load({specifier, imported}: ImportedName, place: Element): Promise<unknown> {
  const module = await insist(place, specifier, () => import(/* @vite-ignore */ specifier) as Promise<Record<string, unknown>>);
  if (imported === "*") return module;
  if (!(imported in module)) throw new SyntaxError(`${specifier} has no export named ${imported}`);
  return module[imported];
}
