import type { CellState, PageCell } from "./contract.ts";
import { element } from "./element.ts";

const words: Record<CellState, string> = {
  waiting: "Waiting for its inputs",
  running: "Running",
  done: "Done",
  stale: "Out of date",
  failed: "Failed",
  upstream: "An input failed",
  held: "Not run yet",
  stopped: "Stopped"
};

/** What the buttons of a cell do. */
export interface Controls {
  run(): void;
  stop(): void;
}

/**
 * Shows a cell's state: `data-state` on its element; a mark with the state in words; a bar when progress is reported; Run on a cell that waits
 * for the reader, Stop on one that is at work. The controls stand in `.cell-controls`, made when first needed; an inline cell has none.
 */
export function showState(cell: PageCell, controls: Controls): void {
  const { element: root, state } = cell;
  if (root.dataset.state !== state) root.dataset.state = state;
  if (cell.progress === null || state !== "running") root.style.removeProperty("--progress");
  else root.style.setProperty("--progress", String(cell.progress));
  if (cell.kind === "inline" || cell.role === "check") return;
  const bar = root.querySelector<HTMLElement>(":scope > .cell-controls") ?? (needsControls(cell) ? makeControls(root, controls) : null);
  if (!bar) return;
  const [mark, progress, run, stop] = bar.children as unknown as [HTMLElement, HTMLProgressElement, HTMLButtonElement, HTMLButtonElement];
  const text = cell.state === "stale" && cell.manual ? "Its inputs have changed" : words[state];
  if (mark.textContent !== text) mark.textContent = mark.title = text;
  progress.hidden = state !== "running" || cell.progress === null;
  if (cell.progress !== null) progress.value = cell.progress;
  const held = cell.held || state === "stopped" || (cell.manual && state !== "running");
  const focused = document.activeElement === run || document.activeElement === stop;
  run.hidden = !held;
  stop.hidden = state !== "running";
  run.textContent = held && !cell.held && state !== "stopped" ? "Run again" : "Run";
  if (focused) (run.hidden ? stop : run).focus();
}

function needsControls({ state, manual, held }: PageCell): boolean {
  return manual || held || state === "running" || state === "stopped";
}

function makeControls(root: HTMLElement, { run, stop }: Controls): HTMLElement {
  const runButton = element("button", { type: "button", class: "cell-run", hidden: "" }, ["Run"]);
  const stopButton = element("button", { type: "button", class: "cell-stop", hidden: "" }, ["Stop"]);
  runButton.addEventListener("click", run);
  stopButton.addEventListener("click", stop);
  const mark = element("span", { class: "cell-mark" });
  const progress = element("progress", { max: "1", hidden: "", "aria-label": "Progress" });
  const bar = element("div", { class: "cell-controls" }, [mark, progress, runButton, stopButton]);
  const output = root.querySelector(":scope > .cell-output");
  if (output) output.after(bar);
  else root.append(bar);
  return bar;
}
