import {planOf} from "../../data/data-plan.ts";
import {live} from "../../live.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {settled} from "../../nn/network/own-code.ts";
import {WorkerError} from "../../worker/channel.ts";
import type {Channel} from "../../worker/channel.ts";
import {openService, placeOf} from "../../worker/service.ts";
import {packed} from "../../worker/portable.ts";
import type {Service} from "../../worker/service.ts";
import type {PhaseView} from "../step/phases.ts";
import type {StepSettings} from "../step/settings.ts";
import {RunHistory} from "./history.ts";
import type {History, KeptPlace, KeptState, PlayOptions, RunOptions, RunPlan, RunStatus, Trainer} from "./types.ts";
import type {RunInput, RunRequests, RunUpdate} from "./messages.ts";
import {branchOptions, historyUpTo, Keeping, newId, runInput, startFrom} from "./opening.ts";
import type {Start} from "./opening.ts";

export type {History, HistoryEntry, PlayOptions, RunOptions, RunPlan, RunStatus, SampleSheet, Trainer} from "./types.ts";
export type {Examples} from "./messages.ts";

/**
 * A run that trains the plan's GAN, in a worker unless it must be here. It stands before its first step, paused, when `ready`
 * resolves. `dispose`, or the cell's `invalidation`, ends it.
 */
export function trainer(plan: RunPlan, options: RunOptions = {}): Trainer {
  const {step, ...usual} = plan;
  return new RemoteRun(plan.ownStep === false ? usual : plan, options);
}

/** What trains in this realm is loaded when it is wanted: a page whose run is in a worker needs none of it. */
const service: Service<RunRequests> = {
  name: "the run",
  worker: "gantry/workers/run",
  here: async () => (await import("./service.ts")).runHandlers()
};

/** The reader's end of a run. */
class RemoteRun implements Trainer {
  plan: RunPlan;
  readonly status = live<RunStatus>({
    state: "starting",
    where: "here",
    step: 0,
    phase: 0,
    stepsPerSecond: 0,
    backend: null,
    memory: 0
  });
  readonly history = live<History>({entries: [], sheets: [], snapshots: []});
  readonly phase = live<PhaseView | null>(null);
  readonly ready: Promise<void>;
  private readonly options: RunOptions;
  private channel: Channel<RunRequests> | null = null;
  private record: RunHistory;
  private opening: Promise<void>;
  private readonly keeping = new Keeping();
  /** Why there is no worker, once one could not be started. */
  private noWorker: string | null = null;
  /** Plans whose functions did not load in a worker, and why. */
  private readonly unfit = new WeakMap<RunPlan, string>();
  private disposed = false;
  /** Steps that are done once more are being stopped: what is still told of them is late. */
  private leaving = false;
  /** Takes the opening of a run that is idle; null once it has begun. */
  private wake: ((opening: Promise<void>) => void) | null = null;

  constructor(plan: RunPlan, options: RunOptions, start?: Start) {
    this.plan = plan;
    this.options = options;
    this.record = new RunHistory();
    if (start?.history) this.history.value = {...start.history, snapshots: []};
    if (options.idle && !start) {
      this.status.value = {...this.status.value, state: "paused"};
      this.ready = this.opening = new Promise((resolve) => (this.wake = resolve));
    } else {
      this.ready = this.opening = this.open(plan, start);
    }
    // Whoever does not wait for it reads of it in the status.
    this.ready.catch(() => {});
    void options.invalidation?.then(() => this.dispose());
  }

  play(options: PlayOptions = {}): void {
    // What goes wrong is told in the status.
    this.call("play", options).catch(() => {});
  }

  async pause(): Promise<void> {
    if (this.wake) return;
    if (this.status.value.state === "replaying") this.leaveReplay();
    await this.call("pause", null).finally(() => (this.leaving = false));
  }

  async step(count = 1): Promise<void> {
    await this.call("step", count);
  }

  nextPhase(): Promise<PhaseView> {
    return this.call("nextPhase", null);
  }

  async goTo(step: number): Promise<void> {
    if (this.channel === null && step === 0) return this.restart();
    await this.call("goTo", step);
  }

  async branch(settings: Partial<StepSettings>, options: RunOptions = {}): Promise<Trainer> {
    const state = await this.call("store", {finish: true});
    const usual = branchOptions(this.options, this.status.value.backend);
    const plan = {...this.plan, settings: {...this.plan.settings, ...settings}};
    const branch = new RemoteRun(plan, {...usual, ...options}, {state, history: historyUpTo(this.history.value, state.step)});
    await branch.ready;
    return branch;
  }

  async restart(changes: Partial<RunPlan> = {}): Promise<void> {
    // A worker that could not be had is tried again.
    this.noWorker = null;
    await this.begin({...this.plan, ...changes});
  }

  generate(noise: Values, options: {labels?: readonly number[]; average?: boolean} = {}): Promise<Values> {
    return this.call("generate", {input: noise, ...options});
  }

  judge(examples: Values, options: {labels?: readonly number[]} = {}): Promise<Float32Array> {
    return this.call("judge", {input: examples, ...options});
  }

  activations(
    player: "generator" | "discriminator",
    input: Values,
    options: {labels?: readonly number[]} = {}
  ): Promise<Record<string, Values>> {
    return this.call("activations", {player, input, ...options});
  }

  async save(): Promise<Uint8Array> {
    const state = await this.call("store", {finish: false});
    const {gan, settings, batch, data} = this.plan;
    const {writeCheckpoint} = await import("./checkpoint.ts");
    return writeCheckpoint({gan, state, settings, batch, data: "name" in data ? data.name : data.kind});
  }

  async load(file: Uint8Array): Promise<void> {
    const {readCheckpoint, resumed} = await import("./checkpoint.ts");
    const checkpoint = readCheckpoint(file);
    await this.begin(resumed(this.plan, checkpoint), {state: checkpoint.state});
  }

  keep(place: KeptPlace | null, options: {every?: number} = {}): void {
    this.keeping.place = place && {...place, ...options};
    // A run that has not begun to open is told then.
    if (!this.wake) this.call("keep", this.keeping.order()).catch(() => {});
  }

  async keepNow(): Promise<void> {
    if (this.keeping.place && this.channel) await this.call("keepNow", null);
  }

  async goOn(kept: KeptState, {id, copy = false}: {id: string; copy?: boolean}): Promise<void> {
    const {checkpoint, start} = await startFrom(kept, copy ? newId() : id);
    const {resumed} = await import("./checkpoint.ts");
    await this.begin(resumed(this.plan, checkpoint), start);
  }

  dispose(): void {
    if (this.disposed) return;
    if (this.channel) void this.keeping.close(this.channel);
    this.disposed = true;
    this.channel = null;
    this.status.value = {...this.status.value, state: "ended"};
  }

  /** Opens a run in the place of this one; an idle one begins with it. */
  private begin(plan: RunPlan, start?: Start): Promise<void> {
    const {wake} = this;
    this.wake = null;
    if (wake) this.tell({state: "starting"});
    // One after the other; an idle run has not begun to open.
    this.opening = wake ? this.open(plan, start) : this.opening.catch(() => {}).then(() => this.replace(plan, start));
    wake?.(this.opening);
    return this.opening;
  }

  /** The same; the run that goes is kept as far as it has come. */
  private async replace(plan: RunPlan, start?: Start): Promise<void> {
    if (this.channel) await this.keeping.now(this.channel);
    await this.open(plan, start);
  }

  /** Opens a run with a plan in the present worker, or in a new one. What is in the way leaves the run as it was. */
  private async open(plan: RunPlan, start?: Start): Promise<void> {
    if (this.disposed) throw new Error("the run has been disposed of");
    const fresh = this.channel === null;
    try {
      const id = start?.id ?? newId();
      const {channel, input} = await this.connected(plan, id, start);
      const backend = await channel.call("open", input);
      this.plan = plan;
      this.keeping.id = id;
      this.tell({backend});
    } catch (error) {
      if (this.status.value.where === "worker" && !this.disposed) {
        const message = (error as Error).message;
        if (fresh && error instanceof WorkerError)
          this.noWorker = `since no worker can be started (Restart tries again): ${message}`;
        else if ((error as Error).name === "NotPortable") this.unfit.set(plan, `since it does not run in a worker: ${message}`);
        if (this.noWorker ?? this.unfit.has(plan)) return this.open(plan, start);
      }
      if (fresh) this.lose(error);
      throw error;
    }
  }

  private async connected(plan: RunPlan, id: string, start?: Start): Promise<{channel: Channel<RunRequests>; input: RunInput}> {
    const input = runInput(plan, this.options, this.keeping.order(id), this.record.announce(start?.history), start);
    const wanted = placeOf(this.options.where) === "worker" && typeof Worker === "function";
    const why = this.noWorker ?? this.unfit.get(plan) ?? null;
    const sent = !wanted ? null : why === null ? await sendablePlan(plan) : {reason: `it is carried out in the page, ${why}`};
    const where = sent && "plan" in sent ? "worker" : "here";
    if (this.channel && where !== this.status.value.where) {
      this.channel.close();
      this.channel = null;
    }
    if (sent && "plan" in sent) input.plan = sent.plan;
    const note = sent && "reason" in sent ? {note: sent.reason} : {};
    const {note: _, moved: __, ...status} = this.status.value;
    this.status.value = {...status, ...note, where};
    if (!this.channel) {
      const channel = await openService(service, where);
      if (this.disposed) {
        channel.close();
        throw new Error("the run has been disposed of");
      }
      this.channel = channel;
      channel.call("watch", null, {progress: (update) => this.take(update)}).catch(() => {});
      void channel.failed.then((error) => this.channel === channel && this.lose(error));
    }
    return {channel: this.channel, input};
  }

  private async call<K extends keyof RunRequests>(name: K, input: RunRequests[K]["input"]): Promise<RunRequests[K]["output"]> {
    if (this.disposed) throw new Error("the run has been disposed of");
    if (this.wake) void this.begin(this.plan);
    await this.opening.catch(() => {});
    if (!this.channel) throw new WorkerError(this.status.value.error?.message ?? "the run has failed");
    return this.channel.call(name, input as never) as Promise<RunRequests[K]["output"]>;
  }

  private take(update: RunUpdate): void {
    if (this.disposed) return;
    if (this.record.take(update)) this.history.value = this.record.value;
    if (update.phase !== undefined && update.phase !== this.phase.value) this.phase.value = update.phase;
    const {error: _, replay: __, kept: ___, ...status} = this.status.value;
    if (this.leaving && update.status.replay && !update.moved) return;
    const moved = update.moved && {moved: update.moved.message, backend: update.moved.backend};
    this.status.value = {...status, ...update.status, ...moved, memory: this.record.bytes};
  }

  /** The run stands where it stood from this moment on, however long the phase takes that its worker is in. */
  private leaveReplay(): void {
    this.leaving = true;
    const {replay: _, ...status} = this.status.value;
    this.status.value = {...status, state: status.error ? "failed" : "paused"};
  }

  private tell(changes: Partial<RunStatus>): void {
    if (!this.disposed) this.status.value = {...this.status.value, ...changes};
  }

  /** The worker is gone, and with it everything but history: the run can only begin again. */
  private lose(error: unknown): void {
    this.channel?.close();
    this.channel = null;
    const message = error instanceof Error ? error.message : String(error);
    this.tell({state: "failed", error: {message, lastGood: 0}});
  }
}

/**
 * A plan as plain data, which can be sent to a worker, or why it cannot. Its arrays are shared, not copied; functions of the reader's
 * cells are sent as their source.
 */
export async function sendablePlan(plan: RunPlan): Promise<{plan: RunPlan} | {reason: string}> {
  try {
    const {gan, settings, step, data} = plan;
    const {generator, discriminator} = gan;
    const players = await packed({generator: settled(generator), discriminator: settled(discriminator)}, "gan");
    const sent = {...plan, gan: {...gan, ...players}, settings: await packed(settings, "settings"), data: planOf(data)};
    return {plan: step ? {...sent, step: await packed(step, "step")} : sent};
  } catch (error) {
    return {reason: `it is carried out in the page: ${(error as Error).message}`};
  }
}
