import {resolve} from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import {startWasm} from "../../../lib/backend/wasm.ts";
import type {Figure} from "../figure.ts";
import {
  convolvePair,
  flattenPair,
  neuronsPair,
  outputSizePair,
  poolGradientPair,
  poolPair,
  transposedPair
} from "./arithmetic.ts";
import {foldPair, quantisePair, wholePair} from "./boards.ts";
import {batchNormPair, deviationPair, joinedPair, projectedPair} from "./layers.ts";
import {frechetPair, inceptionPair, modesPair, precisionPair} from "./metrics.ts";
import {pairFigure} from "./pair.ts";
import type {Pair} from "./pair.ts";
import {conditional, five, packed, points} from "./steps.ts";

/** Each visible cell of the book that is an algorithm which lib has too; `step.own` and `step.loop` are of the group `step`. */
const pairs: Readonly<Record<string, () => Promise<Pair>>> = {
  neurons: neuronsPair,
  convolve: convolvePair,
  transposed: transposedPair,
  "output-size": outputSizePair,
  "pool-max": poolPair("max"),
  "pool-average": poolPair("average"),
  "pool-gradient": poolGradientPair,
  flatten: flattenPair,
  batchnorm: batchNormPair,
  joined: joinedPair,
  projected: projectedPair,
  deviation: deviationPair,
  modes: modesPair,
  inception: inceptionPair,
  frechet: frechetPair,
  precision: precisionPair,
  fold: foldPair,
  quantise: quantisePair,
  whole: wholePair,
  "step-points": points,
  "step-conditional": conditional,
  "step-packed": packed,
  "step-five": five
};

/**
 * The cells that stand in a chapter as code against what lib does on the same numbers, on one thread in Node: layers and steps on WASM, the
 * rest in plain arrays. That the numbers agree is held by test/notebooks/visible-code.test.ts.
 */
export async function bench(): Promise<Figure[]> {
  tf.env().set("PROD", true);
  await startWasm({files: `${resolve(import.meta.dirname, "../../../node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`});
  const figures: Figure[] = [];
  for (const [name, open] of Object.entries(pairs)) figures.push(await pairFigure(name, open));
  return figures;
}
