import * as tf from "@tensorflow/tfjs-core";
import type {Dataset} from "../../data/dataset.ts";
import type {Gan} from "../../models/gan.ts";
import {outputShapeOf} from "../../nn/network/network.ts";
import {random} from "../../random.ts";
import {viewPhase} from "../step/measure.ts";
import type {PhaseView} from "../step/phases.ts";
import {packingOf} from "../step/settings.ts";
import type {RealBatch} from "../step/settings.ts";
import {disposeState, storeRemembered, storeState} from "../step/state.ts";
import type {GanState, StoredState} from "../step/state.ts";
import {abortStep, beginStep, endStep, nextPhase, reportStep} from "../step/step.ts";
import type {RunningStep} from "../step/step.ts";
import type {HistoryEntry, RunPlan} from "./types.ts";
import {shapeText} from "../../nn/arithmetic/values.ts";

/** A GAN in training, phase by phase. What a step does depends on the plan and the step alone. */
export class Stepper {
  readonly state: GanState;
  private readonly plan: RunPlan & {data: Dataset};
  private context: RunningStep | null = null;
  private milliseconds = 0;

  /** Takes the state over: `dispose` frees it. */
  constructor(plan: RunPlan & {data: Dataset}, state: GanState) {
    this.plan = plan;
    this.state = state;
  }

  /** Phases done of the step in progress; 0 between steps. */
  get done(): number {
    return this.context?.done ?? 0;
  }

  /** Steps done. The step in progress is none of them, though its last phase counts it. */
  get step(): number {
    return this.context?.before.step ?? this.state.step;
  }

  /**
   * The next phase, and after the last the numbers of the step. `look`: copies what can be seen.
   * @throws TrainingError when a number is not finite; what is wrong with settings or data. The step is then forgotten.
   */
  async next(look: boolean): Promise<{view?: PhaseView; entry?: HistoryEntry}> {
    const start = performance.now();
    const context = (this.context ??= this.begin());
    try {
      const {phases, done: index} = context;
      // Set for both of the phases that it concerns, or for neither.
      if (phases[index]?.name !== "judge") context.settings.inspect = look || this.plan.settings.inspect;
      nextPhase(context, look);
      this.milliseconds += performance.now() - start;
      const {last, complete} = context;
      const view = look && last ? await viewPhase(context, last, index, this.step + 1) : undefined;
      return complete ? {view, entry: await this.report(context)} : {view};
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  /** The state after `step` steps: a step in progress goes on afterwards, and none of it is in there. */
  store(): Promise<StoredState> {
    return this.context ? storeRemembered(this.state, this.context.before) : storeState(this.state);
  }

  /** Forgets the step in progress: the state is as before it. */
  abort(): void {
    if (this.context) abortStep(this.context);
    this.context = null;
  }

  dispose(): void {
    this.abort();
    disposeState(this.state);
  }

  private begin(): RunningStep {
    this.milliseconds = 0;
    const {step} = this.state;
    return beginStep(this.state, (round) => drawBatch(this.plan, step, round), {...this.plan.settings}, this.plan.step);
  }

  private async report(context: RunningStep): Promise<HistoryEntry> {
    const start = performance.now();
    const report = await reportStep(context);
    endStep(context);
    this.context = null;
    return {...report, milliseconds: this.milliseconds + performance.now() - start};
  }
}

/** What batches are drawn from, and how many examples each has. */
export interface BatchPlan {
  gan: Gan;
  data: Dataset;
  batch: number;
  seed: number | string;
}

/**
 * Holds data and networks against each other.
 * @throws RangeError when G makes something else than the examples of the data, when D takes neither one of them nor several side
 * by side, when networks with labels have fewer or more classes than the data, or the batch is not a whole number from 1 that
 * D's packing divides.
 */
export function checkBatchPlan({gan, data, batch}: BatchPlan): void {
  if (!Number.isSafeInteger(batch) || batch < 1) throw new RangeError(`batch must be a whole number from 1, got ${batch}`);
  const {generator, discriminator} = gan;
  const made = outputShapeOf(generator);
  if (shapeText(made) !== shapeText(data.shape)) {
    throw new RangeError(
      `the examples of ${data.name} are ${shapeText(data.shape)}, but the generator of ${gan.name} makes ${shapeText(made)}`
    );
  }
  const packing = packingOf(gan);
  if (batch % packing !== 0)
    throw new RangeError(`D sees ${packing} examples at once: the batch must be a multiple of it, got ${batch}`);
  const classes = discriminator.label ?? generator.label;
  if (classes !== undefined && classes !== data.classes) {
    throw new RangeError(`${gan.name} has labels of ${classes} classes, but ${data.name} has ${data.classes}`);
  }
}

/**
 * Real examples for one of D's rounds in the step after `step` steps: they depend on the seed, the step and the round alone, so
 * that any step can be done again. The caller frees `real`.
 */
export function drawBatch({gan, data, batch, seed}: BatchPlan, step: number, round = 0): RealBatch {
  const {discriminator, generator} = gan;
  const purpose = round === 0 ? "batch" : `batch ${round + 1}`;
  const {images, labels} = data.batch(batch, random(`${seed}/${step}`).split(purpose));
  const real = tf.tensor(images, [batch, ...data.shape]);
  return (discriminator.label ?? generator.label) === undefined ? {real} : {real, labels};
}
