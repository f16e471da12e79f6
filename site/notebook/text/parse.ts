import type {MarkdownIt, Token} from "markdown-it";
import {firstName} from "../cell/analyse.ts";
import {duplicateIds, incompleteExercises} from "../chapter.ts";
import {splitLines} from "../position.ts";
import type {Block, Cell, CellBlock, Exercise, Heading, Hint, Lines, Notebook, Position, Prose} from "../types.ts";
import {LocatedError} from "../types.ts";
import {plainFence, type FenceWords, idPattern, readFence} from "./fence.ts";
import {parseFrontMatter} from "./front-matter.ts";
import {type ContainerMeta, proseEnv} from "./markdown-rules.ts";
import {authorMarkdown, closeOf, plainText, slugify} from "./markdown.ts";
import {readProse, type SharedProse} from "./prose.ts";

/**
 * Reads a chapter. `file` is used in messages, and its name without `.md` is the chapter's slug.
 * @throws the first LocatedError, in order of the text
 */
export function parse(text: string, file: string): Notebook {
  const {notebook, errors} = parseAll(text, file);
  if (errors.length > 0) throw errors[0]!;
  return notebook;
}

/** Reads a chapter and all its mistakes, in order of the text; with mistakes, the notebook is what could be made of it. */
export function parseAll(text: string, file: string): {notebook: Notebook; errors: LocatedError[]} {
  const reader = new Reader(text, file);
  const notebook = reader.read();
  const seen = new Map<string, LocatedError>();
  for (const error of [...reader.errors, ...incompleteExercises(notebook), ...duplicateIds(notebook)])
    if (!seen.has(error.located)) seen.set(error.located, error);
  const errors = [...seen.values()].sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  return {notebook, errors};
}

/** Where names for things without a name come from: a section of the chapter, an exercise or a hint. */
interface Section {
  slug: string;
  prose: number;
  cells: number;
}

/** Reads one chapter: what it has read so far, and the mistakes it found. */
class Reader {
  readonly errors: LocatedError[] = [];
  readonly headings: Heading[] = [];
  readonly lines: string[];
  readonly md: MarkdownIt = authorMarkdown();
  readonly shared: SharedProse;
  /** Where ids come from just now. */
  section: Section = {slug: "start", prose: 0, cells: 0};
  /** False within exercises and hints, whose headings begin no section. */
  inChapter = true;

  constructor(
    readonly text: string,
    readonly file: string
  ) {
    this.lines = splitLines(text);
    this.shared = {file, slugs: new Set(["start"]), references: {}};
  }

  /** The whole chapter. */
  read(): Notebook {
    const {title, summary, order, beside, lines: head, errors} = parseFrontMatter(this.lines, this.file);
    this.errors.push(...errors);
    // Blank lines in place of the front matter keep markdown-it's line numbers those of the file.
    const body = [...this.lines.slice(0, head).fill(""), ...this.lines.slice(head)].join("\n");
    const env = proseEnv();
    const tokens: Token[] = [];
    this.md.block.parse(body.replaceAll("\0", "\uFFFD"), this.md, env, tokens);
    for (const {message, line, needle} of env.problems) this.fail(message, {line: line + 1, column: this.columnOf(needle, line)});
    this.shared.references = env.references ?? {};
    const blocks = this.readBlocks(tokens, {from: head + 1, to: this.lines.length + 1}) as Block[];
    return {
      file: this.file,
      slug: this.file.replace(/^.*[/\\]/, "").replace(/\.md$/, ""),
      title,
      summary,
      order,
      ...(beside && {beside}),
      source: this.text,
      headings: this.headings,
      references: this.shared.references,
      blocks
    };
  }

  /** Notes a mistake. */
  fail(message: string, position: Position): void {
    this.errors.push(new LocatedError(message, position, this.file));
  }

  readFence(token: Token): FenceWords {
    const words = readFence(token, this.lines, this.file);
    this.errors.push(...words.errors);
    return words;
  }

  /** Column of a text in a line counted from 0, 1 when it is not there. */
  columnOf(needle: string, line: number): number {
    return Math.max(0, this.lines[line]!.indexOf(needle)) + 1;
  }

  /** Cuts lines into blocks at cells, exercises, hints and headings; `tokens` are those of exactly these lines. */
  readBlocks(tokens: readonly Token[], {from, to}: Lines, exercise?: Exercise): (Prose | CellBlock | Exercise | Hint)[] {
    // Those of an exercise are filled in while they are read: default ids count the cells before them.
    const blocks: (Prose | CellBlock | Exercise | Hint)[] = exercise?.blocks ?? [];
    let proseFrom = from;
    const prose = (end: number): void => {
      const block = this.readProse({from: proseFrom, to: end});
      if (block) blocks.push(block);
    };
    for (let i = 0; i < tokens.length; ++i) {
      const token = tokens[i]!;
      const close = closeOf(tokens, i);
      const lines = token.map === null ? {from: 0, to: 0} : {from: token.map[0] + 1, to: token.map[1] + 1};
      const name = token.type === "container_open" ? (token.meta as ContainerMeta).name : undefined;
      if (token.type === "fence") {
        const words = this.readFence(token);
        if (words.kind !== "shown") {
          prose(lines.from);
          blocks.push(this.readCell(words, lines, exercise));
          proseFrom = lines.to;
        }
      } else if (name === "exercise" && exercise === undefined) {
        prose(lines.from);
        blocks.push(this.readExercise(token, tokens.slice(i + 1, close), lines));
        proseFrom = lines.to;
      } else if (name === "hint" && exercise !== undefined) {
        prose(lines.from);
        blocks.push(this.readHint(token, tokens.slice(i + 1, close), lines, exercise));
        proseFrom = lines.to;
      } else if (token.type === "html_block" && exercise === undefined && isComment(token)) {
        prose(lines.from);
        proseFrom = lines.to;
      } else {
        if (token.type === "heading_open" && exercise === undefined) {
          prose(lines.from);
          proseFrom = lines.from;
        }
        this.refuseWithin(tokens.slice(i, close + 1), exercise !== undefined);
      }
      i = close;
    }
    prose(to);
    return blocks;
  }

  /** Reports cells and structure where they cannot be: in lists, quotations, notes and hints, or in the wrong container. */
  refuseWithin(tokens: readonly Token[], inExercise: boolean): void {
    for (const token of tokens) {
      if (token.type === "fence") {
        const words = this.readFence(token);
        const at = {line: token.map![0] + 1, column: this.columnOf(token.markup, token.map![0])};
        if (words.kind !== "shown")
          this.fail("A cell cannot stand in a list, a quotation, a note or a hint: move it to a line of its own.", at);
      } else if (token.type === "container_open") {
        const {name} = token.meta as ContainerMeta;
        const at = {line: token.map![0] + 1, column: this.columnOf(":::", token.map![0])};
        if (name === "exercise")
          this.fail(`An exercise cannot stand in ${inExercise ? "another" : "a list, a quotation or a note"}.`, at);
        if (name === "hint") this.fail('A hint stands directly in an exercise: between "::: exercise" and its ":::".', at);
      }
    }
  }

  /** The prose of some lines, without the empty ones around it; undefined where there is none to be seen. */
  readProse({from, to}: Lines): Prose | undefined {
    while (from < to && this.lines[from - 1]!.trim() === "") ++from;
    while (to > from && this.lines[to - 2]!.trim() === "") --to;
    if (from === to) return undefined;
    const source = this.lines.slice(from - 1, to - 1).join("\n");
    const start = {line: from, column: 1};
    const {tokens, errors, shown} = readProse(this.md, source, start, this.shared);
    if (tokens.length === 0) return undefined;
    this.errors.push(...errors);
    for (const [i, token] of tokens.entries()) {
      if (token.type !== "heading_open") continue;
      const heading = {
        id: String(token.attrGet("id")),
        level: Number(token.tag.slice(1)),
        text: plainText(tokens[i + 1]!.children ?? []),
        start: {line: from + token.map![0], column: 1}
      };
      this.headings.push(heading);
      if (i === 0 && this.inChapter) this.section = {slug: heading.id, prose: 0, cells: 0};
    }
    const id = `${this.section.slug}-p${++this.section.prose}`;
    const inline = shown.map(({expression, start}, n): Cell => ({
      id: `${id}-${n + 1}`,
      kind: "inline",
      source: expression.source,
      start,
      ...plainFence,
      exercise: undefined
    }));
    return {type: "prose", id, source, start, lines: {from, to}, inline};
  }

  /** The cell of a fence that takes `lines`. */
  readCell(words: FenceWords, lines: Lines, exercise: Exercise | undefined): CellBlock {
    const source = this.lines.slice(lines.from, lines.to - 2).join("\n");
    const {kind, hide, fold, manual, wide, budget, height, role, answer} = words;
    if (role !== undefined && exercise === undefined) {
      this.fail(`"${role}" is a cell's part in an exercise; this cell stands in none.`, {
        line: lines.from,
        column: this.columnOf(role, lines.from - 1)
      });
    }
    const id = words.id ?? this.cellId(source, words, exercise);
    const cell: Cell = {
      id,
      kind: kind === "md" ? "md" : "ts",
      source,
      start: {line: lines.from + 1, column: 1},
      hide,
      fold,
      manual,
      wide,
      budget,
      height,
      role: exercise && role,
      answer,
      exercise: exercise?.id
    };
    return {type: "cell", id, cell, lines};
  }

  cellId(source: string, {kind, role}: FenceWords, exercise: Exercise | undefined): string {
    if (role !== undefined && exercise !== undefined) {
      const before = exercise.blocks.filter((block) => block.type === "cell" && block.cell.role === role).length;
      return `${exercise.id}-${role}${before === 0 ? "" : `-${before + 1}`}`;
    }
    return (kind === "ts" ? firstName(source) : undefined) ?? `${this.section.slug}-${++this.section.cells}`;
  }

  /** Reads `::: exercise #id Title` and its parts; `tokens` are those between its two lines. */
  readExercise(token: Token, tokens: readonly Token[], lines: Lines): Exercise {
    const {rest} = token.meta as ContainerMeta;
    const [, given, title] = /^(#\S*)?\s*(.*)$/s.exec(rest) as unknown as [string, string | undefined, string];
    const start = {line: lines.from, column: this.columnOf(":::", lines.from - 1)};
    const at = (text: string): Position => ({line: lines.from, column: this.columnOf(text, lines.from - 1)});
    if (title === "") this.fail('An exercise has a title: "::: exercise #id Title".', start);
    if (given !== undefined && !idPattern.test(given.slice(1)))
      this.fail(`"${given}" is no id: after # come letters, digits, "_", "-", ".".`, at(given));
    const exercise: Exercise = {type: "exercise", id: given?.slice(1) || slugify(title), title, start, lines, blocks: []};
    const inner = {from: lines.from + 1, to: this.isClosing(lines.to - 1) ? lines.to - 1 : lines.to};
    if (this.shared.slugs.has(exercise.id)) {
      this.fail(
        `The id "${exercise.id}" of this exercise is already an anchor of the page (of a heading, say): give it another.`,
        start
      );
    }
    this.shared.slugs.add(exercise.id);
    this.within(exercise.id, () => this.readBlocks(tokens, inner, exercise));
    return exercise;
  }

  /** Reads `::: hint` within an exercise. */
  readHint(token: Token, tokens: readonly Token[], lines: Lines, exercise: Exercise): Hint {
    const {rest} = token.meta as ContainerMeta;
    if (rest !== "")
      this.fail(`A hint has no title; here is "${rest}".`, {line: lines.from, column: this.columnOf(rest, lines.from - 1)});
    const id = `${exercise.id}-hint-${exercise.blocks.filter((block) => block.type === "hint").length + 1}`;
    const inner = {from: lines.from + 1, to: this.isClosing(lines.to - 1) ? lines.to - 1 : lines.to};
    this.refuseWithin(tokens, true);
    const prose = this.within(id, () => this.readProse(inner));
    if (prose === undefined) this.fail("This hint is empty.", {line: lines.from, column: 1});
    return {type: "hint", id, lines, blocks: prose ? [prose] : []};
  }

  /** Reads what names its things after an exercise or a hint instead of the section. */
  within<T>(slug: string, read: () => T): T {
    const {section, inChapter} = this;
    this.section = {slug, prose: 0, cells: 0};
    this.inChapter = false;
    const result = read();
    this.section = section;
    this.inChapter = inChapter;
    return result;
  }

  /** Whether a line closes a container. */
  isClosing(line: number): boolean {
    return /^ {0,3}:{3,}[ \t]*$/.test(this.lines[line - 1] ?? "");
  }
}

/** A comment on lines of its own belongs to no prose, and parts two stretches of it: `serialise` relies on that. */
function isComment({content}: Token): boolean {
  return /^<!--(?:(?!-->)[^])*-->\s*$/.test(content);
}
