import {type Page, type PageCell, runningMarker, type Trouble} from "../runtime/contract.ts";

/** Milliseconds between two beats: while it is not known whether the page is well, and later. */
const often = 250;
const seldom = 1000;

/** Beats in a row that came in time, after which the page is well. */
const enough = 12;

/** Milliseconds by which a beat may be late, in a page that a reader can use. */
const patience = 3000;

/** Milliseconds after an act of the reader's in which a page that leaves may do so because of it. */
const because = 2000;

/** Boxes that the page has put before the reader, with no pause between them, after which it is not well. */
const boxes = 4;

/**
 * Keeps a cell from locking its reader out. While edited cells start, a mark says so; it is taken away once the page has been well for a
 * while, or is left by its reader. It stays, with the reason, where the tab ended before that, the page could not answer, was emptied or hidden,
 * or went away by itself: the next visit then runs nothing before the reader says so.
 */
export function guardEdits(page: Page): void {
  const key = runningMarker(page);
  const bar = document.querySelector(".bar");
  let cell = "";
  /** It is not known yet whether the page is well. */
  let open = false;
  let trouble: Trouble["why"] | null = null;
  let quiet = 0;
  let shown = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = 0;
  let hidden = document.hidden;
  let touched = -Infinity;
  let left = -Infinity;
  /** The page has been left: it is hidden then, too. */
  let over = false;

  const mark = (why: Trouble["why"] = trouble ?? "hung") => {
    // A tab in the background may be ended by the browser at any time: that says nothing of its cells.
    if (why === "hung" && document.hidden) store(key, null);
    else store(key, JSON.stringify({cell, why} satisfies Trouble));
  };

  /** Another tab that finds the mark sees by this lock that nothing has gone wrong yet. It goes with the tab, however that ends. */
  let release = () => {};
  function hold(): void {
    release();
    const until = new Promise<void>((resolve) => (release = resolve));
    void navigator.locks?.request(key, {mode: "shared"}, () => until).catch(() => {});
  }

  function begin({id, held, source, original}: PageCell): void {
    if (held || source === original) return;
    cell = id.replace(/~.*/, ""); // what stands in a text cell's sentence is the text cell's
    quiet = 0;
    if (open) return mark();
    open = true;
    hold();
    mark();
    next(often);
  }

  function next(wait: number): void {
    clearTimeout(timer);
    due = performance.now() + wait;
    timer = setTimeout(beat, wait);
  }

  function beat(): void {
    const late = performance.now() - due;
    const unseen = hidden || document.hidden;
    hidden = document.hidden;
    const found = isEmptied(page, bar) ? "emptied" : late > patience && !unseen ? "busy" : null;
    if (found) {
      trouble = found;
      release();
      quiet = 0;
      mark();
    } else if (++quiet >= enough && (open || trouble)) {
      open = false;
      trouble = null;
      shown = 0;
      release();
      store(key, null);
    }
    next(open || trouble ? often : seldom);
  }

  /** The page goes to somewhere else, and nobody has asked it to. */
  function leaves(): void {
    left = performance.now();
    const {stack = ""} = new Error();
    for (const {id, definition, source, original} of page.cells.values())
      if (source !== original && definition?.module && stack.includes(definition.module)) cell = id.replace(/~.*/, "");
    mark("left");
  }

  page.on("definition", begin);
  page.on("state", (changed) => changed.state === "running" && begin(changed));
  for (const type of ["pointerdown", "keydown", "click"]) {
    const noted = (event: Event) => {
      if (!event.isTrusted) return;
      touched = performance.now();
      // What a cell does when it is clicked may never end, as what it does when it starts.
      const output = (event.target as Element).closest?.(".cell-output");
      const id = output?.closest<HTMLElement>("[data-cell]")?.dataset.cell;
      const of = id === undefined ? undefined : page.cells.get(id);
      if (of) begin(of);
    };
    addEventListener(type, noted, true);
  }
  (globalThis as {navigation?: EventTarget}).navigation?.addEventListener("navigate", (event) => {
    const {userInitiated, downloadRequest, destination} = event as NavigateEvent;
    if (destination.sameDocument || downloadRequest !== null || cell === "") return;
    const asked = userInitiated || performance.now() - touched < because || "reloading" in document.documentElement.dataset;
    if (asked) left = -Infinity;
    else leaves();
  });
  for (const name of ["alert", "confirm", "prompt"] as const) {
    const box = globalThis[name] as (...given: unknown[]) => unknown;
    Object.assign(globalThis, {
      [name]: (...given: unknown[]) => {
        quiet = 0;
        if (cell !== "" && ++shown >= boxes) {
          trouble = "boxes";
          release();
          mark();
          next(often);
        }
        return box(...given);
      }
    });
  }
  addEventListener("pagehide", () => {
    over = true;
    release();
    if (cell === "") return;
    const now = performance.now();
    const itself = (now - left < 30_000 && touched < left) || (globalThis.closed && now - touched > because);
    const ill = isEmptied(page, bar) ? "emptied" : now - due > patience && !document.hidden ? "busy" : trouble;
    if (itself || ill) mark(itself ? "left" : ill!);
    else store(key, null);
  });
  addEventListener("pageshow", () => {
    if (over && open) mark();
    over = false;
  });
  document.addEventListener("visibilitychange", () => {
    hidden ||= document.hidden;
    if (open && !over) mark();
  });
}

/** The part of the Navigation API that is used; TypeScript's DOM library has none of it yet. */
interface NavigateEvent extends Event {
  readonly userInitiated: boolean;
  readonly downloadRequest: string | null;
  readonly destination: {readonly sameDocument: boolean};
}

/** Nothing of the chapter is there, or can be seen, or its bar cannot be reached. */
function isEmptied({article, cells}: Page, bar: Element | null): boolean {
  if (!article.isConnected || (bar && !bar.isConnected)) return true;
  if (cells.size > 0 && ![...cells.values()].some(({element}) => element.isConnected)) return true;
  // A dialog of the page's own (the search) is before all else, and closes with Escape.
  if (document.hidden || document.querySelector("dialog:modal")) return false;
  if (!isSeen(article)) return true;
  if (!bar || !isSeen(bar)) return false;
  const {left, top, width, height} = bar.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  if (!hit || hit === document.documentElement || hit === document.body) return true;
  if (bar.contains(hit)) return false;
  const over = hit.getBoundingClientRect();
  const whole = over.width >= innerWidth * 0.98 && over.height >= innerHeight * 0.98;
  return whole && (hit.closest(".cell-output") !== null || hit.matches("body > :not([class], main, dialog)"));
}

function isSeen(element: Element): boolean {
  const {width, height} = element.getBoundingClientRect();
  return width * height > 0 && (element.checkVisibility?.({opacityProperty: true, visibilityProperty: true}) ?? true);
}

function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Full or forbidden: the page works without.
  }
}
