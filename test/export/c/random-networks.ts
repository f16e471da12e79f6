import {
  averagePool,
  conv,
  convTranspose,
  dense,
  flatten,
  glu,
  leakyRelu,
  maxPool,
  relu,
  sigmoid,
  tanh
} from "../../../lib/nn/network/layers.ts";
import {upsample, zeroPad} from "../../../lib/nn/network/layers.ts";
import type {ConvPadding, Layer, Size} from "../../../lib/nn/network/layers.ts";
import {network, outputShapeOf} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {needsOf} from "../../../lib/export/boards/boards-fit.ts";
import {random} from "../../../lib/random.ts";
import type {Random} from "../../../lib/random.ts";

/**
 * A small network of four to eight layers with sizes, strides and paddings by chance, on a map of odd sizes; the same for the same seed.
 * What does not fit, or has no operator, is drawn again.
 */
export function randomNetwork(seed: number): Network {
  const draw = random(`network ${seed}`);
  const input = [draw.integer(3, 9), draw.integer(3, 9), draw.integer(1, 4)];
  const layers: Layer[] = [];
  let made = network({input}, [relu()]);
  for (const wanted = draw.integer(4, 8); layers.length < wanted;) {
    const next = [...layers, randomLayer(draw, outputShapeOf(made))];
    try {
      made = network({input}, next);
      needsOf(made);
    } catch {
      continue;
    }
    const size = outputShapeOf(made).reduce((product, length) => product * length, 1);
    if (size <= 2000) layers.push(next[next.length - 1]);
  }
  return network({input}, layers);
}

function randomLayer(draw: Random, shape: readonly number[]): Layer {
  const pick = <T>(choices: readonly T[]): T => choices[draw.integer(0, choices.length - 1)];
  const size = (most: number): Size => [draw.integer(1, most), draw.integer(1, most)];
  const filters = draw.integer(1, 5);
  const bias = draw.integer(0, 1) === 1;
  const padding = pick<ConvPadding>(["same", "valid", 1, 2]);
  const activations = [relu(), leakyRelu(0.3), tanh(), sigmoid(), ...(shape[shape.length - 1] % 2 === 0 ? [glu()] : [])];
  if (shape.length === 1) return pick([dense(draw.integer(1, 12), {bias}), ...activations]);
  return pick<Layer>([
    conv(filters, {kernel: size(4), stride: size(3), padding, bias}),
    convTranspose(filters, {kernel: size(4), stride: size(3), padding, bias}),
    maxPool(size(3), {stride: size(2), padding: pick(["same", "valid"])}),
    averagePool(size(3), {stride: size(2), padding: pick(["same", "valid"])}),
    zeroPad([draw.integer(0, 2), draw.integer(0, 2), draw.integer(0, 2), draw.integer(0, 2)]),
    upsample(draw.integer(2, 3)),
    flatten(),
    ...activations
  ]);
}
