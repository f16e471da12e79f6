import {Thinning} from "./thinning.ts";
import type {History, HistoryEntry, PackedHistory, SampleSheet} from "./types.ts";

/** Most entries that are kept of a history; beyond them every second one goes, and so on. */
const ENTRIES = 4000;
/** Most sheets, and most bytes of their images together; three sheets there are in any case. */
const [SHEETS, SHEET_BYTES] = [60, 4e6];

/** What a run that keeps itself keeps of its history: bounded however long it is, spread over all of it, the newest always there. */
export class KeptHistory {
  private entries: HistoryEntry[] = [];
  private sheets: SampleSheet[] = [];
  private readonly entryPlaces = new Thinning(1, ENTRIES);
  private readonly sheetEvery: number;
  private sheetPlaces: Thinning | null = null;

  /** @param sheetEvery steps between two sheets of the run */
  constructor(sheetEvery: number, past?: PackedHistory) {
    this.sheetEvery = sheetEvery;
    if (!past) return;
    const {entries, sheets} = unpackHistory(past);
    entries.forEach((entry) => this.addEntry(entry));
    sheets.forEach((sheet) => this.addSheet(sheet));
  }

  /** Adds a step that was done. */
  addEntry(entry: HistoryEntry): void {
    const dropped = new Set(this.entryPlaces.add(entry.step));
    this.entries.push(entry);
    if (dropped.size > 0) this.entries = this.entries.filter(({step}) => !dropped.has(step));
  }

  /** Adds a sheet, unless there is one of its step (a run that has gone back makes it again); its images are copied. */
  addSheet({step, images: {shape, values}, labels}: SampleSheet): void {
    if (this.sheets[this.sheets.length - 1]?.step === step) return;
    const fit = Math.min(SHEETS, Math.max(3, Math.floor(SHEET_BYTES / values.byteLength)));
    this.sheetPlaces ??= new Thinning(this.sheetEvery, fit);
    const dropped = new Set(this.sheetPlaces.add(step));
    this.sheets.push({step, images: {shape, values: values.slice()}, ...(labels && {labels})});
    if (dropped.size > 0) this.sheets = this.sheets.filter((sheet) => !dropped.has(sheet.step));
  }

  /** Forgets what is later than a step. */
  back(step: number): void {
    this.entryPlaces.back(step);
    this.sheetPlaces?.back(step);
    this.entries = this.entries.filter((entry) => entry.step <= step);
    this.sheets = this.sheets.filter((sheet) => sheet.step <= step);
  }

  /** What there is up to a step. */
  pack(step: number): PackedHistory {
    const upTo = <T extends {step: number}>(list: readonly T[]): readonly T[] =>
      (list[list.length - 1]?.step ?? 0) <= step ? list : list.filter((one) => one.step <= step);
    return packHistory({entries: upTo(this.entries), sheets: upTo(this.sheets)});
  }
}

/** Entries in a row of numbers each, and sheets as they are. */
export function packHistory({entries, sheets}: Pick<History, "entries" | "sheets">): PackedHistory {
  const columns = new Map<string, number>();
  const each = (entry: object, prefix: string, take: (name: string, value: number) => void): void => {
    for (const [key, value] of Object.entries(entry) as [string, unknown][]) {
      if (typeof value === "number") take(prefix + key, value);
      else if (typeof value === "object" && value !== null) each(value, `${prefix}${key}.`, take);
    }
  };
  for (const entry of entries) each(entry, "", (name) => columns.has(name) || columns.set(name, columns.size));
  const rows = new Float64Array(entries.length * columns.size).fill(NaN);
  for (const [row, entry] of entries.entries())
    each(entry, "", (name, value) => (rows[row * columns.size + columns.get(name)!] = value));
  return {columns: [...columns.keys()], rows, sheets: [...sheets]};
}

/** The entries and sheets of a history that was packed. @throws RangeError when its rows are not whole. */
export function unpackHistory({columns, rows, sheets}: PackedHistory): Pick<History, "entries" | "sheets"> {
  const width = columns.length;
  if (width === 0 ? rows.length > 0 : rows.length % width !== 0)
    throw new RangeError(`${rows.length} numbers are no whole rows of ${width}`);
  const paths = columns.map((column) => column.split("."));
  const entries = Array.from({length: width === 0 ? 0 : rows.length / width}, (_, row) => {
    const entry: Record<string, unknown> = {};
    for (const [column, [name, ...rest]] of paths.entries()) {
      const value = rows[row * width + column];
      if (Number.isNaN(value)) continue;
      if (rest.length === 0) entry[name] = value;
      else ((entry[name] ??= {}) as Record<string, number>)[rest.join(".")] = value;
    }
    // Networks without weights have no norms.
    for (const name of ["generatorNorms", "discriminatorNorms"]) entry[name] ??= {};
    return entry as unknown as HistoryEntry;
  });
  return {entries, sheets: [...sheets]};
}
