import type {Matrix} from "../../nn/arithmetic/matrix.ts";
import type {Cell} from "../kit/pointer.ts";

/**
 * Where pointing begins: in a picture (more than 36 cells), whose first corner tells little, the value of largest size; else
 * the first cell.
 */
export function tellingCell(matrix: Matrix): Cell {
  let best: Cell = {row: 0, column: 0};
  if (matrix.length * matrix[0].length <= 36) return best;
  matrix.forEach((line, row) =>
    line.forEach((value, column) => {
      if (Math.abs(value) > Math.abs(matrix[best.row][best.column])) best = {row, column};
    })
  );
  return best;
}
