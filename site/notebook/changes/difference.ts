/** A run of lines that both texts have, or only the new one, or only the old one. `text` is the lines, joined by `\n`. */
export interface DifferencePart {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Steps of the search, each a line compared or a diagonal begun. The search is quadratic in what differs, so it has an end. */
const mostSteps = 400_000;

/**
 * Difference of two texts by lines, as few as possible changed; of texts that differ in a great deal, lines that each has once are held
 * fast first, and what is still too different is given as removed and added whole. The time is at most proportional to the length,
 * beside a constant. The lines of the parts that are not "added" are those of
 * `before`, of those not "removed" those of `after`; removals stand before additions. E. W. Myers, An O(ND) difference algorithm
 * (1986).
 */
export function difference(before: string, after: string, most = mostSteps): DifferencePart[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) ++head;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) ++tail;
  const changed = editScript(a.slice(head, a.length - tail), b.slice(head, b.length - tail), most);
  return joined([
    ...a.slice(0, head).map((text): DifferencePart => ({kind: "same", text})),
    ...changed,
    ...a.slice(a.length - tail).map((text): DifferencePart => ({kind: "same", text}))
  ]);
}

/** One part for each line. */
function editScript(a: readonly string[], b: readonly string[], most: number): DifferencePart[] {
  const shortest = shortestScript(a, b, {left: most});
  if (shortest) return shortest;
  // What is left of the search is for all the stretches between the lines held fast.
  const steps = {left: most};
  const parts: DifferencePart[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...anchors(a, b), [a.length, b.length] as const]) {
    const [ours, theirs] = [a.slice(x, nextX), b.slice(y, nextY)];
    for (const part of shortestScript(ours, theirs, steps) ?? replaced(ours, theirs)) parts.push(part);
    if (nextX < a.length) parts.push({kind: "same", text: a[nextX]!});
    [x, y] = [nextX + 1, nextY + 1];
  }
  return parts;
}

/** Pairs of places of lines that each text has exactly once: as many as go in the same order in both. */
function anchors(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const places = new Map<string, {a: number; b: number; count: number}>();
  for (const [i, line] of a.entries()) {
    const known = places.get(line);
    if (known) known.count = 9;
    else places.set(line, {a: i, b: -1, count: 1});
  }
  for (const [i, line] of b.entries()) {
    const known = places.get(line);
    if (known) Object.assign(known, {b: i, count: known.count + 1});
  }
  const once = [...places.values()].filter(({count}) => count === 2);
  /** For each length, the pair at which such a sequence ends earliest in `b`; and before each pair the one that it follows. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [i, pair] of once.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (once[ends[middle]!]!.b < pair.b) low = middle + 1;
      else high = middle;
    }
    before[i] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = i;
  }
  const found: (readonly [number, number])[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i]!) found.push([once[i]!.a, once[i]!.b]);
  return found.reverse();
}

/** A shortest script, or null when the steps are used up. */
function shortestScript(a: readonly string[], b: readonly string[], steps: {left: number}): DifferencePart[] | null {
  if (a.length === 0 || b.length === 0) return replaced(a, b);
  /** For each number of changes, the furthest x on every diagonal x − y. */
  const trace: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let d = 0; d <= a.length + b.length; ++d) {
    const next = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
      let x = down ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      const start = x;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) ++x;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, [...trace, furthest]);
      steps.left -= 1 + x - start;
      if (steps.left < 0) return null;
    }
    // Later rounds read both neighbours: keep the diagonals of the round before as well.
    trace.push(furthest);
    furthest = next;
  }
  return null;
}

function replaced(a: readonly string[], b: readonly string[]): DifferencePart[] {
  return [
    ...a.map((text): DifferencePart => ({kind: "removed", text})),
    ...b.map((text): DifferencePart => ({kind: "added", text}))
  ];
}

function walkBack(a: readonly string[], b: readonly string[], trace: readonly Map<number, number>[]): DifferencePart[] {
  const parts: DifferencePart[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; --d) {
    const furthest = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
    const startX = d === 0 ? 0 : furthest.get(down ? k + 1 : k - 1)!;
    const startY = d === 0 ? 0 : startX - (down ? k + 1 : k - 1);
    const [fromX, fromY] = d === 0 ? [0, 0] : down ? [startX, startY + 1] : [startX + 1, startY];
    while (x > fromX && y > fromY) {
      parts.push({kind: "same", text: a[--x]!});
      --y;
    }
    if (d > 0) parts.push(down ? {kind: "added", text: b[--y]!} : {kind: "removed", text: a[--x]!});
  }
  return parts.reverse();
}

/** Joins neighbours of a kind; between two "same" parts, what was removed comes first. */
function joined(lines: readonly DifferencePart[]): DifferencePart[] {
  const parts: {kind: DifferencePart["kind"]; lines: string[]}[] = [];
  for (const {kind, text} of lines) {
    const last = parts.at(-1);
    const beforeLast = parts.at(-2);
    if (last?.kind === kind) last.lines.push(text);
    else if (kind === "removed" && last?.kind === "added") {
      if (beforeLast?.kind === "removed") beforeLast.lines.push(text);
      else parts.splice(-1, 0, {kind, lines: [text]});
    } else parts.push({kind, lines: [text]});
  }
  return parts.map((part) => ({kind: part.kind, text: part.lines.join("\n")}));
}
