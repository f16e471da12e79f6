import type {StoredState} from "../step/state.ts";
import type {RunFeed} from "./feed.ts";
import {Keeper} from "./keeper.ts";
import {KeptHistory} from "./kept-history.ts";
import {fixedNoise, outputsOf, usualSamples} from "./samples.ts";
import type {FixedNoise} from "./samples.ts";
import {isSound, Snapshots} from "./snapshots.ts";
import type {Stepper} from "./stepper.ts";
import {Thinning} from "./thinning.ts";
import type {HistoryEntry, ReadyPlan} from "./types.ts";
import type {RunInput} from "./messages.ts";

/** What a run remembers of itself where it is carried out: snapshots, which sheets it has made, and what is kept of it in the browser. */
export class RunMemory {
  readonly snapshots: Snapshots;
  readonly keeper: Keeper;
  private readonly plan: ReadyPlan;
  private readonly feed: RunFeed;
  private readonly noise: FixedNoise;
  private readonly sheets: Thinning;
  private readonly kept: KeptHistory;
  private readonly lost: () => boolean;

  /**
   * @param lost whether the backend is: what was read from it is then nothing
   * @param tell called when there is news of what is kept
   */
  constructor(
    input: RunInput,
    plan: ReadyPlan,
    first: StoredState,
    feed: RunFeed,
    {lost, tell}: {lost: () => boolean; tell: () => void}
  ) {
    const {generator} = plan.gan;
    const {samples = usualSamples(generator), sampleEvery = 10, sheets = 200} = input.settings;
    const {snapshotEvery = 20, snapshots = 20} = input.settings;
    this.plan = plan;
    this.feed = feed;
    this.lost = lost;
    this.noise = fixedNoise(generator, plan.seed, samples, plan.settings.noise);
    this.sheets = new Thinning(sampleEvery, sheets, "sampleEvery");
    this.sheets.steps.push(...(input.sheetSteps ?? []));
    this.snapshots = new Snapshots(first, snapshotEvery, snapshots);
    this.kept = new KeptHistory(sampleEvery, input.past);
    this.keeper = new Keeper(plan, this.kept, input.keep ?? null, tell);
    this.tell();
  }

  /** A step is done: into the history with it, and what is due is made. */
  async add(entry: HistoryEntry, stepper: Stepper): Promise<void> {
    this.feed.addEntry(entry);
    this.kept.addEntry(entry);
    if (this.sheets.due(entry.step)) await this.makeSheet(stepper);
    const {due} = this.keeper;
    if (due || this.snapshots.due(entry.step)) await this.makeSnapshot(stepper);
    if (due) void this.keeper.keep(this.snapshots.newest);
  }

  /** Where a run stops there is a sheet of what it makes, a snapshot to come back to, and it is kept. */
  async rest(stepper: Stepper): Promise<void> {
    if (stepper.done === 0) await this.makeSheet(stepper);
    await this.makeSnapshot(stepper);
    void this.keeper.keep(this.snapshots.newest);
  }

  /** A snapshot of where the run is, unless there is one. */
  async makeSnapshot(stepper: Stepper): Promise<void> {
    if (this.snapshots.newest.step === stepper.step) return;
    const state = await stepper.store();
    if (!this.lost() && isSound(state)) this.snapshots.keep(state);
    this.tell();
  }

  /** The run is back at a step, after having passed others before it once more. */
  retrace(passed: Snapshots, to: number): void {
    this.snapshots.retrace(passed, to);
    this.back(to);
  }

  /** The run is back at a step. */
  back(to: number): void {
    this.snapshots.back(to);
    this.sheets.back(to);
    this.kept.back(to);
    this.feed.back(to);
    this.tell();
  }

  /** A sheet of where the run is, unless there is one. */
  private async makeSheet({step, state}: Stepper): Promise<void> {
    const {steps} = this.sheets;
    if (steps[steps.length - 1] === step) return;
    const {noise, labels} = this.noise;
    const images = await outputsOf(this.plan.gan.generator, state.average ?? state.generator.weights, noise, labels);
    if (this.lost()) return;
    const sheet = {step, images, ...(labels && {labels})};
    this.sheets.add(step);
    this.kept.addSheet(sheet);
    this.feed.addSheet(sheet);
    this.tell();
  }

  private tell(): void {
    const {steps, bytes} = this.snapshots;
    this.feed.setKept({sheetSteps: this.sheets.steps, snapshots: steps, snapshotBytes: bytes});
  }
}
