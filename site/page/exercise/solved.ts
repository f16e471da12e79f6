import type {Page, PageCell} from "../runtime/contract.ts";
import {pathOf} from "../keep/marks.ts";

/** An answer that passed its check, with what it stood on in its chapter. */
export interface Solved {
  source: string;
  /** Texts of other cells that give the names it uses, and lines that import them; what one needs stands before it. */
  needs: readonly {names: readonly string[]; source: string}[];
}

/** The `localStorage` key of a solved exercise: each has its own, so that two tabs do not lose each other's. */
export function solvedKey(chapter: {root: string; slug: string}, exercise: string): string {
  return `gantry:solved:${pathOf(chapter)}#${exercise}`;
}

/** Notes that an exercise is solved by what stands in its cells now. Where storage is full or forbidden, nothing is noted. */
export function noteSolved(page: Page, exercise: string, starters: readonly PageCell[]): void {
  const solved: Solved = {source: starters.map(({source}) => source).join("\n"), needs: needsOf(page, starters)};
  try {
    localStorage.setItem(solvedKey(page, exercise), JSON.stringify(solved));
  } catch {
    // The answer itself is kept with the chapter's other changes.
  }
}

/** What was noted of an exercise of a chapter; null when it is not solved, or what is stored is of another making. */
export function readSolved(chapter: {root: string; slug: string}, exercise: string): Solved | null {
  try {
    const {source, needs} = Object(JSON.parse(localStorage.getItem(solvedKey(chapter, exercise)) ?? "null")) as Partial<Solved>;
    const fits = typeof source === "string" && Array.isArray(needs) && needs.every(isNeed);
    return fits ? {source, needs} : null;
  } catch {
    return null;
  }
}

function isNeed(value: unknown): boolean {
  const {names, source} = Object(value) as {names?: unknown; source?: unknown};
  return typeof source === "string" && Array.isArray(names) && names.every((name) => typeof name === "string");
}

/** The cells of the chapter that these stand on, and the imports that other cells have made for them. */
function needsOf(page: Page, starters: readonly PageCell[]): Solved["needs"] {
  const needs: {names: string[]; source: string}[] = [];
  const seen = new Set<PageCell>(starters);
  const imported = new Map(
    [...page.cells.values()].flatMap(({definition}) => definition?.imports ?? []).map((each) => [each.local, each])
  );
  const visit = ({definition}: PageCell): void => {
    const own = new Set(definition?.imports?.map(({local}) => local));
    for (const name of definition?.inputs ?? []) {
      const from = imported.get(name);
      if (from && !own.has(name)) {
        const what =
          from.imported === "*" ? `* as ${name}` : from.imported === "default" ? name : `{${from.imported} as ${name}}`;
        if (!needs.some(({names}) => names.includes(name)))
          needs.push({names: [name], source: `import ${what} from ${JSON.stringify(from.specifier)};`});
        continue;
      }
      const giver = page.definedBy(name);
      if (!giver?.definition || seen.has(giver)) continue;
      seen.add(giver);
      visit(giver);
      needs.push({names: giver.definition.outputs, source: giver.source});
    }
  };
  starters.forEach(visit);
  return needs;
}
