import type {PlacedLayer} from "./network.ts";
import {normalQuantile} from "../arithmetic/normal.ts";

/**
 * How several networks are one. A network of branches is a list like any other: `branch()` begins again with the network's input but
 * for its last number, and puts aside what was made; `choose()` takes, for each example, what one of the branches made. Which one,
 * the last number of the input says: under N(0, 1) each is as likely. So a crowd of generators is a function of noise, as one is.
 */
export function branchesOf(layers: readonly PlacedLayer[]): {branches: PlacedLayer[][]; after: PlacedLayer[]} {
  const end = layers.findIndex(({kind}) => kind === "choose");
  const starts = layers.flatMap(({kind}, index) => (kind === "branch" ? [index] : []));
  return {
    branches: starts.map((start, order) => layers.slice(start, starts[order + 1] ?? end)),
    after: layers.slice(end + 1)
  };
}

/** The numbers between which the last one of the input must lie to choose each branch but the first: count − 1 quantiles. */
export function thresholds(count: number): number[] {
  return Array.from({length: count - 1}, (_, i) => normalQuantile((i + 1) / count));
}

/** Which of so many branches a number chooses, from 0. */
export function chosenBranch(number: number, count: number): number {
  return thresholds(count).filter((threshold) => number >= threshold).length;
}
