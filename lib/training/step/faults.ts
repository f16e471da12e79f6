import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../nn/network/forward.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import type {StepContext} from "./context.ts";
import {disposeMade, freshContext, made} from "./context.ts";
import {discriminatorFakeLoss, discriminatorRealLoss, generatorLoss} from "./losses.ts";
import type {PhaseName, PlannedPhase, Suspect} from "./phases.ts";
import {asDiscriminatorSees, dropoutSeed, LABELS, verdict, withClassLoss} from "./players.ts";
import type {Side} from "./players.ts";
import {restoreState} from "./state.ts";
import {layerOf} from "./measure.ts";

/** Where a number first was not finite. */
export interface TrainingFault {
  /** The step, from 1, that was not completed. */
  step: number;
  phase: PhaseName;
  /** Which time the player had its turn in the step, from 0. */
  round: number;
  /** Whose layer it is; null when no network made it, as with real examples that hold NaN. */
  player: "generator" | "discriminator" | null;
  /** The layer's name; null when it is no layer's. */
  layer: string | null;
  /** What was not finite, in words: "output", "gradient of kernel", "kernel after the update", "loss". */
  what: string;
  /** NaN or ±Infinity. */
  value: number;
}

/** Training met a number that is not finite. The state is as it was before the step. */
export class TrainingError extends Error implements TrainingFault {
  override name = "TrainingError";
  readonly step: number;
  readonly phase: PhaseName;
  readonly round: number;
  readonly player: TrainingFault["player"];
  readonly layer: string | null;
  readonly what: string;
  readonly value: number;

  constructor({step, phase, round, player, layer, what, value}: TrainingFault) {
    const turn = round > 0 ? ` (time ${round + 1})` : "";
    const where = layer === null ? "" : `, layer "${layer}" of ${player === "generator" ? "G" : "D"}`;
    super(`step ${step}, phase "${phase}"${turn}${where}: the ${what} is ${value}`);
    [this.step, this.phase, this.round, this.player] = [step, phase, round, player];
    [this.layer, this.what, this.value] = [layer, what, value];
  }
}

type Fault = Omit<TrainingFault, "step" | "phase" | "round">;

/**
 * Finds where a finished step first met a number that is not finite: brings the state back to before the step and does the phases
 * again, each followed by a look at what its row in the table suspects; the layer is found by doing the failing phase layer by
 * layer. Slow, and only for steps that have failed. The state stays as before the step.
 */
export async function findFault(
  failed: StepContext,
  phases: readonly PlannedPhase[],
  doPhase: (phase: PlannedPhase, step: StepContext) => void
): Promise<TrainingError> {
  const {state, settings, source, before} = failed;
  restoreState(state, before);
  const step = state.step + 1;
  const again = freshContext({state, settings, before, source, batch: source ? source(0) : failed.batch});
  try {
    for (const phase of phases) {
      doPhase(phase, again);
      for (const suspect of phase.suspects) {
        const fault = await look(again, suspect);
        if (fault) return new TrainingError({step, phase: phase.name, round: phase.round, ...fault});
      }
    }
    const {name, round} = phases[phases.length - 1];
    const nothing = {player: null, layer: null, what: "sum of a gradient's squares or of weights", value: Infinity};
    return new TrainingError({step, phase: name, round, ...nothing});
  } finally {
    disposeMade(again);
    if (source) again.batch.real.dispose();
    restoreState(state, before);
  }
}

/** What of a suspect is not finite; null when all is. */
async function look(step: StepContext, suspect: Suspect): Promise<Fault | null> {
  const {state, batch, tensors, discriminatorGradients} = step;
  if ("tensor" in suspect) {
    const tensor = suspect.tensor === "real" ? batch.real : tensors[suspect.tensor];
    return tensor ? given(suspect.what, tensor) : null;
  }
  if ("generated" in suspect) {
    const {noise, label, purpose} = suspect.generated;
    return ofLayer("generator", await forwardFault(passOf(step, "generator", purpose, made(step, noise), tensors[label])));
  }
  if ("judged" in suspect) return judgeFault(step, suspect.judged);
  if ("gradients" in suspect)
    return ofWeight("discriminator", await firstNotFinite(reversed(discriminatorGradients)), "gradient of");
  const {weights} = state[suspect.weights];
  const found = ofWeight(suspect.weights, await firstNotFinite(weights), "new");
  return (
    found ?? (suspect.weights === "generator" ? ofWeight("generator", await firstNotFinite(state.average ?? {}), "new") : null)
  );
}

/** D forwards on what it judged, its loss, and back through it; in G's turn back through G too. */
async function judgeFault(step: StepContext, side: Side): Promise<Fault | null> {
  const {tensors, settings, batch} = step;
  const ofG = side === "generator";
  const examples = ofG ? made(step, "fakeAgain") : side === "real" ? batch.real : made(step, "fake");
  const input = tf.tidy(() => tf.clone(asDiscriminatorSees(step, examples, ofG ? "againSeen" : `${side}Seen`)));
  const pass = passOf(step, "discriminator", ofG ? "judge" : side, input, tensors[LABELS[side]]);
  const gradient = slopeOfD(step, side, (logits) => {
    if (ofG) return generatorLoss(settings.loss, logits);
    const lossOf = side === "real" ? discriminatorRealLoss : discriminatorFakeLoss;
    return lossOf(settings.loss, logits, settings.targets, tensors[`${side}Flips`]);
  });
  try {
    const forwards = ofLayer("discriminator", await forwardFault(pass));
    const ofLoss = forwards ?? (await given("loss", made(step, `${side}Loss`)));
    const fault =
      ofLoss ?? (await given("gradient of the loss", gradient)) ?? ofLayer("discriminator", await backwardFault(pass, gradient));
    if (fault || !ofG) return fault;
    const through = passOf(step, "generator", "fakeAgain", made(step, "noiseAgain"), tensors.labelAgain);
    return ofLayer("generator", await backwardFault(through, made(step, "fakeGradient")));
  } finally {
    tf.dispose([input, gradient]);
  }
}

/** The gradient of a player's loss with respect to all that D gave. */
function slopeOfD(step: StepContext, side: Side, loss: (logits: tf.Tensor) => tf.Scalar): tf.Tensor {
  const {state, settings, tensors} = step;
  const whole = (output: tf.Tensor): tf.Scalar => {
    const {logits, classes} = verdict(state.discriminator.network, output);
    return withClassLoss(loss(logits), classes, tensors[LABELS[side]], settings);
  };
  const logits = made(step, side === "generator" ? "logits" : `${side}Logits`);
  const classes = tensors[`${side}Classes`];
  return tf.tidy(() => tf.grad(whole)(classes ? tf.concat([logits, classes], 1) : logits));
}

/** A network at work on a batch, as in a phase of training. */
interface Pass {
  network: Network;
  weights: TensorWeights;
  /** [batch, …input] */
  input: tf.Tensor;
  label?: tf.Tensor;
  /** Seed of dropout. */
  seed: string;
}

/** What is wrong in a network: which layer, and what of it is not finite. */
interface LayerFault {
  layer: string;
  what: string;
  value: number;
}

function passOf(
  step: StepContext,
  player: "generator" | "discriminator",
  purpose: string,
  input: tf.Tensor,
  label?: tf.Tensor
): Pass {
  const {network, weights} = step.state[player];
  return {network, weights, seed: dropoutSeed(step, purpose), input, ...(network.label !== undefined && label && {label})};
}

/** The first layer whose output is not finite; null when all are. */
async function forwardFault(pass: Pass): Promise<LayerFault | null> {
  const outputs = outputsOf(pass);
  try {
    for (const [index, output] of outputs.entries()) {
      const value = await notFinite(output);
      if (value !== null) return {layer: pass.network.layers[index].name, what: "output", value};
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
async function backwardFault(pass: Pass, gradient: tf.Tensor): Promise<LayerFault | null> {
  const {network} = pass;
  const outputs = outputsOf(pass);
  let flowing = tf.clone(gradient);
  // What flows into each branch is at most what flows out of their choice.
  let chosen = tf.clone(gradient);
  try {
    for (let index = network.layers.length - 1; index >= 0; index--) {
      const layer = network.layers[index];
      if (layer.kind === "choose") chosen = replaced(chosen, flowing);
      else if (layer.kind === "branch") flowing = replaced(flowing, chosen);
      else {
        const {back, weights} = layerGradients(pass, index, index === 0 ? pass.input : outputs[index - 1], flowing);
        flowing.dispose();
        flowing = back;
        const wrong = await firstNotFinite(weights);
        tf.dispose(weights);
        if (wrong) return {layer: layer.name, what: `gradient of ${wrong.name.slice(layer.name.length + 1)}`, value: wrong.value};
        const value = await notFinite(flowing);
        if (value !== null) return {layer: layer.name, what: "gradient that it hands back", value};
      }
    }
    return null;
  } finally {
    tf.dispose([flowing, chosen, ...outputs]);
  }
}

/** What one layer makes of the gradient of its output: for its input, and for its weights by name. */
function layerGradients(
  pass: Pass,
  index: number,
  input: tf.Tensor,
  gradient: tf.Tensor
): {back: tf.Tensor; weights: TensorWeights} {
  const layer = pass.network.layers[index];
  const names = Object.keys(pass.weights).filter((name) => name.startsWith(`${layer.name}/`));
  const alone: Network = {...pass.network, input: layer.inputShape, layers: [layer]};
  const apply = (...[x, ...given]: tf.Tensor[]): tf.Tensor => {
    const own = Object.fromEntries(names.map((name, place) => [name, given[place]]));
    const {output} = forward(alone, own, x, optionsOf(pass));
    // Running statistics take part in nothing: a zero of each keeps them in the sum that is differentiated.
    return given.reduce((total, each) => tf.add(total, tf.mul(tf.sum(each), 0)), output);
  };
  const [back, ...ofWeights] = tf.tidy(() => tf.grads(apply)([input, ...names.map((name) => pass.weights[name])], gradient));
  return {back, weights: Object.fromEntries(names.map((name, place) => [name, ofWeights[place]]))};
}

function replaced(old: tf.Tensor, by: tf.Tensor): tf.Tensor {
  const copy = tf.clone(by);
  old.dispose();
  return copy;
}

function outputsOf(pass: Pass): tf.Tensor[] {
  const outputs: tf.Tensor[] = [];
  tf.tidy(() => {
    const tap = (_: unknown, output: tf.Tensor): void => void outputs.push(tf.keep(tf.clone(output)));
    forward(pass.network, pass.weights, pass.input, {...optionsOf(pass), tap});
  });
  return outputs;
}

function optionsOf({label, seed}: Pass): {training: true; seed: string; label?: tf.Tensor} {
  return {training: true, seed, ...(label && {label})};
}

/** The first number of a tensor that is NaN or infinite; null when there is none. */
async function notFinite(tensor: tf.Tensor): Promise<number | null> {
  const values = await tensor.data<"float32">();
  const place = values.findIndex((value) => !Number.isFinite(value));
  return place < 0 ? null : values[place];
}

/** The first of several tensors that is not finite, by name; null when there is none. */
async function firstNotFinite(tensors: TensorWeights): Promise<{name: string; value: number} | null> {
  for (const [name, tensor] of Object.entries(tensors)) {
    const value = await notFinite(tensor);
    if (value !== null) return {name, value};
  }
  return null;
}

async function given(what: string, tensor: tf.Tensor): Promise<Fault | null> {
  const value = await notFinite(tensor);
  return value === null ? null : {player: null, layer: null, what, value};
}

function ofLayer(player: "generator" | "discriminator", fault: LayerFault | null): Fault | null {
  return fault && {player, ...fault};
}

function ofWeight(
  player: "generator" | "discriminator",
  found: {name: string; value: number} | null,
  what: string
): Fault | null {
  if (!found) return null;
  const layer = layerOf(found.name);
  return {player, layer, what: `${what} ${found.name.slice(layer.length + 1)}`, value: found.value};
}

function reversed(tensors: TensorWeights): TensorWeights {
  return Object.fromEntries(Object.entries(tensors).reverse());
}
