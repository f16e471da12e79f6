import {describe, expect, it} from "vitest";
import {imageSet} from "../../../lib/data/image-set.ts";
import {dense, flatten} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {random} from "../../../lib/random.ts";
import {runClassifier} from "../../../lib/training/classifier/classifier.ts";
import {trainClassifier} from "../../../lib/training/classifier/train.ts";
import type {ClassifierPlan, ClassifierStatus} from "../../../lib/training/classifier/types.ts";
import {byHand} from "../../nn/network/own-layers.ts";
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

const plan: ClassifierPlan = {
  network: network({input: [4, 4, 1]}, [flatten(), dense(2)]),
  train: halves(40, 1),
  test: halves(20, 2),
  epochs: 3,
  batch: 8,
  adam: {learningRate: 0.05},
  seed: 1
};
const options = {where: "here", backend: "cpu"} as const;

describe("runClassifier(plan, {where, backend, invalidation})", () => {
  it("trains to the weights of trainClassifier, and tells of epochs and steps", async () => {
    const run = runClassifier(plan, options);
    const statuses: ClassifierStatus[] = [];
    run.status.subscribe((status) => statuses.push(status));
    const result = await run.done;
    await tf.setBackend("cpu");
    expect(result.weights).toEqual((await trainClassifier(plan)).weights);
    expect(run.history.value).toEqual(result.history);
    expect(run.status.value).toMatchObject({state: "done", epoch: 3});
    expect(statuses.some(({state, steps}) => state === "training" && steps === 5)).toBe(true);
    const {predicted} = await run.classify({
      shape: [1, 4, 4, 1],
      values: Float32Array.from({length: 16}, (_, i) => ((i & 3) >= 2 ? 1 : -1))
    });
    expect([...predicted]).toEqual([1]);
    run.dispose();
  });

  it("trains a reader's own layers as ours; where they cannot cross to a worker, here, and says why", async () => {
    const own = {...plan, network: byHand(plan.network)};
    const ours = (await runClassifier(plan, options).done).weights;
    for (const where of ["here", "worker"] as const) {
      const run = runClassifier(own, {...options, where});
      const {weights} = await run.done;
      weights["dense1/kernel"].values.forEach((value, i) => expect(value).toBeCloseTo(ours["dense1/kernel"].values[i], 4));
      const why = "network.layers.1.forward is a function, which cannot be sent to a worker";
      expect(run.status.value.note).toBe(where === "here" ? undefined : `it is carried out in the page: ${why}`);
      expect([run.status.value.state, run.history.value.length]).toEqual(["done", 3]);
      run.dispose();
    }
  });

  it("waits when it is paused, goes on to the same weights, and stops with what it has", async () => {
    const whole = await runClassifier(plan, options).done;
    const run = runClassifier(plan, options);
    await run.pause();
    expect(run.status.value.state).toBe("paused");
    const {step, epoch} = run.status.value;
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(run.status.value).toMatchObject({state: "paused", step, epoch});
    await run.resume();
    expect((await run.done).weights).toEqual(whole.weights);

    const stopped = runClassifier({...plan, epochs: 100_000}, options);
    await stopped.pause();
    const result = await stopped.stop();
    expect(result).toMatchObject({stopped: true});
    expect(result.test?.predicted).toHaveLength(20);
  });

  it("fails with what is wrong with the plan, and rejects when it is disposed of", async () => {
    const wrong = runClassifier({...plan, network: network({input: [4, 4, 1]}, [flatten(), dense(1)])}, options);
    await expect(wrong.done).rejects.toThrow("halves has 2 classes, the network has 1 logits");
    expect(wrong.status.value).toMatchObject({state: "failed", error: "halves has 2 classes, the network has 1 logits"});
    let end = (_: unknown): void => {};
    const gone = runClassifier({...plan, epochs: 100_000}, {...options, invalidation: new Promise((resolve) => (end = resolve))});
    end(null);
    await expect(gone.done).rejects.toThrow("the training has ended");
  });
});
