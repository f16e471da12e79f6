import * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {discriminatorFakeLoss, discriminatorRealLoss, generatorLoss} from "./losses.ts";
import {layerOf} from "./measure.ts";
import type {PlannedPhase} from "./phases.ts";
import {seen} from "./seen.ts";
import {dropoutSeed} from "./play.ts";
import {endPhases} from "./step-context.ts";
import type {StepContext} from "./step-context.ts";
import {backwardFault, firstNotFinite, forwardFault, notFinite} from "./trace.ts";
import type {LayerFault, Run} from "./trace.ts";
import {TrainingError} from "./training-error.ts";
import type {TrainingFault} from "./training-error.ts";
import {restoreState} from "./undo.ts";
import {LABELS, verdict, withNames} from "./verdict.ts";
import type {Side} from "./verdict.ts";

type Fault = Omit<TrainingFault, "step" | "phase" | "round">;

/**
 * Finds where a finished step first met a number that is not finite: brings the state back to before the step and does the phases
 * again, each followed by a look at all that it made; the layer is found by doing the failing phase layer by layer. Slow, and only
 * for steps that have failed. The state stays as before the step.
 */
export async function findFault(context: StepContext): Promise<TrainingError> {
  const {state, phases, source, before} = context;
  restoreState(state, before);
  const step = state.step + 1;
  const made = {tensors: {}, discriminatorGradients: {}, generatorGradients: {}, running: {}};
  const again: StepContext = {...context, ...made, batch: source ? source(0) : context.batch, done: 0, round: 0};
  try {
    for (const planned of phases) {
      again.round = planned.round;
      planned.run(again);
      const fault = await faultAfter(again, planned);
      if (fault) return new TrainingError({step, phase: planned.name, round: planned.round, ...fault});
    }
    const last = phases[phases.length - 1];
    const nothing = {player: null, layer: null, what: "sum of a gradient's squares or of weights", value: Infinity};
    return new TrainingError({step, phase: last.name, round: last.round, ...nothing});
  } finally {
    endPhases(again);
    if (source) again.batch.real.dispose();
    restoreState(state, before);
  }
}

/** What the phase that has just been run made that is not finite; null when all is. */
async function faultAfter(context: StepContext, {name}: PlannedPhase): Promise<Fault | null> {
  const {state, tensors, batch} = context;
  switch (name) {
    case "draw noise":
      return given("noise", tensors.noise);
    case "draw noise again":
      return given("noise", tensors.noiseAgain);
    case "generate":
      return ofLayer("generator", await forwardFault(runG(context, "noise", "fakeLabel", "fake")));
    case "generate again":
    case "judge": {
      const fault = await forwardFault(runG(context, "noiseAgain", "labelAgain", "fakeAgain"));
      if (fault || name === "generate again") return ofLayer("generator", fault);
      return judgeFault(context);
    }
    case "judge real":
      return (await given("real batch", batch.real)) ?? judgeOfD(context, batch.real, "real");
    case "judge fake":
      return judgeOfD(context, tensors.fake, "fake");
    case "penalise": {
      const gradient = await firstNotFinite(reversed(context.discriminatorGradients));
      if (gradient) return ofWeight("discriminator", gradient, "gradient of");
      return (await given("slopes of D", tensors.slopes)) ?? given("penalty", tensors.penalty);
    }
    case "update D":
      return updated("discriminator", state.discriminator.weights);
    case "update G":
      return (await updated("generator", state.generator.weights)) ?? updated("generator", state.average ?? {});
  }
}

async function judgeOfD(context: StepContext, examples: tf.Tensor, side: "real" | "fake"): Promise<Fault | null> {
  const {tensors, settings} = context;
  const [loss, flips] = [tensors[`${side}Loss`], tensors[`${side}Flips`] as tf.Tensor | undefined];
  const input = look(context, examples, `${side}Seen`);
  const lossOf = side === "real" ? discriminatorRealLoss : discriminatorFakeLoss;
  const run: Run = {...playerOf(context, "discriminator", side), input, label: tensors[`${side}Label`]};
  const gradient = slopeOfD(context, side, (logits) => lossOf(settings.loss, logits, settings.targets, flips));
  try {
    const forwards = ofLayer("discriminator", await forwardFault(run));
    const fault = forwards ?? (await given("loss", loss)) ?? (await given("gradient of the loss", gradient));
    return fault ?? ofLayer("discriminator", await backwardFault(run, gradient));
  } finally {
    tf.dispose([input, gradient]);
  }
}

async function judgeFault(context: StepContext): Promise<Fault | null> {
  const {tensors, settings} = context;
  const input = look(context, tensors.fakeAgain, "againSeen");
  const run: Run = {...playerOf(context, "discriminator", "judge"), input, label: tensors.labelAgain};
  const gradient = slopeOfD(context, "generator", (logits) => generatorLoss(settings.loss, logits));
  try {
    const forwards = ofLayer("discriminator", await forwardFault(run));
    const fault = forwards ?? (await given("loss", tensors.generatorLoss)) ?? (await given("gradient of the loss", gradient));
    if (fault) return fault;
    const throughD = ofLayer("discriminator", await backwardFault(run, gradient));
    if (throughD) return throughD;
    return ofLayer(
      "generator",
      await backwardFault(runG(context, "noiseAgain", "labelAgain", "fakeAgain"), tensors.fakeGradient)
    );
  } finally {
    tf.dispose([input, gradient]);
  }
}

function runG(context: StepContext, noise: string, label: string, purpose: string): Run {
  return {...playerOf(context, "generator", purpose), input: context.tensors[noise], label: context.tensors[label]};
}

function playerOf(context: StepContext, player: "generator" | "discriminator", purpose: string): Omit<Run, "input"> {
  const {network, weights} = context.state[player];
  return {network, weights, seed: dropoutSeed(context, purpose)};
}

function look(context: StepContext, examples: tf.Tensor, name: "realSeen" | "fakeSeen" | "againSeen"): tf.Tensor {
  return tf.tidy(() => tf.clone(seen(context, examples, name)));
}

/** The gradient of a player's loss with respect to all that D gave. */
function slopeOfD({state, settings, tensors}: StepContext, side: Side, loss: (logits: tf.Tensor) => tf.Scalar): tf.Tensor {
  const {network} = state.discriminator;
  const whole = (output: tf.Tensor): tf.Scalar => {
    const {logits, classes} = verdict(network, output);
    return classes ? withNames(loss(logits), classes, tensors[LABELS[side]], settings) : loss(logits);
  };
  const logits = tensors[side === "generator" ? "logits" : `${side}Logits`];
  const classes = tensors[`${side}Classes`] as tf.Tensor | undefined;
  return tf.tidy(() => tf.grad(whole)(classes ? tf.concat([logits, classes], 1) : logits));
}

async function given(what: string, tensor: tf.Tensor): Promise<Fault | null> {
  const value = await notFinite(tensor);
  return value === null ? null : {player: null, layer: null, what, value};
}

async function updated(player: "generator" | "discriminator", weights: TensorWeights): Promise<Fault | null> {
  const found = await firstNotFinite(weights);
  return found && ofWeight(player, found, "new");
}

function ofLayer(player: "generator" | "discriminator", fault: LayerFault | null): Fault | null {
  return fault && {player, ...fault};
}

function ofWeight(player: "generator" | "discriminator", {name, value}: {name: string; value: number}, what: string): Fault {
  const layer = layerOf(name);
  return {player, layer, what: `${what} ${name.slice(layer.length + 1)}`, value};
}

function reversed(tensors: TensorWeights): TensorWeights {
  return Object.fromEntries(Object.entries(tensors).reverse());
}
