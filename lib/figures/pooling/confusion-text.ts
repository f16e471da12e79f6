import {formatCount, formatNumber} from "../kit/format.ts";

/** One kind of mistake: so many of class `actual` were taken for `predicted`. */
export interface Confusion {
  actual: number;
  predicted: number;
  count: number;
  /** Of all examples of the actual class. */
  share: number;
}

/** Share of right answers; 0 when there are none at all. */
export function accuracyOf(counts: readonly ArrayLike<number>[]): number {
  const all = counts.reduce((sum, row) => sum + total(row), 0);
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  return all > 0 ? right / all : 0;
}

/** The mistakes, the most frequent first. `counts[actual][predicted]`. */
export function confusions(counts: readonly ArrayLike<number>[]): Confusion[] {
  const found: Confusion[] = [];
  counts.forEach((row, actual) => {
    for (let predicted = 0; predicted < row.length; predicted++)
      if (predicted !== actual && row[predicted] > 0)
        found.push({actual, predicted, count: row[predicted], share: row[predicted] / total(row)});
  });
  return found.sort((a, b) => b.count - a.count || b.share - a.share);
}

/** "Most often: 4 taken for 9 (12 times), 7 for 2 (9), 5 for 3 (8)." */
export function confusionWords(counts: readonly ArrayLike<number>[], labels: readonly string[], most = 3): string {
  const found = confusions(counts).slice(0, most);
  if (found.length === 0) return "Nothing was taken for anything else.";
  const list = found.map(
    ({actual, predicted, count}, i) =>
      `${labels[actual]} ${i === 0 ? "taken " : ""}for ${labels[predicted]} (${formatCount(count)}${i === 0 ? (count === 1 ? " time" : " times") : ""})`
  );
  return `Most often: ${list.join(", ")}.`;
}

/** What a cell says: "Of 98 that are 4, 12 were taken for 9: 12.2 %." */
export function cellWords(
  counts: readonly ArrayLike<number>[],
  labels: readonly string[],
  actual: number,
  predicted: number
): string {
  const all = total(counts[actual]);
  const count = counts[actual][predicted];
  const verb = actual === predicted ? "recognised" : `taken for ${labels[predicted]}`;
  const share = all > 0 ? `: ${formatNumber((100 * count) / all)} %` : "";
  return `Of ${formatCount(all)} that are ${labels[actual]}, ${formatCount(count)} ${count === 1 ? "was" : "were"} ${verb}${share}.`;
}

function total(row: ArrayLike<number>): number {
  return Array.prototype.reduce.call(row, (sum, value) => (sum as number) + (value as number), 0) as number;
}
