/** One piece of a chapter that no slide cuts in two, with what the cutting must know of it. Lengths are those of the reading page. */
export interface Piece {
  /**
   * title: of the chapter or a section, which begins a slide. text: prose. show: what a cell shows, its code. exercise: text and editor.
   * silent: takes no room (yet), and stays with what stands before it.
   */
  kind: "title" | "text" | "show" | "exercise" | "silent";
  /** Where it begins and ends in the chapter, in CSS pixels. */
  top: number;
  bottom: number;
  /** It announces what follows: a heading, a sentence that ends with a colon, the controls of a figure. How dearly a cut behind it is bought. */
  leads?: number;
  /** It belongs to what stands before it: a formula, and the sentence that says it aloud. */
  follows?: number;
}

/** A slide: pieces `from` to `to`, the end not included. */
export interface Cut {
  from: number;
  to: number;
}

/** What fits a screen comfortably, in CSS pixels of the reading page: 18 lines of text. */
export const comfortable = 530;

/** Less than this by itself leaves a screen half empty. */
const scant = 210;

/**
 * Cuts a chapter's pieces into slides: at titles and exercises always, and between them where it costs least. A slide costs one, more the
 * further it goes beyond a screen, more when it is nearly empty, more when it shows two things or puts much text beside one; a cut costs
 * what it parts. The cheapest cuts are found by dynamic programming, as lines are broken into a paragraph (Knuth and Plass, 1981).
 */
export function cutIntoSlides(pieces: readonly Piece[]): Cut[] {
  const cuts: Cut[] = [];
  for (let from = 0; from < pieces.length;) {
    let to = from + 1;
    while (to < pieces.length && !begins(pieces, to)) ++to;
    cuts.push(...cheapest(pieces, from, to));
    from = to;
  }
  return cuts;
}

/** Whether a slide begins at a piece whatever stands around it. A title behind a title (of a section, of its first part) goes with it. */
function begins(pieces: readonly Piece[], i: number): boolean {
  const {kind} = pieces[i]!;
  let before = i - 1;
  while (before >= 0 && pieces[before]!.kind === "silent") --before;
  const previous = pieces[before]?.kind;
  if (kind === "silent") return false;
  if (previous === "title") return false;
  return kind === "title" || kind === "exercise" || previous === "exercise";
}

function cheapest(pieces: readonly Piece[], from: number, to: number): Cut[] {
  const best: {cost: number; start: number}[] = [{cost: 0, start: from}];
  for (let end = from + 1; end <= to; ++end) {
    let found = {cost: Infinity, start: from};
    for (let start = end - 1; start >= from; --start) {
      const cost = best[start - from]!.cost + costOf(pieces, start, end) + (end < to ? costOfCut(pieces, end) : 0);
      if (cost < found.cost) found = {cost, start};
    }
    best.push(found);
  }
  const cuts: Cut[] = [];
  for (let end = to; end > from; end = best[end - from]!.start) cuts.unshift({from: best[end - from]!.start, to: end});
  return cuts;
}

function costOf(pieces: readonly Piece[], from: number, to: number): number {
  const shown = pieces.slice(from, to).filter(({kind}) => kind !== "silent");
  if (shown.length === 0) return 100;
  const height = shown.at(-1)!.bottom - shown[0]!.top;
  const shows = shown.filter(({kind}) => kind !== "text" && kind !== "title");
  const words = shown.filter(({kind}) => kind === "text").reduce((sum, {top, bottom}) => sum + bottom - top, 0);
  let cost = 1 + 10 * Math.max(0, height / comfortable - 1) ** 2;
  if (height < scant) cost += 0.6 * (1 - height / scant);
  if (shows.length > 0) cost += (words > 0 ? 0.15 : 0) + words / 400;
  const together = shown.some(
    ({kind}, i) => kind === "text" && shows.includes(shown[i - 1]!) && shown.slice(i).some((one) => shows.includes(one))
  );
  if (shows.length > 1) cost += (together ? 0.5 : 0.2) * (shows.length - 1);
  return cost;
}

/** What a cut before piece `i` parts. */
function costOfCut(pieces: readonly Piece[], i: number): number {
  if (pieces[i]!.kind === "silent") return 100;
  let before = i - 1;
  while (before > 0 && pieces[before]!.kind === "silent") --before;
  return (pieces[before]!.leads ?? 0) + (pieces[i]!.follows ?? 0);
}
