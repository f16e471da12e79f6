import {cellsOf} from "../chapter.ts";
import type {CellChange, Changes, ChangedBlock} from "./changes.ts";
import {applyChanges, blocksOf} from "./changes.ts";
import {parseAll} from "../text/parse.ts";
import type {Block, CellBlock, Hint, Lines, Notebook} from "../types.ts";

/** Parts two stretches of prose that a deleted or moved cell stood between, so that they do not become one, with other ids. */
const parting = "<!-- a cell stood here -->";

/**
 * The chapter's text with a reader's changes: changed cells replaced, added ones written after the block they follow, deleted
 * ones taken out, moved ones moved; all else stays byte for byte. Parsed again it has the cells of `applyChanges`, with the same
 * ids (a fence gets `#id` where its id would become another). An added Markdown cell is written as a fence `md cell`.
 */
export function serialise(notebook: Notebook, changes: Changes): string {
  const blocks = applyChanges(blocksOf(notebook), changes);
  const cells = blocks.filter(({kind}) => kind === "ts" || kind === "md");
  const named = new Set<string>();
  for (;;) {
    const text = write(notebook, blocks, changes, named);
    const read = cellsOf(parseAll(text, notebook.file).notebook).filter(({kind}) => kind !== "inline");
    const wrong = cells.filter(({id}, i) => read[i]?.id !== id && !named.has(id));
    if (wrong.length === 0) return text;
    for (const {id} of wrong) named.add(id);
  }
}

/** A top-level block's text and what stands between it and the next one. */
interface Chunk {
  body: string;
  gap: string;
}

function write(notebook: Notebook, blocks: readonly ChangedBlock[], changes: Changes, named: ReadonlySet<string>): string {
  const file = new RawLines(notebook.source);
  const blocksById = new Map(blocks.map((block) => [block.id, block]));
  const {head, chunks} = cut(notebook, file, (block) =>
    cellText(block, file, blocksById.get(block.id), changes.get(block.id), named)
  );
  const order = blocks.filter(({parent}) => parent === undefined);
  const published = new Map(notebook.blocks.map((block, i) => [block.id, {block, i}]));
  keepGaps(notebook, chunks, order, changes, head);
  let text = head.gap;
  let previous: ChangedBlock | undefined;
  for (const block of order) {
    const at = published.get(block.id);
    const chunk = at ? chunks.get(block.id)! : {body: addedText(block, file.end), gap: file.end};
    const untouched = at && (at.i === 0 ? previous === undefined : notebook.blocks[at.i - 1]!.id === previous?.id);
    if (!untouched) {
      text = endWithBlankLine(text, file.end);
      if (at && previous && at.block.type === "prose" && previous.kind === "prose" && !/^ {0,3}#/.test(at.block.source)) {
        text += parting + file.end + file.end;
      }
    }
    text += chunk.body + chunk.gap;
    previous = block;
  }
  return text;
}

/** Cuts a chapter's text at its top-level blocks; `cell` gives what a cell is replaced by, undefined to leave it. */
function cut(
  notebook: Notebook,
  file: RawLines,
  cell: (block: CellBlock) => string | undefined
): {head: Chunk; chunks: Map<string, Chunk>} {
  const chunks = new Map<string, Chunk>();
  const {blocks} = notebook;
  for (const [i, block] of blocks.entries()) {
    let body = "";
    let from = block.lines.from;
    for (const inner of cellBlocks(block)) {
      const replaced = cell(inner);
      if (replaced === undefined) continue;
      const before = file.between({from, to: inner.lines.from});
      body += before + replaced;
      from = inner.lines.to;
    }
    body += file.between({from, to: block.lines.to});
    chunks.set(block.id, {body, gap: file.between({from: block.lines.to, to: blocks[i + 1]?.lines.from ?? file.count + 1})});
  }
  return {head: {body: "", gap: file.between({from: 1, to: blocks[0]?.lines.from ?? file.count + 1})}, chunks};
}

/** Text between blocks (link definitions, comments) stays where it is when the block before it goes. */
function keepGaps(
  notebook: Notebook,
  chunks: Map<string, Chunk>,
  order: readonly ChangedBlock[],
  changes: Changes,
  head: Chunk
): void {
  const left = new Set(order.map(({id}) => id));
  let keeper = head;
  for (const {id} of notebook.blocks) {
    const chunk = chunks.get(id)!;
    if (left.has(id) && changes.get(id)?.after === undefined) keeper = chunk;
    else if (chunk.gap.trim() !== "") {
      keeper.gap = keeper.gap.trim() === "" ? keeper.gap + chunk.gap.replace(/^[\r\n]+/, "") : keeper.gap + chunk.gap;
      chunk.gap = "";
    }
  }
}

/** What a published cell's lines become, undefined when they stay. */
function cellText(
  {cell, lines}: CellBlock,
  file: RawLines,
  block: ChangedBlock | undefined,
  change: CellChange | undefined,
  named: ReadonlySet<string>
): string | undefined {
  const manual = change?.manual ?? cell.manual;
  if (block === undefined || (block.text === cell.source && manual === cell.manual && !named.has(cell.id))) return undefined;
  const [, mark, words] = /^(`{3,}|~{3,})(.*)$/s.exec(file.line(lines.from)) as unknown as [string, string, string];
  let info = words.trimEnd();
  if (manual && !cell.manual) info += " manual";
  else if (!manual && cell.manual) info = info.replace(/\s+manual(?=\s|$)/, "");
  if (named.has(cell.id)) info += ` #${cell.id}`;
  return fence(mark, info, block.text, file.end) + (file.ends(lines.to - 1) ? file.end : "");
}

function addedText({id, kind, text, manual}: ChangedBlock, end: string): string {
  return fence("```", `${kind === "md" ? "md cell" : "ts"}${manual && kind === "ts" ? " manual" : ""} #${id}`, text, end) + end;
}

/** A fence around a text, longer than any row of its mark in the text; without the last line break. */
function fence(mark: string, info: string, text: string, end: string): string {
  const rows = text.match(mark[0] === "`" ? /`+/g : /~+/g) ?? [];
  const length = Math.max(mark.length, ...rows.map((row) => row.length + 1));
  const marks = mark[0]!.repeat(length);
  const lines = text === "" ? [] : text.replace(/\r\n?/g, "\n").split("\n");
  return [marks + info, ...lines, marks].join(end);
}

function cellBlocks(block: Block | Hint): CellBlock[] {
  if (block.type === "cell") return [block];
  return block.type === "exercise" ? block.blocks.flatMap(cellBlocks) : [];
}

function endWithBlankLine(text: string, end: string): string {
  if (text === "" || /(?:^|\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)$/.test(lastLine(text))) return text;
  return text + (/[\r\n]$/.test(text) ? end : end + end);
}

/** The last line of a text with its end, and the end before it: a chapter is put together of thousands of pieces. */
function lastLine(text: string): string {
  let at = text.length;
  if (text[at - 1] === "\n") --at;
  if (text[at - 1] === "\r") --at;
  while (at > 0 && text[at - 1] !== "\n" && text[at - 1] !== "\r") --at;
  return text.slice(Math.max(0, at - 2));
}

/** A text by lines, with the line ends that it has. */
class RawLines {
  readonly #starts = [0];
  /** The line end that most of it uses. */
  readonly end: string;

  constructor(readonly text: string) {
    const ends = [...text.matchAll(/\r\n|\n|\r/g)];
    for (const match of ends) this.#starts.push(match.index + match[0].length);
    const windows = ends.filter(([end]) => end === "\r\n").length;
    this.end = windows * 2 > ends.length ? "\r\n" : "\n";
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Lines with their ends. */
  between({from, to}: Lines): string {
    return from >= to ? "" : this.text.slice(this.#starts[from - 1], this.#starts[to - 1] ?? this.text.length);
  }

  /** A line without its end. */
  line(line: number): string {
    return this.between({from: line, to: line + 1}).replace(/[\r\n]+$/, "");
  }

  /** Whether a line has an end: the last one of a file may have none. */
  ends(line: number): boolean {
    return /[\r\n]$/.test(this.between({from: line, to: line + 1}));
  }
}
