import type {Choice} from "../../backend/choose.ts";
import {openData} from "../../data/data-plan.ts";
import type {Dataset} from "../../data/dataset.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {breathe, delay} from "../../worker/breathe.ts";
import {unpacked} from "../../worker/portable.ts";
import {checkSettings, namedClasses} from "../step/settings.ts";
import {Commands} from "./commands.ts";
import {openBackend, useBackend} from "../../backend/open.ts";
import type {RunFeed} from "./feed.ts";
import type {Examples, HistoryEntry, PlayOptions, RunInput, RunPlan, RunStatus} from "./types.ts";
import type {PhaseView} from "../step/phases.ts";
import {fixedNoise, layerOutputs, outputsOf, usualSamples} from "./samples.ts";
import type {FixedNoise} from "./samples.ts";
import {isSound, Snapshots, Thinning} from "./snapshots.ts";
import {disposeState, loadState, startState, storeState} from "../step/state.ts";
import type {StoredState} from "../step/state.ts";
import {checkBatchPlan, Stepper} from "./stepper.ts";

/** Steps that the speed is a mean of. */
const RECENT = 20;

/**
 * A run in one realm, a page, a worker or Node: trains, keeps snapshots and goes back. What there is to tell goes to the feed. One
 * thing happens at a time; whoever asks for something while it plays is served between two phases.
 */
export class Run {
  private readonly plan: RunPlan & {data: Dataset};
  private readonly choice: Choice;
  private readonly feed: RunFeed;
  private readonly sheets: Thinning;
  private readonly noise: FixedNoise;
  private readonly snapshots: Snapshots;
  private stepper: Stepper;
  /** The last step that history has; those up to it are done again in silence. */
  private known: number;
  private state: RunStatus["state"] = "starting";
  private error: RunStatus["error"];
  private readonly commands = new Commands();
  private last: Promise<unknown> = Promise.resolve();
  private recent: number[] = [];

  private constructor(
    {settings, sheetSteps = []}: RunInput,
    plan: RunPlan & {data: Dataset},
    choice: Choice,
    first: StoredState,
    feed: RunFeed
  ) {
    const {generator} = plan.gan;
    const {samples = usualSamples(generator), sampleEvery = 10, sheets = 200, snapshotEvery = 100, snapshots = 10} = settings;
    this.plan = plan;
    this.choice = choice;
    this.feed = feed;
    this.noise = fixedNoise(generator, plan.seed, samples, plan.settings.noise);
    this.sheets = new Thinning(sampleEvery, sheets, "sampleEvery");
    this.sheets.steps.push(...sheetSteps);
    this.snapshots = new Snapshots(first, snapshotEvery, snapshots);
    this.stepper = new Stepper(plan, loadState(first));
    this.known = first.step;
  }

  /**
   * A run before its first step, or where `input.from` is. `instead` ends the run whose place it takes, once nothing is in the way.
   * @throws what is wrong with plan, settings or backend; the old run is then as it was.
   */
  static async open(input: RunInput, feed: RunFeed, instead: () => Promise<void>): Promise<{run: Run; choice: Choice}> {
    const {backend, from} = input;
    // What a reader wrote may bring the whole of tfjs, which must not come after the backend and its gradients.
    const {data, ...rest} = input.plan;
    const plan = {...(await unpacked(rest)), data: "kind" in data ? openData(data) : data};
    checkBatchPlan(plan);
    checkSettings(plan.settings, plan.gan);
    const choice = await openBackend(backend);
    const first = from ?? (await startingPoint(plan));
    const run = new Run(input, plan, choice, first, feed);
    await instead();
    feed.back(input.sheetSteps ? first.step : -1);
    try {
      run.tellKept();
      await run.addSheet();
    } catch (error) {
      await run.close();
      throw error;
    }
    run.set("paused");
    return {run, choice};
  }

  /** Trains on until `pause`, or `until` steps are done. Resolves then; rejects when the run fails. */
  async play({until = Infinity, pause = 0, phases = false}: PlayOptions): Promise<void> {
    await this.commands.run((signal) => this.advance(until, pause, phases, signal), {endless: true});
  }

  /** Stops after the phase in progress. */
  pause(): Promise<void> {
    return this.commands.stop();
  }

  async step(count: number): Promise<void> {
    if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`step(count) needs a whole number from 1, got ${count}`);
    await this.commands.run((signal) => this.advance(this.stepper.step + count, 0, false, signal));
  }

  async nextPhase(): Promise<PhaseView> {
    const view = await this.commands.run(async () => {
      this.mustBeSound();
      const view = await this.alone(() => this.doPhase(true));
      if (this.stepper.done === 0) await this.addSheet();
      this.set("paused");
      return view as PhaseView;
    });
    if (!view) throw new Error("nextPhase() was stopped by pause() or goTo() before it began");
    return view;
  }

  async goTo(step: number): Promise<void> {
    const work = async (signal: AbortSignal): Promise<void> => {
      if (!Number.isSafeInteger(step) || step < 0 || step > this.known)
        throw new RangeError(`goTo(step) needs a step that was done, from 0 to ${this.known}, got ${step}`);
      const from = this.snapshots.before(step);
      await this.alone(async () => {
        this.stepper.dispose();
        this.stepper = new Stepper(this.plan, loadState(from));
        this.error = undefined;
        this.recent = [];
        this.forget(step);
        this.feed.setPhase(null);
      });
      await this.advance(step, 0, false, signal);
      if (this.stepper.step < step) this.forget(this.stepper.step);
    };
    await this.commands.run(work, {urgent: true});
  }

  generate({input, labels, average}: Examples & {average?: boolean}): Promise<Values> {
    return this.alone(() => outputsOf(this.plan.gan.generator, this.generatorWeights(average ?? false), input, labels));
  }

  async judge({input, labels}: Examples): Promise<Float32Array> {
    const {network, weights} = this.stepper.state.discriminator;
    const {values} = await this.alone(() => outputsOf(network, weights, input, labels));
    // An auxiliary head gives the logits of the classes behind each verdict.
    const width = 1 + (namedClasses(network) ?? 0);
    return width === 1 ? values : Float32Array.from({length: values.length / width}, (_, i) => values[i * width]);
  }

  activations({player, input, labels}: Examples & {player: "generator" | "discriminator"}): Promise<Record<string, Values>> {
    return this.alone(() => layerOutputs(this.stepper.state[player].network, this.stepper.state[player].weights, input, labels));
  }

  /** The state between two steps: a step in progress is finished first. After a failure, the state before the step that failed. */
  store(): Promise<StoredState> {
    return this.alone(async () => {
      while (this.stepper.done > 0) await this.doPhase(false);
      this.set(this.state);
      return storeState(this.stepper.state);
    });
  }

  async close(): Promise<void> {
    await this.pause();
    await this.alone(async () => this.stepper.dispose());
  }

  private async advance(until: number, pause: number, phases: boolean, signal: AbortSignal): Promise<void> {
    this.mustBeSound();
    this.set("playing");
    try {
      while (!signal.aborted && !(this.stepper.done === 0 && this.stepper.step >= until)) {
        await this.alone(() => this.doPhase(phases));
        this.set("playing");
        await (pause > 0 && (phases || this.stepper.done === 0) ? delay(pause, signal) : breathe());
        await this.feed.room();
      }
      if (this.stepper.done === 0) await this.addSheet();
      this.set("paused");
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  private async doPhase(look: boolean): Promise<PhaseView | undefined> {
    try {
      const {view, entry} = await this.stepper.next(look);
      this.feed.setPhase(view ?? null);
      if (entry) await this.keep(entry);
      return view;
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** A step is done: into the history with it, unless it is one that was done again. */
  private async keep(entry: HistoryEntry): Promise<void> {
    this.recent = [...this.recent.slice(1 - RECENT), entry.milliseconds];
    if (entry.step <= this.known) return;
    this.known = entry.step;
    this.feed.addEntry(entry);
    if (this.sheets.due(entry.step)) await this.makeSheet();
    if (!this.snapshots.due(entry.step)) return;
    const state = await storeState(this.stepper.state);
    if (isSound(state)) this.snapshots.keep(state);
    this.tellKept();
  }

  private addSheet(): Promise<void> {
    return this.alone(() => this.makeSheet());
  }

  /** A sheet of the present step, unless there is one. */
  private async makeSheet(): Promise<void> {
    const {step} = this.stepper;
    const {steps} = this.sheets;
    if (step < this.known || steps[steps.length - 1] === step) return;
    const {noise, labels} = this.noise;
    const images = await outputsOf(this.plan.gan.generator, this.generatorWeights(true), noise, labels);
    this.sheets.add(step);
    this.feed.addSheet({step, images, ...(labels && {labels})});
    this.tellKept();
  }

  private generatorWeights(average: boolean): Stepper["state"]["generator"]["weights"] {
    const {generator, average: averaged} = this.stepper.state;
    return (average ? averaged : undefined) ?? generator.weights;
  }

  private forget(step: number): void {
    this.known = step;
    this.sheets.back(step);
    this.snapshots.back(step);
    this.feed.back(step);
    this.tellKept();
  }

  private tellKept(): void {
    const {steps, bytes} = this.snapshots;
    this.feed.setKept({sheetSteps: this.sheets.steps, snapshots: steps, snapshotBytes: bytes});
  }

  private set(state: RunStatus["state"]): void {
    this.state = state;
    const mean = this.recent.reduce((sum, milliseconds) => sum + milliseconds, 0) / this.recent.length;
    const {stepper, error} = this;
    const status = {state, step: stepper.step, phase: stepper.done, stepsPerSecond: mean > 0 ? 1000 / mean : 0};
    this.feed.setStatus({...status, ...(error && {error})});
  }

  private fail(error: unknown): void {
    if (this.error) return;
    const {steps} = this.snapshots;
    this.stepper.abort();
    this.error = {message: error instanceof Error ? error.message : String(error), lastGood: steps[steps.length - 1]};
    this.set("failed");
  }

  private mustBeSound(): void {
    if (!this.error) return;
    const {message, lastGood} = this.error;
    throw new Error(`the run has failed: ${message}; goTo(${lastGood}) leads back to the last good snapshot`);
  }

  /** Waits for its turn; then nothing else happens until `work` is done. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(async () => {
      await useBackend(this.choice.name);
      return work();
    });
    this.last = turn.catch(() => {});
    return turn;
  }
}

async function startingPoint({gan, seed, scheme}: RunPlan): Promise<StoredState> {
  const state = startState(gan, seed, scheme);
  try {
    return await storeState(state);
  } finally {
    disposeState(state);
  }
}
