import {element} from "../element.ts";
import type {CellState, PageCell} from "./contract.ts";

/** What the buttons of a cell do. */
export interface Actions {
  run(): void;
  stop(): void;
}

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

/**
 * Puts `.cell-controls` under a cell's output: the state in words, a bar when progress is reported, Run on a cell that waits for the reader, Stop
 * on one that is at work. Returns the function that brings them up to date.
 */
export function controls(cell: PageCell, actions: Actions): () => void {
  const mark = element("span", {class: "cell-mark"});
  const progress = element("progress", {max: "1", hidden: "", "aria-label": "Progress"});
  const run = element("button", {type: "button", class: "cell-run", hidden: ""}, "Run");
  const stop = element("button", {type: "button", class: "cell-stop", hidden: ""}, "Stop");
  run.addEventListener("click", actions.run);
  stop.addEventListener("click", actions.stop);
  const bar = element("div", {class: "cell-controls"}, mark, progress, run, stop);
  const output = cell.element.querySelector(":scope > .cell-output");
  if (output) output.after(bar);
  else cell.element.append(bar);

  return () => {
    const {state, manual, held} = cell;
    const running = state === "running";
    const again = !held && state !== "stopped";
    const text = state === "stale" && manual ? "Its inputs have changed" : words[state];
    if (mark.textContent !== text) mark.textContent = text;
    progress.hidden = !running || cell.progress === null;
    if (cell.progress !== null) progress.value = cell.progress;
    const focused = bar.contains(document.activeElement);
    stop.hidden = !running && !(manual && state === "waiting");
    run.hidden = !stop.hidden || (again && !manual);
    run.textContent = again ? "Run again" : "Run";
    bar.hidden = run.hidden && stop.hidden;
    if (!focused) return;
    if (!bar.hidden) return (run.hidden ? stop : run).focus();
    // The bar goes when all is done: the cell's own buttons, or its code, keep the keyboard's place.
    const near = cell.element.querySelector<HTMLElement>(":scope > .cell-tools button, :scope > details.cell-source > summary");
    (near ?? cell.element.querySelector<HTMLElement>(":scope > .cell-source pre[tabindex]"))?.focus({preventScroll: true});
  };
}
