import type {LiveCell} from "./cell.ts";
import type {PageCell} from "./contract.ts";

/** What the buttons of a cell do. */
export interface Actions {
  run(): void;
  stop(): void;
}

/** Milliseconds after which a running cell gets its Stop and its bar: most cells are done before. */
const patience = 1000;

/**
 * Shows a cell's state: `data-state` on its element, progress as `--progress` for the mark in the margin, and, for a cell that waits for the
 * reader or takes its time, controls (controls.ts, loaded when first needed). Inline cells and checks have none.
 */
export function showState(cell: LiveCell, actions: Actions): void {
  const {element: root, state, progress} = cell;
  if (root.dataset.state !== state) root.dataset.state = state;
  if (progress === null || state !== "running") root.style.removeProperty("--progress");
  else root.style.setProperty("--progress", String(progress));
  if (cell.kind === "inline" || cell.role === "check") return;
  if (cell.controls) return cell.controls();
  if (waits(cell)) void makeControls(cell, actions);
  else if (state === "running" && cell.timer === undefined) {
    cell.timer = setTimeout(() => {
      cell.timer = undefined;
      if (cell.state === "running") void makeControls(cell, actions);
    }, patience);
  }
}

function waits({manual, held, state}: PageCell): boolean {
  return manual || held || state === "stopped";
}

async function makeControls(cell: LiveCell, actions: Actions): Promise<void> {
  const {controls} = await import("../chrome/controls.ts");
  cell.controls ??= controls(cell, actions);
  cell.controls();
}
