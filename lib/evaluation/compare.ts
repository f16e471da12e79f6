import {classHistogram} from "../metrics/modes.ts";
import {neighbourSteps} from "../metrics/distances.ts";
import type {FrechetDistance} from "../metrics/frechet-distance.ts";
import {frechetSteps} from "../metrics/frechet-distance.ts";
import {inceptionScore} from "../metrics/inception-score.ts";
import type {InceptionScore} from "../metrics/inception-score.ts";
import {kernelDistanceSteps} from "../metrics/kid.ts";
import {precisionRecallSteps} from "../metrics/precision-recall.ts";
import type {Rows} from "../metrics/rows.ts";
import {checkSameSize} from "../metrics/rows.ts";
import {part} from "../metrics/steps.ts";
import type {Steps} from "../metrics/steps.ts";
import type {CompareOptions, Comparison, Judge, Memorisation, Seen, Sets, WithFloor} from "./types.ts";

/**
 * Generated samples against real ones by every metric, each with its floor: the same of other real samples against the same real ones.
 * @throws RangeError when the sets were not seen by one judge, a label is out of range, the real ones lack a class, there are no more
 * samples than features, or a number is not finite.
 */
export function* compareSteps({real, generated, again}: Sets, options: CompareOptions = {}): Steps<Comparison> {
  const by = sameJudge([real, generated, again]);
  checkReference(real);
  const {splits = 10, neighbours = 3, subsets = 20, seed = 1, floors} = options;
  const least = Math.min(...[real, generated, again].map(({predicted}) => predicted.length));
  const kid = {subsets, subsetSize: options.subsetSize ?? Math.min(1000, least >> 1), seed};
  const [classes] = real.probabilities.shape.slice(1);
  const distance = (set: Seen): Steps<FrechetDistance> => frechetSteps(rowsIn(real), rowsIn(set));
  const fid = {
    value: yield* part(distance(generated), 0, 0.03),
    floor: floors?.fid.floor ?? (yield* part(distance(again), 0.03, 0.05))
  };
  const precisionRecall: WithFloor<Comparison["precisionRecall"]["value"]> = {
    value: yield* part(precisionRecallSteps(rowsIn(real), rowsIn(generated), neighbours), 0.05, 0.25),
    floor:
      floors?.precisionRecall.floor ?? (yield* part(precisionRecallSteps(rowsIn(real), rowsIn(again), neighbours), 0.25, 0.45))
  };
  const kernel = {
    value: yield* part(kernelDistanceSteps(rowsIn(real), rowsIn(generated), kid), 0.45, 0.65),
    floor: floors?.kid.floor ?? (yield* part(kernelDistanceSteps(rowsIn(real), rowsIn(again), kid), 0.65, 0.85))
  };
  const held = yield* part(nearest(again, real), 0.85, 0.92);
  const made = yield* part(nearest(generated, real), 0.92, 1);
  const score = (set: Seen): InceptionScore => inceptionScore(probabilitiesIn(set), splits);
  const inception = {value: score(generated), floor: floors?.inception.floor ?? score(again)};
  return {
    by,
    samples: {real: real.predicted.length, generated: generated.predicted.length, again: again.predicted.length},
    inception,
    fid,
    kid: kernel,
    precisionRecall,
    memorisation: {value: memorisation(made, held), floor: memorisation(held, held)},
    classes: classHistogram(generated.predicted, classes).counts
  };
}

/** The judge of some sets. @throws RangeError when there are several. */
export function sameJudge(sets: readonly Seen[]): Judge {
  const [{by}] = sets;
  const other = sets.find((set) => set.by.classifier !== by.classifier || set.by.layer !== by.layer);
  if (other) {
    throw new RangeError(
      `"${sets[0].name}" was seen by ${by.classifier}, layer ${by.layer}, but "${other.name}" by ${other.by.classifier}, layer ${other.by.layer}: figures of two judges cannot be compared`
    );
  }
  for (const set of sets) checkSameSize(rowsIn(sets[0]), rowsIn(set));
  return by;
}

/**
 * Holds real digits against what a reference must be.
 * @throws RangeError when a label is out of range, or a class is missing: what the reference lacks would count as the generator's fault.
 */
function checkReference({name, labels, predicted, probabilities}: Seen): void {
  const classes = probabilities.shape[1];
  const {missing} = classHistogram(labels ?? predicted, classes);
  if (missing.length > 0) {
    throw new RangeError(
      `the real digits ("${name}", ${predicted.length} of them) lack ${missing.length === 1 ? "class" : "classes"} ${missing.join(", ")}: a reference must show every class, or what it lacks counts as the generator's fault`
    );
  }
}

function rowsIn({features}: Seen): Rows {
  return features;
}

/** Single precision leaves sums of 1 ± 1e-7, which the score takes. */
function probabilitiesIn({probabilities}: Seen): Rows {
  return probabilities;
}

/** Distances from the nearest training image, sorted. */
function* nearest(set: Seen, training: Seen): Steps<Float64Array> {
  const {distances} = yield* neighbourSteps(rowsIn(set), rowsIn(training), 1);
  return distances.sort();
}

function memorisation(sorted: Float64Array, held: Float64Array): Memorisation {
  const limit = held[Math.floor(0.05 * held.length)];
  return {median: sorted[sorted.length >> 1], near: sorted.filter((distance) => distance < limit).length / sorted.length};
}
