import type * as tf from "@tensorflow/tfjs-core";
import type {Gan} from "../../models/gan.ts";
import {mixingLayer} from "../../models/remedies.ts";
import {outputShapeOf} from "../../nn/network/network.ts";
import type {Network} from "../../nn/network/network.ts";
import type {Random} from "../../random.ts";
import {checkTargets} from "./losses.ts";
import type {Loss, LossFunctions, Targets} from "./losses.ts";
import {checkCycle, checkOptimiser, isOwn} from "./optimisers.ts";
import type {OptimiserSettings, RateCycle} from "./optimisers.ts";
import {shapeText, sizeOf} from "../../nn/arithmetic/values.ts";

/** How to train. Plain data, except where a function is given on purpose: such settings do not cross to a worker. */
export interface StepSettings {
  /** One of the named games, or the reader's own functions of D's logits. */
  loss: Loss | LossFunctions;
  /** What D is trained towards; {real: 0.9} is one-sided smoothing, {real: 0.9, fake: 0.1} two-sided. */
  targets?: Targets;
  /** Two learning rates make TTUR (Heusel et al. 2017). */
  generator: OptimiserSettings;
  discriminator: OptimiserSettings;
  /** How often D is updated in a step, each time with new noise and, from a `BatchSource`, new real examples; default 1. */
  discriminatorSteps?: number;
  /** How often G is updated in a step, each time with new noise; default 1. */
  generatorSteps?: number;
  /** Makes both learning rates rise and fall; default: they stay. */
  rateCycle?: RateCycle;
  /** The share of D's examples, real and generated, that are called by the other's name; from 0, the default, to 1. Seeded. */
  labelFlips?: number;
  /** Noise on every example that D sees (Sønderby et al. 2017); default none. */
  instanceNoise?: InstanceNoise;
  /** Decay of the moving average of G's weights, in [0, 1); default: no average is kept. 0.99 averages about a hundred steps. */
  average?: number;
  /**
   * λ of WGAN-GP (Gulrajani et al. 2017): λ · (‖∇D‖ − 1)², between each real example and a generated one, is added to D's loss;
   * default 0, without. Not for a D with batch normalisation.
   */
  gradientPenalty?: number;
  /** After each update, D's trained weights are cut to ± this (Arjovsky et al. 2017: 0.01); default: they are not. */
  weightClip?: number;
  /**
   * How many updates of D are imagined before it judges G (Metz et al. 2017), from 0, the default, to 10. G learns from how D would
   * answer; D itself stays. Each costs about as much as D's turn, twice. Not with a gradient penalty.
   */
  unrolled?: number;
  /** What the classes count beside the game, where D has an auxiliary head (AC-GAN); default 1. */
  auxiliary?: number;
  /**
   * The classes that a conditional G is asked for: "uniform", the default, draws each alike, by the seed; "real" asks for those of the
   * real examples of the round; a list is asked for in its order, from its beginning in every round, over and over.
   */
  labels?: "uniform" | "real" | readonly number[];
  /** True: G is judged on the noise that D was trained on last, as Keras-GAN does. Default false: on new noise. */
  reuseNoise?: boolean;
  /** True: also run G before it is judged, so that its images can be looked at between; they are the same. Default false. */
  inspect?: boolean;
  /** What G's noise is drawn from: "normal", the default, is N(0, 1), "uniform" the cube U(−1, 1) of Radford et al. 2016. */
  noise?: Prior;
  /**
   * Numbers for a purpose and a count: "noise", "noise again" and, in the second round of D or G, "noise 2", "noise again 2" and so
   * on. Default: as `noise` says, from the seed, the step and the purpose.
   */
  draw?: (purpose: string, count: number) => Float32Array;
}

/** Normal noise on what D sees, real and generated alike, in D's turn and in G's. */
export interface InstanceNoise {
  /** Standard deviation at the first step; the images are in [−1, 1]. */
  deviation: number;
  /** Steps over which it falls to 0 in a straight line; default: it stays. */
  steps?: number;
}

/** What G's noise is drawn from: "normal" is N(0, 1), in many dimensions a sphere; "uniform" is U(−1, 1), a cube. */
export type Prior = "normal" | "uniform";

/** Real examples of a round, on the current backend. */
export interface RealBatch {
  /** [batch, …input of D], images in [−1, 1]. With a packing D, [batch, …output of G]: the step packs. */
  real: tf.Tensor;
  /** Class of each, when the networks have labels: whole numbers from 0. */
  labels?: ArrayLike<number>;
}

/** The two networks of a GAN. */
type Players = Pick<Gan, "generator" | "discriminator">;

/** So many independent numbers of a prior. */
export function drawPrior(prior: Prior = "normal", source: Random, count: number): Float32Array {
  const draw = prior === "uniform" ? () => 2 * source.uniform() - 1 : () => source.normal();
  return Float32Array.from({length: count}, draw);
}

/** Standard deviation of the instance noise after so many steps. */
export function noiseDeviation({deviation, steps}: InstanceNoise, step: number): number {
  return steps === undefined ? deviation : deviation * Math.max(0, 1 - step / steps);
}

/**
 * How many of G's examples D sees at once, side by side (PacGAN, Lin et al. 2018): its features or channels over G's.
 * @throws RangeError when D does not take what G makes, in any number.
 */
export function packingOf({generator, discriminator}: Players): number {
  const made = outputShapeOf(generator);
  const packing = sizeOf(discriminator.input) / sizeOf(made);
  const needed = [...made.slice(0, -1), made[made.length - 1] * packing];
  if (Number.isInteger(packing) && packing >= 1 && shapeText(needed) === shapeText(discriminator.input)) return packing;
  throw new RangeError(`G makes ${shapeText(made)}, but D takes ${shapeText(discriminator.input)}`);
}

/** Classes that D's auxiliary head names; undefined for a D without one. */
export function namedClasses({layers}: Network): number | undefined {
  const head = layers[layers.length - 1];
  return head.kind === "auxiliary" ? head.classes : undefined;
}

/** Classes whose labels D needs, because it is told them or because it must name them; undefined when it needs none. */
export function labelsOf(discriminator: Network): number | undefined {
  return discriminator.label ?? namedClasses(discriminator);
}

/**
 * Holds settings against their ranges and the networks that they are for, before anything is computed.
 * @throws RangeError saying which setting is wrong, what was given, and what is allowed.
 */
export function checkSettings(settings: StepSettings, gan: Players): void {
  const {loss, targets = {}, discriminatorSteps = 1, generatorSteps = 1, labelFlips = 0, average, weightClip} = settings;
  const {gradientPenalty = 0, instanceNoise = {deviation: 0}, unrolled = 0, noise} = settings;
  checkTargets(loss, targets);
  checkOptimiser("generator", settings.generator);
  checkOptimiser("discriminator", settings.discriminator);
  for (const [name, steps] of Object.entries({discriminatorSteps, generatorSteps})) {
    check(Number.isInteger(steps) && steps >= 1 && steps <= 100, `${name} must be a whole number from 1 to 100, got ${steps}`);
  }
  check(labelFlips >= 0 && labelFlips <= 1, `labelFlips must be a share from 0 to 1, got ${labelFlips}`);
  const {deviation, steps} = instanceNoise;
  check(deviation >= 0 && deviation < Infinity, `instanceNoise.deviation must be 0 or more, got ${deviation}`);
  check(steps === undefined || steps > 0, `instanceNoise.steps must be above 0, got ${steps}`);
  check(average === undefined || (average >= 0 && average < 1), `average must be a decay in [0, 1), got ${average}`);
  check(weightClip === undefined || weightClip > 0, `weightClip must be above 0, got ${weightClip}`);
  check(gradientPenalty >= 0 && gradientPenalty < Infinity, `gradientPenalty must be 0 or more, got ${gradientPenalty}`);
  const mixing = mixingLayer(gan.discriminator)?.name;
  check(
    gradientPenalty === 0 || mixing === undefined,
    `a gradient penalty is for each example by itself, but D's layer "${mixing}" mixes the examples of a batch`
  );
  check(
    Number.isInteger(unrolled) && unrolled >= 0 && unrolled <= 10,
    `unrolled must be a whole number from 0 to 10, got ${unrolled}`
  );
  check(
    unrolled === 0 || gradientPenalty === 0,
    "an unrolled D goes without a gradient penalty, which would be differentiated thrice"
  );
  check(
    noise === undefined || noise === "normal" || noise === "uniform",
    `noise must be "normal" or "uniform", got ${JSON.stringify(noise)}`
  );
  check(
    unrolled === 0 || !isOwn(settings.discriminator),
    "an unrolled D is differentiated through its optimiser, which a function of numbers cannot be"
  );
  if (settings.rateCycle) checkCycle(settings.rateCycle);
  checkLabels(settings, gan);
  const packing = packingOf(gan);
  check(
    packing === 1 || (gan.generator.label ?? gan.discriminator.label) === undefined,
    `D sees ${packing} examples at once, which does not go with labels`
  );
}

/**
 * Holds real examples against the networks that they are for.
 * @throws RangeError when they have another shape, or do not pack; when labels are missing, superfluous, of another count than the
 * batch, or out of range.
 */
export function checkBatch({real, labels}: RealBatch, gan: Players): void {
  const {generator, discriminator} = gan;
  const [examples, ...shape] = real.shape;
  const needed = outputShapeOf(generator);
  check(
    real.rank >= 2 && shapeText(shape) === shapeText(needed),
    `real examples must have shape [batch, ${needed.join(", ")}], got ${shapeText(real.shape)}`
  );
  const packing = packingOf(gan);
  check(
    examples >= 1 && examples % packing === 0,
    `D sees ${packing} examples at once: the batch must be a multiple of it, got ${examples}`
  );
  const classes = discriminator.label ?? generator.label;
  if (classes === undefined) return check(!labels, "labels were given, but neither network takes any");
  if (!labels) throw new RangeError(`the networks take labels of ${classes} classes, but the batch has none`);
  check(labels.length === examples, `a batch of ${examples} needs as many labels, got ${labels.length}`);
  for (let i = 0; i < labels.length; i++) {
    const fits = Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes;
    check(fits, `label ${i} must be a whole number from 0 to ${classes - 1}, got ${labels[i]}`);
  }
}

function checkLabels({auxiliary, labels}: StepSettings, {generator, discriminator}: Players): void {
  const named = namedClasses(discriminator);
  if (named === undefined) {
    const last = discriminator.layers[discriminator.layers.length - 1].name;
    check(auxiliary === undefined, `auxiliary is the weight of an auxiliary head, but D ends in "${last}"`);
  } else {
    const asked = generator.label ?? "none";
    check(asked === named, `D's auxiliary head names ${named} classes, but G is asked for ${asked}`);
    check(auxiliary === undefined || (auxiliary >= 0 && auxiliary < Infinity), `auxiliary must be 0 or more, got ${auxiliary}`);
  }
  if (labels === undefined) return;
  const classes = generator.label ?? discriminator.label;
  if (classes === undefined) throw new RangeError("labels were chosen, but neither network takes any");
  if (typeof labels === "string") {
    const known = labels === "uniform" || labels === "real";
    return check(known, `labels must be "uniform", "real" or a list, got ${JSON.stringify(labels)}`);
  }
  check(labels.length > 0, "a list of labels needs at least one");
  const wrong = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  check(wrong === undefined, `labels must be whole numbers from 0 to ${classes - 1}, got ${wrong}`);
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message);
}
