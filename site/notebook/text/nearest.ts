/**
 * The one of `allowed` that a misspelt `word` most likely meant, or undefined when none is near (more than a third of it
 * differs).
 */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  const given = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(Math.max(3, given.length) / 3)) + 0.5;
  for (const candidate of allowed) {
    const distance = editDistance(given, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** ` Did you mean “x”?`, or the allowed words when nothing is near: the end of a message about an unknown word. */
export function suggestion(word: string, allowed: readonly string[]): string {
  const near = nearest(word, allowed);
  return near === undefined ? ` Allowed: ${allowed.join(", ")}.` : ` Did you mean "${near}"?`;
}

/** At most as many names are named as near. */
const MOST_NEAR = 3;

/**
 * Names of a library that a guessed one may have meant, the nearest first, at most three: those that differ in case or by a misspelling, and
 * those that are made of its words ("seededRandom": "random"). Among equals, `preferred` ones come first.
 */
export function nearestNames(
  name: string,
  names: readonly string[],
  preferred: (name: string) => boolean = () => false
): string[] {
  const words = wordsOf(name);
  const near = names.flatMap((candidate) => {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase()) / Math.max(name.length, candidate.length);
    const theirs = wordsOf(candidate);
    const shared = theirs.filter((word) => words.some((own) => own === word || (word.length > 3 && own.startsWith(word)))).length;
    const likeness = Math.max(1 - distance, shared === 0 ? 0 : (2 * shared) / (words.length + theirs.length));
    return likeness < LEAST_LIKE ? [] : [{candidate, likeness: likeness + (preferred(candidate) ? PREFERENCE : 0)}];
  });
  // Of two that are alike, the one that begins as the guess does: a value for a value, a type for a type.
  const begins = ({candidate}: {candidate: string}): number => (isUpper(candidate) === isUpper(name) ? 0 : 1);
  const best = near.sort((a, b) => b.likeness - a.likeness || begins(a) - begins(b) || a.candidate.length - b.candidate.length);
  return best.slice(0, MOST_NEAR).map(({candidate}) => candidate);
}

function isUpper(word: string): boolean {
  return word[0] !== word[0]!.toLowerCase();
}

/** Two thirds of the characters, or of the words. */
const LEAST_LIKE = 0.66;
/** What it counts to stand where it was looked for. */
const PREFERENCE = 0.2;

/** "maxPool2d" → "max", "pool", "2d". */
function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+[a-z]*/g) ?? [name]).map((word) => word.toLowerCase());
}

/** Damerau–Levenshtein distance with adjacent swaps (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({length: b.length + 1}, (_, j) => j)];
  for (let i = 1; i <= a.length; ++i) {
    const row = [i];
    for (let j = 1; j <= b.length; ++j) {
      const substituted = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(substituted, rows[i - 1]![j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
