import {input, now, observe, queue, width} from "./generators.ts";
import {type CellRun, StaleDisplay} from "./run.ts";

/**
 * Built-ins that belong to one run of one cell. The module holds their names as marks, which `define` replaces by the run's own functions:
 * so a cell that declares such a name shadows it for all others, as with any built-in.
 */
export const perRun = ["display", "view", "progress", "assert", "equal", "dials"] as const;

/** The name of a built-in that belongs to a run. */
export type PerRun = (typeof perRun)[number];

/** Stands in the runtime for a built-in that belongs to a run. */
export class PerRunMark {
  readonly name: PerRun;
  constructor(name: PerRun) {
    this.name = name;
  }
}

/** The built-ins of the page. Libraries are loaded when a cell first names them. */
export function builtins(article: HTMLElement): Record<string, () => unknown> {
  const lazy = <T>(load: () => Promise<T>): Promise<T> => insist(article, "A library", load);
  return {
    Generators: () => ({input, now, observe, queue, width}),
    Mutable: () => lazy(() => import("./mutable.ts").then(({mutableWith}) => mutableWith(observe))),
    width: () => width(article),
    now: () => now(),
    Inputs: () => lazy(() => import("@observablehq/inputs")),
    html: () => lazy(() => import("../lazy/htl.ts").then(({html}) => html)),
    svg: () => lazy(() => import("../lazy/htl.ts").then(({svg}) => svg)),
    tex: () => lazy(() => import("../lazy/tex.ts").then(({tex}) => tex)),
    md: () => lazy(() => import("../lazy/md.ts").then(({md}) => md))
  };
}

/**
 * A global by name. Elements with an id are globals too (`window.kernel` is `<section id="kernel">`), never what a cell means.
 * Throws a ReferenceError when there is no such global.
 */
export function globalByName(name: string): unknown {
  if (Object.hasOwn(globalThis, name) || name in EventTarget.prototype) return (globalThis as Record<string, unknown>)[name];
  throw new ReferenceError(`${name} is not defined`);
}

/** What a run can do to its cell. */
export interface Effects {
  display(value: unknown): void;
  progress(fraction: number): void;
}

/** The built-in of that name for one run, or its promise. A display after the run's end throws `StaleDisplay`. */
export function runFunction(name: Exclude<PerRun, "dials">, run: CellRun, effects: Effects): unknown {
  const display = (...values: unknown[]) => {
    if (!run.live) throw new StaleDisplay();
    for (const value of values) effects.display(value);
    return values.length === 1 ? values[0] : values;
  };
  switch (name) {
    case "display":
      return display;
    case "view":
      return (element: Element) => input(display(element) as Element);
    case "progress":
      return (fraction: number) => {
        if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`progress: from 0 to 1, got ${fraction}`);
        if (run.live) effects.progress(fraction);
      };
    default:
      return import("./assertions.ts").then(({assertionsOf}) => assertionsOf(run.checks)[name]);
  }
}
