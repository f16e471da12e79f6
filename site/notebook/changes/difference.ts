/** A run of lines that both texts have, or only the new one, or only the old one. `text` is the lines, joined by `\n`. */
export interface DifferencePart {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Beyond this many changed lines the middle is given as removed and added whole: the search is quadratic in it. */
const most = 1500;

/**
 * Difference of two texts by lines, as few as possible changed. The lines of the parts that are not "added" are those of
 * `before`, of those not "removed" those of `after`; removals stand before additions. E. W. Myers, An O(ND) difference algorithm
 * (1986).
 */
export function difference(before: string, after: string): DifferencePart[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) ++head;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) ++tail;
  const changed = editScript(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return joined([
    ...a.slice(0, head).map((text): DifferencePart => ({kind: "same", text})),
    ...changed,
    ...a.slice(a.length - tail).map((text): DifferencePart => ({kind: "same", text}))
  ]);
}

/** One part for each line. */
function editScript(a: readonly string[], b: readonly string[]): DifferencePart[] {
  /** For each number of changes, the furthest x on every diagonal x − y. */
  const trace: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, most); ++d) {
    const next = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
      let x = down ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) ++x;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, [...trace, furthest]);
    }
    // Later rounds read both neighbours: keep the diagonals of the round before as well.
    trace.push(furthest);
    furthest = next;
  }
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
