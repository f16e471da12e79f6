import type {DataPlan} from "../../data/data-plan.ts";
import type {Dataset} from "../../data/dataset.ts";
import type {Live} from "../../live.ts";
import type {Gan} from "../../models/gan.ts";
import type {Scheme} from "../../nn/network/initialise.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {BackendName, Choice} from "../../backend/choose.ts";
import type {Place} from "../../worker/service.ts";
import type {OwnStep} from "../step/game.ts";
import type {PhaseView} from "../step/phases.ts";
import type {StepSettings} from "../step/settings.ts";
import type {StepReport} from "../step/step.ts";

/** What a run is made of. With a `DataPlan` for its data it is plain data and may be stored or sent. */
export interface RunPlan {
  /** Its networks may have layers of the reader's own, whose code is kept in no file: who goes on from one goes on with that of the plan. */
  gan: Gan;
  data: Dataset | DataPlan;
  settings: StepSettings;
  /** Real examples in a step, and as many generated ones. */
  batch: number;
  /** What starting weights, noise, batches and labels come from. */
  seed: number | string;
  /** How the weights start; default "dcgan". */
  scheme?: Scheme;
  /**
   * A step of the reader's own, in the place of the usual one: of the settings, the optimisers, `noise`, `average` and `weightClip`
   * still hold. It is kept in no file: a run that goes on from one goes on with the step of its plan.
   */
  step?: OwnStep;
  /** False: `step` is left aside, and the usual step plays as the settings say: their loss, their turns. Default true. */
  ownStep?: boolean;
}

/** How a run is carried out; none of it changes a number. */
export interface RunOptions {
  /**
   * "worker" keeps the page smooth; "here" is for Node. Default: a worker where there is one. Functions in the settings, and data
   * sets of other making, cannot cross to a worker: such a run is carried out here, and its status says so.
   */
  where?: Place;
  /** Default: the one kept, else the one chosen by measuring. */
  backend?: BackendName;
  /** What `RunStatus.backend` was on an earlier visit: taken without measuring when the backend is still there. */
  kept?: Choice;
  /** Threads of the WASM backend; default: the cores where the page is isolated, else 1. */
  threads?: number;
  /** Images of the same noise in each sheet of the history; default 16, for a conditional GAN a row of 8 for each class; 256 points. */
  samples?: number;
  /**
   * Steps between two sheets; default 10. When there are more than `sheets` (default 200), every second one is dropped and this
   * doubles. The first and the newest stay; there is one more whenever the run stops.
   */
  sampleEvery?: number;
  sheets?: number;
  /**
   * Steps between two of the newest snapshots; default 20. Older ones are farther apart, and there are never more than `snapshots`
   * (default 20): see `SnapshotSteps`. There is one more wherever the run stops. The first and the last good one stay.
   */
  snapshotEvery?: number;
  snapshots?: number;
  /**
   * True: no worker is started and nothing is measured before the run is first asked for something; `ready` waits until then. For
   * chapters, whose figures are there before their reader wants to train. Default false.
   */
  idle?: boolean;
  /** A cell's `invalidation`: the run ends with it. */
  invalidation?: Promise<unknown>;
}

/** A plan whose data can be drawn from. */
export type ReadyPlan = RunPlan & {data: Dataset};

/** A step as history keeps it. */
export interface HistoryEntry extends StepReport {
  /** Euclidean norm of the gradient of each layer that has weights, by the layer's name, in the order of the network. */
  generatorNorms: Readonly<Record<string, number>>;
  discriminatorNorms: Readonly<Record<string, number>>;
  /** Milliseconds that the step took; sleep of the machine or of the tab is not counted. */
  milliseconds: number;
}

/** What G makes of the same noise after a step: images [samples, height, width, channels] in [−1, 1], or points [samples, 2]. */
export interface SampleSheet {
  step: number;
  images: Values;
  /** The class that each was asked for, in a conditional GAN. */
  labels?: readonly number[];
}

/** What a run has done. Each change makes a new object; arrays that did not change are the same. */
export interface History {
  /** One for each step done, oldest first; thinned beyond 20,000. */
  entries: readonly HistoryEntry[];
  sheets: readonly SampleSheet[];
  /** The steps at which a snapshot is kept. */
  snapshots: readonly number[];
}

/** A history as few large arrays, which are stored and sent quickly. */
export interface PackedHistory {
  /** The names of an entry's numbers, those of an object inside it after a dot: "generatorNorms.conv1". */
  columns: readonly string[];
  /** One entry after the other, a number for each column; NaN where an entry has none. */
  rows: Float64Array;
  sheets: readonly SampleSheet[];
}

/** Where a run belongs: what is kept of one is offered in the same place only. */
export interface KeptPlace {
  /** The page: its path. */
  page: string;
  /** Which of the page's runs. */
  name: string;
  /** What it was begun with: see `recipeOf`. Another recipe is another place, so that nobody is offered the weights of other networks. */
  recipe: string;
}

/** What a run goes on from. */
export interface KeptState {
  /** A checkpoint: see `readCheckpoint`. */
  file: Uint8Array;
  history: PackedHistory;
}

/** Where a run is. */
export interface RunStatus {
  state: "starting" | "paused" | "playing" | "replaying" | "failed" | "ended";
  /** Where it is carried out. */
  where: Place;
  /** Why it is carried out here although a worker was wanted: for the reader. */
  note?: string;
  /** Steps done. */
  step: number;
  /** Phases done of the step in progress; 0 between steps. */
  phase: number;
  /** Mean over the last steps; 0 before the first. */
  stepsPerSecond: number;
  /** What it runs on, and why; null while starting. */
  backend: Choice | null;
  /** Bytes that history and snapshots hold. */
  memory: number;
  /** What is kept of it in the browser; absent when it is not to be kept, or was not yet. */
  kept?: KeptNote;
  /** Since its backend was lost and it went on on another: what happened, from which step it went on, for the reader. */
  moved?: string;
  /** In state "replaying": how far it is. `step` is meanwhile where the run stands, and stays if this is stopped. */
  replay?: Replay;
  /** In state "failed": the message, and the step of the last good snapshot, to which `goTo` leads. */
  error?: {message: string; lastGood: number};
}

/** What is known of a run that keeps itself. */
export interface KeptNote {
  /** Under which it is kept: `KeptRun.id`. */
  id: string;
  /** As far as it is kept, and when that was (milliseconds since 1970); 0 when it never was. */
  step: number;
  at: number;
  /** Why it is not kept further, for the reader. */
  problem?: string;
}

/** Steps that are done once more, from a snapshot to the step that is wanted. */
export interface Replay {
  /** The step of the snapshot. */
  from: number;
  to: number;
  /** Where it is. */
  step: number;
  /** As long as it will take, by the speed measured last; null when none was. */
  secondsLeft: number | null;
}

/** How to play. */
export interface PlayOptions {
  /** Stop when so many steps are done; default: go on. */
  until?: number;
  /** Milliseconds to wait after each step, or phase; default 0. */
  pause?: number;
  /** True: show every phase, and wait after each; default false. */
  phases?: boolean;
}

/** A run under the reader's hand: the same whether it is carried out in a worker, in the page or in Node. */
export interface Trainer {
  readonly plan: RunPlan;
  readonly status: Live<RunStatus>;
  readonly history: Live<History>;
  /** The newest phase that was run by `nextPhase` or in slow motion; null otherwise. */
  readonly phase: Live<PhaseView | null>;
  /** Resolves when the first step can be done; rejects with what is in the way. */
  readonly ready: Promise<void>;
  /** Trains on: until `until` steps are done, with `pause` milliseconds between steps, or with `phases` between phases. */
  play(options?: PlayOptions): void;
  /** Stops after the phase in progress; resolves when it has stopped. */
  pause(): Promise<void>;
  /**
   * So many whole steps; a step in progress is finished first and counts. Resolves when they are done, or have been stopped by
   * `pause`. Rejects when the run fails.
   */
  step(count?: number): Promise<void>;
  /** The next phase alone; what is playing pauses. */
  nextPhase(): Promise<PhaseView>;
  /**
   * Back to the state after a step that was done: from the nearest snapshot before it, by the same steps again, of which the status
   * tells. Once it is there, later history goes. Resolves when it is there, or has been stopped by `pause`: the run then stands
   * where it stood, and nothing is lost.
   */
  goTo(step: number): Promise<void>;
  /** A second run that begins where this one is, with other settings; this one goes on as before. */
  branch(settings: Partial<StepSettings>, options?: RunOptions): Promise<Trainer>;
  /** From the beginning, with other parts of the plan if given. */
  restart(changes?: Partial<RunPlan>): Promise<void>;
  /** What G makes of noise [n, latent] (and one-hot or whole labels). `average`: by the averaged weights, where they are kept. */
  generate(noise: Values, options?: {labels?: readonly number[]; average?: boolean}): Promise<Values>;
  /**
   * D's logits for examples [n, …shape], one for each, by running statistics. Those of the classes, of an auxiliary head, are in
   * `activations`.
   */
  judge(examples: Values, options?: {labels?: readonly number[]}): Promise<Float32Array>;
  /** The outputs of a network's layers, by name, for examples or noise [n, …]: what activation maps show. */
  activations(
    player: "generator" | "discriminator",
    input: Values,
    options?: {labels?: readonly number[]}
  ): Promise<Record<string, Values>>;
  /**
   * The state after `status.step` steps as a checkpoint file (safetensors), which says its step; nothing of a step in progress is
   * in there.
   */
  save(): Promise<Uint8Array>;
  /** Goes on from a checkpoint. Rejects with an Error that says what is wrong with the file; the run is then as before. */
  load(file: Uint8Array): Promise<void>;
  /**
   * Keeps the run in this browser from now on: every ten seconds while it plays (less often when that would cost more than half a
   * hundredth of the time), and wherever it stops. `status.kept` tells how far it is kept. A run that begins anew, or from a file,
   * is kept beside the former one. Null: it is kept no more; what is kept stays.
   */
  keep(place: KeptPlace | null, options?: {every?: number}): void;
  /** Keeps what has been done until now; resolves when it is kept, or cannot be. */
  keepNow(): Promise<void>;
  /**
   * Goes on from where a run was kept, with its history, and keeps itself in its place; `copy`: beside it, for another tab may be
   * at work on it. The same seed on the same backend gives the numbers of a run that was not interrupted. Rejects as `load`.
   */
  goOn(kept: KeptState, from: {id: string; copy?: boolean}): Promise<void>;
  dispose(): void;
}
