import {describe, expect, it} from "vitest";
import {pointGan} from "../../../lib/models/point-gan.ts";
import {fromTensors} from "../../../lib/nn/network/network-weights.ts";
import {forward} from "../../../lib/nn/network/forward.ts";
import {phasesOf} from "../../../lib/training/step/phases.ts";
import {disposeState, loadState, startState, storeState} from "../../../lib/training/step/state.ts";
import {logLine, trainStep} from "../../../lib/training/step/step.ts";
import type {StepSettings} from "../../../lib/training/step/settings.ts";
import {numbers} from "../../fixtures/gan.ts";
import {tf} from "../../nn/tfjs.ts";
import {labelled} from "../tiny-gan.ts";
import {settings} from "../tiny.ts";

/** Every kind of thing that could go wrong. */
const small = labelled({rate: 0.25});
const labels = [0, 1, 2, 1];
const images = (tag: number) => tf.tensor(numbers(tag, 4 * 16, 1), [4, 4, 4, 1]);

/** Everything that a state holds, as text: equal text is equal bits. */
async function bits(state: Parameters<typeof storeState>[0]): Promise<string> {
  return JSON.stringify(await storeState(state), (_, value: unknown) => (value instanceof Float32Array ? [...value] : value));
}

async function run(state: Parameters<typeof trainStep>[0], steps: number, change: Partial<StepSettings> = {}): Promise<string[]> {
  const lines: string[] = [];
  for (let i = 0; i < steps; i++) {
    const real = images(state.step);
    lines.push(logLine(await trainStep(state, {real, labels}, {...settings, ...change})));
    real.dispose();
  }
  return lines;
}

describe("trainStep(state, batch, settings)", () => {
  it("does the phases in order, D's turn, then G's", async () => {
    const state = startState(small, 1);
    const seen: string[] = [];
    const real = images(0);
    await trainStep(state, {real, labels}, settings, (phase) => seen.push(phase));
    expect(seen).toEqual(phasesOf(settings).map(({name}) => name));
    expect(
      phasesOf(settings)
        .map(({turn}) => turn[0])
        .join("")
    ).toBe("dddddgggg");
    expect(state.step).toBe(1);
    disposeState(state);
    real.dispose();
  });

  it("changes D in the update of D alone, and G in the update of G alone: weights, statistics and moments", async () => {
    const state = startState(small, 1);
    const real = images(0);
    const player = ({weights, adam}: typeof state.generator): string =>
      JSON.stringify([weights, adam.mean, adam.square].map((all) => Object.values(all).map((tensor) => [...tensor.dataSync()])));
    let [generator, discriminator] = [player(state.generator), player(state.discriminator)];
    await trainStep(state, {real, labels}, settings, (phase) => {
      const now = [player(state.generator), player(state.discriminator)];
      expect(now[0] !== generator, `G in "${phase}"`).toBe(phase === "update G");
      expect(now[1] !== discriminator, `D in "${phase}"`).toBe(phase === "update D");
      [generator, discriminator] = now;
    });
    disposeState(state);
    real.dispose();
  });

  it("never puts real and generated images in one batch: D's logits of the real do not depend on G", async () => {
    const real = images(0);
    const realLogits: number[][] = [];
    for (const noise of [0.1, 5]) {
      const state = startState(small, 1);
      const draw = (_: string, count: number) => numbers(3, count, noise);
      await trainStep(state, {real, labels}, {...settings, draw}, (phase, {tensors}) => {
        if (phase === "judge real") realLogits.push([...tensors.realLogits!.dataSync()]);
      });
      disposeState(state);
    }
    expect(realLogits[0]).toEqual(realLogits[1]);
    real.dispose();
  });

  it("counts first the real, then the generated batch in D's running statistics", async () => {
    const state = startState(small, 1);
    const real = images(0);
    const before = state.discriminator.weights["batchNorm1/mean"].dataSync().slice();
    let [ofReal, ofBoth]: Float32Array[] = [];
    await trainStep(state, {real, labels}, settings, (phase, {running}) => {
      if (phase === "judge real") ofReal = running["batchNorm1/mean"].dataSync<"float32">().slice();
      if (phase === "judge fake") ofBoth = running["batchNorm1/mean"].dataSync<"float32">().slice();
    });
    expect(before).not.toEqual(ofReal);
    expect(ofReal).not.toEqual(ofBoth);
    expect(state.discriminator.weights["batchNorm1/mean"].dataSync()).toEqual(ofBoth);
    disposeState(state);
    real.dispose();
  });

  it("leaves no tensor behind, looked into or not, with noise used twice or not, and when it fails", async () => {
    const state = startState(small, 1);
    await run(state, 1);
    const before = tf.memory().numTensors;
    await run(state, 3);
    await run(state, 2, {inspect: true});
    await run(state, 2, {reuseNoise: true});
    expect(tf.memory().numTensors).toBe(before);
    const real = images(0);
    const draw = (): Float32Array => new Float32Array(1);
    await expect(trainStep(state, {real, labels}, {...settings, draw})).rejects.toThrow('draw("noise", 12) gave 1 numbers');
    real.dispose();
    expect(tf.memory().numTensors).toBe(before);
    disposeState(state);
  });

  it("gives the same bits for the same seed, whether one looks or not, and others for another seed", async () => {
    const results: string[] = [];
    for (const [seed, inspect] of [
      [7, false],
      [7, true],
      [8, false]
    ] as const) {
      const state = startState(small, seed);
      await run(state, 2, {inspect});
      results.push((await bits(state)).replace(/"seed":"."/, ""));
      disposeState(state);
    }
    expect(results[1] === results[0]).toBe(true);
    expect(results[2] === results[0]).toBe(false);
  });

  it("goes on from a stored state as if it had not been interrupted", async () => {
    const whole = startState(small, 7);
    await run(whole, 4);
    const first = startState(small, 7);
    await run(first, 2);
    const resumed = loadState(structuredClone(await storeState(first)));
    await run(resumed, 2);
    expect((await bits(resumed)) === (await bits(whole))).toBe(true);
    [whole, first, resumed].forEach(disposeState);
  });

  it("stops at real examples that are not numbers", async () => {
    const state = startState(small, 1);
    const real = tf.fill([4, 4, 4, 1], NaN);
    await expect(trainStep(state, {real, labels}, settings)).rejects.toThrow('step 1, phase "judge real": the real batch is NaN');
    disposeState(state);
    real.dispose();
  });

  it("refuses labels that do not fit", async () => {
    const state = startState(small, 1);
    const real = images(0);
    await expect(trainStep(state, {real}, settings)).rejects.toThrow(
      "the networks take labels of 3 classes, but the batch has none"
    );
    await expect(trainStep(state, {real, labels: [1]}, settings)).rejects.toThrow("a batch of 4 needs as many labels, got 1");
    await expect(trainStep(state, {real, labels: [0, 1, 2, 3]}, settings)).rejects.toThrow(
      "label 3 must be a whole number from 0 to 2, got 3"
    );
    disposeState(state);
    real.dispose();
  });

  it("learns: points of a Gaussian are where they should be after 150 steps", async () => {
    const state = startState(pointGan({generatorHidden: [16], discriminatorHidden: [16]}), 3, "he");
    for (let i = 0; i < 150; i++) {
      const real = tf.tidy(() => tf.add(tf.mul(tf.tensor(numbers(i, 128, 1), [64, 2]), 0.5), tf.tensor1d([2, -1])));
      await trainStep(state, {real}, {...settings, generator: {learningRate: 0.01}, discriminator: {learningRate: 0.01}});
      real.dispose();
    }
    const centre = tf.tidy(() => {
      const noise = tf.tensor(numbers(999, 512, Math.sqrt(3)), [256, 2]);
      return [...tf.mean(forward(state.generator.network, state.generator.weights, noise).output, 0).dataSync()];
    });
    expect(Math.hypot(centre[0] - 2, centre[1] + 1)).toBeLessThan(0.75);
    disposeState(state);
  });
});

describe("storeState(state)", () => {
  it("is plain data, with the weights that fromTensors reads", async () => {
    const state = startState(small, 1);
    const stored = await storeState(state);
    expect(stored.generator.weights).toEqual(await fromTensors(state.generator.weights));
    expect(structuredClone(stored)).toEqual(stored);
    const {"conv1/kernel": _, ...rest} = stored.discriminator.weights;
    expect(() => loadState({...stored, discriminator: {...stored.discriminator, weights: rest}})).toThrow(
      'the weight "conv1/kernel" [3, 3, 1, 4] is missing'
    );
    disposeState(state);
  });
});

describe("logLine(report)", () => {
  it("has the form of AN12954", () => {
    const report = {step: 1, realLoss: 0.7, fakeLoss: 0.670054, discriminatorLoss: 0.685027, generatorLoss: 0.982729};
    expect(logLine({...report, realAccuracy: 0.5, fakeAccuracy: 0.65625})).toBe(
      "1 [D loss: 0.685027, acc.: 57.81%] [G loss: 0.982729]"
    );
  });
});
