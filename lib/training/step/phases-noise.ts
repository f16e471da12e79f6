import * as tf from "@tensorflow/tfjs-core";
import {count} from "../../nn/network/layers-shape.ts";
import {replace} from "./adam.ts";
import {checkBatchOf} from "./check-batch.ts";
import {oneHot, play} from "./play.ts";
import {drawNumbers, sourceFor} from "./step-context.ts";
import type {StepContext} from "./step-context.ts";

/** The phase "draw noise"; in D's later rounds with new real examples, if there is a source of them. */
export function drawFirst(context: StepContext): void {
  if (context.round > 0) nextBatch(context);
  drawNoise(context, "noise", "fakeLabel");
}

/** Noise for as many examples as the batch has and, in a conditional GAN, the classes to make of it. */
export function drawNoise(context: StepContext, noise: "noise" | "noiseAgain", label: "fakeLabel" | "labelAgain"): void {
  const {state, batch, tensors} = context;
  const examples = batch.real.shape[0];
  const {network} = state.generator;
  const numbers = drawNumbers(context, noise === "noise" ? "noise" : "noise again", examples * count(network.input));
  replace(tensors, noise, tf.tensor(numbers, [examples, ...network.input]));
  const classes = network.label ?? state.discriminator.network.label;
  if (classes === undefined) return;
  replace(tensors, label, oneHot(askedFor(context, label, classes), classes));
}

/** The class that G is asked for in each example of the round. */
function askedFor(context: StepContext, purpose: "fakeLabel" | "labelAgain", classes: number): number[] {
  const {real, labels: ofReal = []} = context.batch;
  const {labels = "uniform"} = context.settings;
  const examples = real.shape[0];
  if (labels === "real") return Array.from(ofReal);
  if (labels !== "uniform") return Array.from({length: examples}, (_, i) => labels[i % labels.length]);
  const source = sourceFor(context, purpose);
  return Array.from({length: examples}, () => source.integer(0, classes - 1));
}

/** What G makes of the noise. G's running statistics do not count here: they move in its own turn. */
export function generate(context: StepContext, noise: string, label: string, name: "fake" | "fakeAgain"): void {
  const {tensors, state} = context;
  replace(
    tensors,
    name,
    tf.tidy(() => play(context, state.generator, tensors[noise], tensors[label], name).output)
  );
}

function nextBatch(context: StepContext): void {
  const {state, source, batch} = context;
  if (!source) return;
  const next = source(context.round);
  batch.real.dispose();
  context.batch = next;
  checkBatchOf(next, {generator: state.generator.network, discriminator: state.discriminator.network});
  const [before, now] = [batch.real.shape[0], next.real.shape[0]];
  if (now !== before) throw new RangeError(`every round of a step has as many examples: ${before}, then ${now}`);
}
