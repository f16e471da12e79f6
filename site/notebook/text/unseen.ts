import {lookAlikes} from "./look-alikes.ts";
import type {Mark} from "./mark.ts";

/** As many spaces and more within a line stand for more than a reader's eye goes across. */
const WIDE = 40;

/**
 * Controls, separators, spaces that are none, private and lone halves, and all that Unicode lets a browser draw as nothing
 * (Default_Ignorable_Code_Point: joiners, fillers, variation selectors, tags), with the blank pattern of Braille; not the line feed,
 * the tab and the space. An emoji's own joiners come first. Unicode Technical Report 36; Boucher and Anderson, Trojan Source (2021).
 */
const suspicious = new RegExp(
  [
    String.raw`(?<joined>\p{Extended_Pictographic}\p{Emoji_Modifier}?(?:\ufe0f?\u200d\p{Extended_Pictographic}\p{Emoji_Modifier}?)+\ufe0f?|\p{Extended_Pictographic}\ufe0f)`,
    String.raw`(?<unseen>(?![\n\t ])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}\u2800])`,
    String.raw`(?<=\S[ \t]*)(?<gap>(?<![ \t])[ \t]{${WIDE},})(?=[^\n \t])`
  ].join("|"),
  "gu"
);

/**
 * Everything in a text that should be pointed at, in its order, without overlap. Marked is not refused: joined emoji in a string and
 * names in other scripts are as good as any.
 * @param names what identifiers of the text could be taken for: names of the chapter and of the language
 */
export function marksOf(text: string, names: ReadonlySet<string> = new Set()): Mark[] {
  const marks: Mark[] = [];
  for (const match of text.matchAll(suspicious)) {
    const {joined, unseen} = match.groups!;
    const [start, end] = [match.index, match.index + match[0].length];
    if (joined !== undefined)
      marks.push({start, end, kind: "joined", label: codesOf(joined), name: "characters joined into one"});
    else if (unseen !== undefined)
      marks.push({start, end, kind: "unseen", label: codesOf(unseen), name: nameOf(unseen.codePointAt(0)!)});
    else {
      const label = `${(end - start).toLocaleString("en")} spaces`;
      marks.push({start, end, kind: "gap", label, name: "the line goes on behind them"});
    }
  }
  return merged(marks, lookAlikes(text, names));
}

/** Two lists in order, as one; where they meet, the first has it. */
function merged(first: readonly Mark[], second: readonly Mark[]): Mark[] {
  const all: Mark[] = [];
  let at = 0;
  for (const mark of second) {
    while (at < first.length && first[at]!.start < mark.end) all.push(first[at++]!);
    if ((all.at(-1)?.end ?? 0) <= mark.start) all.push(mark);
  }
  return [...all, ...first.slice(at)];
}

/** "U+1F468 U+200D U+1F469" */
function codesOf(characters: string): string {
  return [...characters]
    .map((character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`)
    .join(" ");
}

/** Unicode's names of those that are met. */
const NAMES: Readonly<Record<number, string>> = {
  0x0d: "carriage return",
  0x85: "next line",
  0xa0: "no-break space",
  0xad: "soft hyphen",
  0x34f: "combining grapheme joiner",
  0x61c: "Arabic letter mark",
  0x115f: "Hangul choseong filler",
  0x1160: "Hangul jungseong filler",
  0x1680: "Ogham space mark",
  0x180e: "Mongolian vowel separator",
  0x200b: "zero width space",
  0x200c: "zero width non-joiner",
  0x200d: "zero width joiner",
  0x200e: "left-to-right mark",
  0x200f: "right-to-left mark",
  0x2028: "line separator",
  0x2029: "paragraph separator",
  0x202a: "left-to-right embedding",
  0x202b: "right-to-left embedding",
  0x202c: "pop directional formatting",
  0x202d: "left-to-right override",
  0x202e: "right-to-left override",
  0x202f: "narrow no-break space",
  0x2060: "word joiner",
  0x2066: "left-to-right isolate",
  0x2067: "right-to-left isolate",
  0x2068: "first strong isolate",
  0x2069: "pop directional isolate",
  0x2800: "Braille pattern blank",
  0x3000: "ideographic space",
  0x3164: "Hangul filler",
  0xfeff: "zero width no-break space",
  0xffa0: "halfwidth Hangul filler"
};

/** What a character is called, or what kind it is of. */
function nameOf(code: number): string {
  const known = NAMES[code];
  if (known !== undefined) return known;
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return "variation selector";
  if (code >= 0xe0000 && code <= 0xe007f) return "tag character";
  if (code >= 0xd800 && code <= 0xdfff) return "half of a character";
  const character = String.fromCodePoint(code);
  if (/\p{Cc}/u.test(character)) return "control character";
  if (/\p{Z}/u.test(character)) return "unusual space";
  return /\p{Co}/u.test(character) ? "private character" : "invisible character";
}
