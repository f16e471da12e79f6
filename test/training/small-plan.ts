import {pointSet} from "../../lib/data/points.ts";
import {pointGan} from "../../lib/models/point-gan.ts";
import type {RunPlan} from "../../lib/training/run/types.ts";

/** The smallest game that is one: eight units a player, points of a ring, a step in a few milliseconds. */
export const smallPlan: RunPlan = {
  gan: pointGan({generatorHidden: [8], discriminatorHidden: [8]}),
  data: pointSet("ring"),
  settings: {loss: "nonSaturating", generator: {learningRate: 0.01}, discriminator: {learningRate: 0.01}},
  batch: 16,
  seed: 1
};
