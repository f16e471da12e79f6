import {element} from "./element.ts";

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

/** What keys do to a drawing. */
interface PenActions {
  begin(point: {x: number; y: number}): void;
  extend(point: {x: number; y: number}): void;
  end(): void;
  undo(): void;
  say(text: string): void;
  signal: AbortSignal;
}

const moves: Record<string, [number, number]> = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/**
 * Lets a pad of `side` units be drawn on by keys: arrows move a cross by 4 units (with Shift by 1), Space sets the pen down
 * and lifts it, Escape and leaving the pad lift it, Backspace undoes.
 */
export function penKeys(pad: HTMLElement, pen: PenActions, side: number): void {
  const cross = element("div", {class: "fig-pen", hidden: ""});
  pad.append(cross);
  let x = side / 2;
  let y = side / 2;
  let down = false;
  const show = () => {
    Object.assign(cross.style, {left: `${(100 * x) / side}%`, top: `${(100 * y) / side}%`});
    cross.classList.toggle("fig-pen-down", down);
  };
  const lift = () => {
    if (!down) return;
    down = false;
    pen.end();
    show();
  };
  pad.addEventListener(
    "keydown",
    (event) => {
      if (event.altKey || event.metaKey) return;
      const move = moves[event.key];
      if (move) {
        const reach = event.shiftKey ? 1 : 4;
        x = Math.max(0, Math.min(side, x + move[0] * reach));
        y = Math.max(0, Math.min(side, y + move[1] * reach));
        if (down) pen.extend({x, y});
      } else if (event.key === " " && !down) {
        down = true;
        pen.begin({x, y});
        pen.say("Pen down");
      } else if (event.key === " " || (event.key === "Escape" && down)) lift();
      else if (event.key === "Backspace" || (event.key === "z" && event.ctrlKey)) pen.undo();
      else return;
      event.preventDefault();
      cross.hidden = false;
      show();
    },
    {signal: pen.signal}
  );
  pad.addEventListener(
    "pointerdown",
    () => {
      lift();
      cross.hidden = true;
    },
    {signal: pen.signal, capture: true}
  );
  pad.addEventListener(
    "focus",
    () => {
      cross.hidden = !pad.matches(":focus-visible");
      show();
    },
    {signal: pen.signal}
  );
  pad.addEventListener(
    "blur",
    () => {
      lift();
      cross.hidden = true;
    },
    {signal: pen.signal}
  );
}

/** A square with a handle that is dragged or moved by arrow keys (with Shift by tenths); places from 0 to 1, from the top left. */
export function squarePad(
  title: string,
  signal: AbortSignal,
  move: (x: number, y: number) => void
): {element: HTMLElement; canvas: HTMLCanvasElement; place(x: number, y: number, exact: boolean): void} {
  const canvas = element("canvas", {class: "fig-pixels", "aria-hidden": "true"});
  const handle = element("div", {class: "fig-handle", "aria-hidden": "true"});
  const pad = element(
    "div",
    {
      class: "fig-latent-pad",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "plane with a handle",
      "aria-label": title
    },
    [canvas, handle]
  );
  let at = [0.5, 0.5];
  const go = (x: number, y: number) => {
    at = [Math.max(0, Math.min(1, x)), Math.max(0, Math.min(1, y))];
    move(at[0], at[1]);
  };
  const drag = (event: PointerEvent) => {
    const {x, y} = shareOf(pad, event);
    go(x, y);
  };
  draggable(pad, {begin: drag, move: (events) => drag(events[events.length - 1]), signal});
  pad.addEventListener(
    "keydown",
    (event) => {
      const way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const reach = event.shiftKey ? 0.1 : 0.02;
      go(at[0] + way[0] * reach, at[1] + way[1] * reach);
    },
    {signal}
  );
  return {
    element: pad,
    canvas,
    place(x, y, exact) {
      at = [x, y];
      Object.assign(handle.style, {left: `${100 * x}%`, top: `${100 * y}%`});
      handle.classList.toggle("fig-handle-off", !exact);
    }
  };
}
