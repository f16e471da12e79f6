import {button, element} from "../element.ts";
import {type Page, runningMarker, type Trouble} from "../runtime/contract.ts";
import type {Features} from "./features.ts";

const words: Record<Trouble["why"], (cell: Node) => (string | Node)[]> = {
  hung: (cell) => ["The last time this chapter was open, your cell ", cell, " did not come to an end."],
  busy: (cell) => [
    "The last time this chapter was open, it could hardly answer you. The last cell of yours to start was ",
    cell,
    "."
  ],
  boxes: (cell) => [
    "The last time, this chapter put one box after another before you. The last cell of yours to start was ",
    cell,
    "."
  ],
  emptied: (cell) => ["The last time, this chapter was emptied or hidden. The last cell of yours to start was ", cell, "."],
  left: (cell) => ["The last time, this chapter went away by itself. The last cell of yours to start was ", cell, "."]
};

/** The notice of a page on which nothing runs by itself: why, and the ways out. */
export function showSafe(page: Page, {edit}: Features): void {
  const key = runningMarker(page);
  const mark = stored(key);
  const {cell, why} = asTrouble(mark);
  const known = cell !== "" && page.cells.has(cell);
  const reason = !mark
    ? ["This page was opened in safe mode: nothing has run yet."]
    : known || why !== "hung"
      ? words[why](known ? cellLink(page, cell) : element("em", {}, cell || "unknown"))
      : ["The last time this chapter was open, a cell that you had changed did not come to an end."];
  const actions = element("span", {class: "notice-actions"});
  const text = element(
    "p",
    {},
    ...reason,
    `${mark ? " So nothing has run yet." : ""} You can change cells, and run them one by one. `,
    actions
  );
  const notice = element("section", {class: "notice", "aria-label": "Safe mode"}, text);
  const forget = () => {
    try {
      localStorage.removeItem(key);
    } catch {
      // Forbidden: there was none.
    }
  };
  const run = button("Run all cells", () => {
    forget();
    notice.remove();
    for (const cell of page.cells.values()) if (cell.held && !cell.manual && cell.role !== "check") page.run(cell.id);
    page.article.tabIndex = -1;
    page.article.focus();
  });
  const reset = button("Reset this cell", () => {
    void edit().then((editing) => {
      editing.reset(cell);
      forget();
      text.replaceChildren(
        `${cell} is as published again; “Undo” in Changes brings your text back. Nothing has run yet. `,
        actions
      );
      reset.remove();
      run.focus();
    });
  });
  actions.append(run);
  if (known) actions.append(" ", reset);
  page.article.prepend(notice);
}

function cellLink(page: Page, id: string): HTMLElement {
  const {element: section} = page.cells.get(id)!;
  section.id ||= `cell-${id}`;
  return element("a", {href: `#${section.id}`}, id);
}

function asTrouble(mark: string | null): Trouble {
  try {
    const {cell, why} = Object(JSON.parse(mark ?? "")) as Partial<Record<keyof Trouble, unknown>>;
    if (typeof cell === "string" && typeof why === "string" && Object.hasOwn(words, why))
      return {cell, why: why as Trouble["why"]};
  } catch {
    // Of a former edition.
  }
  return {cell: "", why: "hung"};
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
