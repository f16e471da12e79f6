import {element} from "../element.ts";
import type {Page} from "../runtime/contract.ts";

/** The notice of a page on which nothing runs by itself: why, and the way out. */
export function showSafe(page: Page, unfinished: boolean): void {
  const why = unfinished
    ? "The last time this chapter was open, a cell that you had changed did not come to an end. So nothing has run yet."
    : "This page was opened in safe mode: nothing has run yet.";
  const run = element("button", {type: "button"}, "Run all cells");
  const text = element("p", {}, `${why} You can change cells, and run them one by one. `, run);
  const notice = element("section", {class: "notice", "aria-label": "Safe mode"}, text);
  run.addEventListener("click", () => {
    notice.remove();
    for (const cell of page.cells.values()) if (cell.held && !cell.manual && cell.role !== "check") page.run(cell.id);
    page.article.tabIndex = -1;
    page.article.focus();
  });
  page.article.prepend(notice);
}
