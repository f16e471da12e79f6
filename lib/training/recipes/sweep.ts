import type {Live} from "../../live.ts";
import {live} from "../../live.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {random} from "../../random.ts";
import type {RunOptions, RunPlan, Trainer} from "../run/types.ts";
import {trainer} from "../run/trainer.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** One way of training, to be tried with several seeds. */
export interface SweepRow {
  /** Unique in the sweep. */
  name: string;
  plan: Omit<RunPlan, "seed">;
  /** Steps of one run. */
  steps: number;
  /** So many runs with seeds of their own, whose samples are put together: GANs apart, mixed. Default 1. */
  apart?: number;
}

/** One run (or, with `apart`, several) and what came of it. */
export interface SweepCell<Result> {
  row: string;
  seed: number | string;
  state: "waiting" | "running" | "done" | "failed";
  /** Steps done, of `steps`. */
  step: number;
  steps: number;
  /** In state "done". */
  result?: Result;
  /** In state "failed": what stopped the training. */
  error?: string;
  /** Time that it took so far. */
  seconds: number;
}

/** Where a sweep is. Each change makes a new object. */
export interface SweepStatus<Result> {
  state: "paused" | "playing" | "done" | "ended";
  /** Seed after seed, each with all rows. */
  cells: readonly SweepCell<Result>[];
  /** Steps of the chosen rows that are left, and, once a step has been timed, seconds that they will take at the mean pace so far. */
  left: {steps: number; seconds: number | null};
}

/** Options of `sweep`: those of its runs, and what is wanted of them. */
export interface SweepOptions<Result> extends Pick<RunOptions, "where" | "backend" | "kept" | "threads" | "invalidation"> {
  seeds: readonly (number | string)[];
  /** Samples that are measured. */
  samples: number;
  /** What is wanted of G's samples, [samples, …]. */
  measure: (samples: Values) => Result;
  /** Results of an earlier visit, which are not done again, by `sweepKey`. */
  results?: Readonly<Record<string, Result>>;
  /** Called with each new result. */
  found?: (key: string, result: Result) => void;
}

/** Ways of training × seeds, one run after the other, under the reader's hand. */
export interface Sweep<Result> {
  readonly rows: readonly SweepRow[];
  readonly status: Live<SweepStatus<Result>>;
  /** Goes on, within a run that was stopped too. */
  play(): void;
  /** Stops after the phase in progress; resolves when it has stopped. */
  pause(): Promise<void>;
  /** Only these rows are done from now on. A run in progress of another row is left, and begins again when its row is chosen again. */
  choose(rows: readonly string[]): Promise<void>;
  /** Forgets all results. */
  reset(): Promise<void>;
  dispose(): void;
}

/** Steps between two updates of the status. */
const CHUNK = 50;

/** The name of a cell: "packing 2 / 7". */
export function sweepKey(row: string, seed: number | string): string {
  return `${row} / ${seed}`;
}

/**
 * Trains every row with every seed, in one worker (or here), and measures what G makes at the end of each run, by its averaged weights
 * where they are kept. The numbers are the same however often it is stopped.
 * @throws RangeError when two rows have one name, or there is no seed or row.
 */
export function sweep<Result>(rows: readonly SweepRow[], options: SweepOptions<Result>): Sweep<Result> {
  return new RunningSweep(rows, options);
}

/** A cell that was begun: which of its runs it is at, and the samples of those that are done. */
interface Begun {
  index: number;
  part: number;
  samples: Values[];
}

class RunningSweep<Result> implements Sweep<Result> {
  readonly rows: readonly SweepRow[];
  readonly status;
  private readonly options: SweepOptions<Result>;
  private readonly byName: ReadonlyMap<string, SweepRow>;
  private chosen: ReadonlySet<string>;
  private run: Trainer | null = null;
  private begun: Begun | null = null;
  private stopping = false;
  private playing: Promise<void> = Promise.resolve();

  constructor(rows: readonly SweepRow[], options: SweepOptions<Result>) {
    if (rows.length === 0 || options.seeds.length === 0) throw new RangeError("a sweep needs rows and seeds");
    this.byName = new Map(rows.map((row) => [row.name, row]));
    if (this.byName.size < rows.length) throw new RangeError("the rows of a sweep need names of their own");
    this.rows = rows;
    this.options = options;
    this.chosen = new Set(this.byName.keys());
    const {seeds, results = {}} = options;
    const cells = seeds.flatMap((seed) => rows.map((row) => cellOf(row, seed, results[sweepKey(row.name, seed)])));
    this.status = live<SweepStatus<Result>>({state: "paused", cells, left: {steps: 0, seconds: null}});
    this.tell({});
    void options.invalidation?.then(() => this.dispose());
  }

  play(): void {
    const {state} = this.status.value;
    if (state === "playing" || state === "ended") return;
    this.stopping = false;
    this.tell({state: "playing"});
    this.playing = this.advance();
  }

  async pause(): Promise<void> {
    this.stopping = true;
    await this.run?.pause();
    await this.playing;
  }

  async choose(rows: readonly string[]): Promise<void> {
    const wasPlaying = this.status.value.state === "playing";
    const at = this.begun && this.status.value.cells[this.begun.index];
    if (at && !rows.includes(at.row)) {
      await this.pause();
      this.change(this.begun!.index, {state: "waiting", step: 0, seconds: 0});
      this.begun = null;
    }
    this.chosen = new Set(rows);
    this.tell(this.status.value.state === "done" ? {state: "paused"} : {});
    if (wasPlaying) this.play();
  }

  async reset(): Promise<void> {
    await this.pause();
    this.begun = null;
    const {seeds} = this.options;
    const cells = seeds.flatMap((seed) => this.rows.map((row) => cellOf<Result>(row, seed, undefined)));
    this.tell({state: "paused", cells});
  }

  dispose(): void {
    this.stopping = true;
    this.tell({state: "ended"});
    this.run?.dispose();
    this.run = null;
  }

  private async advance(): Promise<void> {
    for (let index = this.next(); index >= 0 && !this.stopping; index = this.next()) {
      this.begun ??= {index, part: 0, samples: []};
      try {
        await this.doCell(this.begun);
      } catch (error) {
        if (this.status.value.state === "ended") return;
        this.begun = null;
        this.change(index, {state: "failed", error: error instanceof Error ? error.message : String(error)});
      }
    }
    if (this.status.value.state !== "ended") this.tell({state: this.next() < 0 ? "done" : "paused"});
  }

  /** The cell in progress, else the first that is to be done; −1 when there is none. */
  private next(): number {
    if (this.begun) return this.begun.index;
    return this.status.value.cells.findIndex(({state, row}) => state === "waiting" && this.chosen.has(row));
  }

  private async doCell(begun: Begun): Promise<void> {
    const {index} = begun;
    const {row: name, seed} = this.status.value.cells[index];
    const row = this.byName.get(name)!;
    const {apart = 1, steps, plan} = row;
    const {samples, measure, found} = this.options;
    while (begun.part < apart) {
      const whole = {...plan, seed: apart === 1 ? seed : `${seed}/${begun.part + 1}`};
      const run = await this.begin(whole, begun);
      const before = this.status.value.cells[index].seconds;
      const started = performance.now();
      while (run.status.value.step < steps) {
        if (this.stopping) return;
        await run.step(Math.min(CHUNK, steps - run.status.value.step));
        const seconds = before + (performance.now() - started) / 1000;
        this.change(index, {state: "running", step: begun.part * steps + run.status.value.step, seconds});
      }
      const share = Math.floor((samples * (begun.part + 1)) / apart) - Math.floor((samples * begun.part) / apart);
      begun.samples.push(await run.generate(noiseFor(whole, share), {average: plan.settings.average !== undefined}));
      begun.part += 1;
    }
    const result = measure(together(begun.samples));
    this.begun = null;
    this.change(index, {state: "done", step: apart * steps, result});
    found?.(sweepKey(name, seed), result);
  }

  /** The run of a cell's part, from its beginning or where it was stopped. */
  private async begin(plan: RunPlan, {part, index}: Begun): Promise<Trainer> {
    const {where, backend, kept, threads} = this.options;
    const {state, step} = this.status.value.cells[index];
    if (this.run && state === "running" && step > part * this.byName.get(this.status.value.cells[index].row)!.steps)
      return this.run;
    if (this.run) await this.run.restart({scheme: undefined, ...plan});
    else {
      const never = {sampleEvery: 1e9, sheets: 3, snapshotEvery: 1e9, snapshots: 3, samples: 1};
      this.run = trainer(plan, {where, backend, kept, threads, ...never});
      await this.run.ready;
    }
    this.change(index, {state: "running"});
    return this.run;
  }

  private change(index: number, changes: Partial<SweepCell<Result>>): void {
    if (this.status.value.state === "ended") return;
    this.tell({cells: this.status.value.cells.map((cell, i) => (i === index ? {...cell, ...changes} : cell))});
  }

  private tell(changes: Partial<SweepStatus<Result>>): void {
    const {cells, ...rest} = {...this.status.value, ...changes};
    const open = cells.filter(({row, state}) => this.chosen.has(row) && (state === "waiting" || state === "running"));
    const steps = open.reduce((sum, cell) => sum + cell.steps - cell.step, 0);
    const timed = cells.filter(({seconds, step}) => seconds > 0 && step > 0);
    const pace = timed.reduce((sum, {seconds}) => sum + seconds, 0) / timed.reduce((sum, {step}) => sum + step, 0);
    this.status.value = {...rest, cells, left: {steps, seconds: timed.length > 0 ? steps * pace : null}};
  }
}

function cellOf<Result>(
  {name, steps, apart = 1}: SweepRow,
  seed: number | string,
  result: Result | undefined
): SweepCell<Result> {
  const cell = {row: name, seed, steps: apart * steps, seconds: 0};
  return result === undefined ? {...cell, state: "waiting", step: 0} : {...cell, state: "done", step: apart * steps, result};
}

function noiseFor({gan, seed}: RunPlan, samples: number): Values {
  const source = random(seed).split("measured");
  const shape = [samples, ...gan.generator.input];
  return {shape, values: Float32Array.from({length: sizeOf(shape)}, () => source.normal())};
}

function together(parts: readonly Values[]): Values {
  const [, ...shape] = parts[0].shape;
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.values.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return {shape: [parts.reduce((sum, part) => sum + part.shape[0], 0), ...shape], values};
}
