/** What keys and fingers ask for. */
export interface Turns {
  turn(by: 1 | -1): void;
  first(): void;
  last(): void;
  /** "Go to slide", with the digit that was typed. */
  ask(digit: string): void;
  notes(): void;
  leave(): void;
  /** Scrolls a slide that goes on below the screen; false when there is nothing more in that direction. */
  scroll(by: 1 | -1): boolean;
}

/** Listens to keys and swipes until `signal` is aborted. What has the focus keeps the keys that are its own. */
export function listenToTurns(turns: Turns, signal: AbortSignal): void {
  const acts: Record<string, () => void> = {
    ArrowRight: () => turns.turn(1),
    ArrowLeft: () => turns.turn(-1),
    ArrowDown: () => turns.scroll(1) || turns.turn(1),
    ArrowUp: () => turns.scroll(-1) || turns.turn(-1),
    PageDown: () => turns.scroll(1) || turns.turn(1),
    PageUp: () => turns.scroll(-1) || turns.turn(-1),
    Home: () => turns.first(),
    End: () => turns.last(),
    Escape: () => turns.leave(),
    n: () => turns.notes(),
    g: () => turns.ask("")
  };
  const key = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isOwn(event.target)) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const pressed =
      name === " " && event.target instanceof Element && event.target.closest("button, a, summary, label, [role=button]");
    const act =
      name === " " && !pressed
        ? acts[event.shiftKey ? "PageUp" : "PageDown"]
        : /^\d$/.test(name)
          ? () => turns.ask(name)
          : Object.hasOwn(acts, name)
            ? acts[name]
            : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };
  addEventListener("keydown", key, {signal});
  listenToSwipes(turns, signal);
}

/** A finger that goes to the side turns, unless it began on something that fingers drag, or that scrolls to the side itself. */
function listenToSwipes({turn}: Turns, signal: AbortSignal): void {
  let from: {x: number; y: number} | null = null;
  const start = (event: TouchEvent) => {
    const [finger] = event.touches;
    from = finger && event.touches.length === 1 && !isDragged(event.target) ? {x: finger.clientX, y: finger.clientY} : null;
  };
  const end = (event: TouchEvent) => {
    const [finger] = event.changedTouches;
    if (!from || !finger) return;
    const [x, y] = [finger.clientX - from.x, finger.clientY - from.y];
    from = null;
    if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) turn(x < 0 ? 1 : -1);
  };
  addEventListener("touchstart", start, {signal, passive: true});
  addEventListener("touchend", end, {signal, passive: true});
}

function isDragged(target: EventTarget | null): boolean {
  for (let at = target instanceof Element ? target : null; at && !at.matches("main"); at = at.parentElement) {
    if (isOwn(at) || at.matches("canvas, .fig-pointable, .presenter, .presenter-notes")) return true;
    if (at.scrollWidth > at.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
  }
  return false;
}

/** Keys that belong to what has the focus: a field, a slider, an editor, a figure. */
function isOwn(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=slider], [role=grid], [role=application], dialog"
    ) !== null
  );
}
