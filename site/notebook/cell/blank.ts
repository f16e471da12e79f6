import type {Blank} from "../types.ts";

/**
 * The text with every range made spaces, so that each remaining character keeps its line and column: ends of lines stay, a
 * character of two UTF-16 units becomes two spaces, and a range's `put` takes the place of its first character. Ranges may
 * overlap; where they do, the earlier one decides.
 */
export function blank(source: string, ranges: readonly Blank[]): string {
  let output = "";
  let done = 0;
  for (const {start, end, put} of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    const spaces = source.slice(from, end).replace(/[^\n\r\u2028\u2029]/g, " ");
    output += source.slice(done, from) + (put && from === start ? put + spaces.slice(1) : spaces);
    done = end;
  }
  return output + source.slice(done);
}
