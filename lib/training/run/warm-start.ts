import {trainableNames} from "../../nn/network/network-weights.ts";
import type {Weights} from "../../nn/network/network-weights.ts";
import type {StoredNetwork} from "../../nn/files/weights-file.ts";
import {writeCheckpoint} from "./checkpoint.ts";
import type {RunPlan} from "./run-types.ts";
import type {StoredPlayer} from "../step/state.ts";

/** What shipped weights have (lib/weights/load): both players, and how long they were trained. */
export interface Grown {
  networks: Readonly<Record<string, StoredNetwork>>;
  record: {steps: number};
}

/**
 * A checkpoint from which a run goes on where shipped weights were left: `await run.load(warmStart(shipped, run.plan))`. The files
 * keep no optimiser: Adam begins anew, so the first steps are like those of a run whose rate has just been raised.
 * @throws RangeError when the weights lack a generator or a discriminator.
 */
export function warmStart({networks, record}: Grown, {gan, settings, batch, seed, data}: RunPlan): Uint8Array {
  const player = (name: "generator" | "discriminator"): StoredPlayer => {
    if (!Object.hasOwn(networks, name))
      throw new RangeError(`the weights have no ${name}: they have ${Object.keys(networks).join(", ")}`);
    const {network, weights} = networks[name];
    const zeros = () =>
      Object.fromEntries(
        trainableNames(network).map((weight) => {
          const {shape, values} = weights[weight];
          return [weight, {shape, values: new Float32Array(values.length)}];
        })
      ) as Weights;
    return {network, weights, adam: {steps: 0, mean: zeros(), square: zeros()}};
  };
  const [generator, discriminator] = [player("generator"), player("discriminator")];
  const average = settings.average === undefined ? {} : {average: generator.weights};
  const state = {generator, discriminator, ...average, step: record.steps, seed: String(seed)};
  return writeCheckpoint({gan, state, settings, batch, data: "name" in data ? String(data.name) : data.kind});
}
