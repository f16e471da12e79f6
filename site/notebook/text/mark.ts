/** A stretch of a text that a reader would not see, or would take for something else. */
export interface Mark {
  /** Of the text, in UTF-16 units; `end` is behind it. */
  start: number;
  end: number;
  /** Nothing to see, a wide gap that carries what follows out of view, an emoji joined of several characters, letters of another script. */
  kind: "unseen" | "gap" | "joined" | "look-alike";
  /** "U+202E", "3,000 spaces", or for a look-alike the letters that it is taken for. */
  label: string;
  /** "right-to-left override": for those who hear it, or point at it. */
  name: string;
}

/**
 * True for a text in which there is nothing to be marked (see `unseen.ts`): quick, and small, for those who load the rest only when
 * there may be something.
 */
export function isPlain(text: string): boolean {
  return !/[^\n\t\x20-\x7e]|[^\s][ \t]{40}/.test(text);
}
