import type {Analysis, Cell, Heading, ImportedName} from "../../notebook/types.ts";

/** A section of a chapter that uses something of the library. */
export interface Use {
  /** The chapter. */
  slug: string;
  title: string;
  /** The section's heading and its id; "" before the first. */
  heading: string;
  id: string;
}

/** What a section uses: the name that a module exports. */
export interface SectionUse {
  specifier: string;
  imported: string;
  heading: string;
  id: string;
}

/**
 * What the cells of a chapter use of modules, by section. An import may stand in a cell of its own at the head of the chapter: what
 * counts is where the name is used.
 */
export function usesIn(headings: readonly Heading[], cells: readonly {cell: Cell; analysis: Analysis}[]): SectionUse[] {
  const imports = new Map<string, ImportedName>();
  for (const {analysis} of cells) for (const each of analysis.imports) imports.set(each.local, each);
  const found = new Map<string, SectionUse>();
  for (const {cell, analysis} of cells) {
    const own = new Set(analysis.imports.map(({local}) => local));
    const used = [...analysis.references, ...[...own].filter((name) => timesOf(name, cell.source) > 1)];
    for (const name of used) {
      const origin = imports.get(name);
      if (!origin || (!own.has(name) && analysis.declarations.includes(name))) continue;
      const section = headings.filter(({level, start}) => level <= 3 && start.line <= cell.start.line).at(-1);
      const use = {specifier: origin.specifier, imported: origin.imported, heading: section?.text ?? "", id: section?.id ?? ""};
      found.set([use.specifier, use.imported, use.id].join(" "), use);
    }
  }
  return [...found.values()];
}

function timesOf(name: string, source: string): number {
  return source.match(new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`, "g"))?.length ?? 0;
}
