import type * as tf from "@tensorflow/tfjs-core";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import type {StepContext} from "./context.ts";
import {TrainingError} from "./faults.ts";
import type {TrainingFault} from "./faults.ts";
import {layerOf} from "./measure.ts";
import {restoreState} from "./state.ts";

/**
 * Finds what of a finished step of the reader's is not finite: its gradients, then its losses, then the weights. The state is brought
 * back to before the step.
 */
export async function findOwnFault(failed: StepContext): Promise<TrainingError> {
  const {state, tensors, before} = failed;
  const of = (player: "generator" | "discriminator", all: TensorWeights, what: (role: string) => string) =>
    Object.entries(all).map(([name, tensor]) => {
      const layer = layerOf(name);
      return {player, layer, what: what(name.slice(layer.length + 1)), tensor};
    });
  const loss = (what: string, tensor: tf.Tensor | undefined) => (tensor ? [{player: null, layer: null, what, tensor}] : []);
  const gradient = (role: string) => `gradient of ${role}`;
  const after = (role: string) => `${role} after the update`;
  const suspects = [
    ...loss("loss of D", tensors.discriminatorLoss),
    ...of("discriminator", failed.discriminatorGradients, gradient),
    ...of("discriminator", state.discriminator.weights, after),
    ...loss("loss of G", tensors.generatorLoss),
    ...of("generator", failed.generatorGradients, gradient),
    ...of("generator", state.generator.weights, after)
  ];
  const [step, round] = [state.step, 0];
  let found: Omit<TrainingFault, "step" | "phase" | "round"> = {
    player: null,
    layer: null,
    what: "sum of a gradient's squares or of weights",
    value: Infinity
  };
  for (const {tensor, ...suspect} of suspects) {
    const value = (await tensor.data<"float32">()).find((number) => !Number.isFinite(number));
    if (value === undefined) continue;
    found = {...suspect, value};
    break;
  }
  restoreState(state, before);
  const phase = found.player === "generator" || found.what === "loss of G" ? "update G" : "update D";
  return new TrainingError({step, phase, round, ...found});
}
