import type {Checkpoint} from "./checkpoint.ts";
import type {RunPlan} from "./run-types.ts";

/**
 * The plan of a run that goes on from a checkpoint, with the data of `plan`. Functions cannot be stored: where the checkpoint's
 * settings had any, those of `plan` are taken whole.
 * @throws Error when they had functions that the plan has not.
 */
export function resumed(plan: RunPlan, {gan, state, settings, batch, functions = []}: Checkpoint): RunPlan {
  const missing = functions.find((path) => typeof at(plan.settings, path) !== "function");
  if (missing !== undefined) {
    throw new Error(`the run was trained with a function for settings.${missing}, which no file can hold: give it in the plan`);
  }
  return {
    ...plan,
    gan: {...gan, generator: state.generator.network, discriminator: state.discriminator.network},
    settings: functions.length > 0 ? plan.settings : settings,
    batch,
    seed: state.seed
  };
}

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], value);
}
