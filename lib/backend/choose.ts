/** The backends of tfjs that a network can train on, from the one that wins on a real GPU to the one that is always there. */
export const backendNames = ["webgpu", "webgl", "wasm", "cpu"] as const;

/** One of tfjs's backends. */
export type BackendName = (typeof backendNames)[number];

/** What one backend turned out to be here. */
export type Trial =
  | {readonly name: BackendName; readonly milliseconds: number; readonly note?: string}
  /** Not measured: `reason` says why, for the reader. */
  | {readonly name: BackendName; readonly reason: string};

/** The backend to train on, and the figures that say why. Plain data: keep it, show it, pass it to a worker. */
export interface Choice {
  readonly name: BackendName;
  /** "measured": it had the shortest step. "asked": the reader named it. "kept": it was chosen on an earlier visit. "lost": another was lost. */
  readonly because: "measured" | "asked" | "kept" | "lost";
  readonly trials: readonly Trial[];
}

/** How a backend is tried: whether it is really there, and how long one small step takes. */
export interface Contender {
  readonly name: BackendName;
  /** Null when it is really there; else why it is not ("no WebGPU in this browser", "a software renderer: SwiftShader"). */
  readonly unavailable: () => Promise<string | null>;
  /** Starts the backend and gives the milliseconds of one small training step, after warming up. May reject. */
  readonly measure: () => Promise<number>;
}

/** What may decide in place of measuring. */
export interface ChoiceOptions {
  /** The reader's wish. It is only refused when the backend is not there at all. */
  readonly asked?: BackendName;
  /** The choice of an earlier visit, as kept by the caller; taken when the backend is still there. */
  readonly kept?: Choice;
}

/** How many times longer a step of the compact DCGAN takes on `cpu` than on `wasm`, about: the benchmark's `step.vs-cpu`. */
const cpuOverWasm = 100;

/**
 * What training costs on `cpu` where `wasm` did not start, in a sentence with the reason and what can be done; null for any other choice.
 */
export function priceOf({name, trials}: Choice): string | null {
  const wasm = trials.find((trial) => trial.name === "wasm");
  if (name !== "cpu" || !wasm || !("reason" in wasm)) return null;
  return `A step takes about ${cpuOverWasm} times as long as with WebAssembly, which did not start here (${wasm.reason}). Load the page again to try it once more.`;
}

/**
 * Chooses the backend with the shortest step among those that are really there. One that fails while it is measured is out, and
 * its message is kept. Throws an Error that lists every reason when none works, or when the one asked for is not there.
 */
export async function chooseBackend(contenders: readonly Contender[], {asked, kept}: ChoiceOptions = {}): Promise<Choice> {
  if (asked !== undefined) return takeAsked(contenders, asked);
  // What was missing then may be there now: nobody is left with the slowest for good.
  if (kept !== undefined && priceOf(kept) === null) {
    const contender = contenders.find(({name}) => name === kept.name);
    if (contender && (await reasonAgainst(contender)) === null) return {name: kept.name, because: "kept", trials: kept.trials};
  }
  const trials: Trial[] = [];
  for (const contender of contenders) trials.push(await tryOut(contender));
  const best = fastest(trials);
  if (best === undefined) throw new Error(`No backend works here: ${trials.map(describeTrial).join("; ")}`);
  return {name: best.name, because: "measured", trials};
}

/** One trial in words: "wasm: 61.3 ms a step", "webgl: a software renderer (SwiftShader)". */
export function describeTrial(trial: Trial): string {
  if ("reason" in trial) return `${trial.name}: ${trial.reason}`;
  return `${trial.name}: ${Number(trial.milliseconds.toPrecision(3))} ms a step`;
}

async function takeAsked(contenders: readonly Contender[], asked: BackendName): Promise<Choice> {
  const contender = contenders.find(({name}) => name === asked);
  if (!contender) throw new Error(`There is no backend ${JSON.stringify(asked)} here`);
  const trial = await tryOut(contender);
  if ("reason" in trial && !isSoftware(trial.reason)) throw new Error(describeTrial(trial));
  return {name: asked, because: "asked", trials: [trial]};
}

async function tryOut(contender: Contender): Promise<Trial> {
  const {name} = contender;
  const reason = await reasonAgainst(contender);
  if (reason !== null) return {name, reason};
  try {
    const milliseconds = await contender.measure();
    if (!(milliseconds > 0 && milliseconds < Infinity)) return {name, reason: `it took ${milliseconds} ms, which cannot be`};
    return {name, milliseconds};
  } catch (error) {
    return {name, reason: messageOf(error)};
  }
}

async function reasonAgainst({unavailable}: Contender): Promise<string | null> {
  try {
    return await unavailable();
  } catch (error) {
    return messageOf(error);
  }
}

function fastest(trials: readonly Trial[]): {readonly name: BackendName; readonly milliseconds: number} | undefined {
  const measured = trials.filter((trial) => "milliseconds" in trial);
  return [...measured].sort((a, b) => a.milliseconds - b.milliseconds)[0];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const softwarePrefix = "a software renderer";

function isSoftware(reason: string): boolean {
  return reason.startsWith(softwarePrefix);
}

/** Names by which programs that draw on the processor announce themselves as a GPU. */
const softwareRenderers = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render|warp|mesa offscreen/i;

/**
 * Why a GPU that calls itself `renderer` (WebGL's UNMASKED_RENDERER_WEBGL, WebGPU's description) is none, or null when it may
 * be one. An empty name is taken for a GPU: some browsers hide it.
 */
export function softwareRenderer(renderer: string): string | null {
  const name = softwareRenderers.exec(renderer)?.[0];
  return name === undefined ? null : `${softwarePrefix}, not a GPU: ${name}`;
}
