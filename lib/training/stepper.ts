import type {Dataset} from "../data/dataset.ts";
import {drawBatch} from "./batches.ts";
import {layerNorms} from "./norms.ts";
import {viewPhase} from "./phase-view.ts";
import {PHASES} from "./phases.ts";
import type {HistoryEntry, PhaseView, RunPlan} from "./run-types.ts";
import {disposeState} from "./state.ts";
import type {GanState} from "./state.ts";
import type {StepContext} from "./step-context.ts";
import {beginStep, endStep, nextPhase, reportStep} from "./step.ts";

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

  /**
   * The next phase, and after the last the numbers of the step. `look`: copies what can be seen.
   * @throws Error naming step and phase when a loss is not finite; what is wrong with settings or data.
   */
  async next(look: boolean): Promise<{view?: PhaseView; entry?: HistoryEntry}> {
    const {state} = this;
    const step = state.step + 1;
    const start = performance.now();
    const context = (this.context ??= this.begin());
    const index = context.done;
    const planned = PHASES[index];
    // Set for both of the phases that it concerns, or for neither.
    if (planned.name !== "judge") context.settings.inspect = look || this.plan.settings.inspect;
    nextPhase(context);
    this.milliseconds += performance.now() - start;
    const view = look ? await viewPhase(context, planned, index, step) : undefined;
    if (context.done < PHASES.length) return {view};
    return {view, entry: await this.report(context)};
  }

  /** Forgets the step in progress. */
  abort(): void {
    if (this.context) this.end(this.context);
  }

  dispose(): void {
    this.abort();
    disposeState(this.state);
  }

  private begin(): StepContext {
    this.milliseconds = 0;
    const batch = drawBatch(this.plan, this.state.step);
    try {
      return beginStep(this.state, batch, {...this.plan.settings});
    } catch (error) {
      batch.real.dispose();
      throw error;
    }
  }

  private async report(context: StepContext): Promise<HistoryEntry> {
    try {
      const start = performance.now();
      const report = await reportStep(context);
      const discriminatorNorms = await layerNorms(context.discriminatorGradients);
      const generatorNorms = await layerNorms(context.generatorGradients);
      const milliseconds = this.milliseconds + performance.now() - start;
      return {...report, discriminatorNorms, generatorNorms, milliseconds};
    } finally {
      this.end(context);
    }
  }

  private end(context: StepContext): void {
    this.context = null;
    endStep(context);
    context.batch.real.dispose();
  }
}
