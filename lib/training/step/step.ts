import {loadGradients} from "../../backend/gradients.ts";
import {checkBatchOf} from "./check-batch.ts";
import {checkSettings} from "./check-settings.ts";
import {findFault} from "./find-fault.ts";
import {measureStep} from "./measure.ts";
import type {Measures} from "./measure.ts";
import {phasesOf} from "./phases.ts";
import type {PhaseName} from "./phases.ts";
import type {GanState} from "./state.ts";
import {endPhases} from "./step-context.ts";
import type {Batch, BatchSource, StepContext, StepSettings} from "./step-context.ts";
import {forget, rememberState, restoreState} from "./undo.ts";

/** A step in numbers. Where a player has several turns, its numbers are those of its last. */
export interface StepReport extends Omit<Measures, "finite"> {
  /** Which step it was, from 1. */
  step: number;
  /** Mean of the losses on real and generated images, as in the log line of Keras-GAN; without the penalty. */
  discriminatorLoss: number;
}

/**
 * A step before its first phase. Whoever runs phases without `trainStep` must have awaited `loadGradients`
 * (lib/backend/gradients.ts), and ends the step by `endStep`.
 * @param given one batch, for every round of D, which stays the caller's; or a source of one for each round, which the step frees.
 * @throws RangeError when a setting is out of range or does not go with the networks, or the real examples do not fit them.
 */
export function beginStep(state: GanState, given: Batch | BatchSource, settings: StepSettings): StepContext {
  const gan = {generator: state.generator.network, discriminator: state.discriminator.network};
  checkSettings(settings, gan);
  const source = typeof given === "function" ? given : null;
  const batch = typeof given === "function" ? given(0) : given;
  try {
    checkBatchOf(batch, gan);
  } catch (error) {
    if (source) batch.real.dispose();
    throw error;
  }
  const made = {tensors: {}, discriminatorGradients: {}, generatorGradients: {}, running: {}};
  return {state, settings, phases: phasesOf(settings), batch, source, done: 0, round: 0, ...made, before: rememberState(state)};
}

/** Does the next phase and says which; null when the step is complete. */
export function nextPhase(context: StepContext): PhaseName | null {
  if (context.done >= context.phases.length) return null;
  const {name, round, run} = context.phases[context.done];
  context.round = round;
  run(context);
  context.done += 1;
  return name;
}

/** Frees all that a step has made, except the state. Doing it twice does nothing. */
export function endStep(context: StepContext): void {
  const {source, batch, before} = context;
  endPhases(context);
  if (source) batch.real.dispose();
  forget(before);
}

/** Ends a step that is not to count: the state is, bit for bit, as before its first phase. */
export function abortStep(context: StepContext): void {
  restoreState(context.state, context.before);
  endStep(context);
}

/**
 * One step of training: all phases, D's turns, then G's. The state is changed in place; when the step fails, it is as before.
 * @param look called after each phase, to see into the step.
 * @throws RangeError as `beginStep`; TrainingError as `reportStep`.
 */
export async function trainStep(
  state: GanState,
  batch: Batch | BatchSource,
  settings: StepSettings,
  look?: (phase: PhaseName, context: StepContext) => void
): Promise<StepReport> {
  await loadGradients();
  const context = beginStep(state, batch, settings);
  try {
    for (let phase = nextPhase(context); phase !== null; phase = nextPhase(context)) look?.(phase, context);
    return await reportStep(context);
  } catch (error) {
    restoreState(state, context.before);
    throw error;
  } finally {
    endStep(context);
  }
}

/**
 * The numbers of a step whose phases are all done.
 * @throws TrainingError naming step, phase and layer when a number is not finite; the state is then as before the step.
 */
export async function reportStep(context: StepContext): Promise<StepReport> {
  const {finite, ...measures} = await measureStep(context);
  const {step} = context.state;
  if (!finite) throw await findFault(context);
  return {step, discriminatorLoss: (measures.realLoss + measures.fakeLoss) / 2, ...measures};
}

/** The log line of Keras-GAN and AN12954: `1 [D loss: 0.685027, acc.: 57.81%] [G loss: 0.982729]`. */
export function logLine(
  report: Pick<StepReport, "step" | "discriminatorLoss" | "realAccuracy" | "fakeAccuracy" | "generatorLoss">
): string {
  const {step, discriminatorLoss, realAccuracy, fakeAccuracy, generatorLoss} = report;
  const accuracy = (50 * (realAccuracy + fakeAccuracy)).toFixed(2);
  return `${step} [D loss: ${discriminatorLoss.toFixed(6)}, acc.: ${accuracy}%] [G loss: ${generatorLoss.toFixed(6)}]`;
}
