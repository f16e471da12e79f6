import * as tf from "@tensorflow/tfjs-core";
import {loadGradients} from "../backend/gradients.ts";
import {disposeTensors} from "../nn/network-weights.ts";
import {PHASES} from "./phases.ts";
import type {PhaseName} from "./phases.ts";
import type {GanState} from "./state.ts";
import type {Batch, StepContext, StepSettings} from "./step-context.ts";

/** A step in numbers. */
export interface StepReport {
  /** Which step it was, from 1. */
  step: number;
  realLoss: number;
  fakeLoss: number;
  /** Mean of the two, as in the log line of Keras-GAN. */
  discriminatorLoss: number;
  generatorLoss: number;
  /** Share of real images with a positive logit, and of generated ones without. */
  realAccuracy: number;
  fakeAccuracy: number;
}

/**
 * A step before its first phase. Whoever runs phases without `trainStep` must have awaited `loadGradients`
 * (lib/backend/gradients.ts).
 * @throws RangeError when labels are missing, superfluous, of another count than the batch, or out of range.
 */
export function beginStep(state: GanState, batch: Batch, settings: StepSettings): StepContext {
  const classes = state.discriminator.network.label ?? state.generator.network.label;
  const {labels} = batch;
  if (classes === undefined && labels) throw new RangeError("labels were given, but neither network takes any");
  if (classes !== undefined) {
    if (!labels) throw new RangeError(`the networks take labels of ${classes} classes, but the batch has none`);
    if (labels.length !== batch.real.shape[0]) {
      throw new RangeError(`a batch of ${batch.real.shape[0]} needs as many labels, got ${labels.length}`);
    }
    for (let i = 0; i < labels.length; i++) {
      if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= classes) {
        throw new RangeError(`label ${i} must be a whole number from 0 to ${classes - 1}, got ${labels[i]}`);
      }
    }
  }
  return {state, batch, settings, done: 0, tensors: {}, discriminatorGradients: {}, generatorGradients: {}, running: {}};
}

/** Does the next phase and says which; null when the step is complete. */
export function nextPhase(context: StepContext): PhaseName | null {
  if (context.done >= PHASES.length) return null;
  const {name, run} = PHASES[context.done];
  run(context);
  context.done += 1;
  return name;
}

/** Frees all that a step has made, except the state. */
export function endStep({tensors, discriminatorGradients, generatorGradients, running}: StepContext): void {
  for (const made of [tensors, discriminatorGradients, generatorGradients, running]) {
    disposeTensors(made);
    for (const name of Object.keys(made)) delete made[name];
  }
}

/**
 * One step of training: all phases, D once, then G once. The state is changed in place.
 * @param look called after each phase, to see into the step.
 * @throws RangeError as `beginStep`; Error naming step and phase when a loss is NaN or infinite.
 */
export async function trainStep(
  state: GanState,
  batch: Batch,
  settings: StepSettings,
  look?: (phase: PhaseName, context: StepContext) => void
): Promise<StepReport> {
  await loadGradients();
  const context = beginStep(state, batch, settings);
  try {
    for (let phase = nextPhase(context); phase !== null; phase = nextPhase(context)) look?.(phase, context);
    return await reportStep(context);
  } finally {
    endStep(context);
  }
}

/**
 * The numbers of a step whose phases are all done.
 * @throws Error naming step and phase when a loss is NaN or infinite.
 */
export async function reportStep({state, tensors}: StepContext): Promise<StepReport> {
  const packed = tf.tidy(() => {
    const positive = (logits: tf.Tensor): tf.Tensor => tf.mean(tf.cast(tf.greater(logits, 0), "float32"));
    const losses = [tensors.realLoss, tensors.fakeLoss, tensors.generatorLoss];
    return tf.stack([...losses, positive(tensors.realLogits), tf.sub(1, positive(tensors.fakeLogits))]);
  });
  const [realLoss, fakeLoss, generatorLoss, realAccuracy, fakeAccuracy] = await packed.data();
  packed.dispose();
  const {step} = state;
  const phases: [number, PhaseName][] = [
    [realLoss, "judge real"],
    [fakeLoss, "judge fake"],
    [generatorLoss, "judge"]
  ];
  for (const [loss, phase] of phases) {
    if (!Number.isFinite(loss)) throw new Error(`step ${step}, phase "${phase}": the loss is ${loss}`);
  }
  return {step, realLoss, fakeLoss, discriminatorLoss: (realLoss + fakeLoss) / 2, generatorLoss, realAccuracy, fakeAccuracy};
}

/** The log line of Keras-GAN and AN12954: `1 [D loss: 0.685027, acc.: 57.81%] [G loss: 0.982729]`. */
export function logLine({step, discriminatorLoss, realAccuracy, fakeAccuracy, generatorLoss}: StepReport): string {
  const accuracy = (50 * (realAccuracy + fakeAccuracy)).toFixed(2);
  return `${step} [D loss: ${discriminatorLoss.toFixed(6)}, acc.: ${accuracy}%] [G loss: ${generatorLoss.toFixed(6)}]`;
}
