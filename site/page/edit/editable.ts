import type {PageCell} from "../runtime/contract.ts";

/** Cells that the reader may change: not those in sentences, and of an exercise not its check and solution. */
export function editable(cell: PageCell): boolean {
  return cell.kind !== "inline" && cell.role !== "check" && cell.role !== "solution";
}
