import {describe, expect, it} from "vitest";
import {imageSet} from "../../../lib/data/image-set.ts";
import type {ImageSetParts} from "../../../lib/data/image-set.ts";
import {batchNorm, conv, dense, dropout, flatten, maxPool, relu} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {toTensors} from "../../../lib/nn/network/network-weights.ts";
import {initialise} from "../../../lib/nn/network/initialise.ts";
import {random} from "../../../lib/random.ts";
import {loadGradients} from "../../../lib/backend/gradients.ts";
import {classifierStep} from "../../../lib/training/classifier/train.ts";
import {trainClassifier} from "../../../lib/training/classifier/train.ts";
import type {ClassifierPlan, ClassifierStatus, EpochEntry} from "../../../lib/training/classifier/types.ts";
import {classify, evaluate, inRange} from "../../../lib/training/classifier/classify.ts";
import {startPlayer} from "../../../lib/training/step/state.ts";
import {tf} from "../../nn/tfjs.ts";

/** Pictures of 4 × 4: a bright row is class 0, a bright column class 1, a bright corner class 2; and noise. */
function shapes(size: number, seed: string): ImageSetParts {
  const source = random(seed);
  const labels = Uint8Array.from({length: size}, () => source.integer(0, 2));
  const pixels = new Uint8Array(size * 16);
  labels.forEach((label, image) => {
    const at = source.integer(0, 3);
    for (let i = 0; i < 16; i++) {
      const [row, column] = [i >> 2, i & 3];
      const bright = label === 0 ? row === at : label === 1 ? column === at : row % 3 === 0 && column % 3 === 0;
      pixels[image * 16 + i] = source.integer(0, 60) + (bright ? 190 : 0);
    }
  });
  return {name: seed, shape: [4, 4, 1], pixels, labels, classes: 3};
}

const small = network({input: [4, 4, 1]}, [
  conv(4, {kernel: 3}),
  batchNorm(),
  relu(),
  maxPool(2),
  flatten(),
  dropout(0.1),
  dense(3)
]);
const plan: ClassifierPlan = {
  network: small,
  train: shapes(60, "train"),
  validation: shapes(20, "validation"),
  test: shapes(30, "test"),
  epochs: 6,
  batch: 16,
  adam: {learningRate: 0.02},
  seed: 1
};

describe("trainClassifier(plan, {status, epoch, gate})", () => {
  it("learns, tells of each epoch, and judges the test set with the weights of the best", async () => {
    const before = tf.memory().numTensors;
    const [epochs, statuses]: [EpochEntry[], ClassifierStatus[]] = [[], []];
    const {weights, best, history, test, stopped} = await trainClassifier(plan, {
      epoch: (entry) => epochs.push(entry),
      status: (status) => statuses.push(status)
    });
    expect(history).toEqual(epochs);
    expect(history.map(({epoch}) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(history[5].loss).toBeLessThan(history[0].loss / 2);
    expect(test?.accuracy).toBeGreaterThan(0.9);
    expect(test?.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(stopped).toBe(false);
    const accuracies = history.map(({validationAccuracy = 0}) => validationAccuracy);
    expect(accuracies[best - 1]).toBe(Math.max(...accuracies));
    // 60 images in batches of 16 are 4 steps.
    expect(statuses[3]).toMatchObject({state: "training", epoch: 0, step: 4, steps: 4, loss: history[0].loss});
    expect(statuses.at(-1)).toMatchObject({state: "testing", epoch: 6});
    const tensors = toTensors(weights);
    expect(await evaluate(small, tensors, imageSet(plan.test as ImageSetParts))).toEqual(test);
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("gives the same weights for the same plan; others for another seed, with deformation, decay or an average", async () => {
    const short = {...plan, epochs: 1, validation: undefined, test: undefined};
    const {weights} = await trainClassifier(short);
    expect((await trainClassifier(short)).weights).toEqual(weights);
    const changes: Partial<ClassifierPlan>[] = [
      {seed: 2},
      {deformation: {shift: 1}},
      {decay: true},
      {average: 0.5},
      {inputs: "unit"},
      {scheme: "glorot"}
    ];
    for (const change of changes) expect((await trainClassifier({...short, ...change})).weights).not.toEqual(weights);
  });

  it("keeps the weights of the last epoch without a validation set", async () => {
    const {best, history} = await trainClassifier({...plan, epochs: 2, validation: undefined});
    expect(best).toBe(2);
    expect(history[0].validationAccuracy).toBeUndefined();
  });

  it("stops between two steps when the gate says so, and gives what was learned", async () => {
    let steps = 0;
    const before = tf.memory().numTensors;
    const result = await trainClassifier({...plan, validation: undefined}, {gate: () => steps++ < 6});
    expect(result).toMatchObject({best: 1, stopped: true});
    expect(result.history).toHaveLength(1);
    expect(result.test?.predicted).toHaveLength(30);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses sets that do not fit the network, and a plan without steps", async () => {
    await expect(trainClassifier({...plan, network: network({input: [4, 4, 1]}, [flatten(), dense(2)])})).rejects.toThrow(
      "train has 3 classes, the network has 2 logits"
    );
    await expect(trainClassifier({...plan, network: network({input: [8, 8, 1]}, [flatten(), dense(3)])})).rejects.toThrow(
      "train has images of [4, 4, 1], the network takes [8, 8, 1]"
    );
    await expect(trainClassifier({...plan, network: network({input: [4, 4, 1]}, [relu()])})).rejects.toThrow(
      "a classifier gives one logit for each class, this network gives [4, 4, 1]"
    );
    await expect(trainClassifier({...plan, epochs: 0})).rejects.toThrow("epochs must be a whole number from 1, got 0");
    await expect(trainClassifier({...plan, adam: {learningRate: 1e38}})).rejects.toThrow(/^epoch \d, step \d: the loss is/);
  });
});

describe("classifierStep(player, batch, adam, seed)", () => {
  it("has the loss and the gradient that tfjs's own cross-entropy has", async () => {
    await loadGradients();
    // tfjs takes what its own cross-entropy saves for the gradient for a leak.
    tf.env().set("IS_TEST", false);
    const linear = network({input: [4]}, [dense(3)]);
    const weights = initialise(linear, 3, "he");
    const images = Float32Array.of(1, -2, 0.5, 3, 0, 1, 80, -80);
    const player = startPlayer(linear, weights);
    // One step of Adam from rest is the rate times the sign of the gradient: enough rate to see the sign.
    const {loss, right} = await classifierStep(
      player,
      {images, labels: Uint8Array.of(2, 0)},
      {learningRate: 0.125, epsilon: 1e-30},
      ""
    );
    const kernel = tf.tensor(weights["dense1/kernel"].values, [4, 3]);
    const answers = tf.tensor([0, 0, 1, 1, 0, 0], [2, 3]);
    const theirs = (of: tf.Tensor): tf.Scalar =>
      tf.losses.softmaxCrossEntropy(answers, tf.matMul(tf.tensor(images, [2, 4]), of as tf.Tensor2D)) as tf.Scalar;
    expect(loss).toBeCloseTo(theirs(kernel).dataSync()[0], 4);
    const gradient = tf.grad(theirs)(kernel).dataSync();
    const after = player.weights["dense1/kernel"].dataSync();
    gradient.forEach((slope, i) => {
      if (Math.abs(slope) > 1e-6)
        expect(after[i] - weights["dense1/kernel"].values[i], `weight ${i}`).toBeCloseTo(-0.125 * Math.sign(slope), 3);
    });
    expect([0, 1, 2]).toContain(right);
  });
});

describe("classify(network, weights, images), evaluate(network, weights, set)", () => {
  // The logits are the first three pixels.
  const first = network({input: [2, 2, 1]}, [flatten(), dense(3, {bias: false})]);
  const weights = () =>
    toTensors({"dense1/kernel": {shape: [4, 3], values: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)}});

  it("names the largest logit, and gives probabilities that sum to 1 even for large logits", async () => {
    const images = {shape: [2, 2, 2, 1], values: Float32Array.of(1, 2, 0, 9, 1000, 0, -1000, 9)};
    const {predicted, probabilities, logits} = await classify(first, weights(), images);
    expect([...predicted]).toEqual([1, 0]);
    expect([...logits.values]).toEqual([1, 2, 0, 1000, 0, -1000]);
    const e = Math.E;
    [e / (e + e * e + 1), (e * e) / (e + e * e + 1), 1 / (e + e * e + 1), 1, 0, 0].forEach((value, i) =>
      expect(probabilities.values[i]).toBeCloseTo(value, 6)
    );
  });

  it("counts each image in the row of its class and the column of the answer", async () => {
    const set = imageSet({
      name: "set",
      shape: [2, 2, 1],
      // Answers 0, 1, 1, 2.
      pixels: Uint8Array.of(255, 0, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0),
      labels: Uint8Array.of(0, 1, 2, 2)
    });
    const {confusion, accuracy, predicted, loss} = await evaluate(first, weights(), set);
    expect(confusion).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 1]
    ]);
    expect(accuracy).toBe(0.75);
    expect([...predicted]).toEqual([0, 1, 1, 2]);
    // Logits 1, −1, −1 and the right one three times out of four.
    const sum = Math.log(Math.exp(1) + 2 * Math.exp(-1));
    expect(loss).toBeCloseTo((3 * (sum - 1) + (sum + 1)) / 4, 6);
  });

  it("takes black for 0 or for −1", () => {
    expect([...inRange(Float32Array.of(-1, 0, 1), "unit")]).toEqual([0, 0.5, 1]);
    expect([...inRange(Float32Array.of(-1, 0, 1), "signed")]).toEqual([-1, 0, 1]);
  });
});
