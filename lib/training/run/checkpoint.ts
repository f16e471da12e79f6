import {trainableNames} from "../../nn/network/network-weights.ts";
import type {Values, Weights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import {weightSpecs} from "../../nn/network/network.ts";
import {FileError, float32Tensor, floats} from "../../nn/files/safetensors.ts";
import type {FileTensor} from "../../nn/files/safetensors.ts";
import {nameInFile, readWeights, takeTensor, writeWeights} from "../../nn/files/weights-file.ts";
import type {StoredState} from "../step/state.ts";
import type {StepSettings} from "../step/step-context.ts";

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
