import type {Cell} from "../kit/pointer.ts";

/** A walk over the cells of a grid in reading order, which fills them as it goes. */
export interface Walk {
  /** Goes to the next cell (after the last one: from the start); false when there is none after it. */
  advance(): boolean;
  /** Ends the walk with all cells filled; nothing happens when none is under way. */
  finish(): void;
  /** Milliseconds between steps that let a walk over all cells take about 12 seconds, at least 40 and at most 700. */
  readonly pause: number;
}

/**
 * `show` gets the cell that was reached (null when the walk ends) and the index of the last filled cell (Infinity at the
 * end).
 */
export function walk(rows: number, columns: number, show: (cell: Cell | null, reached: number) => void): Walk {
  const count = rows * columns;
  let reached = -1;
  return {
    pause: Math.max(40, Math.min(700, 12_000 / count)),
    advance() {
      reached++;
      const cell = {row: Math.floor(reached / columns), column: reached % columns};
      if (reached >= count - 1) {
        reached = -1;
        show(cell, Infinity);
        return false;
      }
      show(cell, reached);
      return true;
    },
    finish() {
      if (reached < 0) return;
      reached = -1;
      show(null, Infinity);
    }
  };
}
