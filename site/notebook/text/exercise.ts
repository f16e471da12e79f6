import type {Token} from "markdown-it";
import type {ContainerMeta} from "./container.ts";
import {idPattern} from "./fence.ts";
import type {Reader} from "./reader.ts";
import {slugify} from "./slug.ts";
import type {Exercise, Hint, Lines, Position} from "../types.ts";

/** Reads `::: exercise #id Title` and its parts; `tokens` are those between its two lines. */
export function readExercise(reader: Reader, token: Token, tokens: readonly Token[], lines: Lines): Exercise {
  const {rest} = token.meta as ContainerMeta;
  const [, given, title] = /^(#\S*)?\s*(.*)$/s.exec(rest) as unknown as [string, string | undefined, string];
  const start = {line: lines.from, column: reader.columnOf(":::", lines.from - 1)};
  const at = (text: string): Position => ({line: lines.from, column: reader.columnOf(text, lines.from - 1)});
  if (title === "") reader.fail('An exercise has a title: "::: exercise #id Title".', start);
  if (given !== undefined && !idPattern.test(given.slice(1)))
    reader.fail(`"${given}" is no id: after # come letters, digits, "_", "-", ".".`, at(given));
  const exercise: Exercise = {type: "exercise", id: given?.slice(1) || slugify(title), title, start, lines, blocks: []};
  const inner = {from: lines.from + 1, to: reader.isClosing(lines.to - 1) ? lines.to - 1 : lines.to};
  if (reader.shared.slugs.has(exercise.id)) {
    reader.fail(
      `The id "${exercise.id}" of this exercise is already an anchor of the page (of a heading, say): give it another.`,
      start
    );
  }
  reader.shared.slugs.add(exercise.id);
  reader.within(exercise.id, () => reader.readBlocks(tokens, inner, exercise));
  checkRoles(reader, exercise);
  return exercise;
}

function checkRoles(reader: Reader, exercise: Exercise): void {
  const count = (role: string): number =>
    exercise.blocks.filter((block) => block.type === "cell" && block.cell.role === role).length;
  for (const [role, most] of [
    ["starter", 1],
    ["check", Infinity],
    ["solution", 1]
  ] as const) {
    const n = count(role);
    if (n >= 1 && n <= most) continue;
    const needs = most === 1 ? `exactly one ${role}` : `at least one ${role}`;
    reader.fail(`This exercise needs ${needs} cell (\`\`\`ts ${role}); it has ${n === 0 ? "none" : n}.`, exercise.start);
  }
}

/** Reads `::: hint` within an exercise. */
export function readHint(reader: Reader, token: Token, tokens: readonly Token[], lines: Lines, exercise: Exercise): Hint {
  const {rest} = token.meta as ContainerMeta;
  if (rest !== "")
    reader.fail(`A hint has no title; here is "${rest}".`, {line: lines.from, column: reader.columnOf(rest, lines.from - 1)});
  const id = `${exercise.id}-hint-${exercise.blocks.filter((block) => block.type === "hint").length + 1}`;
  const inner = {from: lines.from + 1, to: reader.isClosing(lines.to - 1) ? lines.to - 1 : lines.to};
  reader.refuseWithin(tokens, true);
  const prose = reader.within(id, () => reader.readProse(inner));
  if (prose === undefined) reader.fail("This hint is empty.", {line: lines.from, column: 1});
  return {type: "hint", id, lines, blocks: prose ? [prose] : []};
}
