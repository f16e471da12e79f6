import {oneSpelling} from "./spelling.ts";

/** A stretch of a chapter under one heading: what a search can find. The build writes these as JSON. */
export interface SearchSection {
  /** The chapter's page without ending: "convolution". */
  slug: string;
  /** The chapter's title. */
  chapter: string;
  /** The heading; the chapter's title for what stands before the first. */
  heading: string;
  /** The heading's id; "" for the top of the page. */
  id: string;
  /** Its words as plain text. */
  text: string;
}

/** A word as it is compared (lower case, without accents), and where it stands in its text. */
export interface Word {
  term: string;
  start: number;
  end: number;
}

interface Posting {
  section: number;
  /** Occurrences, weighted: a word of a heading counts as five of the text. */
  count: number;
}

/** Sections and an inverted index over them. */
export interface SearchIndex {
  sections: readonly SearchSection[];
  /** All terms, sorted: those with one prefix stand together. */
  terms: readonly string[];
  postings: ReadonlyMap<string, readonly Posting[]>;
  /** Words of each section, and their mean. */
  lengths: readonly number[];
  meanLength: number;
}

/** A piece of text; `found` marks what the query asked for. */
export interface Piece {
  text: string;
  found: boolean;
}

/** A section that the query found. */
export interface Hit {
  section: SearchSection;
  score: number;
}

const HEADING_WEIGHT = 5;
const CHAPTER_WEIGHT = 2;

/** The words of a text. `maxPool2d` is one word and also `max`, `pool2d`: readers search for parts of names. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)) {
    const start = match.index;
    found.push({term: normalise(match[0]), start, end: start + match[0].length});
    const parts = [...match[0].matchAll(/\p{Lu}?[\p{Ll}\p{M}\p{N}]+|\p{Lu}+(?!\p{Ll})/gu)];
    if (parts.length < 2) continue;
    for (const part of parts) {
      found.push({term: normalise(part[0]), start: start + part.index, end: start + part.index + part[0].length});
    }
  }
  return found;
}

/** Builds the index: about 30 ms for a book of 45,000 words. */
export function buildSearchIndex(sections: readonly SearchSection[]): SearchIndex {
  const postings = new Map<string, Posting[]>();
  const lengths = sections.map((section, number) => {
    const counts = new Map<string, number>();
    const count = (text: string, weight: number) => {
      const all = words(text);
      for (const {term} of all)
        for (const spelling of new Set([term, oneSpelling(term)])) counts.set(spelling, (counts.get(spelling) ?? 0) + weight);
      return all.length;
    };
    const length = count(section.text, 1);
    count(section.heading, HEADING_WEIGHT);
    count(section.chapter, CHAPTER_WEIGHT);
    for (const [term, weighted] of counts) {
      const list = postings.get(term);
      if (list) list.push({section: number, count: weighted});
      else postings.set(term, [{section: number, count: weighted}]);
    }
    return length;
  });
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / (lengths.length || 1) || 1;
  return {sections, terms: [...postings.keys()].sort(), postings, lengths, meanLength};
}

/**
 * The sections that hold every word of the query, or a word that begins so, best first. When none holds all, those that hold most.
 * A word is found in its other spelling too, "maxpool" where two words "max pooling" stand, and "mini batch" where "minibatch" does.
 * Ranked by BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75); a mere beginning of a word counts less than the word.
 */
export function search(index: SearchIndex, query: string, limit = 30): Hit[] {
  const asked = queryTerms(query);
  const scores = new Map<number, {score: number; matched: number}>();
  for (const [i, term] of asked.entries()) {
    const joined = [asked.slice(i - 1, i + 1), asked.slice(i, i + 2)].flatMap((pair) =>
      pair.length === 2 ? [pair.join("")] : []
    );
    const found = scoresOf(index, [...new Set([term, oneSpelling(term), ...joined])]);
    for (const [section, score] of apart(index, term)) found.set(section, Math.max(found.get(section) ?? 0, score));
    for (const [section, score] of found) {
      const sum = scores.get(section) ?? {score: 0, matched: 0};
      scores.set(section, {score: sum.score + score, matched: sum.matched + 1});
    }
  }
  const most = Math.max(0, ...[...scores.values()].map(({matched}) => matched));
  return [...scores]
    .filter(([, {matched}]) => matched === most)
    .map(([number, {score}]) => {
      const section = index.sections[number]!;
      return {section, score: score * likeness(section.heading, query.trim()), number};
    })
    .sort((a, b) => b.score - a.score || a.number - b.number)
    .slice(0, limit)
    .map(({section, score}) => ({section, score}));
}

/** The text in pieces, with the beginnings of words that the query asked for marked. The pieces joined are the text. */
export function highlight(text: string, query: string): Piece[] {
  const asked = queryTerms(query);
  const marked = placesOf(text, asked);
  marked.sort((a, b) => a.start - b.start || b.end - a.end);
  const pieces: Piece[] = [];
  let at = 0;
  for (const {start, end} of marked) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    if (from > at) pieces.push({text: text.slice(at, from), found: false});
    pieces.push({text: text.slice(from, end), found: true});
    at = end;
  }
  if (at < text.length) pieces.push({text: text.slice(at), found: false});
  return pieces;
}

/** About `length` characters of the text, whole words, where most different words of the query stand; "…" where text was left out. */
export function excerpt(text: string, query: string, length = 150): string {
  const plain = text.replace(/\s+/g, " ").trim();
  if (plain.length <= length) return plain;
  const asked = queryTerms(query);
  const places = placesOf(plain, asked);
  let best = {start: 0, distinct: 0};
  for (const {start} of places) {
    const distinct = new Set(
      places.filter((place) => place.start >= start && place.start < start + length * 0.7).map((place) => place.beginning)
    ).size;
    if (distinct > best.distinct) best = {start, distinct};
  }
  let from = Math.max(0, Math.min(best.start - Math.round(length * 0.3), plain.length - length));
  if (from > 0) from = plain.indexOf(" ", from) + 1;
  let to = Math.min(plain.length, from + length);
  if (to < plain.length) to = Math.max(plain.lastIndexOf(" ", to), from + 1);
  return `${from > 0 ? "… " : ""}${plain.slice(from, to)}${to < plain.length ? " …" : ""}`;
}

function queryTerms(query: string): string[] {
  return [...new Set([...query.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)].map((match) => normalise(match[0])))].filter(
    (term) => term !== ""
  );
}

function normalise(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What a heading that is the query itself weighs more: of `ConvTranspose`, the type, and `convTranspose`, the one that was typed. */
function likeness(heading: string, query: string): number {
  return heading === query ? 4 : normalise(heading) === normalise(query) ? 2 : 1;
}

/** Where a text holds what was asked for: beginnings of words, in either spelling, and two words that were asked for as one. */
function placesOf(text: string, asked: readonly string[]): {beginning: string; start: number; end: number}[] {
  const all = words(text);
  return all.flatMap(({term, start, end}, i) => {
    const next = all.slice(i + 1, i + 4).find((other) => other.start > end);
    return asked.flatMap((beginning) => {
      const length = foundIn(term, beginning);
      if (length > 0) return [{beginning, start, end: Math.min(end, start + length)}];
      const two = next && next.start === end + 1 && beginning.length - term.length >= SHORTEST && term.length >= SHORTEST;
      return two && (term + next.term).startsWith(beginning)
        ? [{beginning, start, end: next.start + beginning.length - term.length}]
        : [];
    });
  });
}

/** How much of a word a beginning finds, in characters: in another spelling, as far as the two go together; 0 when it does not. */
function foundIn(term: string, beginning: string): number {
  if (term.startsWith(beginning)) return beginning.length;
  const [spelling, asked] = [oneSpelling(term), oneSpelling(beginning)];
  return spelling.startsWith(asked) ? asked.length + Math.max(0, term.length - spelling.length) : 0;
}

/**
 * For a word or beginning of a word, in several forms: each section's best score. Its rarity is that of all words that begin so,
 * together.
 */
function scoresOf(index: SearchIndex, beginnings: readonly string[]): Map<number, number> {
  const best = new Map<number, number>();
  for (const beginning of beginnings) {
    for (let i = lowerBound(index.terms, beginning); index.terms[i]?.startsWith(beginning); i++) {
      const term = index.terms[i]!;
      const nearness = term === beginning ? 1 : 0.6 * (beginning.length / term.length);
      for (const {section, count} of index.postings.get(term)!) {
        const norm = 1.2 * (0.25 + 0.75 * (index.lengths[section]! / index.meanLength));
        best.set(section, Math.max(best.get(section) ?? 0, nearness * ((count * 2.2) / (count + norm))));
      }
    }
  }
  const rarity = Math.log(1 + (index.sections.length - best.size + 0.5) / (best.size + 0.5));
  for (const [section, score] of best) best.set(section, score * rarity);
  return best;
}

/** Characters of the shorter of two words that are looked for when they were asked for as one. */
const SHORTEST = 3;

/** Sections in which a word stands as two, one behind the other: "maxpool" as "max pooling". */
function apart(index: SearchIndex, term: string): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = SHORTEST; at <= term.length - SHORTEST; at++) {
    const [left, right] = [term.slice(0, at), term.slice(at)];
    if (!index.postings.has(left) || !index.terms[lowerBound(index.terms, right)]?.startsWith(right)) continue;
    const [first, second] = [scoresOf(index, [left]), scoresOf(index, [right])];
    const together = new RegExp(`(?<![\\p{L}\\p{N}])${left}[\\s\u2010\u2011-]${right}`, "u");
    for (const [section, score] of second) {
      const other = first.get(section);
      if (other === undefined) continue;
      const {heading, text} = index.sections[section]!;
      if (together.test(normalise(`${heading} . ${text}`))) found.set(section, 0.8 * Math.max(score, other));
    }
  }
  return found;
}

function lowerBound(sorted: readonly string[], value: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
