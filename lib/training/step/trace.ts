import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../nn/network/forward.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";

/** What is wrong in a network: which layer, and what of it is not finite. */
export interface LayerFault {
  layer: string;
  what: string;
  value: number;
}

/** A network at work on a batch, as in a phase of training. */
export interface Run {
  network: Network;
  weights: TensorWeights;
  /** [batch, …input] */
  input: tf.Tensor;
  label?: tf.Tensor;
  /** Seed of dropout. */
  seed: string;
}

/** The first layer whose output is not finite; null when all are. */
export async function forwardFault(run: Run): Promise<LayerFault | null> {
  const outputs = outputsOf(run);
  try {
    for (const [index, output] of outputs.entries()) {
      const value = await notFinite(output);
      if (value !== null) return {layer: run.network.layers[index].name, what: "output", value};
    }
    return null;
  } finally {
    tf.dispose(outputs);
  }
}

/**
 * The first layer, from the output backwards, that makes a gradient that is not finite from one that is: of its weights, or of
 * what it was given. Null when there is none.
 * @param gradient of the loss with respect to the network's output.
 */
export async function backwardFault(run: Run, gradient: tf.Tensor): Promise<LayerFault | null> {
  const {network, weights} = run;
  const outputs = outputsOf(run);
  let flowing = tf.clone(gradient);
  // What flows into each branch is at most what flows out of their choice.
  let chosen = tf.clone(gradient);
  try {
    for (let index = network.layers.length - 1; index >= 0; index--) {
      const layer = network.layers[index];
      if (layer.kind === "choose" || layer.kind === "branch") {
        const next = tf.clone(layer.kind === "choose" ? flowing : chosen);
        if (layer.kind === "choose") {
          chosen.dispose();
          chosen = next;
        } else {
          flowing.dispose();
          flowing = next;
        }
        continue;
      }
      const names = Object.keys(weights).filter((name) => name.startsWith(`${layer.name}/`));
      const input = index === 0 ? run.input : outputs[index - 1];
      const alone: Network = {...network, input: layer.inputShape, layers: [layer]};
      const apply = (...[x, ...given]: tf.Tensor[]): tf.Tensor => {
        const own = Object.fromEntries(names.map((name, place) => [name, given[place]]));
        return forward(alone, own, x, optionsOf(run)).output;
      };
      const [back, ...ofWeights] = tf.tidy(() => {
        // Running statistics take part in nothing: a zero of each keeps them in the sum that is differentiated.
        const sum = (...all: tf.Tensor[]): tf.Tensor =>
          all.slice(1).reduce((total, each) => tf.add(total, tf.mul(tf.sum(each), 0)), apply(...all));
        return tf.grads(sum)([input, ...names.map((name) => weights[name])], flowing);
      });
      flowing.dispose();
      flowing = back;
      for (const [place, ofWeight] of ofWeights.entries()) {
        const value = await notFinite(ofWeight);
        if (value !== null) {
          tf.dispose(ofWeights);
          return {layer: layer.name, what: `gradient of ${names[place].slice(layer.name.length + 1)}`, value};
        }
      }
      tf.dispose(ofWeights);
      const value = await notFinite(flowing);
      if (value !== null) return {layer: layer.name, what: "gradient that it hands back", value};
    }
    return null;
  } finally {
    tf.dispose([flowing, chosen, ...outputs]);
  }
}

/** The first number of a tensor that is NaN or infinite; null when there is none. */
export async function notFinite(tensor: tf.Tensor): Promise<number | null> {
  const values = await tensor.data<"float32">();
  const place = values.findIndex((value) => !Number.isFinite(value));
  return place < 0 ? null : values[place];
}

/** The first of several tensors that is not finite, by name; null when there is none. */
export async function firstNotFinite(tensors: TensorWeights): Promise<{name: string; value: number} | null> {
  for (const [name, tensor] of Object.entries(tensors)) {
    const value = await notFinite(tensor);
    if (value !== null) return {name, value};
  }
  return null;
}

function outputsOf(run: Run): tf.Tensor[] {
  const outputs: tf.Tensor[] = [];
  tf.tidy(() => {
    const tap = (_: unknown, output: tf.Tensor): void => void outputs.push(tf.keep(tf.clone(output)));
    forward(run.network, run.weights, run.input, {...optionsOf(run), tap});
  });
  return outputs;
}

function optionsOf({label, seed, network}: Run): {training: true; seed: string; label?: tf.Tensor} {
  return {training: true, seed, ...(network.label !== undefined && {label})};
}
