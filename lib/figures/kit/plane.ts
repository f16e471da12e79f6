import type {Editing} from "./grid-edit.ts";
import {editable} from "./grid-edit.ts";
import {element} from "./element.ts";
import {formatNumber, formatShape} from "./format.ts";
import type {Grid, GridOptions} from "./grid.ts";
import {cellSize, grid} from "./grid.ts";
import {legend} from "./legend.ts";
import type {Cell, MovePointer} from "./pointer.ts";
import {pointable} from "./pointer.ts";

/** A grid under its title, that can be pointed at and edited. */
export interface Plane extends Grid {
  /** Title and grid. */
  readonly whole: HTMLElement;
  /** The pointed cell as the arrow keys know it; setting it calls nothing. */
  at: Cell;
}

/** Options of `plane`. */
export interface PlaneOptions extends GridOptions {
  title: string;
  /** Written after the title. Default: height × width. Empty: nothing. */
  note?: string;
  /** Called with the cell that is pointed at; without it the plane is only a picture. */
  point?: (cell: Cell) => void;
  /** What the numbers are, written at the legend. */
  quantity?: string;
  /** Draws the scale's legend beneath. Default true. */
  legend?: boolean;
  /** What a screen reader says of a cell. Default: row, column and value. */
  label?: (cell: Cell) => string;
  /** Lets the numbers be changed. */
  edit?: Pick<Editing, "write" | "step" | "min" | "max" | "can">;
  signal: AbortSignal;
}

/** A matrix `[height][width]` with a title above. */
export function plane(matrix: readonly ArrayLike<number>[], options: PlaneOptions): Plane {
  let values = matrix;
  const inner = grid(matrix, options);
  const note = element("span", {class: "fig-note"});
  const whole = element("div", {class: "fig-plane"}, [
    element("div", {class: "fig-title"}, [options.title, " ", note]),
    inner.element
  ]);
  const bar = element("div", {class: "fig-bar"});
  if (options.legend !== false) whole.append(bar);
  const name = () => `${options.title}, ${values.length} rows, ${values[0].length} columns`;
  let scale = options.scale;
  const annotate = () => {
    note.textContent = options.note ?? formatShape([values.length, values[0].length]);
    if (options.legend !== false)
      bar.replaceChildren(
        legend(scale, options.quantity, values[0].length * (options.cell ?? cellSize(values[0].length)) < 172 ? 88 : 140)
      );
  };
  annotate();
  let at: Cell = {row: 0, column: 0};
  let move: MovePointer | null = null;
  const title = () => (options.edit ? `${name()}, can be edited` : name());
  if (options.point || options.edit) {
    const size = () => ({rows: values.length, columns: values[0].length});
    const open =
      options.edit &&
      editable(inner.element, {
        ...options.edit,
        size,
        signal: options.signal,
        at: () => at,
        read: ({row, column}) => values[row][column]
      });
    move = pointable(inner.element, title(), {
      size,
      signal: options.signal,
      label: options.label ?? (({row, column}) => `row ${row + 1}, column ${column + 1}: ${formatNumber(values[row][column])}`),
      point(cell) {
        at = cell;
        if (options.edit) inner.mark("edit", [{...cell, kind: "point"}]);
        options.point?.(cell);
      },
      ...(open ? {choose: open} : {})
    });
  } else {
    inner.element.setAttribute("role", "img");
    inner.element.setAttribute("aria-label", name());
  }
  return {
    whole,
    element: inner.element,
    mark: inner.mark,
    get at() {
      return at;
    },
    set at(cell) {
      at = cell;
      move?.(cell);
    },
    draw(next, changed) {
      values = next;
      at = {row: Math.min(at.row, values.length - 1), column: Math.min(at.column, values[0].length - 1)};
      scale = changed?.scale ?? scale;
      inner.draw(next, changed);
      annotate();
      if (move) move.refresh(title());
      else inner.element.setAttribute("aria-label", name());
    }
  };
}

/** A plane after an operator: the sign stays with what follows it when the figure is laid out in several lines. */
export function operand(sign: string, {whole}: Plane): HTMLElement {
  return element("div", {class: "fig-operand"}, [element("span", {class: "fig-sign", "aria-hidden": "true"}, [sign]), whole]);
}
