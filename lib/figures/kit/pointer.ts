import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import {element, uniqueId} from "./element.ts";

/** A place in a grid, from 0. */
export interface Cell {
  row: number;
  column: number;
}

/** What can be pointed at, and what happens then. */
export interface Pointable {
  /** Size of the grid at this moment. */
  size(): {rows: number; columns: number};
  /** The cell at a share (0…1) of the surface's width and height. Default: all cells are alike. */
  cellAt?(x: number, y: number): Cell;
  /** What a screen reader says of a cell. */
  label(cell: Cell): string;
  /** The pointed cell changed: by mouse, touch, arrow keys, or because the grid received the focus. */
  point(cell: Cell): void;
  /** A cell was tapped again, or Enter or Space was pressed on it. */
  choose?(cell: Cell): void;
  signal: AbortSignal;
}

/** Moves the pointed cell from outside (a Step button), without calling `point`. */
export interface MovePointer {
  (cell: Cell): void;
  /**
   * What is drawn is another: the words of the pointed cell, the size and, if it is given, the title are written anew. Nothing is
   * spoken by that.
   */
  refresh(title?: string): void;
}

/**
 * Makes a surface that is filled by a grid pointable: mouse moves, taps, and arrow keys, Home and End (with Control: of the
 * grid) when it has the focus. To screen readers it is a grid whose active cell changes.
 */
export function pointable(surface: HTMLElement, title: string, target: Pointable): MovePointer {
  // Two hidden cells take turns as the active descendant: a screen reader speaks only when the id changes.
  const spoken = [0, 1].map(() => element("div", {role: "gridcell", id: uniqueId("cell")}));
  const hidden = element("div", {role: "row", class: "fig-hidden"}, spoken);
  surface.append(hidden);
  surface.setAttribute("role", "grid");
  surface.setAttribute("aria-label", title);
  surface.tabIndex = 0;
  surface.classList.add("fig-pointable");
  let at: Cell = {row: 0, column: 0};
  let turn = 0;

  const move = (cell: Cell) => {
    at = cell;
    turn = 1 - turn;
    write();
    surface.setAttribute("aria-activedescendant", spoken[turn].id);
  };
  const write = () => {
    const active = spoken[turn];
    const {rows, columns} = target.size();
    surface.setAttribute("aria-rowcount", String(rows));
    surface.setAttribute("aria-colcount", String(columns));
    hidden.setAttribute("aria-rowindex", String(at.row + 1));
    active.setAttribute("aria-colindex", String(at.column + 1));
    active.textContent = target.label(at);
  };
  const clamp = (cell: Cell): Cell => {
    const {rows, columns} = target.size();
    return {row: Math.max(0, Math.min(rows - 1, cell.row)), column: Math.max(0, Math.min(columns - 1, cell.column))};
  };
  const point = (cell: Cell) => {
    const next = clamp(cell);
    move(next);
    target.point(next);
  };
  const under = (event: MouseEvent): Cell => {
    const box = surface.getBoundingClientRect();
    const {rows, columns} = target.size();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return clamp(target.cellAt?.(x, y) ?? {row: Math.floor(y * rows), column: Math.floor(x * columns)});
  };
  const same = (a: Cell, b: Cell) => a.row === b.row && a.column === b.column;
  const {signal} = target;
  let last: Cell | null = null;
  surface.addEventListener(
    "pointermove",
    (event) => {
      // A drag with the mouse changes the number that it began on; it does not point elsewhere.
      if (event.buttons !== 0 && event.pointerType === "mouse") return;
      const cell = under(event);
      if (last && same(cell, last)) return;
      point((last = cell));
    },
    {signal}
  );
  surface.addEventListener(
    "pointerdown",
    (event) => {
      const cell = under(event);
      if (event.pointerType !== "mouse" && same(cell, at) && document.activeElement === surface) target.choose?.(cell);
      point((last = cell));
    },
    {signal}
  );
  surface.addEventListener("pointerleave", () => (last = null), {signal});
  surface.addEventListener("focus", () => point(at), {signal});
  surface.addEventListener(
    "keydown",
    (event) => {
      if (event.target !== surface || event.altKey || event.metaKey) return;
      const next = step(event, at, target.size());
      if (next) point(next);
      else if ((event.key === "Enter" || event.key === " ") && target.choose) target.choose(at);
      else return;
      event.preventDefault();
    },
    {signal}
  );
  return Object.assign((cell: Cell) => move(clamp(cell)), {
    refresh(next = title) {
      surface.setAttribute("aria-label", next);
      if (!surface.hasAttribute("aria-activedescendant")) return;
      at = clamp(at);
      write();
    }
  });
}

/** Where a key leads from a cell; null for keys that do not move. */
export function step(
  {key, ctrlKey}: {key: string; ctrlKey: boolean},
  {row, column}: Cell,
  {rows, columns}: {rows: number; columns: number}
): Cell | null {
  switch (key) {
    case "ArrowLeft":
      return {row, column: Math.max(0, column - 1)};
    case "ArrowRight":
      return {row, column: Math.min(columns - 1, column + 1)};
    case "ArrowUp":
      return {row: Math.max(0, row - 1), column};
    case "ArrowDown":
      return {row: Math.min(rows - 1, row + 1), column};
    case "Home":
      return {row: ctrlKey ? 0 : row, column: 0};
    case "End":
      return {row: ctrlKey ? rows - 1 : row, column: columns - 1};
    default:
      return null;
  }
}

/**
 * Where pointing begins: in a picture (more than 36 cells), whose first corner tells little, the value of largest size; else
 * the first cell.
 */
export function startingCell(matrix: Matrix): Cell {
  let best: Cell = {row: 0, column: 0};
  if (matrix.length * matrix[0].length <= 36) return best;
  matrix.forEach((line, row) =>
    line.forEach((value, column) => {
      if (Math.abs(value) > Math.abs(matrix[best.row][best.column])) best = {row, column};
    })
  );
  return best;
}
