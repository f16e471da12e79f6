import {element} from "./element.ts";
import {exportMenu} from "./export.ts";
import {dress} from "./style/style.ts";

/** What every figure understands. */
export interface FigureOptions {
  /** First sentence: the question that the figure answers. Second: what to do with it. */
  caption?: string;
  /** When it resolves, the figure stops its timers and observers. A cell's `invalidation`. */
  invalidation?: Promise<unknown>;
  /**
   * Offers the figure as SVG and PNG under this file name (without ending). False: no such buttons. Default: the figure's
   * kind.
   */
  exportable?: string | false;
}

/** A figure that carries a value: `view(figure)` gives it to other cells. It fires "input" whenever `.value` is another. */
export type Figure<Value> = HTMLElement & {value: Value};

/** The parts of a figure that a drawing function fills. */
export interface Frame<Value> {
  readonly figure: Figure<Value>;
  /** Holds the drawing. */
  readonly body: HTMLElement;
  /** Holds sliders and buttons, under the drawing. */
  readonly controls: HTMLElement;
  /** Aborted on invalidation: pass it to `addEventListener`, or listen to it for timers and observers. */
  readonly signal: AbortSignal;
  /** Says what the pointed place shows, to those who listen instead of look; the same text again is not repeated. */
  say(text: string): void;
  /** Sets `.value` and fires "input". */
  emit(value: Value): void;
  /**
   * Replaces the drawing by a sentence: what the figure is waiting for, or what is wrong with what it was given. Null takes
   * it away.
   */
  complain(message: string | null): void;
}

/**
 * An empty figure of a kind ("convolution" gives the class `fig-convolution`), labelled by its caption.
 * @example
 * ```ts height=150/150
 * import {frame} from "gantry/figures/frame";
 *
 * const dice = frame<number>(
 *   "dice",
 *   {caption: "What comes next? Press Throw.", exportable: false, invalidation},
 *   1
 * );
 * const shown = html`<strong style="font-size: 3rem">1</strong>`;
 * const again = html`<button type="button">Throw</button>`;
 * again.addEventListener(
 *   "click",
 *   () => {
 *     dice.emit(1 + Math.floor(6 * Math.random()));
 *     shown.textContent = String(dice.figure.value);
 *     dice.say(`${dice.figure.value}`);
 *   },
 *   {signal: dice.signal}
 * );
 * dice.body.append(shown);
 * dice.controls.append(again);
 * display(dice.figure);
 * ```
 */
export function frame<Value>(kind: string, options: FigureOptions, value: Value): Frame<Value> {
  dress(document);
  const stop = new AbortController();
  options.invalidation?.then(
    () => stop.abort(),
    () => stop.abort()
  );
  const body = element("div", {class: "fig-body"});
  const controls = element("div", {class: "fig-controls"});
  const message = element("p", {class: "fig-message", role: "status", hidden: ""});
  const spoken = element("div", {class: "fig-spoken", "aria-live": "polite"});
  const figure = Object.assign(element("figure", {class: `fig fig-${kind}`}), {value});
  // What had the focus when a message took the drawing's place: it gets it back.
  let left: HTMLOrSVGElement | null = null;
  if (options.caption) figure.append(caption(options.caption));
  const foot = element("div", {class: "fig-foot"}, [controls]);
  if (options.exportable !== false) foot.append(exportMenu(figure, options.exportable ?? kind, stop.signal));
  figure.append(message, body, foot, spoken);
  return {
    figure,
    body,
    controls,
    signal: stop.signal,
    say(text) {
      if (spoken.textContent !== text) spoken.textContent = text;
    },
    emit(next) {
      figure.value = next;
      figure.dispatchEvent(new Event("input", {bubbles: true}));
    },
    complain(text) {
      // The same sentence again, at every step of a run, is not repeated to those who listen.
      if (message.textContent !== (text ?? "")) message.textContent = text ?? "";
      const active = document.activeElement;
      const held = text !== null && !body.hidden && (body.contains(active) || foot.contains(active));
      const back = text === null && active === message ? left : null;
      message.hidden = text === null;
      body.hidden = foot.hidden = text !== null;
      if (held) {
        left = active as Element & HTMLOrSVGElement;
        message.tabIndex = -1;
        message.focus({preventScroll: true});
      }
      back?.focus({preventScroll: true});
    }
  };
}

/**
 * A caption whose first sentence, the question, is set apart from what to do.
 * @example
 * ```ts height=29/29
 * import {caption} from "gantry/figures/frame";
 *
 * display(caption("What is the question? Then what to do."));
 * ```
 */
export function caption(text: string): HTMLElement {
  const end = text.search(/[?.:](?=\s|$)/) + 1 || text.length;
  return element("figcaption", {class: "fig-caption"}, [
    element("span", {class: "fig-question"}, [text.slice(0, end)]),
    text.slice(end)
  ]);
}

/** Why a matrix cannot be drawn, as a sentence; null when it can. */
export function unfit(matrix: readonly ArrayLike<number>[] | null | undefined, name = "a matrix"): string | null {
  if (!matrix || matrix.length === 0 || matrix[0].length === 0)
    return `This figure is waiting for ${name}: it was given none, or one without cells.`;
  for (let row = 0; row < matrix.length; row++) {
    const line = matrix[row];
    if (line.length !== matrix[0].length) {
      const lengths = `row ${row} has ${line.length} values, row 0 has ${matrix[0].length}`;
      return `This figure needs ${name} whose rows are equally long; ${lengths}.`;
    }
    for (let column = 0; column < line.length; column++) {
      if (!Number.isFinite(line[column]))
        return `This figure needs ${name} of finite numbers; row ${row}, column ${column} is ${line[column]}.`;
    }
  }
  return null;
}

/** Calls `draw` with the width of an element in CSS pixels (640 before it is in a page) now and whenever it changes. */
export function onWidth(measured: HTMLElement, signal: AbortSignal, draw: (width: number) => void): void {
  let last = 640;
  draw(last);
  const observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width > 0 && width !== last) draw((last = width));
  });
  observer.observe(measured);
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Why something cannot be computed, as a sentence that begins with `what`; null when `attempt` does not throw. */
export function refusal(what: string, attempt: () => unknown): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    return `${what}: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
