import type { Block, Cell, CellKind, ExerciseRole, Notebook } from "../../site/notebook/types.ts";

export interface CellText {
  source: string;
  kind?: CellKind;
  role?: ExerciseRole;
}

/** A chapter whose n-th cell (from 0) begins at line 10 (n + 1), column 1; an inline one in column 5. Cells with a role make one exercise. */
export function chapter(cells: (string | CellText)[], file = "notebooks/sample.md"): Notebook {
  const made = cells.map((each, index) => cell(typeof each === "string" ? { source: each } : each, index));
  const exercise = made.filter(({ role }) => role !== undefined);
  const blocks: Block[] = made.filter(({ role }) => role === undefined).map(blockOf);
  if (exercise.length > 0) {
    blocks.push({ type: "exercise", id: "task", title: "Task", start: { line: 1, column: 1 }, blocks: exercise.map((each) => ({ type: "cell", id: each.id, cell: each })) });
  }
  return { file, slug: file.replace(/^.*\/|\.md$/g, ""), title: "", summary: "", order: 0, source: "", blocks };
}

function cell({ source, kind = "ts", role }: CellText, index: number): Cell {
  return {
    id: `c${index}`, kind, source, start: { line: 10 * (index + 1), column: kind === "inline" ? 5 : 1 }, hide: false, fold: false,
    manual: false, budget: 2000, height: undefined, role, exercise: role && "task"
  };
}

function blockOf(made: Cell): Block {
  if (made.kind === "ts") return { type: "cell", id: made.id, cell: made };
  return { type: "prose", id: made.id, source: "", start: made.start, inline: [made] };
}
