import {disposeState, startState, storeState} from "../../lib/training/step/state.ts";
import type {GanState} from "../../lib/training/step/state.ts";
import type {StepSettings} from "../../lib/training/step/settings.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import {numbers} from "../fixtures/gan.ts";
import {tf} from "../nn/tfjs.ts";
import {tiny} from "./tiny-gan.ts";

export const settings: StepSettings = {
  loss: "nonSaturating",
  generator: {learningRate: 0.01},
  discriminator: {learningRate: 0.02}
};

/** Four real examples. */
export function images(tag: number): InstanceType<typeof tf.Tensor> {
  return tf.tensor(numbers(tag, 4 * 16, 1), [4, 4, 4, 1]);
}

/** Everything that a state holds, as text: equal text is equal bits. */
export async function bits(state: GanState): Promise<string> {
  return JSON.stringify(await storeState(state), (_, value: unknown) => (value instanceof Float32Array ? [...value] : value));
}

/** The bits of a state after so many steps with these settings. */
export async function bitsAfter(change: Partial<StepSettings>, {steps = 2, gan = tiny(), seed = 5} = {}): Promise<string> {
  const state = startState(gan, seed, "he");
  for (let i = 0; i < steps; i++) {
    const tag = 100 * i;
    await trainStep(state, (round) => ({real: images(tag + round)}), {...settings, ...change});
  }
  const result = await bits(state);
  disposeState(state);
  return result;
}
