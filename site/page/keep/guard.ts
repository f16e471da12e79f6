import {type Page, runningMarker} from "../runtime/contract.ts";

/**
 * Remembers, while edited cells run, that they do: a tab that hung and was closed leaves the mark behind. Set whenever an edited cell is defined
 * or run, cleared once the page has settled, or is left in good order.
 */
export function guardEdits(page: Page): void {
  const key = runningMarker(page);
  let waiting = false;
  const mark = () => {
    store(key, "1");
    if (waiting) return;
    waiting = true;
    void page.settled().then(() => {
      waiting = false;
      store(key, null);
    });
  };
  page.on("definition", (cell) => {
    if (!cell.held && cell.source !== cell.original) mark();
  });
  page.on("state", (cell) => {
    if (cell.state === "running" && cell.source !== cell.original) mark();
  });
  addEventListener("pagehide", () => store(key, null));
  addEventListener("pageshow", () => waiting && store(key, "1"));
}

function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Full or forbidden: the page works without.
  }
}
