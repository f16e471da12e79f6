import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../nn/forward.ts";
import {count} from "../nn/layers-shape.ts";
import type {TensorWeights} from "../nn/network-weights.ts";
import {random} from "../random.ts";
import {replace, updateAdam} from "./adam.ts";
import {addGradients, lossGradients, watchGradient} from "./gradients.ts";
import {discriminatorFakeLoss, discriminatorRealLoss, generatorLoss} from "./losses.ts";
import type {Player} from "./state.ts";
import {drawNumbers} from "./step-context.ts";
import type {StepContext} from "./step-context.ts";

/** The phases of one step, in order. The first five are D's turn, the others G's. */
export type PhaseName =
  | "draw noise"
  | "generate"
  | "judge real"
  | "judge fake"
  | "update D"
  | "draw noise again"
  | "generate again"
  | "judge"
  | "update G";

/** A named part of a step. */
export interface Phase {
  name: PhaseName;
  /** Whose turn it is. */
  turn: "discriminator" | "generator";
  run: (context: StepContext) => void;
}

/** One GAN step: what happens, in order. */
export const PHASES: readonly Phase[] = [
  {name: "draw noise", turn: "discriminator", run: (context) => drawNoise(context, "noise", "fakeLabel")},
  {name: "generate", turn: "discriminator", run: (context) => generate(context, "noise", "fakeLabel", "fake")},
  {name: "judge real", turn: "discriminator", run: judgeReal},
  {name: "judge fake", turn: "discriminator", run: judgeFake},
  {name: "update D", turn: "discriminator", run: updateDiscriminator},
  {name: "draw noise again", turn: "generator", run: drawAgain},
  {name: "generate again", turn: "generator", run: generateAgain},
  {name: "judge", turn: "generator", run: judge},
  {name: "update G", turn: "generator", run: updateGenerator}
];

function drawNoise(context: StepContext, noise: string, label: string): void {
  const {state, batch, tensors} = context;
  const examples = batch.real.shape[0];
  const {network} = state.generator;
  const purpose = noise === "noise" ? "noise" : "noise again";
  tensors[noise] = tf.tensor(drawNumbers(context, purpose, examples * count(network.input)), [examples, ...network.input]);
  const classes = network.label ?? state.discriminator.network.label;
  if (classes === undefined) return;
  const source = random(`${state.seed}/${state.step}`).split(label);
  tensors[label] = oneHot(
    Array.from({length: examples}, () => source.integer(0, classes - 1)),
    classes
  );
}

function drawAgain(context: StepContext): void {
  const {tensors, settings} = context;
  if (!settings.reuseNoise) return drawNoise(context, "noiseAgain", "labelAgain");
  tensors.noiseAgain = tf.clone(tensors.noise);
  if (tensors.fakeLabel) tensors.labelAgain = tf.clone(tensors.fakeLabel);
}

/** G's running statistics do not count here: G does not change in D's turn. */
function generate(context: StepContext, noise: string, label: string, name: string): void {
  const {tensors, state} = context;
  tensors[name] = tf.tidy(() => play(context, state.generator, tensors[noise], tensors[label], name).output);
}

/** The judge runs G again under the gradient, with the same result; so this phase works only for those who look. */
function generateAgain(context: StepContext): void {
  if (context.settings.inspect) generate(context, "noiseAgain", "labelAgain", "fakeAgain");
}

function judgeReal(context: StepContext): void {
  const {state, batch, tensors, settings} = context;
  const {label} = state.discriminator.network;
  if (label !== undefined) tensors.realLabel = oneHot(Array.from(batch.labels ?? []), label);
  const {loss, gradients} = lossGradients(state.discriminator, () => {
    const {output, running} = play(context, state.discriminator, batch.real, tensors.realLabel, "real");
    tensors.realLogits = tf.keep(output);
    keepAll(running, context.running);
    return discriminatorRealLoss(settings.loss, output, settings.targets);
  });
  tensors.realLoss = loss;
  context.discriminatorGradients = gradients;
}

/** Real and generated images are never in one batch: each has statistics of its own, and the running ones take the real first. */
function judgeFake(context: StepContext): void {
  const {state, tensors, settings} = context;
  const {network, weights, adam} = state.discriminator;
  const player: Player = {network, weights: {...weights, ...context.running}, adam};
  const {loss, gradients} = lossGradients(player, () => {
    const {output, running} = play(context, player, tensors.fake, tensors.fakeLabel, "fake");
    tensors.fakeLogits = tf.keep(output);
    keepAll(running, context.running);
    return discriminatorFakeLoss(settings.loss, output, settings.targets);
  });
  tensors.fakeLoss = loss;
  context.discriminatorGradients = addGradients(context.discriminatorGradients, gradients);
}

function updateDiscriminator({state, settings, discriminatorGradients, running}: StepContext): void {
  updateAdam(state.discriminator.weights, discriminatorGradients, state.discriminator.adam, settings.discriminator);
  moveAll(running, state.discriminator.weights);
}

/** G's loss through D. D's weights and statistics stay; only G's gradients are computed. */
function judge(context: StepContext): void {
  const {state, tensors, settings} = context;
  const {loss, gradients} = lossGradients(state.generator, () => {
    const made = play(context, state.generator, tensors.noiseAgain, tensors.labelAgain, "fakeAgain");
    keepAll(made.running, context.running);
    if (!tensors.fakeAgain) tensors.fakeAgain = tf.keep(tf.clone(made.output));
    const image = watchGradient(made.output, (gradient) => (tensors.fakeGradient = tf.keep(tf.clone(gradient))));
    const {output} = play(context, state.discriminator, image, tensors.labelAgain, "judge");
    tensors.logits = tf.keep(output);
    return generatorLoss(settings.loss, output);
  });
  tensors.generatorLoss = loss;
  context.generatorGradients = gradients;
}

function updateGenerator({state, settings, generatorGradients, running}: StepContext): void {
  updateAdam(state.generator.weights, generatorGradients, state.generator.adam, settings.generator);
  moveAll(running, state.generator.weights);
  state.step += 1;
}

function play(
  {state}: StepContext,
  {network, weights}: Player,
  input: tf.Tensor,
  label: tf.Tensor | undefined,
  purpose: string
): ReturnType<typeof forward> {
  const seed = `${state.seed}/${state.step}/${purpose}`;
  return forward(network, weights, input, {training: true, seed, label: network.label === undefined ? undefined : label});
}

function oneHot(labels: number[], classes: number): tf.Tensor {
  const values = new Float32Array(labels.length * classes);
  for (const [row, label] of labels.entries()) values[row * classes + label] = 1;
  return tf.tensor(values, [labels.length, classes]);
}

function keepAll(from: TensorWeights, into: TensorWeights): void {
  for (const [name, tensor] of Object.entries(from)) replace(into, name, tf.keep(tensor));
}

function moveAll(from: TensorWeights, into: TensorWeights): void {
  for (const [name, tensor] of Object.entries(from)) {
    replace(into, name, tensor);
    delete from[name];
  }
}
