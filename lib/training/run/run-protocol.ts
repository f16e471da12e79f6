import type {BackendPlace} from "../../backend/contenders.ts";
import type {BackendName, Choice} from "../../backend/choose.ts";
import type {DataPlan} from "../../data/data-plan.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {HistoryEntry, PhaseView, PlayOptions, RunPlan, RunStatus, SampleSheet} from "./run-types.ts";
import type {StoredState} from "../step/state.ts";

/** What a run is opened with, wherever it is carried out. */
export interface RunInput {
  /** In a worker, its data is a `DataPlan`. */
  plan: RunPlan & {data: RunPlan["data"] | DataPlan};
  settings: RunNumbers;
  backend: {asked?: BackendName; kept?: Choice; place: BackendPlace};
  /** Where it begins; default: before the first step. */
  from?: StoredState;
  /** The steps of the sheets that it has from the run that it is a branch of. */
  sheetSteps?: readonly number[];
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
  status: Pick<RunStatus, "state" | "step" | "phase" | "stepsPerSecond" | "error">;
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
  /** The state after the step in progress. */
  store: {input: null; output: StoredState};
  /** Frees everything. */
  close: {input: null; output: null};
}

/** Noise or examples [n, …], with their labels. */
export interface Examples {
  input: Values;
  labels?: readonly number[];
}
