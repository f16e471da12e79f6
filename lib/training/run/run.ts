import {capacityOf} from "../../backend/capacity.ts";
import type {Choice} from "../../backend/choose.ts";
import {openData} from "../../data/data-plan.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {breathe, delay} from "../../worker/breathe.ts";
import {unpacked} from "../../worker/portable.ts";
import {checkSettings, namedClasses} from "../step/settings.ts";
import {Commands} from "./commands.ts";
import {Ground} from "./ground.ts";
import type {Movable} from "./ground.ts";
import {BackendLostError} from "../../backend/lost.ts";
import {openBackend} from "../../backend/open.ts";
import type {RunFeed} from "./feed.ts";
import type {PlayOptions, ReadyPlan, Replay, RunPlan, RunStatus} from "./types.ts";
import type {Examples, KeepOrder, RunInput} from "./messages.ts";
import type {PhaseView} from "../step/phases.ts";
import {layerOutputs, outputsOf} from "./samples.ts";
import {StepPace} from "./pace.ts";
import {replay} from "./replay.ts";
import {checkRoom, inWords} from "./room.ts";
import {RunMemory} from "./run-memory.ts";
import {disposeState, loadState, startState, stateOf, storeState} from "../step/state.ts";
import type {StoredState} from "../step/state.ts";
import {checkBatchPlan, Stepper} from "./stepper.ts";

/**
 * A run in one realm, a page, a worker or Node: trains, keeps snapshots and goes back. What there is to tell goes to the feed. One
 * thing happens at a time; whoever asks for something while it plays is served between two phases.
 */
export class Run implements Movable {
  private readonly plan: ReadyPlan;
  private readonly ground: Ground;
  private readonly feed: RunFeed;
  private readonly memory: RunMemory;
  private stepper: Stepper;
  private state: RunStatus["state"] = "starting";
  private error: RunStatus["error"];
  private replay: Replay | undefined;
  private readonly commands = new Commands();
  private readonly pace = new StepPace();

  private constructor(input: RunInput, plan: ReadyPlan, choice: Choice, first: StoredState, feed: RunFeed) {
    this.plan = plan;
    this.feed = feed;
    this.stepper = new Stepper(plan, loadState(first));
    this.ground = new Ground(choice, input.backend.place, this);
    const [lost, tell] = [() => this.ground.lost, () => this.set(this.state, this.replay)];
    this.memory = new RunMemory(input, plan, first, feed, {lost, tell});
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
    checkRoom(plan, choice.name, capacityOf(choice.name));
    const first = from ? stateOf(plan.gan, from) : await startingPoint(plan);
    // What the run before this one still has to tell is told in its own name.
    await instead();
    feed.begin(input.opening);
    const run = new Run(input, plan, choice, first, feed);
    try {
      await run.rest();
    } catch (error) {
      await run.close();
      throw error;
    }
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
      const view = await this.ground.firm(() => this.doPhase(true));
      await this.rest();
      return view as PhaseView;
    });
    if (!view) throw new Error("nextPhase() was stopped by pause() or goTo() before it began");
    return view;
  }

  async goTo(step: number): Promise<void> {
    await this.commands.run((signal) => this.goBack(step, signal), {urgent: true});
  }

  generate({input, labels, average}: Examples & {average?: boolean}): Promise<Values> {
    return this.ground.firm(() => outputsOf(this.plan.gan.generator, this.generatorWeights(average ?? false), input, labels));
  }

  async judge({input, labels}: Examples): Promise<Float32Array> {
    const {discriminator: network} = this.plan.gan;
    const {values} = await this.ground.firm(() => outputsOf(network, this.stepper.state.discriminator.weights, input, labels));
    // An auxiliary head gives the logits of the classes behind each verdict.
    const width = 1 + (namedClasses(network) ?? 0);
    return width === 1 ? values : Float32Array.from({length: values.length / width}, (_, i) => values[i * width]);
  }

  activations({player, input, labels}: Examples & {player: "generator" | "discriminator"}): Promise<Record<string, Values>> {
    return this.ground.firm(() =>
      layerOutputs(this.stepper.state[player].network, this.stepper.state[player].weights, input, labels)
    );
  }

  /**
   * The state between two steps: a step in progress is finished first, or left out. After a failure, the state before the step that
   * failed.
   */
  store(finish: boolean): Promise<StoredState> {
    return this.ground.firm(async () => {
      while (finish && this.stepper.done > 0) await this.doPhase(false);
      this.set(this.state);
      return this.stepper.store();
    });
  }

  /** Keeps the run in the browser by this order from now on; null: no more. */
  keep(order: KeepOrder | null): void {
    this.memory.keeper.follow(order);
  }

  /** Keeps it as it is now: between two phases, also while it plays. */
  async keepNow(): Promise<void> {
    await this.ground.firm(() => this.memory.makeSnapshot(this.stepper));
    await this.memory.keeper.keep(this.memory.snapshots.newest);
  }

  async close(): Promise<void> {
    await this.pause();
    this.ground.close();
    await this.ground
      .alone(async () => this.stepper.dispose())
      .catch((error: unknown) => {
        if (!(error instanceof BackendLostError)) throw error;
      });
  }

  private async advance(until: number, pause: number, phases: boolean, signal: AbortSignal): Promise<void> {
    this.mustBeSound();
    this.set("playing");
    try {
      while (!signal.aborted && !(this.stepper.done === 0 && this.stepper.step >= until)) {
        try {
          await this.ground.alone(() => this.doPhase(phases));
        } catch (error) {
          if (!(await this.ground.outlived(error))) throw error;
        }
        this.set("playing");
        await (pause > 0 && (phases || this.stepper.done === 0) ? delay(pause, signal) : breathe());
        await this.feed.room();
      }
      await this.rest();
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** By the steps from the newest snapshot before; until they are done, the run stands where it stood. */
  private async goBack(to: number, signal: AbortSignal): Promise<void> {
    const {state: stood, stepper: left, plan, pace} = this;
    const {snapshots} = this.memory;
    if (!Number.isSafeInteger(to) || to < 0 || to > left.step)
      throw new RangeError(`goTo(step) needs a step that was done, from 0 to ${left.step}, got ${to}`);
    const passed = snapshots.from(snapshots.before(to));
    const {stepsPerSecond} = pace;
    const alone = this.ground.alone.bind(this.ground);
    const tell = (told: Replay): void => this.set("replaying", told);
    let there: Stepper | null;
    try {
      there = await replay({plan, snapshots: passed, to, stepsPerSecond, alone, tell, signal});
    } catch (error) {
      this.set(stood);
      if (!(await this.ground.outlived(error))) throw error;
      return this.goBack(Math.min(to, this.stepper.step), signal);
    }
    if (!there) return this.set(stood);
    await alone(async () => {
      left.dispose();
      this.stepper = there;
      this.error = undefined;
      this.memory.retrace(passed, to);
      this.feed.setPhase(null);
    });
    await this.rest();
  }

  private async doPhase(look: boolean): Promise<PhaseView | undefined> {
    const {stepper} = this;
    try {
      const {view, entry} = await stepper.next(look);
      if (stepper !== this.stepper || this.ground.lost) throw new BackendLostError("it was lost during a step");
      this.feed.setPhase(view ?? null);
      if (entry) await this.memory.add({...entry, milliseconds: this.pace.take(entry.milliseconds)}, this.stepper);
      return view;
    } catch (error) {
      throw this.fail(error);
    }
  }

  private async rest(): Promise<void> {
    await this.ground.firm(() => this.memory.rest(this.stepper));
    this.set("paused");
  }

  private generatorWeights(average: boolean): Stepper["state"]["generator"]["weights"] {
    const {generator, average: averaged} = this.stepper.state;
    return (average ? averaged : undefined) ?? generator.weights;
  }

  private set(state: RunStatus["state"], replay?: Replay): void {
    [this.state, this.replay] = [state, replay];
    const {stepper, error, pace} = this;
    const kept = this.memory.keeper.note;
    const status = {state, step: stepper.step, phase: stepper.done, stepsPerSecond: pace.stepsPerSecond};
    this.feed.setStatus({...status, ...(replay && {replay}), ...(kept && {kept}), ...(error && {error})});
  }

  /** Ends what is going on; gives the error as the reader should read it. */
  private fail(error: unknown): unknown {
    if (this.error || this.ground.lost || error instanceof BackendLostError) return error;
    const told = inWords(error, this.plan, this.ground.choice.name);
    try {
      this.stepper.abort();
    } catch {
      // A backend that is at its end does not give back what it holds either.
    }
    const lastGood = this.memory.snapshots.newest.step;
    this.error = {message: told instanceof Error ? told.message : String(told), lastGood};
    this.set("failed");
    return told;
  }

  private mustBeSound(): void {
    if (!this.error) return;
    const {message, lastGood} = this.error;
    throw new Error(`the run has failed: ${message}; goTo(${lastGood}) leads back to the last good snapshot`);
  }

  /** It cannot go on on another backend: it has failed. */
  strand(what: string, error: unknown): void {
    const message = `${what}, and the run cannot go on: ${error instanceof Error ? error.message : String(error)}`;
    this.error = {message, lastGood: this.memory.snapshots.newest.step};
    this.set("failed");
  }

  /** Its backend is lost, and another is there: it goes on from its last snapshot. */
  async move(what: string): Promise<void> {
    const {choice: backend} = this.ground;
    const {newest} = this.memory.snapshots;
    const stood = this.stepper.step;
    try {
      this.stepper.dispose();
    } catch {
      // What is gone cannot be given back.
    }
    checkRoom(this.plan, backend.name, capacityOf(backend.name));
    this.stepper = new Stepper(this.plan, loadState(newest));
    this.memory.back(newest.step);
    this.feed.setPhase(null);
    const [then, now] = [stood, newest.step].map((step) => step.toLocaleString("en"));
    const steps =
      then === now ? `It goes on from step ${now}` : `It was at step ${then} and goes on from step ${now}, its last snapshot`;
    this.feed.setMoved({message: `${what}. ${steps}, on ${backend.name}.`, backend});
    this.set(this.state, this.replay);
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
