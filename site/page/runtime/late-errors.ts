import type {ChapterPage} from "./page.ts";
import {NotRun, StaleDisplay} from "./run.ts";

/** Shows errors of event handlers, timers and promises that nobody awaited at the cell whose line threw them. */
export function catchLateErrors(page: ChapterPage): void {
  const handle = (error: unknown, event: Event) => {
    if (error instanceof StaleDisplay || error instanceof NotRun) return event.preventDefault();
    if (!(Object(error) as {stack?: unknown}).stack) return; // no error of a cell: that a ResizeObserver takes another turn, say
    void import("./errors.ts").then(({cellFrames}) => {
      const cell = cellFrames(error, page.cells.values())[0]?.cell;
      if (cell) page.failLate(cell, error);
    });
  };
  addEventListener("error", (event) => handle(event.error, event));
  addEventListener("unhandledrejection", (event) => handle(event.reason, event));
}
