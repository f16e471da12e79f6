import {element} from "./element.ts";
import {formatNumber, formatShape, parseNumber} from "./format.ts";
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
      label: options.label ?? (({row, column}) => `row ${row}, column ${column}: ${formatNumber(values[row][column])}`),
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

/** What an edited grid reads and writes. */
interface Editing {
  size(): {rows: number; columns: number};
  /** The cell that the arrow keys are at. */
  at(): Cell;
  read(cell: Cell): number;
  /** Whether a cell can be changed. Default: all can. */
  can?: ((cell: Cell) => boolean) | undefined;
  /** Called with every new value that is a number within the limits. */
  write(cell: Cell, value: number): void;
  /** What Page Up, Page Down, a drag of 6 pixels, and the arrow keys in the field add or take. */
  step: number;
  min?: number | undefined;
  max?: number | undefined;
  signal: AbortSignal;
}

/**
 * Lets the numbers of a grid be changed. Typing a number, Enter, a click or a second tap opens a field in the cell: Enter
 * keeps, Escape leaves as it was, Tab keeps and goes on. Without the field: Page Up and Page Down, or dragging up and down.
 * Returns what opens the field.
 */
function editable(surface: HTMLElement, editing: Editing): (cell: Cell) => void {
  const {signal} = editing;
  surface.classList.add("fig-editable");
  const limited = (value: number) => {
    const within = Math.min(editing.max ?? Infinity, Math.max(editing.min ?? -Infinity, value));
    return Number(within.toPrecision(12));
  };
  let field: HTMLInputElement | null = null;

  const close = (keep: boolean, refocus = true) => {
    const closing = field;
    if (!closing) return;
    field = null;
    const cell = {row: Number(closing.dataset.row), column: Number(closing.dataset.column)};
    const value = parseNumber(closing.value);
    closing.remove();
    if (refocus) surface.focus();
    if (keep && Number.isFinite(value) && limited(value) !== editing.read(cell)) editing.write(cell, limited(value));
  };
  const open = (cell: Cell, typed?: string) => {
    close(true, false);
    if (editing.can?.(cell) === false) return;
    const {rows, columns} = editing.size();
    const made = element("input", {
      class: "fig-field",
      type: "text",
      inputmode: "text",
      autocomplete: "off",
      enterkeyhint: "done",
      "aria-label": `Value in row ${cell.row}, column ${cell.column}`
    });
    made.dataset.row = String(cell.row);
    made.dataset.column = String(cell.column);
    Object.assign(made.style, {
      left: `${(100 * cell.column) / columns}%`,
      top: `${(100 * cell.row) / rows}%`,
      width: `${100 / columns}%`,
      height: `${100 / rows}%`
    });
    made.value = typed ?? formatNumber(editing.read(cell), 6);
    surface.append((field = made));
    made.focus();
    if (typed === undefined) made.select();
    made.addEventListener("input", (event) => {
      // Only a kept number is news to those who listen to the figure.
      event.stopPropagation();
      made.setAttribute("aria-invalid", String(!Number.isFinite(parseNumber(made.value))));
    });
    made.addEventListener("change", (event) => event.stopPropagation());
    made.addEventListener("blur", () => close(true, false));
    made.addEventListener("keydown", (event) => {
      event.stopPropagation();
      const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
      const next = event.key === "Tab" ? neighbour(cell, event.shiftKey ? -1 : 1) : null;
      if (event.key === "Enter") close(true);
      else if (event.key === "Escape") close(false);
      else if (next) open(next);
      else if (direction && Number.isFinite(parseNumber(made.value))) {
        made.value = formatNumber(limited(parseNumber(made.value) + direction * editing.step), 6);
        editing.write(cell, limited(parseNumber(made.value)));
      } else return;
      event.preventDefault();
    });
  };
  const neighbour = ({row, column}: Cell, direction: number): Cell | null => {
    const {rows, columns} = editing.size();
    for (let i = row * columns + column + direction; i >= 0 && i < rows * columns; i += direction) {
      const cell = {row: Math.floor(i / columns), column: i % columns};
      if (editing.can?.(cell) !== false) return cell;
    }
    return null;
  };
  const nudge = (cell: Cell, steps: number) => {
    if (editing.can?.(cell) === false) return;
    const value = limited(editing.read(cell) + steps * editing.step);
    if (value !== editing.read(cell)) editing.write(cell, value);
  };

  surface.addEventListener(
    "keydown",
    (event) => {
      if (event.target !== surface || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "PageUp" || event.key === "+") nudge(editing.at(), 1);
      else if (event.key === "PageDown") nudge(editing.at(), -1);
      else if (/^[-\d.\u2212]$/.test(event.key)) open(editing.at(), event.key);
      else return;
      event.preventDefault();
    },
    {signal}
  );
  drag(surface, editing, nudge, (cell) => open(cell));
  return (cell) => open(cell);
}

/** Dragging up and down with the mouse, one step for every six pixels; a click without dragging opens the field. */
function drag(
  surface: HTMLElement,
  editing: Editing,
  nudge: (cell: Cell, steps: number) => void,
  open: (cell: Cell) => void
): void {
  let held: {cell: Cell; y: number; moved: boolean} | null = null;
  const {signal} = editing;
  surface.addEventListener(
    "pointerdown",
    (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0 || event.target instanceof HTMLInputElement) return;
      held = {cell: editing.at(), y: event.clientY, moved: false};
    },
    {signal}
  );
  surface.addEventListener(
    "pointermove",
    (event) => {
      if (!held) return;
      const steps = Math.trunc((held.y - event.clientY) / 6);
      if (steps === 0) return;
      if (!surface.hasPointerCapture(event.pointerId)) surface.setPointerCapture(event.pointerId);
      held.y -= steps * 6;
      held.moved = true;
      nudge(held.cell, steps);
    },
    {signal}
  );
  surface.addEventListener(
    "pointerup",
    () => {
      const clicked = held && !held.moved ? held.cell : null;
      held = null;
      if (clicked) open(clicked);
    },
    {signal}
  );
  surface.addEventListener("pointercancel", () => (held = null), {signal});
}
