import type {Dataset, Rescaled, ShuffledLabels} from "./dataset.ts";
import {rescaled, shuffledLabels} from "./dataset.ts";
import {imageSet} from "./image-set.ts";
import type {ImageSet, ImageSetParts} from "./image-set.ts";
import {pointsAround} from "./points.ts";
import type {Point, PointSet} from "./points.ts";
import {stackedDigits} from "./digits/stacked-digits.ts";
import type {StackedDigits} from "./digits/stacked-digits.ts";
import {proceduralDigits} from "./digits/procedural-digits.ts";
import type {ProceduralDigits, ProceduralDigitsOptions} from "./digits/procedural-digits.ts";

/** A data set as plain data, which can be stored and sent to a worker. */
export type DataPlan =
  | ({kind: "procedural digits"} & ProceduralDigitsOptions)
  | ({kind: "images"} & ImageSetParts)
  | {kind: "stacked digits"; of: DataPlan}
  | {kind: "points"; name: string; centres: readonly Point[]; sigma: number}
  | {kind: "rescaled"; of: DataPlan; low: number; high: number}
  | {kind: "shuffled labels"; of: DataPlan; share: number};

/** The data set that a plan describes. Errors as its own function's. */
export function openData(plan: DataPlan): Dataset {
  switch (plan.kind) {
    case "procedural digits":
      return proceduralDigits(plan);
    case "images":
      return imageSet(plan);
    case "stacked digits":
      return stackedDigits(openData(plan.of));
    case "points":
      return pointsAround(plan.centres, plan.sigma, plan.name);
    case "rescaled":
      return rescaled(openData(plan.of), plan);
    case "shuffled labels":
      return shuffledLabels(openData(plan.of), plan.share);
  }
}

/**
 * The plan of one of the library's data sets; arrays are shared, not copied. A plan comes back as it is.
 * @throws TypeError for a data set of other making, which only the page that made it can draw from.
 */
export function planOf(data: Dataset | DataPlan): DataPlan {
  if ("kind" in data) return data;
  if ("of" in data && "low" in data) {
    const {of, low, high} = data as Rescaled;
    return {kind: "rescaled", of: planOf(of), low, high};
  }
  if ("of" in data && "share" in data) {
    const {of, share} = data as ShuffledLabels;
    return {kind: "shuffled labels", of: planOf(of), share};
  }
  if ("centres" in data) {
    const {name, centres, sigma} = data as PointSet;
    return {kind: "points", name, centres, sigma};
  }
  if ("stackOf" in data) return {kind: "stacked digits", of: planOf((data as StackedDigits).stackOf)};
  if ("pixels" in data) {
    const {name, shape, pixels, labels, classes, white} = data as ImageSet;
    return {kind: "images", name, shape, pixels, labels, classes, white};
  }
  if ("digits" in data) {
    const {seed, digits} = data as ProceduralDigits;
    return {kind: "procedural digits", seed, labels: digits};
  }
  throw new TypeError(`"${data.name}" cannot be sent to a worker: it is none of the library's data sets`);
}
