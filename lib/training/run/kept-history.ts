import {sizeOf} from "../../nn/arithmetic/values.ts";
import {Thinning} from "./thinning.ts";
import type {History, HistoryEntry, PackedHistory, SampleSheet} from "./types.ts";

/** Most entries that are kept of a history; beyond them every second one goes, and so on. */
const ENTRIES = 4000;
/** Most sheets, and most bytes of their images together; three sheets there are in any case. */
const [SHEETS, SHEET_BYTES] = [60, 4e6];

/** What a run that keeps itself keeps of its history: bounded however long it is, spread over all of it, the newest always there. */
export class KeptHistory {
  private readonly columns = new Map<string, number>();
  private rows: {step: number; numbers: readonly number[]}[] = [];
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
    this.rows.push({step: entry.step, numbers: rowOf(entry, this.columns)});
    if (dropped.size > 0) this.rows = this.rows.filter(({step}) => !dropped.has(step));
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
    this.rows = this.rows.filter((row) => row.step <= step);
    this.sheets = this.sheets.filter((sheet) => sheet.step <= step);
  }

  /** What there is up to a step. */
  pack(step: number): PackedHistory {
    const upTo = <T extends {step: number}>(list: readonly T[]): readonly T[] =>
      (list[list.length - 1]?.step ?? 0) <= step ? list : list.filter((one) => one.step <= step);
    const rows = upTo(this.rows).map(({numbers}) => numbers);
    return {columns: [...this.columns.keys()], rows: joined(rows, this.columns.size), sheets: [...upTo(this.sheets)]};
  }
}

/** Entries in a row of numbers each, and sheets as they are. */
export function packHistory({entries, sheets}: Pick<History, "entries" | "sheets">): PackedHistory {
  const columns = new Map<string, number>();
  const rows = entries.map((entry) => rowOf(entry, columns));
  return {columns: [...columns.keys()], rows: joined(rows, columns.size), sheets: [...sheets]};
}

/** The numbers of an entry in the order of the columns, to which new ones are added; NaN where it has none. */
function rowOf(entry: object, columns: Map<string, number>): number[] {
  const row: number[] = Array.from({length: columns.size}, () => NaN);
  const take = (part: object, prefix: string): void => {
    for (const [key, value] of Object.entries(part) as [string, unknown][]) {
      if (typeof value === "object" && value !== null) take(value, `${prefix}${key}.`);
      if (typeof value !== "number") continue;
      const column = columns.get(prefix + key) ?? columns.size;
      columns.set(prefix + key, column);
      row[column] = value;
    }
  };
  take(entry, "");
  return row;
}

/** Rows one after the other, those that are older than the last columns filled up with NaN. */
function joined(rows: readonly (readonly number[])[], width: number): Float64Array {
  const all = new Float64Array(rows.length * width).fill(NaN);
  for (const [place, row] of rows.entries()) all.set(row, place * width);
  return all;
}

/**
 * The entries and sheets of a history that was packed. What comes from the browser's storage may be anything.
 * @throws RangeError when it is no such history: rows that are not whole, steps that are not in order, images that do not fill their shape.
 */
export function unpackHistory({columns, rows, sheets}: PackedHistory): Pick<History, "entries" | "sheets"> {
  const wrong = (what: string): RangeError => new RangeError(`the history that was kept cannot be read: ${what}`);
  if (!Array.isArray(columns) || !(rows instanceof Float64Array) || !Array.isArray(sheets)) throw wrong("it is none");
  const width = columns.length;
  if (width === 0 ? rows.length > 0 : rows.length % width !== 0)
    throw wrong(`${rows.length} numbers are no whole rows of ${width}`);
  const paths = columns.map((column) => String(column).split("."));
  const entries = Array.from({length: width === 0 ? 0 : rows.length / width}, (_, row) => {
    const entry: Record<string, unknown> = {};
    for (const [column, [name, ...rest]] of paths.entries()) {
      const value = rows[row * width + column];
      if (Number.isNaN(value)) continue;
      if (rest.length === 0) entry[name] = value;
      // Never into what an object inherits.
      else ((Object.hasOwn(entry, name) ? entry[name] : (entry[name] = {})) as Record<string, number>)[rest.join(".")] = value;
    }
    // Networks without weights have no norms.
    for (const name of ["generatorNorms", "discriminatorNorms"]) entry[name] ??= {};
    return entry as unknown as HistoryEntry;
  });
  for (const {images} of sheets as readonly SampleSheet[]) {
    const {shape, values} = images ?? {};
    if (!(values instanceof Float32Array) || !Array.isArray(shape) || sizeOf(shape) !== values.length)
      throw wrong("the images of a sheet do not fill their shape");
  }
  for (const [what, list] of Object.entries({entries, sheets})) {
    const steps = list.map(({step}) => step);
    if (!steps.every((step, i) => Number.isSafeInteger(step) && step > (steps[i - 1] ?? -1)))
      throw wrong(`its ${what} are out of order`);
  }
  return {entries, sheets: [...sheets]};
}
