import * as tf from "@tensorflow/tfjs-core";
import {initialise} from "../../nn/network/initialise.ts";
import type {Scheme} from "../../nn/network/initialise.ts";
import {checkWeights, disposeTensors, fromTensors, toTensors, trainableNames} from "../../nn/network/network-weights.ts";
import type {TensorWeights, Weights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import {withoutCode} from "../../nn/network/own-code.ts";
import type {Gan} from "../../models/gan.ts";
import {startAdam} from "./optimisers.ts";
import type {AdamState} from "./optimisers.ts";

/** G or D in training: its network, its weights on the current backend, and its optimiser. */
export interface Player {
  network: Network;
  /** Running statistics included. */
  weights: TensorWeights;
  adam: AdamState;
}

/** A GAN in training. */
export interface GanState {
  generator: Player;
  discriminator: Player;
  /**
   * The moving average of the generator's weights, running statistics included, since the first step with `StepSettings.average`;
   * absent before.
   */
  average?: TensorWeights;
  /** Steps done. */
  step: number;
  /** What all noise, labels and dropout come from. */
  seed: string;
}

/** A player as plain data. */
export interface StoredPlayer {
  network: Network;
  weights: Weights;
  adam: {steps: number; mean: Weights; square: Weights};
}

/** A GAN in training as plain data: what a checkpoint holds, what crosses to a worker. */
export interface StoredState {
  generator: StoredPlayer;
  discriminator: StoredPlayer;
  /** The generator's averaged weights, where they are kept. */
  average?: Weights;
  step: number;
  seed: string;
}

/** A GAN before its first step; `disposeState` frees it. G and D start from seeds of their own. */
export function startState({generator, discriminator}: Gan, seed: number | string, scheme: Scheme = "dcgan"): GanState {
  return {
    generator: startPlayer(generator, initialise(generator, `${seed}/generator`, scheme)),
    discriminator: startPlayer(discriminator, initialise(discriminator, `${seed}/discriminator`, scheme)),
    step: 0,
    seed: String(seed)
  };
}

/**
 * A player with these weights, and Adam before its first update.
 * @throws RangeError when the weights do not fit the network.
 */
export function startPlayer(network: Network, weights: Weights): Player {
  checkWeights(network, weights);
  const tensors = toTensors(weights);
  return {network, weights: tensors, adam: startAdam(tensors, trainableNames(network))};
}

/** Reads a state back as plain data; the tensors stay. */
export async function storeState({generator, discriminator, average, step, seed}: GanState): Promise<StoredState> {
  const players = {generator: await storePlayer(generator), discriminator: await storePlayer(discriminator)};
  return {...players, ...(average && {average: await fromTensors(average)}), step, seed};
}

/**
 * A state from plain data. Training on from it gives the numbers that it would have given without the interruption.
 * @throws RangeError when the weights do not fit the networks.
 */
export function loadState({generator, discriminator, average, step, seed}: StoredState): GanState {
  for (const {network, weights} of [generator, discriminator]) checkWeights(network, weights);
  if (average) checkWeights(generator.network, average);
  const players = {generator: loadPlayer(generator), discriminator: loadPlayer(discriminator)};
  return {...players, ...(average && {average: toTensors(average)}), step, seed};
}

/** The same state as it is sent and stored: without the code of layers of one's own. */
export function sentState(state: StoredState): StoredState {
  const {generator, discriminator} = state;
  return stateOf({generator: withoutCode(generator.network), discriminator: withoutCode(discriminator.network)}, state);
}

/** A state with the networks of its GAN, which know their code. */
export function stateOf({generator, discriminator}: Pick<Gan, "generator" | "discriminator">, state: StoredState): StoredState {
  const players = {
    generator: {...state.generator, network: generator},
    discriminator: {...state.discriminator, network: discriminator}
  };
  return {...state, ...players};
}

/** Frees every tensor of a state. */
export function disposeState(state: GanState): void {
  stateTensors(state).forEach(disposeTensors);
}

/** Every record of tensors that a state owns. */
function stateTensors({generator, discriminator, average = {}}: GanState): TensorWeights[] {
  const ofPlayer = ({weights, adam}: Player): TensorWeights[] => [weights, adam.mean, adam.square];
  return [...ofPlayer(generator), ...ofPlayer(discriminator), average];
}

async function storePlayer({network, weights, adam}: Player): Promise<StoredPlayer> {
  const [stored, mean, square] = await Promise.all([weights, adam.mean, adam.square].map(fromTensors));
  return {network, weights: stored, adam: {steps: adam.steps, mean, square}};
}

function loadPlayer({network, weights, adam}: StoredPlayer): Player {
  return {
    network,
    weights: toTensors(weights),
    adam: {steps: adam.steps, mean: toTensors(adam.mean), square: toTensors(adam.square)}
  };
}

/** A state as it was: tensors that share their numbers with the originals, and cost memory only once those are replaced. */
export interface RememberedState {
  tensors: TensorWeights[];
  generatorSteps: number;
  discriminatorSteps: number;
  step: number;
}

/** What `restoreState` needs to bring a state back to where it is; `forgetState` frees it. */
export function rememberState(state: GanState): RememberedState {
  const {generator, discriminator, step} = state;
  const share = (tensors: TensorWeights): TensorWeights =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, sharing(tensor)]));
  return {
    tensors: stateTensors(state).map(share),
    generatorSteps: generator.adam.steps,
    discriminatorSteps: discriminator.adam.steps,
    step
  };
}

/**
 * Brings a state back, bit for bit; what is remembered stays and can be used again.
 * @throws Error when it was forgotten.
 */
export function restoreState(state: GanState, remembered: RememberedState): void {
  if (remembered.tensors.length === 0) throw new Error("the step has ended: the state before it is no longer known");
  const averaged = Object.keys(remembered.tensors[remembered.tensors.length - 1]).length > 0;
  for (const [index, tensors] of stateTensors(state).entries()) {
    disposeTensors(tensors);
    for (const [name, tensor] of Object.entries(remembered.tensors[index])) tensors[name] = sharing(tensor);
  }
  if (!averaged) delete state.average;
  state.generator.adam.steps = remembered.generatorSteps;
  state.discriminator.adam.steps = remembered.discriminatorSteps;
  state.step = remembered.step;
}

/** What is remembered as plain data: the state as it was. The tensors stay. @throws Error when it was forgotten. */
export async function storeRemembered(state: GanState, remembered: RememberedState): Promise<StoredState> {
  if (remembered.tensors.length === 0) throw new Error("the step has ended: the state before it is no longer known");
  const {generator, discriminator, seed} = state;
  const {generatorSteps, discriminatorSteps, step} = remembered;
  const [weights, mean, square, judging, judgingMean, judgingSquare, average] = await Promise.all(
    remembered.tensors.map(fromTensors)
  );
  return {
    generator: {network: generator.network, weights, adam: {steps: generatorSteps, mean, square}},
    discriminator: {
      network: discriminator.network,
      weights: judging,
      adam: {steps: discriminatorSteps, mean: judgingMean, square: judgingSquare}
    },
    ...(Object.keys(average).length > 0 && {average}),
    step,
    seed
  };
}

/** Frees what was remembered. */
export function forgetState(remembered: RememberedState): void {
  remembered.tensors.forEach(disposeTensors);
  remembered.tensors = [];
}

/** The same numbers once more, kept. Not `tf.clone`, which copies them on the WASM backend. */
export function sharing(tensor: tf.Tensor): tf.Tensor {
  return tf.keep(tf.reshape(tensor, tensor.shape));
}
