import type {Page} from "../runtime/contract.ts";
import {showCode} from "../runtime/show-code.ts";
import {element} from "../element.ts";
import {drawGraph} from "./draw.ts";
import {chapterGraph} from "./model.ts";

let close: (() => void) | undefined;

/** Opens the chapter's dependency graph beside the page, or closes it. While open it follows the cells' states and definitions. */
export function toggleGraph(page: Page, button: HTMLElement | null): void {
  if (close) close();
  else close = open(page, button);
}

function open(page: Page, button: HTMLElement | null): () => void {
  const drawing = drawGraph(page, (id) => goTo(page, id));
  const shut = element("button", {type: "button", class: "quiet"}, "Close");
  const legend =
    "A line leads from a cell down to a cell that uses it. Filled: done. Hollow: waiting. Ochre: edited. Red: failed.";
  const panel = element(
    "aside",
    {class: "graph", "aria-label": "How the cells depend on each other"},
    element("header", {}, element("h2", {}, "Graph of the cells"), shut),
    drawing.svg,
    element("p", {}, legend)
  );
  document.body.append(panel);
  drawing.update(chapterGraph(page));
  drawing.svg.querySelector<SVGAElement>("[tabindex='0']")?.focus({preventScroll: true});
  button?.setAttribute("aria-expanded", "true");

  let asked: "mark" | "update" | undefined;
  const later = (what: "mark" | "update") => {
    if (!asked)
      requestAnimationFrame(() => {
        if (asked === "update") drawing.update(chapterGraph(page));
        else drawing.mark();
        asked = undefined;
      });
    if (asked !== "update") asked = what;
  };
  const offs = [
    page.on("state", () => later("mark")),
    page.on("definition", () => later("update")),
    page.on("order", () => later("update"))
  ];
  const resized = new ResizeObserver(() => drawing.fit());
  resized.observe(panel);

  const done = () => {
    const hadFocus = panel.contains(document.activeElement);
    for (const off of offs) off();
    resized.disconnect();
    panel.remove();
    close = undefined;
    button?.setAttribute("aria-expanded", "false");
    if (hadFocus) button?.focus();
  };
  shut.addEventListener("click", done);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") done();
  });
  return done;
}

/** Brings a cell into sight, opens what hides it, and gives it the focus. */
function goTo(page: Page, id: string): void {
  const cell = page.cells.get(id)?.element;
  if (!cell) return;
  for (let hidden = cell.closest("details"); hidden; hidden = hidden.parentElement?.closest("details") ?? null)
    hidden.open = true;
  // Code that is not shown is what one comes for: a cell that shows nothing would be no place at all.
  if ("hide" in cell.dataset || "fold" in cell.dataset) showCode(cell, true);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  cell.scrollIntoView({
    block: matchMedia("(max-width: 48rem)").matches ? "start" : "center",
    behavior: still ? "instant" : "smooth"
  });
  const inside = cell.querySelector<HTMLElement>("pre[tabindex], summary");
  const target = inside?.checkVisibility() ? inside : cell;
  if (target === cell) cell.tabIndex = -1;
  target.focus({preventScroll: true});
  cell.classList.add("arrived");
  setTimeout(() => cell.classList.remove("arrived"), 1500);
}
