import type {DataPlan} from "../../data/data-plan.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {Choice} from "../../backend/choose.ts";
import type {BackendOptions} from "../../backend/open.ts";
import type {StoredState} from "../step/state.ts";
import type {PhaseView} from "../step/phases.ts";
import type {HistoryEntry, KeptPlace, PackedHistory, PlayOptions, RunPlan, RunStatus, SampleSheet} from "./types.ts";

// What crosses between the reader's end of a run and the worker that carries it out.

/** What a run is opened with, wherever it is carried out. */
export interface RunInput {
  /** In a worker, its data is a `DataPlan`. */
  plan: RunPlan & {data: RunPlan["data"] | DataPlan};
  settings: RunNumbers;
  backend: BackendOptions;
  /** Where it begins; default: before the first step. */
  from?: StoredState;
  /** The steps of the sheets that it has from the run that it goes on from, and of that run what is to be kept. */
  sheetSteps?: readonly number[];
  past?: PackedHistory;
  /** How it keeps itself; default: not at all. */
  keep?: KeepOrder | null;
  /** Which of the runs that are opened one after the other it is; its updates say so. */
  opening: number;
}

/** Where, under which name and how often (milliseconds; default 10,000) a run keeps itself. */
export interface KeepOrder extends KeptPlace {
  id: string;
  every?: number;
}

/** The numbers of `RunOptions`. */
export interface RunNumbers {
  samples?: number;
  sampleEvery?: number;
  sheets?: number;
  snapshotEvery?: number;
  snapshots?: number;
}

/** What has changed since the last update. */
export interface RunUpdate {
  /** Of which run it is: `RunInput.opening`. A new one has only the history that it was opened with. */
  opening: number;
  status: Pick<RunStatus, "state" | "step" | "phase" | "stepsPerSecond" | "replay" | "kept" | "error">;
  /** When the backend was lost: what happened, and what it runs on since. */
  moved?: {message: string; backend: Choice};
  /** When the run has gone back: entries and sheets of later steps are gone. Comes before what is added. */
  back?: number;
  /** Steps that were done. */
  entries: HistoryEntry[];
  /** New sheets. */
  sheets: SampleSheet[];
  /** The steps of all sheets that are still wanted. */
  sheetSteps: readonly number[];
  snapshots: readonly number[];
  snapshotBytes: number;
  /** Absent: as before. */
  phase?: PhaseView | null;
}

/** The requests that a run answers, in a worker or here. What has changed is told before each answer. */
export interface RunRequests {
  /** Opens the run: the first request. Again: from the beginning, with this input. */
  open: {input: RunInput; output: Choice};
  /** Updates, at most one in 16 ms, until it is given up. */
  watch: {input: null; output: null; progress: RunUpdate};
  play: {input: PlayOptions; output: null};
  pause: {input: null; output: null};
  step: {input: number; output: null};
  nextPhase: {input: null; output: PhaseView};
  goTo: {input: number; output: null};
  generate: {input: Examples & {average?: boolean}; output: Values};
  judge: {input: Examples; output: Float32Array};
  activations: {input: Examples & {player: "generator" | "discriminator"}; output: Record<string, Values>};
  /** The state; of a step in progress that before it, or, when it is to be finished, that after it. */
  store: {input: {finish: boolean}; output: StoredState};
  /** Changes how it is kept. */
  keep: {input: KeepOrder | null; output: null};
  keepNow: {input: null; output: null};
  /** Frees everything. */
  close: {input: null; output: null};
}

/** Noise or examples [n, …], with their labels. */
export interface Examples {
  input: Values;
  labels?: readonly number[];
}
