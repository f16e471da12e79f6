import type { CompiledCell } from "../notebook/types.ts";
import type { Definition } from "./contract.ts";

/**
 * Makes a compiled cell's body a function, as a module of its own (a `blob:` URL; the policy allows no `eval`). Its bare imports resolve through
 * the page's import map. Nothing of the cell runs before the body is called. Rejects with a SyntaxError when the body is no JavaScript.
 */
export async function evaluate({ id, inputs, outputs, autodisplay, body, bodyLine }: CompiledCell): Promise<Definition> {
  const text = `export const body =\n${body}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    const module = (await import(/* @vite-ignore */ url)) as { body: Definition["body"] };
    return { id, inputs, outputs, autodisplay, body: module.body, module: url, line: bodyLine + 1 };
  } finally {
    URL.revokeObjectURL(url);
  }
}
