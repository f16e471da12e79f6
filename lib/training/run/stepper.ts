import type {Dataset} from "../../data/dataset.ts";
import {drawBatch} from "./batches.ts";
import {viewPhase} from "../step/phase-view.ts";
import type {HistoryEntry, PhaseView, RunPlan} from "./run-types.ts";
import {disposeState} from "../step/state.ts";
import type {GanState} from "../step/state.ts";
import type {StepContext} from "../step/step-context.ts";
import {abortStep, beginStep, endStep, nextPhase, reportStep} from "../step/step.ts";

/** A GAN in training, phase by phase. What a step does depends on the plan and the step alone. */
export class Stepper {
  readonly state: GanState;
  private readonly plan: RunPlan & {data: Dataset};
  private context: StepContext | null = null;
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
      const planned = phases[index];
      // Set for both of the phases that it concerns, or for neither.
      if (planned.name !== "judge") context.settings.inspect = look || this.plan.settings.inspect;
      nextPhase(context);
      this.milliseconds += performance.now() - start;
      const view = look ? await viewPhase(context, planned, index, this.step + 1) : undefined;
      return context.done < phases.length ? {view} : {view, entry: await this.report(context)};
    } catch (error) {
      this.abort();
      throw error;
    }
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

  private begin(): StepContext {
    this.milliseconds = 0;
    const {step} = this.state;
    return beginStep(this.state, (round) => drawBatch(this.plan, step, round), {...this.plan.settings});
  }

  private async report(context: StepContext): Promise<HistoryEntry> {
    const start = performance.now();
    const report = await reportStep(context);
    endStep(context);
    this.context = null;
    return {...report, milliseconds: this.milliseconds + performance.now() - start};
  }
}
