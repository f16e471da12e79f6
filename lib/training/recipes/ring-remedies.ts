import {pointSet} from "../../data/points.ts";
import {packed, severalGenerators, withMinibatchDeviation, withSpectralNorm} from "../../models/remedies.ts";
import {preset} from "./presets.ts";
import type {StepSettings} from "../step/settings.ts";
import type {SweepRow} from "./sweep.ts";

/** Steps of one run on the ring. */
export const RING_STEPS = 5000;

/** Names of the remedies, from none to the dearest. */
export const RING_REMEDIES = [
  "none",
  "packing 2",
  "packing 3",
  "packing 4",
  "minibatch deviation",
  "spectral norm",
  "label smoothing",
  "instance noise",
  "not averaged",
  "4 generators, one D",
  "4 GANs, mixed",
  "5 steps of D",
  "unrolled 1",
  "unrolled 5",
  "WGAN-GP"
] as const;

/** One of `RING_REMEDIES`. */
export type RingRemedy = (typeof RING_REMEDIES)[number];

/**
 * The collapsing ring with one remedy, everything else as it is: what a sweep of them tries. Each is one switch of the plan; where two
 * things change, it says so here: WGAN-GP comes with its five steps of D (Gulrajani et al. 2017).
 */
export function ringRemedy(name: RingRemedy, steps = RING_STEPS): SweepRow {
  const {gan, settings, batch, scheme} = preset("collapsing ring");
  const base = {gan, settings, batch, scheme, data: pointSet("ring")};
  const row = (changes: Partial<SweepRow["plan"]> = {}): SweepRow => ({name, plan: {...base, ...changes}, steps});
  const set = (changes: Partial<StepSettings>): SweepRow => row({settings: {...settings, ...changes}});
  switch (name) {
    case "none":
      return row();
    case "packing 2":
    case "packing 3":
    case "packing 4": {
      const packing = Number(name.slice(-1));
      // A batch is whole packs: with three in each, two points fewer.
      return row({gan: packed(gan, packing), batch: batch - (batch % packing)});
    }
    case "minibatch deviation":
      return row({gan: withMinibatchDeviation(gan)});
    case "spectral norm":
      return row({gan: withSpectralNorm(gan)});
    case "label smoothing":
      return set({targets: {real: 0.9}});
    case "instance noise":
      return set({instanceNoise: {deviation: 0.1, steps}});
    case "not averaged":
      return set({average: undefined});
    case "4 generators, one D":
      return row({gan: severalGenerators(gan, 4)});
    case "4 GANs, mixed":
      return {...row(), apart: 4};
    case "5 steps of D":
      return set({discriminatorSteps: 5});
    case "unrolled 1":
      return set({unrolled: 1});
    case "unrolled 5":
      return set({unrolled: 5});
    case "WGAN-GP":
      return set({loss: "wasserstein", gradientPenalty: 10, discriminatorSteps: 5});
  }
}
