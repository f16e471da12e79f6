/** Shows or puts away a cell's code; that of an open editor stays. */
export function showCode(cell: HTMLElement, shown: boolean): void {
  const source = cell.querySelector<HTMLElement>(":scope > .cell-source");
  if (!source || (!shown && source.querySelector(".cell-editor"))) return;
  if (source instanceof HTMLDetailsElement) source.open = shown;
  else if ("hide" in cell.dataset) source.hidden = !shown;
}
