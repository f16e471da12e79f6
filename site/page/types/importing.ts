import type {ChapterLanguage} from "./language.ts";
import type {Change, Import} from "./messages.ts";

/**
 * What brings a name of the library into a cell: it joins an import of the same module, or gets a line of its own behind the other imports.
 * A cell that is one expression shows its value; with an import it is a program, which has to say so. Empty when the name is there already.
 */
export function importing(language: ChapterLanguage, {cell, name, module}: Import & {cell: string}): Change[] {
  const [open] = language.opened.get(cell) ?? [];
  if (!open || open.module.defines.includes(name)) return [];
  const {source} = open.module.cell;
  const insert = (at: number, text: string): Change => ({cell, start: at + open.offset, end: at + open.offset, insert: text});
  for (const found of source.matchAll(/^import\s*\{([^}]*?)(,?\s*)\}\s*from\s*["']([^"'\n]+)["']/gm)) {
    if (found[3] !== module) continue;
    const list = found[1]!;
    const at = found.index + found[0].indexOf("{") + 1 + list.length;
    return [insert(at, list.trim() === "" ? name : `, ${name}`)];
  }
  const line = `import {${name}} from ${JSON.stringify(module)};\n`;
  const isExpression = open.module.text[open.start - 2] === "(";
  if (isExpression) return [insert(0, `${line}display(`), insert(source.length, ");")];
  const imports = [...source.matchAll(/^import\b[^"'`]*?["'][^"'\n]+["'];?[^\n]*\n/gm)];
  const last = imports.at(-1);
  return [insert(last ? last.index + last[0].length : 0, line)];
}
