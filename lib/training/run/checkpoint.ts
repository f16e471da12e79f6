import {trainableNames} from "../../nn/network/network-weights.ts";
import type {Values, Weights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import {weightSpecs} from "../../nn/network/network.ts";
import {withCode} from "../../nn/network/own-code.ts";
import {FileError, float32Tensor, floats, readMetadata} from "../../nn/files/safetensors.ts";
import type {FileTensor} from "../../nn/files/safetensors.ts";
import {nameInFile, readWeights, takeTensor, writeWeights} from "../../nn/files/weights-file.ts";
import type {StoredNetwork} from "../../nn/files/weights-file.ts";
import type {StoredPlayer, StoredState} from "../step/state.ts";
import type {StepSettings} from "../step/settings.ts";
import type {RunPlan} from "./types.ts";

/** A run at rest: what it needs to go on as if it had not been interrupted, except its data. */
export interface Checkpoint {
  /** What readers call the GAN, and who published it. */
  gan: {name: string; source: string};
  state: StoredState;
  /** Without those that are functions: they cannot be stored. */
  settings: StepSettings;
  /** Examples in a step. */
  batch: number;
  /** The name of the data set. */
  data: string;
  /** The settings that were functions: "draw", "generator.learningRate". */
  functions?: readonly string[];
}

/** What the metadata of a checkpoint holds under this key, as JSON; the networks and tensors stand beside it. */
const KEY = "training";

interface Training extends Omit<Checkpoint, "state"> {
  step: number;
  seed: string;
  updates: {generator: number; discriminator: number};
}

/** What Adam remembers, under "optimizer.generator.mean.…" in the file. */
const MOMENTS = ["mean", "square"] as const;
const PLAYERS = ["generator", "discriminator"] as const;
const AVERAGE = "generator_average";

/**
 * A checkpoint as a safetensors file, every number exactly: "generator.conv1.kernel", "optimizer.generator.mean.conv1.kernel",
 * "generator_average.conv1.kernel".
 * @throws RangeError when weights do not fit their network.
 */
export function writeCheckpoint({gan, state, settings, batch, data}: Checkpoint): Uint8Array {
  const {generator, discriminator, average, step, seed} = state;
  const others = new Map<string, FileTensor>();
  const add = (part: string, weights: Weights): void => {
    for (const [name, {shape, values}] of Object.entries(weights))
      others.set(nameInFile(part, name), float32Tensor(shape, values));
  };
  for (const player of PLAYERS) {
    for (const moment of MOMENTS) add(momentOf(player, moment), state[player].adam[moment]);
  }
  if (average) add(AVERAGE, average);
  const training: Training = {
    gan: {name: gan.name, source: gan.source},
    step,
    seed,
    batch,
    data,
    settings,
    functions: functionsIn(settings),
    updates: {generator: generator.adam.steps, discriminator: discriminator.adam.steps}
  };
  return writeWeights({networks: {generator, discriminator}, others, metadata: {[KEY]: JSON.stringify(training)}});
}

/**
 * Reads a checkpoint.
 * @throws FileError saying what is wrong with the file: as `readWeights`; when it holds no training, or not all of it.
 */
export function readCheckpoint(file: Uint8Array): Checkpoint {
  const {networks, others, metadata} = readWeights(file);
  if (!Object.hasOwn(metadata, KEY)) throw new FileError("the file holds weights, but no training that could go on");
  const {step, seed, updates, functions = [], ...rest} = readTraining(metadata[KEY]);
  const player = (name: (typeof PLAYERS)[number]): StoredState["generator"] => {
    if (!Object.hasOwn(networks, name)) throw new FileError(`the file has no ${name}`);
    const [mean, square] = MOMENTS.map((moment) => take(momentOf(name, moment), networks[name].network, others, true));
    return {...networks[name], adam: {steps: updates[name], mean, square}};
  };
  const state: StoredState = {generator: player("generator"), discriminator: player("discriminator"), step, seed};
  if ([...others.keys()].some((name) => name.startsWith(`${AVERAGE}.`)))
    state.average = take(AVERAGE, state.generator.network, others, false);
  const odd = [...others.keys()][0];
  if (odd !== undefined) throw new FileError(`the tensor "${odd}" belongs to no part of the training`);
  return {...rest, state, functions};
}

/** The step of a checkpoint, from its header alone. @throws FileError as `readCheckpoint`. */
export function checkpointStep(file: Uint8Array): number {
  const {[KEY]: text} = readMetadata(file);
  if (typeof text !== "string") throw new FileError("the file holds weights, but no training that could go on");
  return readTraining(text).step;
}

function functionsIn(value: unknown, name = ""): string[] {
  if (typeof value === "function") return [name];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => functionsIn(inner, name === "" ? key : `${name}.${key}`));
}

function momentOf(player: string, moment: string): string {
  return `optimizer.${player}.${moment}`;
}

function take(part: string, network: Network, left: Map<string, FileTensor>, trainable: boolean): Weights {
  const trained = new Set(trainableNames(network));
  const specs = weightSpecs(network).filter(({name}) => !trainable || trained.has(name));
  return Object.fromEntries(
    specs.map(({name, shape}): [string, Values] => {
      return [name, {shape: [...shape], values: floats(takeTensor(nameInFile(part, name), shape, left))}];
    })
  );
}

function readTraining(text: string): Training {
  let training: Partial<Training> | null;
  try {
    training = JSON.parse(text) as Partial<Training> | null;
  } catch (error) {
    throw new FileError("what the file says of the training is not JSON", {cause: error});
  }
  const {gan, step, seed, batch, data, settings, updates} = training ?? {};
  const counts = {
    step,
    batch,
    "updates of the generator": updates?.generator,
    "updates of the discriminator": updates?.discriminator
  };
  for (const [what, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || (count as number) < 0)
      throw new FileError(`the file must say the ${what} as a whole number, it says ${JSON.stringify(count)}`);
  }
  const texts = {"name of the GAN": gan?.name, "source of the GAN": gan?.source, seed, "name of the data": data};
  for (const [what, value] of Object.entries(texts)) {
    if (typeof value !== "string") throw new FileError(`the file must say the ${what}, it says ${JSON.stringify(value)}`);
  }
  if (typeof settings !== "object" || settings === null) throw new FileError("the file has no settings of the training");
  return training as Training;
}

/**
 * The plan of a run that goes on from a checkpoint, with the data of `plan`. Functions cannot be stored: where the checkpoint's
 * settings had any, those of `plan` are taken whole; layers of one's own are those of the same names in `plan`.
 * @throws Error when there were functions or layers that the plan has not; RangeError when those layers have other shapes there.
 */
export function resumed(plan: RunPlan, {gan, state, settings, batch, functions = []}: Checkpoint): RunPlan {
  const missing = functions.find((path) => typeof at(plan.settings, path) !== "function");
  if (missing !== undefined) {
    throw new Error(`the run was trained with a function for settings.${missing}, which no file can hold: give it in the plan`);
  }
  return {
    ...plan,
    gan: {
      ...gan,
      generator: withCode(state.generator.network, plan.gan.generator, "generator"),
      discriminator: withCode(state.discriminator.network, plan.gan.discriminator, "discriminator")
    },
    settings: functions.length > 0 ? plan.settings : settings,
    batch,
    seed: state.seed
  };
}

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], value);
}

/** What shipped weights have (lib/weights/load): both players, and how long they were trained. */
export interface Grown {
  networks: Readonly<Record<string, StoredNetwork>>;
  record: {steps: number};
}

/**
 * A checkpoint from which a run goes on where shipped weights were left: `await run.load(warmStart(shipped, run.plan))`. The files
 * keep no optimiser: Adam begins anew, so the first steps are like those of a run whose rate has just been raised.
 * @throws RangeError when the weights lack a generator or a discriminator.
 */
export function warmStart({networks, record}: Grown, {gan, settings, batch, seed, data}: RunPlan): Uint8Array {
  const player = (name: "generator" | "discriminator"): StoredPlayer => {
    if (!Object.hasOwn(networks, name))
      throw new RangeError(`the weights have no ${name}: they have ${Object.keys(networks).join(", ")}`);
    const {network, weights} = networks[name];
    const zeros = () =>
      Object.fromEntries(
        trainableNames(network).map((weight) => {
          const {shape, values} = weights[weight];
          return [weight, {shape, values: new Float32Array(values.length)}];
        })
      ) as Weights;
    return {network, weights, adam: {steps: 0, mean: zeros(), square: zeros()}};
  };
  const [generator, discriminator] = [player("generator"), player("discriminator")];
  const average = settings.average === undefined ? {} : {average: generator.weights};
  const state = {generator, discriminator, ...average, step: record.steps, seed: String(seed)};
  return writeCheckpoint({gan, state, settings, batch, data: "name" in data ? String(data.name) : data.kind});
}
