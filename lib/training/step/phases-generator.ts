import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors} from "../../nn/network/network-weights.ts";
import {replace} from "./adam.ts";
import {startAverage, updateAverage} from "./average.ts";
import {lossGradients, watchGradient} from "./gradients.ts";
import {generatorLoss} from "./losses.ts";
import {updatePlayer} from "./optimiser.ts";
import {cycled} from "./rate-cycle.ts";
import {drawNoise, generate} from "./phases-noise.ts";
import {keepAll, moveAll, play} from "./play.ts";
import {seen} from "./seen.ts";
import type {StepContext} from "./step-context.ts";
import {unrolledDiscriminator} from "./unroll.ts";
import {verdict, withClasses} from "./verdict.ts";

/** The phase "draw noise again"; where noise is used twice, only G's later rounds draw. */
export function drawAgain(context: StepContext): void {
  const {tensors, settings, round} = context;
  if (!settings.reuseNoise || round > 0) return drawNoise(context, "noiseAgain", "labelAgain");
  replace(tensors, "noiseAgain", tf.clone(tensors.noise));
  if (tensors.fakeLabel) replace(tensors, "labelAgain", tf.clone(tensors.fakeLabel));
}

/** The phase "generate again". The judge runs G again under the gradient, with the same result; so it works only for those who look. */
export function generateAgain(context: StepContext): void {
  if (context.settings.inspect) generate(context, "noiseAgain", "labelAgain", "fakeAgain");
}

/** The phase "judge": G's loss through D. D's weights and statistics stay; only G's gradients are computed. */
export function judge(context: StepContext): void {
  const {state, tensors, settings} = context;
  const {loss, gradients} = lossGradients(state.generator, () => {
    const made = play(context, state.generator, tensors.noiseAgain, tensors.labelAgain, "fakeAgain");
    keepAll(made.running, context.running);
    if (!settings.inspect) replace(tensors, "fakeAgain", tf.keep(tf.clone(made.output)));
    const image = watchGradient(made.output, (gradient) => replace(tensors, "fakeGradient", tf.keep(tf.clone(gradient))));
    const examples = seen(context, image, "againSeen");
    const judge = settings.unrolled ? unrolledDiscriminator(context, examples) : state.discriminator;
    const {output} = play(context, judge, examples, tensors.labelAgain, "judge");
    const {logits, classes} = verdict(state.discriminator.network, output);
    replace(tensors, "logits", tf.keep(logits));
    return withClasses(context, "generator", generatorLoss(settings.loss, logits), classes);
  });
  loss.dispose();
  disposeTensors(context.generatorGradients);
  context.generatorGradients = gradients;
}

/** The phase "update G": its weights, its statistics, and the average of both. The last round ends the step. */
export function updateGenerator(context: StepContext): void {
  const {state, settings, generatorGradients, running} = context;
  const {average: decay, generatorSteps = 1} = settings;
  if (decay !== undefined) state.average ??= startAverage(state.generator.weights);
  updatePlayer(state.generator, generatorGradients, cycled(settings.generator, settings.rateCycle, state.step));
  moveAll(running, state.generator.weights);
  if (decay !== undefined && state.average) updateAverage(state.average, state.generator.weights, decay);
  if (context.round === generatorSteps - 1) state.step += 1;
}
