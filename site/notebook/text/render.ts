import type {MarkdownIt} from "markdown-it";
import {
  authorMarkdown,
  codeHtml,
  escapeHtml,
  isTeacher,
  plainText as textOf,
  type Renderers,
  renderReaderText
} from "./markdown.ts";
import {readProse} from "./prose.ts";
import type {SharedProse} from "./prose.ts";
import {proseEnv} from "./markdown-rules.ts";
import type {Block, Cell, Exercise, Hint, Notebook, Prose} from "../types.ts";
import {LocatedError} from "../types.ts";

/** What the build adds, and may change, when it renders a chapter. */
export interface RenderOptions extends Renderers {
  /** HTML of a cell with a block of its own; without it, `renderCell`. */
  cell?: (cell: Cell) => string;
  /** Takes each formula that `tex` refuses, and is given the rest of the page; without it, the first is thrown. */
  fail?: (error: LocatedError) => void;
}

/**
 * HTML of a chapter's blocks, without its title and summary: what stands in `article.chapter`.
 * @throws LocatedError at TeX that `options.tex` refuses, where there is no `options.fail`
 */
export function renderBlocks(notebook: Notebook, options: RenderOptions = {}): string {
  const context: Context = {options, md: authorMarkdown(options), shared: {...sharedOf(notebook), fail: options.fail}};
  return notebook.blocks.map((block) => renderBlock(block, context)).join("\n");
}

/**
 * `section.cell`: the output, the source below it. Its `data-` attributes say what the page must know before it runs the cell.
 */
export function renderCell(cell: Cell, renderers: Renderers = {}): string {
  const attributes = [
    `id="cell-${escapeHtml(cell.id)}"`,
    `data-block="${escapeHtml(cell.id)}"`,
    `data-cell="${escapeHtml(cell.id)}"`,
    `data-kind="${cell.kind}"`,
    ...(cell.role === undefined ? [] : [`data-role="${cell.role}"`]),
    ...(cell.answer === undefined ? [] : [`data-answer="${escapeHtml(cell.answer)}"`]),
    ...(["manual", "hide", "fold", "wide"] as const).filter((flag) => cell[flag]).map((flag) => `data-${flag}`),
    `data-budget="${cell.budget}"`,
    ...(cell.height === undefined ? [] : [`style="--height:${cell.height}px"`])
  ];
  const code = codeHtml(cell.source, cell.kind === "md" ? "md" : "ts", renderers.highlight);
  const hidden = cell.hide || cell.role === "check" || cell.kind === "md";
  const source =
    cell.fold && !hidden
      ? `<details class="cell-source"><summary>${captionOf(cell.source)}</summary>${code}</details>`
      : `<div class="cell-source"${hidden ? " hidden" : ""}>${code}</div>`;
  const output = cell.kind === "md" ? renderReaderText(cell.source, renderers) : "";
  const tools = cell.role === "check" || cell.role === "solution" ? "" : `${renderTools(cell.id)}\n`;
  return `<section class="cell" ${attributes.join(" ")}>\n<div class="cell-output">${output}</div>\n${source}\n${tools}</section>`;
}

/** What folded code does, in the author's words: the comment that it begins with. */
function captionOf(source: string): string {
  const [, words] = /^\/\/ (.+)/.exec(source) ?? [];
  return words === undefined ? "Code" : `Code: ${escapeHtml(words)}`;
}

/**
 * The buttons of a cell: they are there before the editor is, which is loaded when one of them is pressed. Until then Tab stops
 * at one of them alone.
 */
function renderTools(id: string): string {
  const name = escapeHtml(id);
  const button = (label: string, named: string, focus = "") =>
    `<button type="button" class="tool-${label.toLowerCase()}"${focus} aria-label="${named} ${name}">${label}</button>`;
  const [run, edit, more] = [
    button("Run", "Run", ' tabindex="-1"'),
    button("Edit", "Edit"),
    button("More", "More for", ' tabindex="-1"')
  ];
  return `<div class="cell-tools" role="group" aria-label="Tools of ${name}">${run}${edit}${more}</div>`;
}

/** A stretch of a chapter under one heading, as the search reads it. */
export interface SearchText {
  /** "" before the first heading. */
  heading: string;
  /** Anchor of the heading; "" before the first. */
  id: string;
  text: string;
}

/** What a reader reads of a chapter, by heading: prose, exercises and hints; no code, no TeX markup beyond its letters, no notes for the teacher. */
export function plainText(notebook: Notebook): SearchText[] {
  const md = authorMarkdown();
  const shared = sharedOf(notebook);
  const sections: SearchText[] = [{heading: "", id: "", text: ""}];
  const add = (text: string): void => {
    const section = sections.at(-1)!;
    if (text !== "") section.text += `${section.text === "" ? "" : " "}${text}`;
  };
  const visit = (block: Block | Hint): void => {
    if (block.type === "exercise") {
      shared.slugs.add(block.id);
      add(block.title);
    }
    if (block.type === "exercise" || block.type === "hint") block.blocks.forEach(visit);
    if (block.type !== "prose") return;
    const {tokens} = readProse(md, block.source, block.start, shared);
    let teacher = 0;
    for (const [i, token] of tokens.entries()) {
      if (isTeacher(token)) teacher += token.nesting;
      if (token.type !== "inline" || teacher > 0) continue;
      const text = textOf(token.children ?? []);
      if (tokens[i - 1]?.type === "heading_open")
        sections.push({heading: text, id: String(tokens[i - 1]!.attrGet("id")), text: ""});
      else add(text);
    }
  };
  notebook.blocks.forEach(visit);
  return sections.filter(({heading, text}) => heading !== "" || text !== "");
}

interface Context {
  options: RenderOptions;
  md: MarkdownIt;
  shared: SharedProse;
}

/** The same start as in `parse`, so that headings get the same ids. */
function sharedOf({file, references}: Notebook): SharedProse {
  return {file, slugs: new Set(["start"]), references};
}

function renderBlock(block: Block | Hint, context: Context): string {
  switch (block.type) {
    case "prose":
      return renderProse(block, context);
    case "cell":
      return context.options.cell?.(block.cell) ?? renderCell(block.cell, context.options);
    case "exercise":
      return renderExercise(block, context);
    case "hint": {
      const inner = block.blocks.map((prose) => renderProse(prose, context)).join("\n");
      return `<details class="hint" data-block="${escapeHtml(block.id)}"><summary>Hint</summary>\n${inner}\n</details>`;
    }
  }
}

function renderProse(prose: Prose, {md, shared}: Context): string {
  const {tokens, env, shown} = readProse(md, prose.source, prose.start, shared);
  const cells = new Map(shown.map(({index}, i) => [index, prose.inline[i]!]));
  env.expression = (index) => {
    const cell = cells.get(index)!;
    const [id, source] = [escapeHtml(cell.id), escapeHtml(cell.source)];
    return `<span class="inline" data-cell="${id}" data-kind="inline" data-source="${source}"></span>`;
  };
  return `<div class="prose" data-block="${escapeHtml(prose.id)}">\n${md.renderer.render(tokens, md.options, env)}</div>`;
}

function renderExercise(exercise: Exercise, context: Context): string {
  context.shared.slugs.add(exercise.id);
  const id = escapeHtml(exercise.id);
  const env = proseEnv({
    fail: ({message}) => {
      const error = new LocatedError(message, exercise.start, context.shared.file);
      if (!context.shared.fail) throw error;
      context.shared.fail(error);
    }
  });
  const title = `<h3>Exercise: ${context.md.renderInline(exercise.title, env)}</h3>`;
  const blocks = exercise.blocks.map((block) => {
    const html = renderBlock(block, context);
    return block.type === "cell" && block.cell.role === "solution"
      ? `<details class="solution"><summary>Solution</summary>\n${html}\n</details>`
      : html;
  });
  const result = '<div class="exercise-result" role="status"></div>';
  // The result stands right under what the reader writes.
  const starter = exercise.blocks.findIndex((block) => block.type === "cell" && block.cell.role === "starter");
  blocks.splice(starter + 1, 0, result);
  const inner = [title, ...blocks].join("\n");
  return `<section class="exercise" id="${id}" data-exercise="${id}" data-block="${id}">\n${inner}\n</section>`;
}
