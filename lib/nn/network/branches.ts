import type {Layer} from "./layers.ts";
import type {PlacedLayer} from "./network.ts";
import {normalQuantile} from "./normal.ts";

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

/**
 * Follows the branches of a network while its layers are written down.
 * @returns given a layer and the shape before it, the shape that the layer sees.
 */
export function branchTracker(input: number[]): {before(layer: Layer, shape: number[], index: number): number[]; end(): void} {
  const aside: number[][] = [];
  let open = false;
  return {
    before({kind}, shape, index) {
      if (kind === "branch") {
        if (!open && index > 0) throw new RangeError("the first layer of a network of branches must be branch()");
        if (open) aside.push(shape);
        open = true;
        return input;
      }
      if (kind !== "choose") return shape;
      if (aside.length === 0) throw new RangeError("chooses between branches, but there are not two before it");
      const odd = aside.find((other) => String(other) !== String(shape));
      if (odd)
        throw new RangeError(
          `chooses between what should be alike, but branches give [${odd.join(", ")}] and [${shape.join(", ")}]`
        );
      aside.length = 0;
      open = false;
      return shape;
    },
    end() {
      if (open) throw new RangeError("a network of branches needs choose() after the last of them");
    }
  };
}
