/** A page of the reference: its examples run when the reader comes to them, one page's height ahead. */
import type {PageCell} from "./runtime/contract.ts";
import {page} from "./main.ts";

const cells = new Map<Element, PageCell>();

const near = new IntersectionObserver(
  (entries) => {
    for (const {target, isIntersecting} of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      const cell = cells.get(target);
      cells.delete(target);
      delete (target as HTMLElement).dataset.ahead;
      // One that the reader has removed or run is left alone; a text that is not the published one may have come by a link: it has a button.
      if (cell && page.cells.get(cell.id) === cell && cell.held && cell.source === cell.original) page.run(cell.id);
    }
  },
  {rootMargin: "100% 0px"}
);

function wait(cell: PageCell): void {
  // What the reader adds runs when the reader says so; on a page that runs nothing, this runs nothing either.
  if (cell.original === null || cells.has(cell.element)) return;
  cells.set(cell.element, cell);
  cell.element.dataset.ahead = "";
  page.hold(cell.id);
  near.observe(cell.element);
}

if (!page.safe) {
  page.on("order", (cell) => page.cells.has(cell.id) && wait(cell));
  for (const cell of page.cells.values()) wait(cell);
}
