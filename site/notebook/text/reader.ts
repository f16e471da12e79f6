import type {MarkdownIt, Token} from "markdown-it";
import type {ContainerMeta} from "./container.ts";
import {readExercise, readHint} from "./exercise.ts";
import {defaultBudget} from "./fence.ts";
import {parseFrontMatter} from "./front-matter.ts";
import {authorMarkdown} from "./markdown.ts";
import {splitLines} from "./position.ts";
import type {SharedProse} from "./prose.ts";
import {readProse} from "./prose.ts";
import {proseEnv} from "./prose-env.ts";
import {plainText} from "./prose-rules.ts";
import {readCell, readFence} from "./read-cell.ts";
import type {Block, Cell, CellBlock, Exercise, Heading, Hint, Lines, Notebook, Position, Prose} from "../types.ts";
import {LocatedError} from "../types.ts";

/** Where names for things without a name come from: a section of the chapter, an exercise or a hint. */
interface Section {
  slug: string;
  prose: number;
  cells: number;
}

/** Reads one chapter: what it has read so far, and the mistakes it found. */
export class Reader {
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
        const words = readFence(this, token);
        if (words.kind !== "shown") {
          prose(lines.from);
          blocks.push(readCell(this, words, lines, exercise));
          proseFrom = lines.to;
        }
      } else if (name === "exercise" && exercise === undefined) {
        prose(lines.from);
        blocks.push(readExercise(this, token, tokens.slice(i + 1, close), lines));
        proseFrom = lines.to;
      } else if (name === "hint" && exercise !== undefined) {
        prose(lines.from);
        blocks.push(readHint(this, token, tokens.slice(i + 1, close), lines, exercise));
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
        const words = readFence(this, token);
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
      hide: false,
      fold: false,
      manual: false,
      budget: defaultBudget,
      height: undefined,
      role: undefined,
      exercise: undefined
    }));
    return {type: "prose", id, source, start, lines: {from, to}, inline};
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

/** Index of the token that closes the one at `i`: itself when it opens nothing. */
function closeOf(tokens: readonly Token[], i: number): number {
  if (tokens[i]!.nesting !== 1) return i;
  let depth = 0;
  for (let j = i; j < tokens.length; ++j) {
    depth += tokens[j]!.nesting;
    if (depth === 0) return j;
  }
  return tokens.length - 1;
}
