import type {Page, PageCell} from "../runtime/contract.ts";
import type {GraphNode} from "./layout.ts";

/** The chapter's cells as a graph. */
export interface ChapterGraph {
  nodes: GraphNode[];
  /** Heading of each section, by number; 0 is what stands before the first heading. */
  headings: string[];
  /** Who uses a cell's values, by id. */
  users: ReadonlyMap<string, readonly string[]>;
}

/** Reads the graph off the page. Values in sentences, solutions, which never run, and cells that only import are left out. */
export function chapterGraph(page: Page): ChapterGraph {
  const titles = [...page.article.querySelectorAll<HTMLElement>("h1, h2")];
  const headings = ["", ...titles.map((title) => title.textContent ?? "")];
  const shown = [...page.cells.values()]
    .filter((cell) => cell.kind !== "inline" && cell.role !== "solution" && !onlyImports(cell.source))
    .sort(byPlace);
  const ids = new Set(shown.map((cell) => cell.id));
  const users = new Map<string, string[]>(shown.map((cell) => [cell.id, []]));
  const nodes = shown.map((cell) => {
    const definers = (cell.definition?.inputs ?? []).flatMap((name) => page.definedBy(name)?.id ?? []);
    const inputs = [...new Set(definers)].filter((id) => ids.has(id) && id !== cell.id);
    for (const input of inputs) users.get(input)!.push(cell.id);
    const section = titles.filter(
      (title) => title.compareDocumentPosition(cell.element) & Node.DOCUMENT_POSITION_FOLLOWING
    ).length;
    return {id: cell.id, section, inputs};
  });
  return {nodes, headings, users};
}

/** All that a cell stands on and all that stands on it, itself included. */
export function relatives(graph: ChapterGraph, id: string): Set<string> {
  const inputs = new Map(graph.nodes.map((node) => [node.id, node.inputs]));
  const walk = (start: string, next: ReadonlyMap<string, readonly string[]>) => {
    const seen = new Set([start]);
    for (const at of seen) for (const to of next.get(at) ?? []) seen.add(to);
    return seen;
  };
  return new Set([...walk(id, inputs), ...walk(id, graph.users)]);
}

/** The names that a cell defines, or its id. */
export function label(cell: PageCell): string {
  return cell.definition?.outputs.join(", ") || cell.id;
}

/** A node in words: "kernel: done. Uses picture. Used by output." */
export function spoken(page: Page, graph: ChapterGraph, id: string): string {
  const cell = page.cells.get(id);
  if (!cell) return id;
  const name = (other: string) => {
    const found = page.cells.get(other);
    return found ? label(found) : other;
  };
  const inputs = graph.nodes.find((node) => node.id === id)?.inputs ?? [];
  const users = graph.users.get(id) ?? [];
  const edited = cell.original !== null && cell.source !== cell.original ? ", edited" : "";
  const uses = inputs.length > 0 ? ` Uses ${inputs.map(name).join(", ")}.` : " Uses no other cell.";
  const used = users.length > 0 ? ` Used by ${users.map(name).join(", ")}.` : "";
  return `${label(cell)}: ${cell.state}${edited}.${uses}${used}`;
}

/** Imports are used everywhere and never change: their lines would hide all others. */
function onlyImports(source: string): boolean {
  const rest = source.replace(/\/\/.*$/gm, "").replace(/^\s*import\b[^;"']*["'][^"']*["'];?/gm, "");
  return source.includes("import") && rest.trim() === "";
}

function byPlace(a: PageCell, b: PageCell): number {
  return a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}
