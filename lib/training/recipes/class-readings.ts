import type {Live} from "../../live.ts";
import {live} from "../../live.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {History, HistoryEntry, SampleSheet} from "../run/types.ts";

/** What a classifier read on a sheet of samples that were asked for by class. */
export interface AskedReading {
  step: number;
  /** Of training alone until that step: the steps' own time, without drawing and reading sheets. */
  seconds: number;
  /** The class that each sample was asked for, and the one that was read. */
  asked: readonly number[];
  read: Uint8Array;
  /** Samples that are read as asked. */
  right: number;
}

/** Names the class of images [n, height, width, channels]. */
export type ReadImages = (images: Values) => Promise<Uint8Array>;

/**
 * Reads the sheets of a run, the newest first, then those that came by meanwhile; in the order of the steps. Sheets that the run has
 * left behind, by going back or beginning anew, are gone here too. An error of the reader ends it and goes to `fail`; by default it is
 * thrown, and nobody catches it. Ends with `invalidation`.
 */
export function askedReadings(
  history: Live<History>,
  read: ReadImages,
  {invalidation, fail = thrown}: {invalidation?: Promise<unknown>; fail?: (error: unknown) => void} = {}
): Live<readonly AskedReading[]> {
  const stop = new AbortController();
  const {signal} = stop;
  void invalidation?.then(
    () => stop.abort(),
    () => stop.abort()
  );
  const readings = live<readonly AskedReading[]>([]);
  const known = new WeakMap<SampleSheet, AskedReading>();
  let busy = false;
  const tell = (): void => {
    const now = history.value.sheets.flatMap((sheet) => known.get(sheet) ?? []);
    const before = readings.value;
    if (now.length !== before.length || now.some((reading, i) => reading !== before[i])) readings.value = now;
  };
  const next = async (): Promise<void> => {
    if (busy || signal.aborted) return;
    const sheet = history.value.sheets.filter((one) => one.labels !== undefined && !known.has(one)).at(-1);
    if (!sheet) return;
    busy = true;
    try {
      const seconds = secondsUntil(sheet.step, history.value.entries);
      known.set(sheet, readingOf(sheet, await read(sheet.images), seconds));
    } catch (error) {
      if (!signal.aborted) fail(error);
      return;
    }
    busy = false;
    if (signal.aborted) return;
    tell();
    void next();
  };
  history.subscribe(() => {
    tell();
    void next();
  }, signal);
  void next();
  return readings;
}

/** As an error that nobody caught: the page tells it. */
function thrown(error: unknown): void {
  void Promise.reject(error);
}

/** What was read, held against what was asked for. @throws RangeError when there are not as many of both. */
export function readingOf(
  {step, labels = []}: Pick<SampleSheet, "step" | "labels">,
  read: Uint8Array,
  seconds: number
): AskedReading {
  if (read.length !== labels.length) throw new RangeError(`${labels.length} samples were asked for, ${read.length} were read`);
  return {step, seconds, asked: labels, read, right: labels.filter((label, i) => label === read[i]).length};
}

/** Of each class: samples that were asked for, and those of them that were read as such. */
export function byClass({asked, read}: Pick<AskedReading, "asked" | "read">, classes: number): {asked: number; right: number}[] {
  const counts = Array.from({length: classes}, () => ({asked: 0, right: 0}));
  asked.forEach((label, i) => {
    counts[label].asked += 1;
    if (read[i] === label) counts[label].right += 1;
  });
  return counts;
}

/** The first reading with at least this share right; undefined before there is one. */
export function firstReadable(readings: readonly AskedReading[], share: number): AskedReading | undefined {
  return readings.find(({right, asked}) => right >= share * asked.length);
}

/** Seconds that the steps until one took; where history is thinned, at the mean of those that are kept. */
function secondsUntil(step: number, entries: readonly HistoryEntry[]): number {
  const done = entries.filter((entry) => entry.step <= step);
  if (done.length === 0) return 0;
  const sum = done.reduce((total, {milliseconds}) => total + milliseconds, 0);
  return ((sum / done.length) * step) / 1000;
}
