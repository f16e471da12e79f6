import {loadGradients} from "../../backend/gradients.ts";
import type {BatchSource, StepContext} from "./context.ts";
import {disposeMade, freshContext} from "./context.ts";
import * as discriminatorTurn from "./discriminator-turn.ts";
import {findFault} from "./faults.ts";
import {findOwnFault} from "./own-fault.ts";
import {OwnStepRun} from "./own-step.ts";
import type {OwnStep} from "./game.ts";
import * as generatorTurn from "./generator-turn.ts";
import {measureStep} from "./measure.ts";
import type {Measures} from "./measure.ts";
import {phasesOf} from "./phases.ts";
import type {PhaseName, PlannedPhase} from "./phases.ts";
import {checkBatch, checkSettings} from "./settings.ts";
import type {RealBatch, StepSettings} from "./settings.ts";
import {forgetState, rememberState, restoreState} from "./state.ts";
import type {GanState} from "./state.ts";

/** A step in numbers. Where a player has several turns, its numbers are those of its last. */
export interface StepReport extends Omit<Measures, "finite" | "discriminatorLoss"> {
  /** Which step it was, from 1. */
  step: number;
  /** Mean of the losses on real and generated images, as in the log line of Keras-GAN; without the penalty. */
  discriminatorLoss: number;
}

/** A step whose phases are being done, one after the other. */
export interface RunningStep extends Omit<StepContext, "own"> {
  own?: OwnStepRun;
  /** The phases of this step, in order. */
  readonly phases: readonly PlannedPhase[];
  /** Phases done. */
  done: number;
  /** The phase that was done last; null before the first, and where a step of the reader's does not tell. */
  last: PlannedPhase | null;
  /** All phases are done. */
  complete: boolean;
}

/**
 * One step of training: all phases, D's turns, then G's. The state is changed in place; when the step fails, it is as before.
 * @param look called after each phase, to see into the step.
 * @param own does the step instead of the phases of the table.
 * @throws RangeError as `beginStep`; TrainingError as `reportStep`.
 */
export async function trainStep(
  state: GanState,
  batch: RealBatch | BatchSource,
  settings: StepSettings,
  look?: (phase: PhaseName, step: RunningStep) => void,
  own?: OwnStep
): Promise<StepReport> {
  await loadGradients();
  const step = beginStep(state, batch, settings, own);
  const next = () => nextPhase(step, look !== undefined);
  try {
    for (let phase = next(); phase !== null; phase = next()) look?.(phase, step);
    return await reportStep(step);
  } catch (error) {
    restoreState(state, step.before);
    throw error;
  } finally {
    endStep(step);
  }
}

/**
 * A step before its first phase. Whoever runs phases without `trainStep` must have awaited `loadGradients`
 * (lib/backend/gradients.ts), and ends the step by `endStep`.
 * @param given one batch, for every round of D, which stays the caller's; or a source of one for each round, which the step frees.
 * @throws RangeError when a setting is out of range or does not go with the networks, or the real examples do not fit them.
 */
export function beginStep(state: GanState, given: RealBatch | BatchSource, settings: StepSettings, own?: OwnStep): RunningStep {
  const gan = {generator: state.generator.network, discriminator: state.discriminator.network};
  checkSettings(settings, gan);
  const source = typeof given === "function" ? given : null;
  const batch = typeof given === "function" ? given(0) : given;
  try {
    checkBatch(batch, gan);
  } catch (error) {
    if (source) batch.real.dispose();
    throw error;
  }
  const {own: _, ...context} = freshContext({state, settings, batch, source, before: rememberState(state)});
  const step: RunningStep = {...context, phases: phasesOf(settings), done: 0, last: null, complete: false};
  if (own) step.own = new OwnStepRun(step, own);
  return step;
}

/**
 * Does the next phase and says which; null when the step is complete. A step of the reader's is done in one go, or up to where it
 * yields, and is called by the name of its last phase; with `look` it is told phase by phase.
 */
export function nextPhase(step: RunningStep, look = false): PhaseName | null {
  if (step.complete) return null;
  if (step.own) {
    const {phase, complete} = step.own.next(look);
    [step.last, step.complete] = [phase, complete];
  } else {
    step.last = step.phases[step.done];
    doPhase(step.last, step);
    step.complete = step.done === step.phases.length - 1;
  }
  step.done += 1;
  return (step.last ?? step.phases[step.phases.length - 1]).name;
}

/** What does the work of the phases, by the names of the table. */
const work: Record<PlannedPhase["work"], (step: StepContext) => void> = {...discriminatorTurn, ...generatorTurn};

function doPhase(phase: PlannedPhase, step: StepContext): void {
  step.round = phase.round;
  work[phase.work](step);
}

/** Frees all that a step has made, except the state. Doing it twice does nothing. */
export function endStep(step: StepContext): void {
  step.own?.end();
  disposeMade(step);
  if (step.source) step.batch.real.dispose();
  forgetState(step.before);
}

/** Ends a step that is not to count: the state is, bit for bit, as before its first phase. */
export function abortStep(step: StepContext): void {
  restoreState(step.state, step.before);
  endStep(step);
}

/**
 * The numbers of a step whose phases are all done.
 * @throws TrainingError naming step, phase and layer when a number is not finite; the state is then as before the step.
 */
export async function reportStep(step: RunningStep): Promise<StepReport> {
  const {finite, ...measures} = await measureStep(step);
  if (!finite) throw step.own ? await findOwnFault(step) : await findFault(step, step.phases, doPhase);
  return {step: step.state.step, discriminatorLoss: (measures.realLoss + measures.fakeLoss) / 2, ...measures};
}

/** The log line of Keras-GAN and AN12954: `1 [D loss: 0.685027, acc.: 57.81%] [G loss: 0.982729]`. */
export function logLine(
  report: Pick<StepReport, "step" | "discriminatorLoss" | "realAccuracy" | "fakeAccuracy" | "generatorLoss">
): string {
  const {step, discriminatorLoss, realAccuracy, fakeAccuracy, generatorLoss} = report;
  const accuracy = (50 * (realAccuracy + fakeAccuracy)).toFixed(2);
  return `${step} [D loss: ${discriminatorLoss.toFixed(6)}, acc.: ${accuracy}%] [G loss: ${generatorLoss.toFixed(6)}]`;
}
