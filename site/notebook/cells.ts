import type {Block, Cell, Hint, Notebook, Position} from "./types.ts";

/** All cells of a chapter in the order of its text: those with a fence, those in prose, those of exercises. */
export function cellsOf(notebook: Notebook): Cell[] {
  const within = (block: Block | Hint): Cell[] => {
    switch (block.type) {
      case "prose":
        return block.inline;
      case "cell":
        return [block.cell];
      case "exercise":
      case "hint":
        return block.blocks.flatMap(within);
    }
  };
  return notebook.blocks.flatMap(within);
}

/** The place in the chapter's file of a place in a cell's source. */
export function inFile(cell: Cell, {line, column}: Position): Position {
  return {line: cell.start.line + line - 1, column: line === 1 ? cell.start.column + column - 1 : column};
}
