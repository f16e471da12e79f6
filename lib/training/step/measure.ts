import * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights, Values} from "../../nn/network/network-weights.ts";
import type {StepContext, StepTensors} from "./context.ts";
import {made} from "./context.ts";
import {namedRight} from "./losses.ts";
import type {PhaseView, PlannedPhase} from "./phases.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** How an auxiliary head does, in nats and as shares: on real examples, on generated ones, and on those of G's turn. */
export interface ClassMeasures {
  realLoss: number;
  fakeLoss: number;
  generatorLoss: number;
  realRight: number;
  fakeRight: number;
  generatorRight: number;
}

/** The numbers of a finished step, brought from the backend in one read. */
export interface Measures {
  realLoss: number;
  fakeLoss: number;
  generatorLoss: number;
  /** What a step of the reader's reports. */
  discriminatorLoss?: number;
  /** λ · mean (‖∇D‖ − 1)², where there is a gradient penalty. */
  penalty?: number;
  /** With an auxiliary head: the cross-entropy of the classes, and the share that it names rightly. */
  classes?: ClassMeasures;
  /** Share of real images with a positive logit, and of generated ones without. */
  realAccuracy: number;
  fakeAccuracy: number;
  /** Euclidean norm of the gradient of each layer, by its name, in the order of the network. */
  generatorNorms: Record<string, number>;
  discriminatorNorms: Record<string, number>;
  /** Whether everything is finite: losses, gradients, and the weights that came of them. */
  finite: boolean;
}

/** Measures a step whose phases are all done. */
export async function measureStep(step: StepContext): Promise<Measures> {
  const {state, tensors, generatorGradients, discriminatorGradients} = step;
  const {generator, discriminator, average = {}} = state;
  const gradients = [generatorGradients, discriminatorGradients];
  const weights = [generator.weights, discriminator.weights, average].flatMap((all) => Object.values(all));
  const named = "generatorClassLoss" in tensors;
  const packed = tf.tidy(() => {
    const positive = (logits: tf.Tensor): tf.Tensor => tf.mean(tf.cast(tf.greater(logits, 0), "float32"));
    const squares = gradients.flatMap((all) => Object.values(all).map((gradient) => tf.sum(tf.square(gradient))));
    const classes = named ? classMeasures(step) : [];
    return tf.stack([
      made(step, "realLoss"),
      made(step, "fakeLoss"),
      made(step, "generatorLoss"),
      tensors.penalty ?? tf.scalar(0),
      tensors.discriminatorLoss ?? tf.scalar(0),
      positive(made(step, "realLogits")),
      tf.sub(1, positive(made(step, "fakeLogits"))),
      ...classes,
      ...squares,
      ...weights.map((weight) => tf.sum(weight))
    ]);
  });
  const [realLoss, fakeLoss, generatorLoss, penalty, discriminatorLoss, ...all] = await readAndFree(packed);
  const [realAccuracy, fakeAccuracy, ...others] = all;
  const rest = named ? others.slice(6) : others;
  // A step of the reader's need not show D real examples, or fakes: then there is no such loss, and no share that is right.
  const needed = step.own ? [discriminatorLoss] : [realLoss, fakeLoss];
  const finite = [...needed, generatorLoss, penalty, ...others].every(Number.isFinite);
  const ofG = Object.keys(generatorGradients).length;
  const generatorNorms = normsByLayer(generatorGradients, rest.slice(0, ofG));
  const discriminatorNorms = normsByLayer(discriminatorGradients, rest.slice(ofG));
  const losses = {
    realLoss,
    fakeLoss,
    generatorLoss,
    ...(tensors.discriminatorLoss && {discriminatorLoss}),
    ...(tensors.penalty && {penalty}),
    ...(named && {classes: namedOf(others)})
  };
  const accuracies = {
    realAccuracy: Number.isNaN(realLoss) ? NaN : realAccuracy,
    fakeAccuracy: Number.isNaN(fakeLoss) ? NaN : fakeAccuracy
  };
  return {...losses, ...accuracies, generatorNorms, discriminatorNorms, finite};
}

/** Six scalars, in the order of `ClassMeasures`. */
function classMeasures(step: StepContext): tf.Tensor[] {
  const right = (classes: keyof StepTensors, label: keyof StepTensors) => namedRight(made(step, classes), made(step, label));
  return [
    made(step, "realClassLoss"),
    made(step, "fakeClassLoss"),
    made(step, "generatorClassLoss"),
    right("realClasses", "realLabel"),
    right("fakeClasses", "fakeLabel"),
    right("generatorClasses", "labelAgain")
  ];
}

function namedOf([realLoss, fakeLoss, generatorLoss, realRight, fakeRight, generatorRight]: readonly number[]): ClassMeasures {
  return {realLoss, fakeLoss, generatorLoss, realRight, fakeRight, generatorRight};
}

/** Norms of gradients by layer, of a player whose turn has been. */
async function gradientNorms(gradients: TensorWeights): Promise<Record<string, number>> {
  const all = Object.values(gradients);
  if (all.length === 0) return {};
  const packed = tf.tidy(() => tf.stack(all.map((gradient) => tf.sum(tf.square(gradient)))));
  return normsByLayer(gradients, [...(await readAndFree(packed))]);
}

/** The numbers of a tensor, which is freed, also when its backend is lost meanwhile. */
async function readAndFree(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return await tensor.data<"float32">();
  } finally {
    tensor.dispose();
  }
}

/** The layer that a weight belongs to: "conv1/kernel" is of "conv1". */
export function layerOf(weight: string): string {
  return weight.slice(0, weight.lastIndexOf("/"));
}

function normsByLayer(gradients: TensorWeights, squares: readonly number[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [index, name] of Object.keys(gradients).entries()) {
    const layer = layerOf(name);
    sums[layer] = (sums[layer] ?? 0) + squares[index];
  }
  return Object.fromEntries(Object.entries(sums).map(([layer, sum]) => [layer, Math.sqrt(sum)]));
}

/** Most examples of each tensor that are shown. */
const EXAMPLES = 64;

/**
 * What can be looked at after a phase: copies, with at most 64 examples of each tensor.
 * @param place of the phase in its step, from 0
 * @param number of the step, from 1
 */
export async function viewPhase(step: StepContext, phase: PlannedPhase, place: number, number: number): Promise<PhaseView> {
  const shown = {real: step.batch.real, ...step.tensors};
  const entries = Object.entries(shown).map(async ([name, tensor]) => [name, await firstExamples(tensor)] as const);
  const tensors = Object.fromEntries(await Promise.all(entries)) as PhaseView["tensors"];
  const many = Object.entries(shown).flatMap(([name, {shape}]) => (shape[0] > EXAMPLES ? [[name, shape[0]] as const] : []));
  const view = {step: number, index: place, phase: phase.name, turn: phase.turn, tensors, examples: Object.fromEntries(many)};
  if (!phase.follows) return view;
  const followed = phase.follows === "generator" ? step.generatorGradients : step.discriminatorGradients;
  return {...view, norms: await gradientNorms(followed)};
}

async function firstExamples(tensor: tf.Tensor): Promise<Values> {
  const values = await tensor.data<"float32">();
  if (tensor.shape.length === 0) return {shape: [], values: Float32Array.from(values)};
  const shape = [Math.min(EXAMPLES, tensor.shape[0]), ...tensor.shape.slice(1)];
  return {shape, values: values.slice(0, sizeOf(shape))};
}
