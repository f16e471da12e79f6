import type {Block, Cell, Exercise, Hint, Prose} from "../notebook/types.ts";
import {escapeAttribute, escapeText} from "./escape.ts";
import {highlightTypeScript} from "./highlight.ts";

/** HTML of a stretch of prose, with a `span.inline` for each of its `${…}`. */
export type ProseRenderer = (prose: Prose) => string;

/** The blocks of a chapter as they stand within its `<article>`: what the page runs on, and what reads without it. */
export function articleHtml(blocks: readonly Block[], prose: ProseRenderer): string {
  return blocks.map((block) => blockHtml(block, prose)).join("\n");
}

function blockHtml(block: Block, prose: ProseRenderer): string {
  if (block.type === "prose") return proseHtml(block, prose);
  if (block.type === "cell") return cellHtml(block.cell);
  return exerciseHtml(block, prose);
}

function proseHtml(block: Prose, prose: ProseRenderer): string {
  return `<div class="prose" data-block="${escapeAttribute(block.id)}">\n${prose(block)}</div>`;
}

/** A cell: room for what it shows, then its source. A hidden cell keeps its source out of sight; a check is hidden too. */
export function cellHtml(cell: Cell): string {
  const {id, kind, role, budget, height} = cell;
  const attributes = [
    `data-block="${escapeAttribute(id)}"`,
    `data-cell="${escapeAttribute(id)}"`,
    `data-kind="${kind}"`,
    ...(role ? [`data-role="${role}"`] : []),
    ...(cell.manual ? ["data-manual"] : []),
    ...(cell.hide ? ["data-hide"] : []),
    ...(cell.fold ? ["data-fold"] : []),
    `data-budget="${budget}"`,
    ...(height === undefined ? [] : [`style="--height:${height}px"`])
  ];
  const hidden = role === "check" ? " hidden" : "";
  return `<section class="cell" ${attributes.join(" ")}${hidden}>
<div class="cell-output"></div>
${sourceHtml(cell)}
</section>`;
}

function sourceHtml({source, kind, hide, fold, role}: Cell): string {
  const code = kind === "ts" ? highlightTypeScript(source) : escapeText(source);
  const pre = `<pre tabindex="0"><code class="language-${kind}">${code}</code></pre>`;
  if (hide || role === "check") return `<div class="cell-source" hidden>${pre}</div>`;
  if (fold) return `<details class="cell-source"><summary>Code</summary>${pre}</details>`;
  return `<div class="cell-source">${pre}</div>`;
}

function exerciseHtml({id, title, blocks}: Exercise, prose: ProseRenderer): string {
  const starters = blocks.filter((block) => block.type === "cell" && block.cell.role === "starter");
  let hints = 0;
  const parts = blocks.map((block) => {
    if (block.type === "prose") return proseHtml(block, prose);
    if (block.type === "hint") return hintHtml(block, ++hints, prose);
    const cell = cellHtml(block.cell);
    if (block.cell.role === "solution") return `<details class="solution"><summary>Solution</summary>\n${cell}\n</details>`;
    return block === starters.at(-1) ? `${cell}\n<div class="exercise-result" role="status"></div>` : cell;
  });
  const label = title ? `Exercise: ${title}` : "Exercise";
  const name = escapeAttribute(id);
  return `<section class="exercise" id="${name}" data-exercise="${name}" data-block="${name}">
<h3>${escapeText(label)}</h3>
${parts.join("\n")}
</section>`;
}

function hintHtml({id, blocks}: Hint, number: number, prose: ProseRenderer): string {
  const body = blocks.map((block) => proseHtml(block, prose)).join("\n");
  return `<details class="hint" data-block="${escapeAttribute(id)}"><summary>Hint ${number}</summary>\n${body}\n</details>`;
}
