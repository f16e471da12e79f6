import type {Figure} from "../figure.ts";
import {median} from "../figure.ts";

/** The same work on the same numbers, twice: as a cell of a chapter does it, and as lib does. What is promised is waited for. */
export interface Pair {
  readonly cell: () => unknown;
  readonly lib: () => unknown;
  /** Gives back what both hold. */
  readonly close?: () => void;
}

/** The library as the page has it, compiled: "nn/arithmetic/convolution" is lib/nn/arithmetic/convolution.ts. */
export function compiled<Module>(path: string): Promise<Module> {
  return import(new URL(`../../../out/lib/${path}.js`, import.meta.url).href) as Promise<Module>;
}

const BUDGET = 1.3;
/** Rounds of both, and about how long either works in one, in milliseconds: short, since another program's turn is longer. */
const ROUNDS = 151;
const LEAST = 1;
/** Rounds of slow work end after so many seconds, but there are so many. */
const SECONDS = 10;
const FEWEST = 31;

/**
 * How many times as long as lib's the cell's work takes: the median over rounds in which both take turns, so that whatever else the
 * machine does meets both alike. The half of the rounds in the middle is printed beside it, and the times of one call.
 */
export async function pairFigure(name: string, open: () => Promise<Pair>): Promise<Figure> {
  const figure = {name: `cells.${name}`, unit: "times lib's", budget: BUDGET};
  let pair: Pair | undefined;
  try {
    pair = await open();
    const {cell, lib} = pair;
    const [ofCell, ofLib] = [await callsFor(cell), await callsFor(lib)];
    const times: [cell: number, lib: number][] = [];
    const start = performance.now();
    for (let round = 0; round < ROUNDS; round++) {
      if (round >= FEWEST && performance.now() - start > 1000 * SECONDS) break;
      // Who goes first changes, so that what one leaves behind is not always the other's.
      const first = round % 2 === 0 ? await timed(cell, ofCell) : null;
      const second = await timed(lib, ofLib);
      times.push([first ?? (await timed(cell, ofCell)), second]);
    }
    const ratios = times.map(([own, ours]) => own / ours).sort((a, b) => a - b);
    const value = median(ratios);
    const [low, high] = [0.25, 0.75].map((share) => ratios[Math.round(share * (ratios.length - 1))]!);
    const [own, ours] = [0, 1].map((which) => inWords(median(times.map((both) => both[which]!))));
    console.log(`${figure.name}: ${value.toFixed(2)} (${low!.toFixed(2)} to ${high!.toFixed(2)}), ${own} over ${ours}`);
    return {...figure, value};
  } catch (error) {
    return {...figure, value: null, missing: error instanceof Error ? error.message.split("\n")[0]! : String(error)};
  } finally {
    pair?.close?.();
  }
}

/** How many calls make a round long enough; by then the work is warm. */
async function callsFor(work: () => unknown): Promise<number> {
  for (let i = 0; i < 5; i++) await timed(work, 1);
  for (let calls = 1; ; calls *= 2) if ((await timed(work, calls)) * calls >= LEAST) return calls;
}

/** Milliseconds of a call, the mean of so many. */
async function timed(work: () => unknown, calls: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < calls; i++) {
    const result = work();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / calls;
}

function inWords(milliseconds: number): string {
  return milliseconds < 0.1 ? `${(1000 * milliseconds).toPrecision(3)} µs` : `${milliseconds.toPrecision(3)} ms`;
}
