import type {CompiledCell} from "../../notebook/types.ts";

/**
 * The ES module that a page loads for its chapter (see ChapterModule in site/page/runtime/contract.ts). Not minified: the text of
 * every cell stands in it line by line and column by column, and `line` says where, so that a stack trace points into the cell.
 * `module` is for the page to add.
 */
export function chapterModule(cells: readonly CompiledCell[]): string {
  let text = "export const cells = [\n";
  let line = 2;
  for (const cell of cells) {
    const {id, inputs, outputs, imports, autodisplay, body, bodyLine} = cell;
    // The body begins on a line of its own: its columns are its own too.
    const fields = `{id: ${JSON.stringify(id)}, inputs: ${JSON.stringify(inputs)}, outputs: ${JSON.stringify(outputs)}, `;
    const brought = imports.length > 0 ? `imports: ${JSON.stringify(imports)}, ` : "";
    const shown = autodisplay ? "autodisplay: true, " : "";
    text += `${fields}${brought}${shown}line: ${line + bodyLine}, body:\n${body}\n},\n`;
    line += 3 + (body.split("\n").length - 1);
  }
  return `${text}];\n`;
}
