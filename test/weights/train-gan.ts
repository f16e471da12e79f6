import {existsSync} from "node:fs";
import {mkdir, readFile, rename, writeFile} from "node:fs/promises";
import {dirname, resolve} from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type {ImageSet} from "../../lib/data/image-set.ts";
import type {Gan} from "../../lib/models/gan.ts";
import {latentDim} from "../../lib/models/gan.ts";
import type {Scheme} from "../../lib/nn/network/initialise.ts";
import type {TensorWeights, Values} from "../../lib/nn/network/network-weights.ts";
import {predict} from "../../lib/nn/network/predict.ts";
import {float16Tensor, integerTensor} from "../../lib/nn/files/safetensors.ts";
import {writeWeights} from "../../lib/nn/files/weights-file.ts";
import type {StoredNetwork} from "../../lib/nn/files/weights-file.ts";
import {random} from "../../lib/random.ts";
import {readCheckpoint, writeCheckpoint} from "../../lib/training/run/checkpoint.ts";
import {loadState, startState, storeState} from "../../lib/training/step/state.ts";
import type {GanState} from "../../lib/training/step/state.ts";
import {logLine, trainStep} from "../../lib/training/step/step.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {mismatchedStep} from "./mismatched.ts";

/** How a GAN of the book is trained. */
export interface GanRecipe {
  gan: Gan;
  seed: string;
  batch: number;
  steps: number;
  scheme: Scheme;
  settings: StepSettings;
  /** From this share of the steps on, both learning rates fall to 0 in a straight line. */
  decayFrom: number;
  /** Steps after which a sheet of samples is kept. */
  sheets: readonly number[];
  /** The weight of real pictures under wrong names among all that D is to call fake: see `mismatchedStep`. Default none. */
  mismatched?: number;
}

/** What is kept of a training besides its state. */
export interface Journal {
  /** Of every tenth step: losses of D and G, share right on real and on generated. */
  losses: number[];
  /** Each sheet's 16 images, 0 … 255. */
  sheets: number[][];
  /** Time that the training took. */
  seconds: number;
}

/** Images of a sheet. */
const SAMPLES = 16;
/** Steps between two losses of the journal. */
const EVERY = 10;
/** Steps between two checkpoints. */
const STORED = 200;

/** Trains on images drawn from a set. A training that was broken off goes on from its checkpoint in .cache, to the same numbers. */
export async function trainGan(
  recipe: GanRecipe,
  data: ImageSet,
  say: (line: string) => void
): Promise<{state: GanState; journal: Journal}> {
  const {gan, seed, batch, steps, settings, sheets, mismatched} = recipe;
  const kept = await resumed(recipe);
  const state = kept?.state ?? startState(gan, seed, recipe.scheme);
  const journal: Journal = kept?.journal ?? {losses: [], sheets: [], seconds: 0};
  const labelled = gan.discriminator.label !== undefined;
  let started = performance.now();
  const lookBack = async (): Promise<void> => {
    if (!sheets.includes(state.step)) return;
    const {images} = await samplesOf(gan, state.generator.weights, SAMPLES, `${seed}/sheet`);
    journal.sheets.push(Array.from(images.values, (value) => Math.round((255 * (value + 1)) / 2)));
  };
  if (!kept) await lookBack();
  while (state.step < steps) {
    const {images, labels} = data.batch(batch, random(`${seed}/${state.step}/batch`));
    const real = tf.tensor(images, [batch, ...data.shape]);
    const report = await trainStep(
      state,
      {real, ...(labelled && {labels})},
      slower(settings, state.step / steps, recipe.decayFrom),
      undefined,
      mismatched === undefined ? undefined : mismatchedStep(mismatched)
    );
    real.dispose();
    await lookBack();
    if (report.step % EVERY === 0)
      journal.losses.push(report.discriminatorLoss, report.generatorLoss, report.realAccuracy, report.fakeAccuracy);
    if (report.step % STORED !== 0 && report.step < steps) continue;
    say(logLine(report));
    journal.seconds += (performance.now() - started) / 1000;
    started = performance.now();
    await keep(recipe, state, journal);
  }
  return {state, journal};
}

/** A file of both networks with the history that `readHistory` reads. */
export function writeWithHistory(
  networks: Record<"generator" | "discriminator", StoredNetwork>,
  steps: readonly number[],
  {sheets, losses}: Journal
): Uint8Array {
  const others = new Map([
    ["history.steps", integerTensor([steps.length], Int32Array.from(steps))],
    ["history.sheets", integerTensor([steps.length, SAMPLES, 28, 28], Uint8Array.from(sheets.flat()))],
    ["history.losses", float16Tensor([losses.length / 4, 4], losses)]
  ]);
  const history = `losses of every ${EVERY}th step: discriminator, generator; share right on real, on generated`;
  return writeWeights({networks, others, metadata: {history}}, {compact: true});
}

/** What a generator makes of N(0, 1), one class after the other if it takes labels. */
export async function samplesOf(
  gan: Gan,
  weights: TensorWeights,
  count: number,
  seed: string
): Promise<{images: Values; labels?: Uint8Array}> {
  const source = random(seed);
  const noise = Float32Array.from({length: count * latentDim(gan)}, () => source.normal());
  const {label} = gan.generator;
  const labels = label === undefined ? undefined : Uint8Array.from({length: count}, (_, i) => i % label);
  return {images: await predict(gan.generator, weights, {shape: [count, latentDim(gan)], values: noise}, {labels}), labels};
}

function slower(settings: StepSettings, done: number, decayFrom: number): StepSettings {
  const share = done < decayFrom ? 1 : (1 - done) / (1 - decayFrom);
  const {generator, discriminator} = settings;
  return {
    ...settings,
    generator: {...generator, learningRate: generator.learningRate * share},
    discriminator: {...discriminator, learningRate: discriminator.learningRate * share}
  };
}

function cached({seed}: GanRecipe): string {
  return resolve(import.meta.dirname, `../../.cache/weights/${seed}`);
}

async function keep(recipe: GanRecipe, state: GanState, journal: Journal): Promise<void> {
  const {gan, settings, batch} = recipe;
  const path = cached(recipe);
  await mkdir(dirname(path), {recursive: true});
  const file = writeCheckpoint({gan, state: await storeState(state), settings, batch, data: "MNIST"});
  await writeFile(`${path}.new`, file);
  await writeFile(`${path}.json`, JSON.stringify({recipe: told(recipe), step: state.step, journal}));
  await rename(`${path}.new`, `${path}.safetensors`);
}

async function resumed(recipe: GanRecipe): Promise<{state: GanState; journal: Journal} | null> {
  const path = cached(recipe);
  if (!existsSync(`${path}.safetensors`)) return null;
  const {state} = readCheckpoint(new Uint8Array(await readFile(`${path}.safetensors`)));
  const {
    step,
    journal,
    recipe: made
  } = JSON.parse(await readFile(`${path}.json`, "utf8")) as {step: number; journal: Journal; recipe: string};
  return made === told(recipe) && step === state.step ? {state: loadState(state), journal} : null;
}

function told(recipe: GanRecipe): string {
  return JSON.stringify(recipe);
}
