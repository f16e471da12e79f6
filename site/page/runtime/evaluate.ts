import {createTick, nextMacrotask, sourceColumn} from "../../notebook/cell/guard.ts";
import type {CompiledCell} from "../../notebook/types.ts";
import type {Definition} from "./contract.ts";

/**
 * Makes a compiled cell's body a function, as a module of its own (a `blob:` URL; the policy allows no `eval`). Its bare imports resolve through
 * the page's import map. Nothing of the cell runs before the body is called. `budget`: milliseconds that one synchronous stretch of a guarded
 * cell may take. Rejects with a SyntaxError when the body is no JavaScript.
 */
export async function evaluate(compiled: CompiledCell, budget: number): Promise<Definition> {
  const {id, inputs, outputs, imports, autodisplay, bodyLine, guarded, insertions} = compiled;
  const url = URL.createObjectURL(new Blob([`export const body =\n${compiled.body}\n`], {type: "text/javascript"}));
  try {
    const {body} = (await import(/* @vite-ignore */ url)) as {body: (...inputs: unknown[]) => unknown};
    const tick = guarded ? createTick(budget, () => performance.now(), nextMacrotask) : undefined;
    return {
      id,
      inputs,
      outputs,
      imports,
      autodisplay,
      body: (tick ? (...values: unknown[]) => body(tick, ...values) : body) as Definition["body"],
      module: url,
      line: bodyLine + 1,
      column: (line, column) => sourceColumn(insertions, line, column)
    };
  } finally {
    URL.revokeObjectURL(url);
  }
}
