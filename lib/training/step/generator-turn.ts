import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors, keepTensors, moveTensors, oneHotTensor} from "../../nn/network/network-weights.ts";
import {lossGradients, watchGradient} from "./gradients.ts";
import {generatorLoss} from "./losses.ts";
import {cycled, startAverage, updateAverage, updateWeights} from "./optimisers.ts";
import {asDiscriminatorSees, keepLosses, runPlayer, verdict} from "./players.ts";
import {unrolledDiscriminator} from "./second-order.ts";
import {drawNumbers, keepTensor, made, nextBatch, sourceFor} from "./context.ts";
import type {StepContext} from "./context.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

// What G does: it makes examples of noise, in D's turn and in its own; then it is judged, and follows the gradient that comes back.

/** The noise of D's turn; in its later rounds with new real examples, if there is a source of them. */
export function drawNoise(step: StepContext): void {
  if (step.round > 0) nextBatch(step);
  drawNoiseFor(step, "noise", "fakeLabel");
}

/** The noise of G's turn; where noise is used twice, only G's later rounds draw. */
export function drawNoiseAgain(step: StepContext): void {
  const {tensors, settings, round} = step;
  if (!settings.reuseNoise || round > 0) return drawNoiseFor(step, "noiseAgain", "labelAgain");
  keepTensor(step, "noiseAgain", tf.clone(made(step, "noise")));
  if (tensors.fakeLabel) keepTensor(step, "labelAgain", tf.clone(tensors.fakeLabel));
}

/** Noise for as many examples as the batch has and, in a conditional GAN, the classes to make of it. */
function drawNoiseFor(step: StepContext, noise: "noise" | "noiseAgain", label: "fakeLabel" | "labelAgain"): void {
  const {state, batch} = step;
  const examples = batch.real.shape[0];
  const {network} = state.generator;
  const numbers = drawNumbers(step, noise === "noise" ? "noise" : "noise again", examples * sizeOf(network.input));
  keepTensor(step, noise, tf.tensor(numbers, [examples, ...network.input]));
  const classes = network.label ?? state.discriminator.network.label;
  if (classes !== undefined) keepTensor(step, label, oneHotTensor(classesWanted(step, label, classes), classes));
}

/** The class that G is asked for in each example of the round. */
function classesWanted(step: StepContext, purpose: "fakeLabel" | "labelAgain", classes: number): number[] {
  const {real, labels: ofReal = []} = step.batch;
  const {labels = "uniform"} = step.settings;
  const examples = real.shape[0];
  if (labels === "real") return Array.from(ofReal);
  if (labels !== "uniform") return Array.from({length: examples}, (_, i) => labels[i % labels.length]);
  const source = sourceFor(step, purpose);
  return Array.from({length: examples}, () => source.integer(0, classes - 1));
}

/** The fakes that D will see. G's running statistics do not count here: they move in its own turn. */
export function generate(step: StepContext): void {
  const {state, tensors} = step;
  keepTensor(
    step,
    "fake",
    tf.tidy(() => runPlayer(step, state.generator, made(step, "noise"), tensors.fakeLabel, "fake").output)
  );
}

/** The fakes of G's turn. The judge runs G again under the gradient, with the same result; so it works only for those who look. */
export function generateAgain(step: StepContext): void {
  const {state, tensors, settings} = step;
  if (!settings.inspect) return;
  const output = tf.tidy(
    () => runPlayer(step, state.generator, made(step, "noiseAgain"), tensors.labelAgain, "fakeAgain").output
  );
  keepTensor(step, "fakeAgain", output);
}

/** G's loss through D. D's weights and statistics stay; only G's gradients are computed. */
export function judge(step: StepContext): void {
  const {state, tensors, settings} = step;
  const {loss, gradients} = lossGradients(state.generator, () => {
    const given = runPlayer(step, state.generator, made(step, "noiseAgain"), tensors.labelAgain, "fakeAgain");
    keepTensors(given.running, step.running);
    if (!settings.inspect) keepTensor(step, "fakeAgain", tf.clone(given.output));
    const image = watchGradient(given.output, (gradient) => keepTensor(step, "fakeGradient", tf.clone(gradient)));
    const examples = asDiscriminatorSees(step, image, "againSeen");
    const judge = settings.unrolled ? unrolledDiscriminator(step, examples) : state.discriminator;
    const {output} = runPlayer(step, judge, examples, tensors.labelAgain, "judge");
    const {logits, classes} = verdict(state.discriminator.network, output);
    keepTensor(step, "logits", logits);
    return keepLosses(step, "generator", generatorLoss(settings.loss, logits), classes);
  });
  loss.dispose();
  disposeTensors(step.generatorGradients);
  step.generatorGradients = gradients;
}

/** G's weights follow the gradients; its statistics are put in place, and the average of both moves. The last round ends the step. */
export function updateGenerator(step: StepContext): void {
  const {state, settings, generatorGradients, running} = step;
  const {average: decay, generatorSteps = 1} = settings;
  if (decay !== undefined) state.average ??= startAverage(state.generator.weights);
  updateWeights(state.generator, generatorGradients, cycled(settings.generator, settings.rateCycle, state.step));
  moveTensors(running, state.generator.weights);
  if (decay !== undefined && state.average) updateAverage(state.average, state.generator.weights, decay);
  if (step.round === generatorSteps - 1) state.step += 1;
}
