import type {SampleSheet} from "../../training/run/types.ts";
import {nearestIndex} from "../kit/series.ts";

/**
 * Which sheets a strip of `count` frames shows: those nearest to `marks` (the first ones, then the last, when there are more than
 * `count`), else evenly from the first to the last. Indices, ascending, none twice.
 */
export function filmFrames(sheets: readonly SampleSheet[], count: number, marks?: readonly number[]): number[] {
  const last = sheets.length - 1;
  if (last < 0) return [];
  const wanted = marks
    ? marks.map((step) => sheetAt(sheets, step))
    : Array.from({length: count}, (_, i) => Math.round((i * last) / Math.max(1, count - 1)));
  const found = [...new Set(wanted)].sort((a, b) => a - b);
  return found.length <= count ? found : [...found.slice(0, count - 1), found[found.length - 1]];
}

/** The index of the sheet nearest to a step; −1 when there is none. */
export function sheetAt(sheets: readonly SampleSheet[], step: number): number {
  return nearestIndex(
    sheets.map((sheet) => sheet.step),
    step
  );
}
