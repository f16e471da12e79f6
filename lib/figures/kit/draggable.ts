/** What a drag over a surface does. */
export interface Drag {
  begin(event: PointerEvent): void;
  /** Where the pointer has been since, oldest first: several places where it was faster than the screen. */
  move(events: readonly PointerEvent[]): void;
  end?(): void;
  signal: AbortSignal;
}

/** Lets a surface be dragged on, with mouse, pen or finger: it takes the focus, and the drag goes on outside it. */
export function draggable(surface: HTMLElement, {begin, move, end, signal}: Drag): void {
  surface.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      event.preventDefault();
      surface.focus({preventScroll: true});
      surface.setPointerCapture(event.pointerId);
      begin(event);
    },
    {signal}
  );
  surface.addEventListener(
    "pointermove",
    (event) => {
      if (!surface.hasPointerCapture(event.pointerId)) return;
      const between = event.getCoalescedEvents?.() ?? [];
      move(between.length > 0 ? between : [event]);
    },
    {signal}
  );
  if (end) for (const name of ["pointerup", "pointercancel"] as const) surface.addEventListener(name, end, {signal});
}

/** Where a pointer is on a surface: shares of its width and height, from 0 to 1. */
export function shareOf(surface: HTMLElement, {clientX, clientY}: PointerEvent): {x: number; y: number} {
  const {left, top, width, height} = surface.getBoundingClientRect();
  const within = (share: number) => Math.max(0, Math.min(1, share));
  return {x: within((clientX - left) / width), y: within((clientY - top) / height)};
}
