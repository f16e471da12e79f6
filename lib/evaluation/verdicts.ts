import type {Comparison} from "./types.ts";

/** The metrics of a comparison, in the order of the book. */
export const metricNames = ["IS", "FID", "KID", "precision", "recall", "density", "coverage", "near copies"] as const;

/** Name of one. */
export type MetricName = (typeof metricNames)[number];

/** A metric of a comparison in one number, beside real digits'. */
export interface Verdict {
  value: number;
  floor: number;
  /** Whether the metric says that something is wrong: by the rule that `verdictRule` states. */
  noticed: boolean;
}

/** When a metric counts as noticing, in words. */
export const verdictRule =
  "IS: three deviations of its parts below the real digits'. FID: more than twice the floor. KID: three of its error bars above the floor. Precision, recall, density, coverage: 0.1 below. Near copies: 0.1 above.";

/** What each metric says of samples. A floor of FID below 0, which rounding leaves, is taken as 0. */
export function verdicts(comparison: Comparison): Record<MetricName, Verdict> {
  const {inception, fid, kid, precisionRecall, memorisation} = comparison;
  const share = (name: "precision" | "recall" | "density" | "coverage"): Verdict => {
    const [value, floor] = [precisionRecall.value[name], precisionRecall.floor[name]];
    return {value, floor, noticed: value < floor - 0.1};
  };
  const error = Math.max(kid.value.error, kid.floor.error);
  return {
    IS: {
      value: inception.value.mean,
      floor: inception.floor.mean,
      noticed: inception.value.mean < inception.floor.mean - 3 * inception.floor.deviation
    },
    FID: {
      value: fid.value.distance,
      floor: fid.floor.distance,
      noticed: fid.value.distance > 2 * Math.max(0, fid.floor.distance)
    },
    KID: {value: kid.value.mean, floor: kid.floor.mean, noticed: kid.value.mean > kid.floor.mean + 3 * error},
    precision: share("precision"),
    recall: share("recall"),
    density: share("density"),
    coverage: share("coverage"),
    "near copies": {
      value: memorisation.value.near,
      floor: memorisation.floor.near,
      noticed: memorisation.value.near > memorisation.floor.near + 0.1
    }
  };
}

/** What a figure was measured with, for a line under it: "by mnist-classifier (99.1 % right), layer features, 64 numbers; …". */
export function measuredBy({by, samples}: Pick<Comparison, "by" | "samples">): string {
  const {classifier, accuracy, layer, size} = by;
  const count = (value: number): string => value.toLocaleString("en");
  return `by ${classifier} (${(100 * accuracy).toFixed(1)} % right on held-back MNIST), layer “${layer}”, ${size} numbers; ${count(samples.generated)} samples against ${count(samples.real)} real digits; floor: ${count(samples.again)} other real digits against the same`;
}
