/** A run that does no training: it keeps what was asked of it, and its numbers are made up. */
import {live} from "../../lib/live.ts";
import type {LiveSource} from "../../lib/live.ts";
import type {History, KeptPlace, RunStatus, Trainer} from "../../lib/training/run/types.ts";
import {writeSafetensors} from "../../lib/nn/files/safetensors.ts";
import type {PhaseView} from "../../lib/training/step/phases.ts";
import {madeEntry, madeHistory, madePhase, madeSheet} from "./training-run.ts";

/** A made-up run, with the means to move it from outside. */
export interface FakeTrainer extends Trainer {
  readonly status: LiveSource<RunStatus>;
  readonly history: LiveSource<History>;
  readonly phase: LiveSource<PhaseView | null>;
  /** Each call with its arguments: "step 10", "play {"pause":100}". */
  readonly asked: string[];
  /** Rejects the next call with this message. */
  refuse: string | null;
  /** Where it was told to keep itself. */
  place: KeptPlace | null;
  /** How many times it was told to do so at once. */
  keptNow: number;
  /** Does so many steps at once. */
  tick(steps: number): void;
}

/** What a checkpoint of it says of the training. */
const madeTraining = {
  gan: {name: "made up", source: "this test"},
  seed: "7",
  batch: 64,
  data: "none",
  settings: {},
  updates: {generator: 0, discriminator: 0}
};

/** A run that stands at a step, paused. */
export function fakeTrainer(step = 0): FakeTrainer {
  const choice = {
    name: "wasm",
    because: "measured",
    trials: [
      {name: "webgl", reason: "a software renderer"},
      {name: "wasm", milliseconds: 61.3, note: "2 threads"},
      {name: "cpu", milliseconds: 310}
    ]
  } as const;
  const status = live({
    state: "paused",
    where: "worker",
    step,
    phase: 0,
    stepsPerSecond: step === 0 ? 0 : 14.2,
    backend: choice,
    memory: 8.3e6
  } as RunStatus);
  const history = live(madeHistory(step));
  const phase = live<PhaseView | null>(null);
  const asked: string[] = [];
  const note = async (call: string): Promise<void> => {
    asked.push(call);
    const {refuse} = run;
    run.refuse = null;
    if (refuse !== null) throw new Error(refuse);
  };
  const set = (changes: Partial<RunStatus>) => (status.value = {...status.value, ...changes});
  const run: FakeTrainer = {
    plan: {
      gan: {name: "made up", source: "this test", generator: {}, discriminator: {}},
      data: {kind: "procedural digits"},
      settings: {},
      batch: 64,
      seed: 7
    } as unknown as Trainer["plan"],
    status,
    history,
    phase,
    asked,
    refuse: null,
    place: null,
    keptNow: 0,
    ready: Promise.resolve(),
    tick(steps) {
      const {entries, sheets, snapshots} = history.value;
      const from = status.value.step;
      const added = Array.from({length: steps}, (_, i) => madeEntry(from + i + 1));
      const due = added.filter((entry) => entry.step % 10 === 0).map((entry) => madeSheet(entry.step));
      history.value = {entries: [...entries, ...added], sheets: [...sheets, ...due], snapshots};
      set({step: from + steps, stepsPerSecond: 14.2});
    },
    play(options) {
      void note(`play ${JSON.stringify(options)}`);
      set({state: "playing"});
    },
    async pause() {
      await note("pause");
      set({state: "paused"});
    },
    async step(count = 1) {
      await note(`step ${count}`);
      run.tick(count);
    },
    async nextPhase() {
      await note("nextPhase");
      const index = status.value.phase % 9;
      const view = madePhase(index, status.value.step + 1);
      phase.value = view;
      if (index === 8) run.tick(1);
      set({phase: (index + 1) % 9});
      return view;
    },
    async goTo(to) {
      await note(`goTo ${to}`);
      const {entries, sheets, snapshots} = history.value;
      const before = <T extends {step: number}>(list: readonly T[]) => list.filter((kept) => kept.step <= to);
      history.value = {entries: before(entries), sheets: before(sheets), snapshots};
      const {error: _, ...rest} = status.value;
      status.value = {...rest, state: "paused", step: to, phase: 0};
    },
    async restart(changes) {
      await note(`restart ${JSON.stringify(changes)}`);
      history.value = madeHistory(0);
      set({step: 0, state: "paused"});
    },
    async save() {
      await note("save");
      const training = JSON.stringify({...madeTraining, step: status.value.step});
      return writeSafetensors({metadata: {training}, tensors: new Map()});
    },
    load: (file) => note(`load ${file.length} bytes`),
    keep: (place) => void (run.place = place),
    keepNow: async () => void (run.keptNow += 1),
    goOn: (_, {id, copy}) => note(`goOn ${id}${copy ? ", a copy" : ""}`),
    branch: () => Promise.reject(new Error("a made-up run has no branches")),
    generate: () => Promise.reject(new Error("a made-up run makes nothing")),
    judge: () => Promise.reject(new Error("a made-up run judges nothing")),
    activations: () => Promise.reject(new Error("a made-up run has no layers")),
    dispose: () => set({state: "ended"})
  };
  return run;
}
