/** One measured figure, as `npm run bench -- --json FILE` writes it under its name. */
export interface Figure {
  /** "page.js": the group, then what is measured. */
  name: string;
  /** Null when it could not be taken here: then `missing` says why. */
  value: number | null;
  unit: string;
  /** What it must keep to: at most, or with `atLeast` at least. Absent: it is only stated. */
  budget?: number;
  atLeast?: boolean;
  missing?: string;
}

/** What a group's module exports. */
export interface Group {
  bench(): Promise<Figure[]>;
}

/** True when there is no budget, or the figure keeps to it. */
export function isOk({value, budget, atLeast = false}: Figure): boolean {
  if (value === null) return false;
  return budget === undefined || (atLeast ? value >= budget : value <= budget);
}

/** The middle value; of an even number the mean of the two in the middle. Throws a RangeError for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("median of no values");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Takes a figure; when that fails, it is missing with the error's message. */
export async function take(figure: Omit<Figure, "value" | "missing">, measure: () => Promise<number>): Promise<Figure> {
  try {
    return {...figure, value: await measure()};
  } catch (error) {
    return {
      ...figure,
      value: null,
      missing: error instanceof Error ? (error.message.split("\n")[0] ?? error.name) : String(error)
    };
  }
}
