import {describe, expect, it} from "vitest";
import {loadGradients} from "../../../lib/backend/gradients.ts";
import {compactDcgan, kerasGan} from "../../../lib/models/dcgan.ts";
import type {Gan} from "../../../lib/models/gan.ts";
import {pointGan} from "../../../lib/models/point-gan.ts";
import {preset} from "../../../lib/training/recipes/presets.ts";
import {stepMemory} from "../../../lib/training/step/memory.ts";
import type {StepSettings} from "../../../lib/training/step/settings.ts";
import {disposeState, startState} from "../../../lib/training/step/state.ts";
import {beginStep, endStep, nextPhase} from "../../../lib/training/step/step.ts";
import {tf} from "../wasm.ts";

const settings: StepSettings = {
  loss: "nonSaturating",
  generator: {learningRate: 0.001},
  discriminator: {learningRate: 0.001}
};

/** The most bytes that tfjs counts during a step: of the state too, which is all that there is before. */
async function peakOf(gan: Gan, change: Partial<StepSettings>, batch: number): Promise<number> {
  await loadGradients();
  const before = tf.memory().numBytes;
  const state = startState(gan, 1);
  const classes = gan.discriminator.label ?? gan.generator.label;
  const real = () => tf.zeros([batch, ...gan.generator.layers[gan.generator.layers.length - 1].outputShape]);
  const labels = classes === undefined ? {} : {labels: new Uint8Array(batch)};
  const step = beginStep(state, () => ({real: real(), ...labels}), {...settings, ...change});
  let [peak, going] = [0, true];
  while (going) {
    const {peakBytes} = await tf.profile(() => {
      going = nextPhase(step) !== null;
      return [];
    });
    if (Number.isFinite(peakBytes)) peak = Math.max(peak, peakBytes);
  }
  endStep(step);
  disposeState(state);
  expect(tf.memory().numBytes).toBe(before);
  return peak - before;
}

describe("stepMemory(gan, settings, batch)", () => {
  const cases: [name: string, gan: Gan, change: Partial<StepSettings>, batch: number][] = [
    ["Keras-GAN", kerasGan(), {}, 16],
    ["the compact DCGAN", compactDcgan(), {}, 64],
    ["the conditional XS, with projection", preset("conditional XS").gan, preset("conditional XS").settings, 64],
    ["points", pointGan({generatorHidden: [64, 64], discriminatorHidden: [64, 64]}), {}, 512],
    ["points, packed by four", preset("packed ring").gan, {}, 512],
    ["points with a gradient penalty", pointGan(), {loss: "wasserstein", gradientPenalty: 10}, 512],
    ["points with an unrolled D", pointGan(), {unrolled: 1}, 512],
    ["points with a D that is unrolled far", pointGan(), {unrolled: 4}, 128]
  ];
  it.each(cases)("is within a quarter of tfjs's own count at the peak: %s", async (_, gan, change, batch) => {
    const {peak} = stepMemory(gan, {...settings, ...change}, batch);
    const counted = await peakOf(gan, change, batch);
    expect(peak / counted).toBeGreaterThan(0.8);
    expect(peak / counted).toBeLessThan(1.25);
  });

  it("grows with the batch by the memory of an example, and knows the largest tensor", () => {
    const gan = kerasGan();
    const [small, large] = [16, 4096].map((batch) => stepMemory(gan, settings, batch));
    expect(large.peak - small.peak).toBeCloseTo((4096 - 16) * small.example, -3);
    // The second upsampling of the generator: 28 × 28 × 128.
    expect(large.largest).toBe(4 * 4096 * 28 * 28 * 128);
  });
});
