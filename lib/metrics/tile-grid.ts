/** Where each point goes: the cell of row r and column c has the index r · columns + c. */
export interface TileGrid {
  rows: number;
  columns: number;
  /** The cell of each point; every cell has at most one. */
  cells: Int32Array;
}

/**
 * Points of the plane in the cells of a grid, neighbours staying neighbours: the grid is halved along its longer side, the points
 * along the same axis at the same share, and so on down to single cells. Row 0 is the largest y, as on paper.
 * @param points [count, 2]
 * @param columns default: as many as make the grid about square
 * @throws RangeError when the points are not pairs of finite numbers, or columns is not a whole number from 1.
 */
export function tileGrid(points: ArrayLike<number>, columns?: number): TileGrid {
  const count = points.length / 2;
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`points must be pairs of numbers, got ${points.length} numbers`);
  for (let i = 0; i < points.length; i++) {
    if (!Number.isFinite(points[i])) throw new RangeError(`point ${i >> 1} is not finite: ${points[i]}`);
  }
  const across = columns ?? Math.ceil(Math.sqrt(count));
  if (!Number.isInteger(across) || across < 1) throw new RangeError(`columns must be a whole number from 1, got ${columns}`);
  const down = Math.ceil(count / across);
  const cells = new Int32Array(count);
  place(
    Array.from({length: count}, (_, i) => i),
    {top: 0, left: 0, rows: down, columns: across}
  );
  return {rows: down, columns: across, cells};

  function place(places: number[], block: {top: number; left: number; rows: number; columns: number}): void {
    const {top, left, rows, columns} = block;
    if (places.length === 0) return;
    if (rows === 1 && columns === 1) {
      cells[places[0]] = top * across + left;
      return;
    }
    const sideways = columns >= rows;
    const key = (i: number): number => (sideways ? points[2 * i] : -points[2 * i + 1]);
    places.sort((a, b) => key(a) - key(b) || a - b);
    const half = Math.ceil((sideways ? columns : rows) / 2);
    const first = half * (sideways ? rows : columns);
    const room = rows * columns;
    // Empty cells are shared out in proportion, but never so that a half has more points than cells.
    const wanted = Math.round((places.length * first) / room);
    const taken = Math.max(places.length - (room - first), Math.min(first, wanted));
    const rest = places.splice(taken);
    if (sideways) {
      place(places, {top, left, rows, columns: half});
      place(rest, {top, left: left + half, rows, columns: columns - half});
    } else {
      place(places, {top, left, rows: half, columns});
      place(rest, {top: top + half, left, rows: rows - half, columns});
    }
  }
}
