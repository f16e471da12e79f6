import fc from "fast-check";
import {type CellChange, hash, type PublishedBlock} from "../../site/notebook/changes/changes.ts";
import {placement} from "../../site/notebook/changes/changes-between.ts";

/** Lines that have broken, or could break, a parser of chapters when they stand in a cell. */
const nastyLines = [
  "",
  "```",
  "````",
  "```ts",
  "~~~",
  ":::",
  "::: exercise",
  "---",
  "title: x",
  "${",
  "${a",
  "}",
  "`",
  "$$",
  "$x$",
  "<!--",
  "-->",
  "# heading",
  "  - item",
  "> ```ts",
  "\t",
  "    code",
  "\\",
  "é ſ 字 🙂",
  "\u2028",
  "\ud800",
  "const a = `${b}`;",
  "#id",
  "|a|b|",
  "[x]: y"
];

/** Texts of cells: a few lines, nasty ones and any. */
export const cellText = fc
  .array(fc.oneof(fc.constantFrom(...nastyLines), fc.string({maxLength: 8, unit: "binary"})), {maxLength: 6})
  .map((lines) => lines.map((line) => line.replace(/[\r\n]/g, "")).join("\n"));

const sectionOf = (n: number): fc.Arbitrary<string[]> =>
  fc.constantFrom<string[]>(
    ["Some prose, ${a} and `${not}`.", ""],
    [`## Heading ${n}`, "", "- a list", "- of things", ""],
    [`## Same heading`, ""],
    ["```ts", `const name${n} = ${n};`, "```", ""],
    ["```ts hide manual", `${n} + 1`, "```"],
    ["~~~ts", "html`<p>`", "~~~", "", ""],
    ["````ts #id" + n, "```", "````", ""],
    ["```md cell #note" + n, "# Not a heading", "```", ""],
    ["[ref]: there.md", ""],
    ["<!-- a comment -->", ""],
    [
      `::: exercise #ex${n} Title`,
      "Do.",
      "```ts starter",
      `let f${n};`,
      "```",
      "::: hint",
      "Hint",
      ":::",
      "```ts check",
      "1",
      "```",
      "```ts solution",
      `let f${n} = 1;`,
      "```",
      ":::",
      ""
    ],
    ["::: note", "A note.", ":::", ""],
    ["```js", "shown", "```", ""]
  );

/** Whole chapters without mistakes, with LF or CRLF. */
export const chapterText = fc
  .tuple(
    fc.array(fc.nat({max: 1000}), {maxLength: 9}).chain((numbers) => fc.tuple(...numbers.map((_, i) => sectionOf(i)))),
    fc.constantFrom("\n", "\r\n"),
    fc.boolean()
  )
  .map(([sections, end, finalBreak]) => {
    const text = ["---", "title: Any", "---", "", ...sections.flat()].join(end);
    return finalBreak ? text + end : text.replace(/\s+$/, "");
  });

/** Changes that a reader could make to these blocks: edits, deletions, moves and additions, in the order the page would want. */
export function changesTo(blocks: readonly PublishedBlock[]): fc.Arbitrary<Map<string, CellChange>> {
  const cells = blocks.filter(({kind}) => kind === "ts" || kind === "md");
  const movable = cells.filter(({parent}) => parent === undefined);
  const one = fc.record({
    edit: fc.option(cellText),
    remove: fc.nat({max: 3}),
    manual: fc.option(fc.boolean()),
    move: fc.nat({max: 2})
  });
  const added = fc.record({at: fc.nat(), text: cellText, kind: fc.constantFrom<"ts" | "md">("ts", "md")});
  return fc
    .tuple(
      fc.array(one, {minLength: cells.length, maxLength: cells.length}),
      fc.array(added, {maxLength: 3}),
      fc.infiniteStream(fc.nat())
    )
    .map(([ones, additions, random]) => {
      const changes = new Map<string, CellChange>();
      const wanted = blocks.filter(({parent}) => parent === undefined).map(({id}) => id);
      for (const [i, {id, text}] of cells.entries()) {
        const {edit, remove, manual, move} = ones[i]!;
        const change: CellChange = {id, original: hash(text)};
        const isMovable = movable.some((cell) => cell.id === id);
        if (isMovable && remove === 0) {
          changes.set(id, {...change, deleted: true});
          wanted.splice(wanted.indexOf(id), 1);
          continue;
        }
        if (edit !== null && edit !== text) change.text = edit;
        if (manual !== null && cells[i]!.kind === "ts") change.manual = manual;
        if (Object.keys(change).length > 2) changes.set(id, change);
        if (isMovable && move === 0) {
          wanted.splice(wanted.indexOf(id), 1);
          wanted.splice((random.next().value as number) % (wanted.length + 1), 0, id);
        }
      }
      for (const [i, {at, text, kind}] of additions.entries()) {
        const id = `added-${i}`;
        wanted.splice(at % (wanted.length + 1), 0, id);
        changes.set(id, {id, original: null, text, kind});
      }
      for (const [id, after] of placement(blocks, wanted)) {
        const block = blocks.find((candidate) => candidate.id === id);
        changes.set(id, {...(changes.get(id) ?? {id, original: hash(block!.text)}), after});
      }
      return changes;
    });
}
