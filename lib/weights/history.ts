import type {Values} from "../nn/network/network-weights.ts";
import {FileError, floats} from "../nn/files/safetensors.ts";
import type {WeightsFile} from "../nn/files/weights-file.ts";

/** How a shipped GAN came about. */
export interface ShippedHistory {
  /** What its generator made of the same noise after some steps: images [n, height, width, 1] in [−1, 1]. */
  sheets: {step: number; images: Values}[];
  /** Every tenth step. */
  losses: {step: number; discriminatorLoss: number; generatorLoss: number; realAccuracy: number; fakeAccuracy: number}[];
}

/** Steps between two of the losses. */
const EVERY = 10;

/**
 * The history in a file of weights.
 * @throws FileError when it has none.
 */
export function readHistory({others}: Pick<WeightsFile, "others">): ShippedHistory {
  const [steps, sheets, losses] = ["steps", "sheets", "losses"].map((name) => others.get(`history.${name}`));
  if (!steps || !sheets || !losses) throw new FileError("these weights have no history");
  const [, count, height, width] = sheets.shape;
  const size = count * height * width;
  const pixels = floats(sheets).map((value) => value / 127.5 - 1);
  const numbers = floats(losses);
  return {
    sheets: [...floats(steps)].map((step, i) => {
      return {step, images: {shape: [count, height, width, 1], values: pixels.slice(i * size, (i + 1) * size)}};
    }),
    losses: Array.from({length: losses.shape[0]}, (_, i) => {
      const [discriminatorLoss, generatorLoss, realAccuracy, fakeAccuracy] = numbers.subarray(4 * i, 4 * i + 4);
      return {step: EVERY * (i + 1), discriminatorLoss, generatorLoss, realAccuracy, fakeAccuracy};
    })
  };
}
