import type {Gan} from "../../models/gan.ts";
import {mixingLayer} from "../../models/remedies.ts";
import {checkAdam, checkRate} from "./adam.ts";
import {checkTargets} from "./losses.ts";
import {packingOf} from "./seen.ts";
import {namedClasses} from "./verdict.ts";
import type {OptimiserSettings} from "./optimiser.ts";
import {checkPrior} from "./prior.ts";
import {checkCycle} from "./rate-cycle.ts";
import type {StepSettings} from "./step-context.ts";

/**
 * Holds settings against their ranges and the networks that they are for, before anything is computed.
 * @throws RangeError saying which setting is wrong, what was given, and what is allowed.
 */
export function checkSettings(
  settings: StepSettings,
  {generator, discriminator}: Pick<Gan, "generator" | "discriminator">
): void {
  const {loss, targets = {}, discriminatorSteps = 1, generatorSteps = 1, labelFlips = 0, average, weightClip} = settings;
  const {gradientPenalty = 0, instanceNoise = {deviation: 0}} = settings;
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
  const norm = mixingLayer(discriminator);
  check(
    gradientPenalty === 0 || norm === undefined,
    `a gradient penalty is for each example by itself, but D's layer "${norm?.name}" mixes the examples of a batch`
  );
  const {unrolled = 0} = settings;
  check(
    Number.isInteger(unrolled) && unrolled >= 0 && unrolled <= 10,
    `unrolled must be a whole number from 0 to 10, got ${unrolled}`
  );
  check(
    unrolled === 0 || gradientPenalty === 0,
    "an unrolled D goes without a gradient penalty, which would be differentiated thrice"
  );
  checkPrior(settings.noise);
  if (settings.rateCycle) checkCycle(settings.rateCycle);
  checkLabels(settings, {generator, discriminator});
  const packing = packingOf({generator, discriminator});
  check(
    packing === 1 || (generator.label ?? discriminator.label) === undefined,
    `D sees ${packing} examples at once, which does not go with labels`
  );
}

function checkLabels(
  {auxiliary, labels}: StepSettings,
  {generator, discriminator}: Pick<Gan, "generator" | "discriminator">
): void {
  const named = namedClasses(discriminator);
  if (named === undefined) {
    check(auxiliary === undefined, `auxiliary is the weight of an auxiliary head, but D ends in "${lastOf(discriminator)}"`);
  } else {
    check(
      generator.label === named,
      `D's auxiliary head names ${named} classes, but G is asked for ${generator.label === undefined ? "none" : generator.label}`
    );
    check(auxiliary === undefined || (auxiliary >= 0 && auxiliary < Infinity), `auxiliary must be 0 or more, got ${auxiliary}`);
  }
  if (labels === undefined) return;
  const classes = generator.label ?? discriminator.label;
  check(classes !== undefined, "labels were chosen, but neither network takes any");
  if (typeof labels === "string") {
    check(labels === "uniform" || labels === "real", `labels must be "uniform", "real" or a list, got ${JSON.stringify(labels)}`);
    return;
  }
  check(labels.length > 0, "a list of labels needs at least one");
  const wrong = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= (classes as number));
  check(wrong === undefined, `labels must be whole numbers from 0 to ${(classes as number) - 1}, got ${wrong}`);
}

function lastOf({layers}: Gan["discriminator"]): string {
  return layers[layers.length - 1].name;
}

/** Whether settings are plain data, which can be stored or sent to a worker: without functions. */
export function arePlain({loss, draw}: StepSettings): boolean {
  return typeof loss === "string" && draw === undefined;
}

function checkOptimiser(player: string, settings: OptimiserSettings): void {
  try {
    const {optimiser = "adam"} = settings;
    if (optimiser === "sgd") checkRate(settings.learningRate);
    else if (optimiser === "adam") checkAdam(settings as Parameters<typeof checkAdam>[0]);
    else throw new RangeError(`optimiser must be "adam" or "sgd", got ${JSON.stringify(optimiser)}`);
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${player}: ${error.message}`, {cause: error});
    throw error;
  }
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message);
}
