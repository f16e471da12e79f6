import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../nn/network/forward.ts";
import {disposeTensors, keepTensors, moveTensors, replaceTensor, trainableNames} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import type {StepContext} from "./context.ts";
import type {GamePlayer} from "./game.ts";
import {cycled, updateWeights} from "./optimisers.ts";
import {dropoutSeed} from "./players.ts";
import {sharing} from "./state.ts";

/** Which player. */
export type PlayerName = "generator" | "discriminator";

/** What its calls draw dropout for, in their order: the same as in the usual step. */
const PURPOSES = {generator: ["fake", "fakeAgain"], discriminator: ["real", "fake", "judge"]} as const;

/** What a player tells of. */
interface Watcher {
  /** It was run; gives what the reader's step is given for its output. */
  ran(input: tf.Tensor, label: tf.Tensor | undefined, output: tf.Tensor): tf.Tensor;
  /** Its weights have followed these gradients, by weight name, which whoever is told frees. */
  updated(gradients: TensorWeights): void;
}

/** One player of a step of the reader's: what the step is given, and what it costs to have it. */
export class OwnPlayer {
  readonly player: GamePlayer;
  private readonly name: PlayerName;
  private readonly context: StepContext;
  private readonly watcher: Watcher;
  private readonly variables: Map<string, tf.Variable>;
  /** Statistics of the batches since the last update. */
  private readonly running: TensorWeights = {};
  private calls = 0;

  constructor(name: PlayerName, context: StepContext, watcher: Watcher) {
    [this.name, this.context, this.watcher] = [name, context, watcher];
    const {network, weights} = context.state[name];
    this.variables = new Map(trainableNames(network).map((weight) => [weight, variableOf(weight, weights[weight])]));
    const run = (input: tf.Tensor, label?: tf.Tensor): tf.Tensor => this.run(input, label);
    const optimiser = {applyGradients: (gradients: Record<string, tf.Tensor>) => this.apply(gradients)};
    this.player = Object.assign(run, {network, weights: [...this.variables.values()], optimiser});
  }

  /** Its statistics count from now on, or they do not, because it was the other's turn. */
  takeStatistics(counts: boolean): void {
    if (counts) return moveTensors(this.running, this.context.state[this.name].weights);
    disposeTensors(this.running);
    for (const key of Object.keys(this.running)) delete this.running[key];
  }

  /** Frees what it holds. Doing it twice does nothing. */
  end(): void {
    this.takeStatistics(false);
    for (const variable of this.variables.values()) if (!variable.isDisposed) variable.dispose();
  }

  private run(input: tf.Tensor, label: tf.Tensor | undefined): tf.Tensor {
    const {network, weights} = this.context.state[this.name];
    const purposes = PURPOSES[this.name];
    const call = this.calls++;
    const round = Math.max(0, call - purposes.length + 1);
    const seed = dropoutSeed({...this.context, round}, purposes[Math.min(call, purposes.length - 1)]);
    const all = {...weights, ...this.running, ...Object.fromEntries(this.variables)};
    const labelled = label && network.label !== undefined ? {label} : {};
    const {output, running} = forward(network, all, input, {training: true, seed, ...labelled});
    keepTensors(running, this.running);
    return this.watcher.ran(input, label, output);
  }

  private apply(given: Record<string, tf.Tensor>): void {
    const {state, settings} = this.context;
    const player = state[this.name];
    const gradients: TensorWeights = {};
    for (const [key, gradient] of Object.entries(given)) gradients[this.weightOf(key)] = sharing(gradient);
    updateWeights(player, gradients, cycled(settings[this.name], settings.rateCycle, state.step));
    const {weightClip} = settings;
    for (const weight of Object.keys(gradients)) {
      if (this.name === "discriminator" && weightClip !== undefined)
        replaceTensor(player.weights, weight, tf.clipByValue(player.weights[weight], -weightClip, weightClip));
      this.variables.get(weight)?.assign(player.weights[weight]);
    }
    for (const all of [player.weights, player.adam.mean, player.adam.square]) Object.values(all).forEach(tf.keep);
    this.watcher.updated(gradients);
  }

  private weightOf(key: string): string {
    for (const [weight, {name}] of this.variables) if (key === name || key === weight) return weight;
    const whose = this.name === "generator" ? "G" : "D";
    const known = [...this.variables.keys()].join(", ");
    throw new RangeError(`applyGradients: "${key}" is no trained weight of ${whose}, which has ${known}`);
  }
}

/** A weight that can be differentiated by; its numbers are shared with the state's tensor. */
export function variableOf(weight: string, tensor: tf.Tensor): tf.Variable {
  // G and D, or a run beside this one, may hold a variable of the same name: tfjs has one list of names.
  const taken = tf.engine().state.registeredVariables;
  let name = weight;
  for (let count = 2; name in taken; count++) name = `${weight}~${count}`;
  return tf.variable(tensor, true, name);
}
