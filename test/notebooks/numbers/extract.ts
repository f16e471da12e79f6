import {cellsOf} from "../../../site/notebook/chapter.ts";
import {parse} from "../../../site/notebook/text/parse.ts";

/** A stretch of what a reader reads, in which whatever is no prose (code, formulas, links' targets, years) is blanked in place. */
export interface Passage {
  /** The prose, its lines joined by spaces. */
  text: string;
  /** The same stretch as it is written, character for character. */
  written: string;
  /** The line of the chapter on which each character of `text` stands. */
  lineOf: (offset: number) => number;
}

/** A number that the prose states. */
export interface Stated {
  /** As it is written: "15,680", "three", "−0.5". */
  written: string;
  value: number;
  /** Where it begins in its passage. */
  at: number;
}

const units: Readonly<Record<string, number>> = Object.fromEntries(
  "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    .split(" ")
    .map((word, i) => [word, i + 2])
);
const tens: Readonly<Record<string, number>> = Object.fromEntries(
  "twenty thirty forty fifty sixty seventy eighty ninety".split(" ").map((word, i) => [word, 10 * i + 20])
);
const sizes: Readonly<Record<string, number>> = {hundred: 100, thousand: 1000, million: 1e6};
const others: Readonly<Record<string, number>> = {
  ...{
    half: 1 / 2,
    third: 1 / 3,
    fifth: 1 / 5,
    sixth: 1 / 6,
    eighth: 1 / 8,
    twentieth: 1 / 20,
    thirds: 1 / 3,
    quarter: 1 / 4,
    quarters: 1 / 4,
    tenth: 1 / 10,
    tenths: 1 / 10
  },
  ...{twice: 2, dozen: 12}
};

const any = (words: Readonly<Record<string, number>>): string => Object.keys(words).join("|");
const small = `(?:(?:${any(tens)})(?:-(?:one|${any(units)}))?|${any(units)})`;
// "two", like "both" and "one", counts what its own sentence names, and is no number here; nor are "thousands" and "dozens".
const words = `(?:(?:(?:an?|one|several|few)\\s+)?(?:${small}\\s+)?(?:hundred|thousand|million)(?:th|ths)?(?:\\s+(?:thousand|million))?|(?!two\\b)${small}|half|thirds|quarters?|tenths?|twice|(?:few )?dozen|(?<=\\ban? )(?:third|fifth|sixth|eighth|twentieth)(?= (?:of|when|than)\\b|[.,;:]))`;
const digits = "[−-]?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|[−-]?\\d+(?:\\.\\d+)?(?:e[−-]?\\d+)?";
const stated = new RegExp(
  `(?<![\\p{L}\\p{N}_.,/#-])(?:${digits})(?![\\p{N}_]|\\.\\d|[\\p{L}](?<![×σ]))|(?<![\\p{L}-])${words}(?![\\p{L}])`,
  "giu"
);

/** The numbers of a text, in their order. */
export function numbersOf(text: string): Stated[] {
  return [...text.matchAll(stated)].map((match) => ({written: match[0], value: valueOf(match[0]), at: match.index}));
}

/** What a number in digits or in words is. */
export function valueOf(written: string): number {
  const plain = written.toLowerCase().replaceAll(",", "").replace("−", "-");
  if (/^[-\d]/.test(plain)) return Number(plain);
  let [total, part] = [0, 0];
  for (const word of plain.split(/[\s-]+/)) {
    if (word in others) return others[word]!;
    const size = sizes[word.replace(/(?:th|ths)$/, "")];
    if (size !== undefined)
      [total, part] = size > 100 ? [total + (part || (total ? 0 : 1)) * size || size, 0] : [total, (part || 1) * size];
    else part += units[word] ?? tens[word] ?? (word === "one" ? 1 : 0);
  }
  return total + part;
}

const blank = (text: string, pattern: RegExp): string => text.replace(pattern, (found) => found.replace(/[^\n]/g, "\u00a0"));

/** Blanks what is no prose, and leaves every character in its place. */
export function proseOnly(markdown: string): string {
  let text = markdown;
  text = blank(text, /`[^`]*`/g);
  text = blank(text, /\$\{(?:[^{}]|\{[^{}]*\})*\}/g);
  text = blank(text, /\$\$[\s\S]*?\$\$/g);
  text = text.replace(/\$[^$\n]+\$/g, (formula) => {
    // Of a formula, only what it comes to is a number of the prose: 0.29 of $1/\sqrt{12} \approx 0.29$.
    const result = /(?<=\\approx )[\d.]+(?=\$$)/.exec(formula);
    return result ? "\u00a0".repeat(result.index) + result[0] + "\u00a0" : "\u00a0".repeat(formula.length);
  });
  text = blank(text, /\]\([^)]*\)/g);
  text = blank(text, /\]?\{[.#][^}]*\}/g);
  text = blank(text, /^\[[^\]]+\]: .*$/gm);
  // How long a teacher may take is a plan, and no number of the book.
  text = blank(text, /^::: ?(?:teacher\b.*|\w*(?: #[\w-]+)?)/gm);
  text = blank(text, /^\s*\d+\. /gm);
  text = blank(text, /https?:\S+/g);
  // A digit as a picture has a name, and is no number: "a slanted seven", "a hasty 4".
  text = blank(
    text,
    /(?<=\ban? (?:\w+ )?)(?:three|four|five|six|seven|eight|nine|\d)(?= (?:is|in|that|stands|beside|every|came|whose|under|as|again|we)\b|[^\w ×-])/g
  );
  // Names with a number in them.
  text = blank(text, /i\.MX ?8M|AN12954|LeNet-5|Cortex-M\S+|-O2|GAN\d\b/g);
  text = blank(text, /\b(?:Figures?|Sections?|Tables?|Chapter|Algorithm|Equation|Part)\s+\d[\d.]*(?: (?:and|to) \d+)?/g);
  return blank(text, /(?<![\d.,])(?:19|20)\d\d(?![\d,.]\d|\d)/g);
}

/** Every passage of a chapter that a reader reads: its paragraphs, headings, lists and tables, exercises and hints, and in its cells captions and what a figure says. */
export function passagesOf(source: string, file: string): Passage[] {
  const lines = source.split("\n");
  const passages: Passage[] = [];
  const add = (from: number, block: readonly string[]): void => {
    const text = proseOnly(block.join("\n"));
    if (text.trim() === "") return;
    const starts = block.reduce<number[]>((all, line) => [...all, all.at(-1)! + line.length + 1], [0]);
    passages.push({
      text: text.replaceAll("\n", " "),
      written: block.join(" "),
      lineOf: (offset) => from + starts.filter((start) => start <= offset).length - 1
    });
  };
  let fence: string | undefined;
  let open: {from: number; block: string[]} | undefined;
  const close = (): void => {
    if (open) add(open.from, open.block);
    open = undefined;
  };
  const head = lines.indexOf("---", 1);
  lines.forEach((line, i) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (i <= head) {
      const summary = /^summary: /.exec(line);
      if (summary) add(i + 1, [" ".repeat(summary[0].length) + line.slice(summary[0].length)]);
    } else if (fence !== undefined) {
      if (mark && line.trim() === fence) fence = undefined;
    } else if (mark) {
      close();
      fence = mark;
    } else if (line.trim() === "" || /^(?:#|:::|\||- |\d+\. )/.test(line)) {
      close();
      if (line.trim() !== "") open = {from: i + 1, block: [line]};
      if (/^(?:#|:::|\|)/.test(line)) close();
    } else (open ??= {from: i + 1, block: []}).block.push(line);
  });
  close();
  for (const {kind, role, source: code, start, fold} of cellsOf(parse(source, file))) {
    if (kind !== "ts" || role !== undefined) continue;
    const found = [
      ...code.matchAll(/\b(?:caption|waiting|idle|quantity|title|note|label):\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g)
    ];
    for (const match of found) {
      const line = start.line + code.slice(0, match.index).split("\n").length - 1;
      add(line, [match[1] ?? match[2]!]);
    }
    const first = code.split("\n")[0]!;
    if (fold && first.startsWith("// ")) add(start.line, [first.slice(3)]);
  }
  return passages;
}
