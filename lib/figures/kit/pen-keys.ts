import {element} from "./element.ts";

/** What keys do to a drawing. */
export interface PenActions {
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
