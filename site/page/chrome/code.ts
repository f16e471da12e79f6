import type {Page} from "../runtime/contract.ts";
import {showCode} from "../runtime/show-code.ts";

/** Where the choice is kept. */
const KEY = "gantry:code";

/**
 * Shows the code of every cell, or only what the author shows: folded code is unfolded, hidden code appears under its output. What a
 * check of an exercise asks stays hidden. The choice holds for the whole book.
 */
export function toggleCode(page: Page, button: HTMLElement | null): void {
  const all = button?.getAttribute("aria-pressed") !== "true";
  button?.setAttribute("aria-pressed", String(all));
  // The place in the text that the reader looks at stays where it is, whatever appears above.
  const anchor = [...page.article.children].find((block) => block.getBoundingClientRect().bottom > 60);
  const before = anchor?.getBoundingClientRect().top ?? 0;
  for (const cell of page.article.querySelectorAll<HTMLElement>(".cell:is([data-hide], [data-fold])")) showCode(cell, all);
  if (anchor) scrollBy({top: anchor.getBoundingClientRect().top - before, behavior: "instant"});
  try {
    if (all) localStorage.setItem(KEY, "all");
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden: it holds for this page.
  }
  page.announce(all ? "All code is shown." : "Code is shown where the author shows it.");
}
