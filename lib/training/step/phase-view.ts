import type {Tensor} from "@tensorflow/tfjs-core";
import {count} from "../../nn/network/layers-shape.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {gradientNorms} from "./measure.ts";
import type {Phase} from "./phases.ts";
import type {PhaseView} from "../run/run-types.ts";
import type {StepContext} from "./step-context.ts";

/** Most examples of each tensor that are shown. */
const EXAMPLES = 64;

/** What can be looked at after a phase: copies, with at most 64 examples of each tensor. */
export async function viewPhase(
  context: StepContext,
  {name, turn}: Pick<Phase, "name" | "turn">,
  index: number,
  step: number
): Promise<PhaseView> {
  const shown = {real: context.batch.real, ...context.tensors};
  const entries = Object.entries(shown).map(async ([key, tensor]): Promise<[string, Values]> => {
    return [key, await firstExamples(tensor)];
  });
  const tensors = Object.fromEntries(await Promise.all(entries));
  const view = {step, index, phase: name, turn, tensors};
  if (name === "update D") return {...view, norms: await gradientNorms(context.discriminatorGradients)};
  if (name === "update G") return {...view, norms: await gradientNorms(context.generatorGradients)};
  return view;
}

async function firstExamples(tensor: Tensor): Promise<Values> {
  const values = await tensor.data<"float32">();
  if (tensor.shape.length === 0) return {shape: [], values: Float32Array.from(values)};
  const shape = [Math.min(EXAMPLES, tensor.shape[0]), ...tensor.shape.slice(1)];
  return {shape, values: values.slice(0, count(shape))};
}
