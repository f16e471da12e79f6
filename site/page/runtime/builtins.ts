import * as generators from "./generators.ts";
import {Mutable} from "./mutable.ts";

/**
 * Built-ins that belong to one run of one cell. The module holds their names as marks, which `define` replaces by the run's own functions:
 * so a cell that declares such a name shadows it for all others, as with any built-in.
 */
export const perRun = ["display", "view", "progress", "assert", "equal"] as const;

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
  return {
    Generators: () => generators,
    Mutable: () => Mutable,
    width: () => generators.width(article),
    now: () => generators.now(),
    Inputs: () => import("@observablehq/inputs"),
    html: () => import("../lazy/htl.ts").then(({html}) => html),
    svg: () => import("../lazy/htl.ts").then(({svg}) => svg),
    tex: () => import("../lazy/tex.ts").then(({tex}) => tex),
    md: () => import("../lazy/md.ts").then(({md}) => md)
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
