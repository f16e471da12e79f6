import type {Position} from "../../notebook/types.ts";

/** What a doc comment says. */
export interface Doc {
  /** Its text before the first tag, as Markdown. */
  text: string;
  params: readonly {name: string; text: string}[];
  returns: string;
  throws: readonly string[];
  examples: readonly Example[];
}

/** A fence of TypeScript under `@example`. */
export interface Example {
  /** What the fence says behind `ts`: "height=320". */
  words: string;
  lines: readonly string[];
  /** Where each line of it begins in the source. */
  places: readonly Position[];
}

interface Line {
  text: string;
  place: Position;
}

/** Reads a doc comment. `comment` is the whole of it, and `place` where it begins in its file. */
export function readDoc(comment: string, place: Position): Doc {
  const lines = linesOf(comment, place);
  const blocks: {tag: string; lines: Line[]}[] = [{tag: "", lines: []}];
  let fenced = false;
  for (const line of lines) {
    const [, tag] = fenced ? [] : (/^@(\w+)/.exec(line.text) ?? []);
    if (/^```/.test(line.text)) fenced = !fenced;
    if (tag === undefined) blocks.at(-1)!.lines.push(line);
    else blocks.push({tag, lines: [{...line, text: line.text.slice(tag.length + 1).trimStart()}]});
  }
  const saying = (tag: string): string[] =>
    blocks
      .filter((block) => block.tag === tag)
      .map((block) =>
        block.lines
          .map(({text}) => text)
          .join("\n")
          .trim()
      );
  return {
    text: saying("").join(""),
    params: saying("param").map((text) => {
      const [, name = "", rest = ""] = /^\{?(\[?[\w$.]+\]?)\}?\s*(?:[-–]\s*)?([^]*)$/.exec(text) ?? [];
      return {name, text: rest};
    }),
    returns: saying("returns").join(" "),
    throws: saying("throws"),
    examples: blocks.filter(({tag}) => tag === "example").flatMap((block) => exampleIn(block.lines) ?? [])
  };
}

/** The lines of a comment without its marks, each with the place of its first character. */
function linesOf(comment: string, {line, column}: Position): Line[] {
  return comment.split(/\r\n|\n|\r/).map((raw, i, all) => {
    const [mark] = (i === 0 ? /^\/\*\*[ \t]?/ : /^[ \t]*\*?(?!\/)[ \t]?/).exec(raw) ?? [""];
    const end = i === all.length - 1 ? raw.replace(/[ \t]*\*\/$/, "") : raw;
    return {text: end.slice(mark.length).trimEnd(), place: {line: line + i, column: (i === 0 ? column : 1) + mark.length}};
  });
}

function exampleIn(lines: readonly Line[]): Example | undefined {
  const open = lines.findIndex(({text}) => /^```ts\b/.test(text));
  if (open < 0) return undefined;
  const length = lines.slice(open + 1).findIndex(({text}) => text === "```");
  const code = lines.slice(open + 1, length < 0 ? undefined : open + 1 + length);
  return {words: lines[open]!.text.slice(5).trim(), lines: code.map(({text}) => text), places: code.map(({place}) => place)};
}

/**
 * The first sentence of a text, for lists: without the dot of "et al." or "e.g.", and with what stands in brackets whole. At the end
 * of a line without a dot before a list, the line.
 */
export function firstSentence(text: string): string {
  const [paragraph = ""] = text.split(/\n\s*\n|\n(?=- )/);
  const plain = paragraph.replace(/\s+/g, " ").trim();
  for (const {index} of plain.matchAll(/[.:](?= [\p{Lu}`"@]|$)/gu)) {
    const sentence = plain.slice(0, index);
    if (/(?:\bal|e\.g|i\.e|\bvs)$/.test(sentence)) continue;
    if (depthOf(sentence) === 0) return `${sentence}.`;
  }
  return plain.replace(/[.:]?$/, ".");
}

function depthOf(text: string): number {
  return (text.match(/[([]/g)?.length ?? 0) - (text.match(/[)\]]/g)?.length ?? 0);
}
