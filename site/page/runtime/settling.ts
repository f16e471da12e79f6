import type {LiveCell} from "./cell.ts";

/** The cell that defines a name. */
export type DefinedBy = (name: string) => LiveCell | undefined;

/** True when nothing more will come of a cell by itself: it is done, failed, held or stopped, or waits for something that waits for the reader. */
export function isSettled(cell: LiveCell, definedBy: DefinedBy, seen = new Set<LiveCell>()): boolean {
  if (cell.showing) return false;
  if (cell.held || cell.run?.stopped || cell.error) return true;
  if (!cell.pending) return !cell.run?.unsettled;
  if (cell.run && !cell.run.waiting) return cell.run.listening > 0;
  seen.add(cell);
  return (cell.definition?.inputs ?? []).some((name) => {
    const by = definedBy(name);
    if (!by || seen.has(by)) return false;
    return by.held || by.run?.stopped || by.run?.listening || (by.pending && isSettled(by, definedBy, seen));
  });
}

/** Follows missing inputs up to the one that is the cause: its name, and the cell that should define it. */
export function cause(name: string, cell: LiveCell, definedBy: DefinedBy): [string, LiveCell] {
  const next = cell.blame === null ? undefined : definedBy(cell.blame);
  return next && next !== cell ? cause(cell.blame!, next, definedBy) : [name, cell];
}
