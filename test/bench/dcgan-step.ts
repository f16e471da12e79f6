/**
 * What the group `step` measures, in Node and in the browser: a step of lib/training as readers run it, D once and then G once, on
 * the compact DCGAN with batch 64. The bookkeeping of a reader's run (losses, accuracies, gradient norms) is part of it.
 */
import * as tf from "@tensorflow/tfjs-core";
import {compactDcgan} from "../../lib/models/dcgan.ts";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import type {OwnStep} from "../../lib/training/step/game.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {trainStep} from "../../lib/training/step/step.ts";

const batchSize = 64;

const settings: StepSettings = {
  loss: "nonSaturating",
  generator: {learningRate: 1e-3},
  discriminator: {learningRate: 1e-3}
};

/** A run on the current backend. The same numbers each time. */
export interface Run {
  readonly step: () => Promise<void>;
  readonly dispose: () => void;
}

/** @param own a step of the reader's, in the place of the usual one */
export function startRun(own?: OwnStep): Run {
  const state = startState(compactDcgan(), 1);
  const real = tf.tidy(() => tf.tanh(tf.randomNormal([batchSize, 28, 28, 1], 0, 1, "float32", 7)));
  return {
    step: async () => {
      await trainStep(state, {real}, settings, undefined, own);
    },
    dispose: () => {
      disposeState(state);
      real.dispose();
    }
  };
}

/** Milliseconds of each of so many steps. Between them the realm may do what else it has to do. */
export async function timeSteps(run: Run, steps: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    await run.step();
    times.push(performance.now() - start);
    await new Promise((resume) => setTimeout(resume));
  }
  return times;
}
