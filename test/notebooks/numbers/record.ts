import {existsSync, readFileSync, renameSync, writeFileSync} from "node:fs";
import type {Outcome} from "./experiments.ts";

/** What `npm run claims` found for one experiment. */
export interface Recorded {
  settings: unknown;
  /** By seed. */
  results: Readonly<Record<string, Outcome>>;
}

const file = new URL("recorded.json", import.meta.url);

/** All that is recorded, by the experiment's name. */
export function readRecord(): Record<string, Recorded> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, Recorded>) : {};
}

/** Writes one run into the record; runs with other settings than these are forgotten. */
export function keep(name: string, settings: unknown, seed: number, outcome: Outcome): void {
  const all = readRecord();
  const before = all[name];
  const same = before !== undefined && JSON.stringify(before.settings) === JSON.stringify(settings);
  all[name] = {settings, results: {...(same && before.results), [seed]: outcome}};
  // In one move: two may be at work, and a test may be reading.
  const whole = new URL(`recorded.${process.pid}.json`, import.meta.url);
  writeFileSync(whole, JSON.stringify(all, null, 1) + "\n");
  renameSync(whole, file);
}
