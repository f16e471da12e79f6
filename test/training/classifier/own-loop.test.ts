import {describe, expect, it} from "vitest";
import * as all from "@tensorflow/tfjs";
import {imageSet} from "../../../lib/data/image-set.ts";
import {batchNorm, conv, dense, dropout, flatten, relu} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {random} from "../../../lib/random.ts";
import {runClassifier} from "../../../lib/training/classifier/classifier.ts";
import type {Lesson, OwnLoop} from "../../../lib/training/classifier/lesson.ts";
import {trainClassifier} from "../../../lib/training/classifier/train.ts";
import type {ClassifierResult} from "../../../lib/training/classifier/types.ts";
import {tf} from "../../nn/tfjs.ts";

/** Left half bright, or right half. */
function halves(size: number, seed: number) {
  const source = random(seed);
  const labels = Uint8Array.from({length: size}, () => source.integer(0, 1));
  const pixels = Uint8Array.from(
    {length: size * 16},
    (_, i) => source.integer(0, 100) + (((i & 3) >= 2 ? 1 : 0) === labels[i >> 4] ? 150 : 0)
  );
  return imageSet({name: "halves", shape: [4, 4, 1], pixels, labels, classes: 2});
}

const subject = {
  network: network({input: [4, 4, 1]}, [
    conv(3, {kernel: 3, bias: false}),
    batchNorm(),
    relu(),
    dropout(0.1),
    flatten(),
    dense(2)
  ]),
  train: halves(42, 1),
  validation: halves(20, 2),
  test: halves(20, 3),
  seed: 1,
  deformation: {shift: 1},
  average: 0.9
};

type Optimiser = {applyGradients(gradients: Record<string, tf.Tensor>): void};

/** The usual loop, as it is written by hand. */
const usual = (optimiser: (lesson: Lesson) => Optimiser, epochs = 3): OwnLoop =>
  function* (lesson) {
    const {classify, weights, shuffled, examples} = lesson;
    const adam = optimiser(lesson);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = shuffled(epoch);
      for (let at = 0; at < order.length; at += 8) {
        const {images, labels} = examples(order.slice(at, at + 8));
        const {value, grads} = tf.variableGrads(
          () => tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(classify(images))), 1))) as tf.Scalar,
          weights
        );
        adam.applyGradients(grads);
        yield value;
      }
      yield "examine";
    }
  };

const ours: OwnLoop = usual(({adam}) => adam({learningRate: 0.02}));

function worst(a: ClassifierResult, b: ClassifierResult): number {
  const pairs = Object.entries(a.weights).flatMap(([name, {values}]) =>
    Array.from(values, (value, i) => Math.abs(value - b.weights[name]!.values[i]!))
  );
  return Math.max(...pairs);
}

describe("trainClassifier({loop})", () => {
  it("gives the weights, the losses and the judgements of the usual loop, with dropout, deformation and an average; nothing is left", async () => {
    const lib = await trainClassifier({...subject, epochs: 3, batch: 8, adam: {learningRate: 0.02}});
    const before = tf.memory().numTensors;
    const own = await trainClassifier({...subject, loop: ours});
    expect(worst(own, lib)).toBeLessThan(1e-5);
    expect(own).toMatchObject({best: lib.best, stopped: false});
    expect(own.history.map(({epoch, accuracy, validationAccuracy}) => [epoch, accuracy, validationAccuracy])).toEqual(
      lib.history.map(({epoch, accuracy, validationAccuracy}) => [epoch, accuracy, validationAccuracy])
    );
    own.history.forEach(({loss}, i) => expect(loss).toBeCloseTo(lib.history[i]!.loss, 5));
    expect(own.test?.predicted).toEqual(lib.test?.predicted);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("takes an optimiser of tf.train, whose memory is freed at the end", async () => {
    const lib = await trainClassifier({...subject, epochs: 3, batch: 8, adam: {learningRate: 0.02}});
    const before = tf.memory().numTensors;
    const variables = Object.keys(tf.engine().state.registeredVariables).length;
    const own = await trainClassifier({
      ...subject,
      loop: usual(() => all.train.adam(0.02, 0.9, 0.999, 1e-8) as unknown as Optimiser)
    });
    expect(worst(own, lib)).toBeLessThan(1e-3);
    expect(tf.memory().numTensors).toBe(before);
    expect(Object.keys(tf.engine().state.registeredVariables)).toHaveLength(variables);
  });

  it("is what trains: half the gradient gives other weights, and no step none at all", async () => {
    const plain = {...subject, average: undefined, validation: undefined};
    const a = await trainClassifier({...plain, loop: usual(() => all.train.sgd(0.02) as unknown as Optimiser)});
    const b = await trainClassifier({...plain, loop: usual(() => all.train.sgd(0.01) as unknown as Optimiser)});
    expect(worst(a, b)).toBeGreaterThan(1e-3);
    // eslint-disable-next-line require-yield
    const none = await trainClassifier({...plain, loop: function* () {} as OwnLoop});
    expect(none).toMatchObject({best: 0, history: [], stopped: false});
  });

  it("ends an epoch with the loop, counts steps by batches like the first, and stops where the gate says so", async () => {
    const statuses: [number, number, number][] = [];
    const once: OwnLoop = function* ({examples, classify, weights}) {
      for (let step = 0; step < 4; step++) {
        const {images, labels} = examples([step, step + 1, step + 2, step + 3]);
        yield tf.variableGrads(() => tf.mean(tf.square(tf.sub(classify(images), labels))) as tf.Scalar, weights).value;
      }
    };
    const {history, stopped} = await trainClassifier(
      {...subject, loop: once},
      {status: ({state, epoch, step, steps}) => void (state === "training" && statuses.push([epoch, step, steps]))}
    );
    expect(statuses).toEqual([1, 2, 3, 4].map((step) => [0, step, 11]));
    expect([history.length, stopped]).toEqual([1, false]);
    const before = tf.memory().numTensors;
    let gates = 0;
    const cut = await trainClassifier({...subject, validation: undefined, loop: ours}, {gate: () => gates++ < 9});
    expect(cut).toMatchObject({stopped: true, best: 1});
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says what is wrong with a loop, and leaves nothing behind", async () => {
    const run = (loop: unknown) => trainClassifier({...subject, loop: loop as OwnLoop});
    const before = tf.memory().numTensors;
    await expect(run(() => 3)).rejects.toThrow(
      "a loop is a generator function that yields the loss of each step: function* (lesson) {…}"
    );
    await expect(run(function* () { yield tf.zeros([2, 3]); })).rejects.toThrow('"examine" after an epoch; got a tensor [2, 3]'); // prettier-ignore
    await expect(run(function* () { yield "epoch"; })).rejects.toThrow("got epoch"); // prettier-ignore
    await expect(run(function* () { yield 1; yield NaN; })).rejects.toThrow("epoch 1, step 2: the loss is NaN"); // prettier-ignore
    await expect(
      run(function* ({adam}: Lesson) {
        adam({learningRate: 1}).applyGradients({"dense9/kernel": tf.zeros([1])});
        yield 1;
      })
    ).rejects.toThrow('applyGradients: "dense9/kernel" is no trained weight, there are conv1/kernel,');
    expect(tf.memory().numTensors).toBe(before);
  });

  it("is carried out here by runClassifier where that is asked for, without a note", async () => {
    const run = runClassifier({...subject, loop: ours}, {where: "here", backend: "cpu"});
    const {weights} = await run.done;
    expect(run.status.value).toMatchObject({state: "done", epoch: 3});
    expect(run.status.value.note).toBeUndefined();
    await tf.setBackend("cpu");
    expect((await trainClassifier({...subject, loop: ours})).weights).toEqual(weights);
    run.dispose();
  });
});
