import type {Figure} from "./figure.ts";
import {median} from "./figure.ts";

/** One that does the same steps as the others. */
export interface Racer {
  /** Milliseconds of each of so many steps. */
  readonly time: (steps: number) => Promise<number[]>;
  readonly close: () => Promise<void> | void;
}

/** How long to measure. */
export interface Rounds {
  /** Steps of each that are not counted. */
  readonly warm: number;
  readonly rounds: number;
  /** Steps of each in a round. */
  readonly steps: number;
}

/**
 * The median milliseconds of a step of each, by name. They take turns, so that whatever else the machine does meets all of them
 * alike, and ratios hold where the times do not. One that does not start, or fails, is missing with its message.
 */
export async function race(
  entries: Readonly<Record<string, () => Promise<Racer>>>,
  {warm, rounds, steps}: Rounds
): Promise<Figure[]> {
  const racers: Racer[] = [];
  const times = new Map<string, number[]>();
  const missing = new Map<string, string>();
  const attempt = async (name: string, run: () => Promise<void>): Promise<void> => {
    if (missing.has(name)) return;
    await run().catch((error: unknown) => {
      missing.set(name, (error instanceof Error ? error.message : String(error)).split("\n")[0]);
    });
  };
  const started = new Map<string, Racer>();
  try {
    for (const [name, open] of Object.entries(entries)) {
      await attempt(name, async () => {
        const racer = await open();
        racers.push(racer);
        started.set(name, racer);
        await racer.time(warm);
      });
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, racer] of started) {
        await attempt(name, async () => {
          times.set(name, [...(times.get(name) ?? []), ...(await racer.time(steps))]);
        });
      }
    }
  } finally {
    for (const racer of racers) await racer.close();
  }
  return Object.keys(entries).map((name) => {
    const reason = missing.get(name);
    const figure = {name, unit: "ms"};
    return reason === undefined ? {...figure, value: median(times.get(name) ?? [])} : {...figure, value: null, missing: reason};
  });
}
