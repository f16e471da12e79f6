import type {LiveCell} from "./cell.ts";
import type {Definition} from "./contract.ts";

/**
 * Which cells give which names. A name has one giver; only the same import may stand in several. The runtime would refuse a name with
 * two without saying who they are, and an editor can write such a text at any time.
 */
export class Names {
  /** For each name its givers, by what they give: the same import is the same. */
  readonly #givers = new Map<string, Map<string, Set<LiveCell>>>();
  readonly #given = new Map<LiveCell, readonly (readonly [name: string, what: string])[]>();

  /** The cell gives these names from now on (null: none). Returns the other cells that give one of its names, before or now. */
  take(cell: LiveCell, definition: Definition | null): Set<LiveCell> {
    const rivals = new Set<LiveCell>();
    const now = namesOf(cell, definition);
    const change = (names: readonly (readonly [string, string])[], here: boolean): void => {
      for (const [name, what] of names) {
        const givers = this.#givers.get(name) ?? new Map<string, Set<LiveCell>>();
        const same = givers.get(what) ?? new Set();
        this.#givers.set(name, givers.set(what, same));
        same[here ? "add" : "delete"](cell);
        if (same.size === 0) givers.delete(what);
        for (const [other, cells] of givers) if (other !== what) for (const each of cells) rivals.add(each);
      }
    };
    change(this.#given.get(cell) ?? [], false);
    change(now, true);
    this.#given.set(cell, now);
    return rivals;
  }

  /** The cell whose body gives the name; of several the first in the document. */
  definedBy(name: string): LiveCell | undefined {
    let first: LiveCell | undefined;
    for (const [what, cells] of this.#givers.get(name) ?? []) {
      if (what.startsWith("import ")) continue;
      for (const cell of cells) if (!first || cell.element.compareDocumentPosition(first.element) & 4) first = cell;
    }
    return first;
  }

  /** A name of the cell that another gives too, and that one. */
  conflict(cell: LiveCell): [name: string, other: LiveCell] | undefined {
    for (const [name, what] of this.#given.get(cell) ?? []) {
      for (const [other, cells] of this.#givers.get(name)!) {
        if (other !== what) return [name, cells.values().next().value!];
      }
    }
    return undefined;
  }
}

function namesOf(cell: LiveCell, definition: Definition | null): (readonly [string, string])[] {
  if (!definition) return [];
  const imports = definition.imports ?? [];
  return [
    ...definition.outputs.map((name) => [name, `cell ${cell.id}`] as const),
    ...imports.map(({local, specifier, imported}) => [local, `import ${imported} ${specifier}`] as const)
  ];
}
