import type {Page} from "../runtime/contract.ts";
import type {Bench} from "./bench.ts";
import type {Commands} from "./commands.ts";

/**
 * Listens to the page: a click or Enter on code opens it, Mod-Z outside an editor undoes, Run of an edited cell runs the
 * edited text.
 */
export function listen(page: Page, bench: Bench, commands: Commands): void {
  const idOf = (target: EventTarget | null): string | undefined =>
    target instanceof Element ? target.closest<HTMLElement>("section.cell[data-cell]")?.dataset.cell : undefined;
  const codeOf = (target: EventTarget | null): string | undefined =>
    target instanceof Element && target.closest(".cell-source pre") ? idOf(target) : undefined;

  page.article.addEventListener("click", (event) => {
    const id = codeOf(event.target);
    // The end of a selection by mouse is a click too: the reader wants to copy.
    if (id === undefined || getSelection()?.isCollapsed === false) return;
    bench.views.get(id)?.edit(event.clientX || event.clientY ? {x: event.clientX, y: event.clientY} : undefined);
  });
  page.article.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.altKey || !(event.target instanceof HTMLPreElement)) return;
    const id = codeOf(event.target);
    if (id === undefined || !bench.views.has(id)) return;
    event.preventDefault();
    if (event.shiftKey || event.ctrlKey || event.metaKey) void commands.run(id);
    else bench.views.get(id)!.edit();
  });
  page.article.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target.closest(".cell-controls .cell-run") : null;
      const id = target ? idOf(target) : undefined;
      if (id === undefined || !bench.views.has(id)) return;
      event.stopPropagation();
      void commands.run(id);
    },
    true
  );
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    const target = event.target;
    if (target instanceof Element && target.closest("input, textarea, select, [contenteditable], .cell-editor")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && !(key === "y" && event.ctrlKey)) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) commands.redo();
    else commands.undo();
  });
}
