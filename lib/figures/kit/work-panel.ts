import {button, hide, setAvailable} from "./controls.ts";
import {element} from "./element.ts";
import type {Figure, FigureOptions} from "./frame.ts";
import {frame} from "./frame.ts";
import {formatNumber} from "./format.ts";

/** What heavy work tells and hears: `Asking` of lib/evaluation. */
export interface Work {
  progress(told: {stage: string; share: number}): void;
  signal: AbortSignal;
}

/** Work that a button begins. */
export interface WorkTask<Result> {
  label: string;
  run(work: Work): Promise<Result>;
}

/** Options of `workPanel`. */
export interface WorkPanelOptions<Result> extends FigureOptions {
  /** What is said before anything was begun. */
  idle?: string;
  /** What came out, in a sentence. */
  done?: (result: Result) => string;
}

/**
 * Buttons that begin heavy work, with its progress and Stop: one at a time. `.value` is the newest result, null before the first; it
 * stays when work is stopped or fails.
 * @example
 * ```ts height=84/84
 * import {workPanel} from "gantry/figures/work-panel";
 *
 * display(workPanel([{
 *   label: "Count",
 *   run: async ({progress, signal}) => {
 *     for (let i = 0; i < 10; i++) {
 *       signal.throwIfAborted();
 *       progress({stage: "counting", share: i / 10});
 *       await new Promise((done) => setTimeout(done, 200));
 *     }
 *     return 10;
 *   }
 * }], {
 *   idle: "It counts to ten, and can be stopped.",
 *   done: (result) => `It is ${result}.`,
 *   caption: "How is long work shown? Press Count.",
 *   invalidation
 * }));
 * ```
 */
export function workPanel<Result>(
  tasks: readonly WorkTask<Result>[],
  options: WorkPanelOptions<Result> = {}
): Figure<Result | null> {
  const made = frame<Result | null>("work-panel", {exportable: false, ...options}, null);
  const line = workLine(made.signal);
  line.tell(options.idle ?? "");
  const buttons = tasks.map((task) =>
    button(task.label, () => {
      void line.run(task.run, (result) => {
        line.tell(options.done?.(result) ?? "Done.");
        made.emit(result);
      });
    })
  );
  line.whileBusy((busy) => buttons.forEach((one) => setAvailable(one, !busy)));
  made.body.append(element("div", {class: "fig-work"}, [...buttons, line.element]));
  return made.figure;
}

/** A line with progress, Stop and words, for figures whose own buttons begin heavy work. */
export interface WorkLine {
  readonly element: HTMLElement;
  /** Carries out work unless other work is under way; gives its result to `take`, its error to the line. */
  run<Result>(work: (work: Work) => Promise<Result>, take: (result: Result) => void): Promise<void>;
  tell(text: string): void;
  /** Called when work begins and ends. */
  whileBusy(change: (busy: boolean) => void): void;
}

/**
 * The line of a figure that begins work by buttons of its own.
 * @param signal aborted with the figure: what is under way is given up.
 */
export function workLine(signal: AbortSignal): WorkLine {
  const bar = element("progress", {max: "1", value: "0", "aria-label": "Progress"});
  const status = element("p", {class: "fig-work-status", role: "status"});
  const trouble = element("p", {class: "fig-wrong", role: "alert"});
  let stop: AbortController | null = null;
  const changes: ((busy: boolean) => void)[] = [];
  const halt = button("Stop", () => stop?.abort(new DOMException("stopped", "AbortError")));
  bar.hidden = halt.hidden = true;
  signal.addEventListener("abort", () => stop?.abort());
  // Where work was begun: Stop, which goes when it has ended, gives the focus back there.
  let begun: Element | null = null;
  const busy = (on: boolean): void => {
    bar.hidden = !on;
    if (on) halt.hidden = false;
    else hide(halt, begun);
    for (const change of changes) change(on);
  };
  return {
    element: element("div", {class: "fig-work-line"}, [bar, halt, status, trouble]),
    tell: (text) => void (status.textContent = text),
    whileBusy: (change) => void changes.push(change),
    async run(work, take) {
      if (stop || signal.aborted) return;
      const own = (stop = new AbortController());
      let stage = "";
      begun = document.activeElement;
      bar.value = 0;
      trouble.textContent = "";
      busy(true);
      const began = performance.now();
      try {
        const result = await work({
          signal: own.signal,
          progress(told) {
            if (own.signal.aborted) return;
            bar.value = told.share;
            // Words only when they change: a screen reader is not told every per cent.
            if (told.stage !== stage) status.textContent = `${capital((stage = told.stage))}…`;
          }
        });
        if (!own.signal.aborted) {
          status.textContent = `Done in ${formatNumber((performance.now() - began) / 1000, 2)} s on this machine.`;
          take(result);
        }
      } catch (error) {
        if (own.signal.aborted) status.textContent = "Stopped. What was there before stays.";
        else {
          status.textContent = "";
          trouble.textContent = `${capital(error instanceof Error ? error.message : String(error))}.`;
        }
      } finally {
        stop = null;
        busy(false);
      }
    }
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
