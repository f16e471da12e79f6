import type {Editing, Page} from "../runtime/contract.ts";

/** What is loaded when it is first needed. */
export interface Features {
  /** Loads the editor, once. Rejects when it cannot be loaded; the next call tries again. */
  edit(): Promise<Editing>;
}

/**
 * Waits for the first use of the editor (a click or Enter on code, a cell's tools, the menu of changes) and of the bar (its buttons, or "/"). What was done is
 * done again once the feature is there. `open`: the bar had something open at the last visit, or the address asks for a slide.
 */
export function listenToFeatures(page: Page, open: boolean): Features {
  const edit = once(() => import("../editing.ts").then((it) => it.startEditing(page)));
  const bar = once(() => import("./chrome.ts").then((it) => it.startChrome(page)));

  const first = (event: Event) => {
    const target = event.target as Element;
    const feature = target.closest?.('.cell-source pre, .cell-tools, [data-action="changes"]')
      ? edit
      : opensBar(event, target)
        ? bar
        : null;
    if (!feature || feature.done || (feature === edit && !opensCode(event, target))) return;
    event.preventDefault();
    event.stopPropagation();
    const place = target.closest(".cell, .bar") ?? page.article;
    // Of what is done while it waits for the network the last is done again.
    const waits = feature.waiting;
    feature.waiting = event;
    if (waits) return;
    void insist<unknown>(place, "That", feature)
      .then(() => {
        const last = feature.waiting!;
        last.target!.dispatchEvent(new (last.constructor as typeof Event)(last.type, last));
      })
      .finally(() => (feature.waiting = null));
  };
  document.addEventListener("click", first, true);
  document.addEventListener("keydown", first, true);
  if (open) void bar();
  return {edit};
}

/** A loader that has succeeded, or for which what a reader did waits. */
type Once<T> = (() => Promise<T>) & {done: boolean; waiting: Event | null};

/** The loader, run at most once at a time, and not again once it has succeeded. */
function once<T>(load: () => Promise<T>): Once<T> {
  let loading: Promise<T> | undefined;
  const start = () => {
    loading ??= load();
    loading.then(
      () => (once.done = true),
      () => (loading = undefined)
    );
    return loading;
  };
  const once: Once<T> = Object.assign(start, {done: false, waiting: null});
  return once;
}

/** Enter opens code, with Shift, Ctrl or Command it runs it; a click opens it, unless it ends a selection. A button makes clicks of keys itself. */
function opensCode(event: Event, target: Element): boolean {
  if (event instanceof KeyboardEvent) return event.key === "Enter" && target.localName === "pre" && !event.altKey;
  return getSelection()?.isCollapsed !== false;
}

function opensBar(event: Event, target: Element): boolean {
  if (!(event instanceof KeyboardEvent)) return target.closest?.(".bar [data-action]") !== null;
  const writing = target.matches("input, textarea, select") || (target as HTMLElement).isContentEditable;
  return event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !writing;
}
