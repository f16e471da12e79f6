import type {Editing, Page} from "../runtime/contract.ts";

/** What is loaded when it is first needed. */
export interface Features {
  /** Loads the editor, once. Rejects when it cannot be loaded; the next call tries again. */
  edit(): Promise<Editing>;
}

/**
 * Waits for the first use of the editor (a click or Enter on code, a cell's tools, the menu of changes) and of the bar (its buttons, or "/"). What was done is
 * done again once the feature is there. `open`: the bar had something open at the last visit.
 */
export function listenToFeatures(page: Page, open: boolean): Features {
  const edit = once(async () => {
    const {startEditing} = await import("../editing.ts");
    return startEditing(page);
  });
  const bar = once(async () => (await import("./chrome.ts")).startChrome(page));

  const first = (event: Event) => {
    const target = event.target as Element;
    const feature = target.closest?.('.cell-source pre, .cell-tools, [data-action="changes"]')
      ? edit
      : opensBar(event, target)
        ? bar
        : null;
    if (!feature || feature.done() || (feature === edit && !opensCode(event, target))) return;
    event.preventDefault();
    event.stopPropagation();
    feature().then(
      () => target.dispatchEvent(new (event.constructor as typeof Event)(event.type, event)),
      () => page.announce("That could not be loaded: is the network there?")
    );
  };
  document.addEventListener("click", first, true);
  document.addEventListener("keydown", first, true);
  if (open) void bar();
  return {edit};
}

/** The loader, run at most once at a time, and not again once it has succeeded. */
function once<T>(load: () => Promise<T>): (() => Promise<T>) & {done(): boolean} {
  let loading: Promise<T> | undefined;
  let done = false;
  const start = () =>
    (loading ??= load().then(
      (value) => ((done = true), value),
      (error: unknown) => {
        loading = undefined;
        throw error;
      }
    ));
  return Object.assign(start, {done: () => done});
}

/** Enter opens code, with Shift, Ctrl or Command it runs it; a click opens it, unless it ends a selection. A button makes clicks of keys itself. */
function opensCode(event: Event, target: Element): boolean {
  if (event instanceof KeyboardEvent) return event.key === "Enter" && target.localName === "pre" && !event.altKey;
  return getSelection()?.isCollapsed !== false;
}

function opensBar(event: Event, target: Element): boolean {
  if (!(event instanceof KeyboardEvent)) return target.closest?.(".bar [data-action]") !== null;
  const writing = target.matches("input, textarea, select, .cm-content") || (target as HTMLElement).isContentEditable;
  return event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !writing;
}
