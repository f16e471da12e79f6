import {readFileSync} from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {imageSet} from "../../lib/data/image-set.ts";
import {pointSet} from "../../lib/data/points.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {evaluator} from "../../lib/evaluation/evaluator.ts";
import {measuredBy, metricNames, verdicts} from "../../lib/evaluation/verdicts.ts";
import type {Samples, Seen} from "../../lib/evaluation/types.ts";
import {frechetDistance} from "../../lib/metrics/frechet-distance.ts";
import {inceptionScore} from "../../lib/metrics/inception-score.ts";
import {kernelDistance} from "../../lib/metrics/kid.ts";
import {precisionRecall} from "../../lib/metrics/precision-recall.ts";
import {pickRows} from "../../lib/metrics/rows.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import {classify} from "../../lib/training/classifier/classify.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import "../training/wasm.ts";

const measure = evaluator({where: "here"});
const count = 150;
let drawn: Samples[];
let [real, again, generated]: Seen[] = [];
beforeAll(async () => {
  drawn = await measure.draw(proceduralDigits({seed: 1}), [count, count]);
  [real, again] = [await measure.look(drawn[0]), await measure.look(drawn[1])];
  generated = await measure.look(await measure.generate("cgan-xs", {count, seed: 1}));
});
afterAll(() => measure.dispose());

/** A set with some of its parts changed. */
const changed = (set: Seen, change: Partial<Seen>): Seen => ({...set, ...change});
const few = (set: Seen, places: number[]): Seen => {
  const rows = (name: "features" | "probabilities") => {
    const {shape, values} = pickRows(set[name], places);
    return {shape: [...shape], values: Float32Array.from(values)};
  };
  const labels = (from: Uint8Array | undefined) => Uint8Array.from(places, (i) => from![i]);
  const picked = {features: rows("features"), probabilities: rows("probabilities"), predicted: labels(set.predicted)};
  return {...set, ...picked, labels: labels(set.labels)};
};

describe("evaluator().draw(data, counts, seed)", () => {
  it("gives sets that have no image in common, the same for the same seed", async () => {
    const pixels = Uint8Array.from({length: 30 * 784}, (_, i) => Math.floor(i / 784));
    const labels = Uint8Array.from({length: 30}, (_, i) => i % 10);
    const set = imageSet({name: "thirty", shape: [28, 28, 1], pixels, labels});
    const draw = async () => measure.draw(set, [12, 18], 7);
    const [a, b] = await draw();
    const first = ({images}: Samples) =>
      Array.from({length: images.shape[0]}, (_, i) => Math.round(((images.values[784 * i] + 1) * 255) / 2));
    expect([...first(a), ...first(b)].sort((x, y) => x - y)).toEqual(Array.from({length: 30}, (_, i) => i));
    expect([...a.labels!]).toEqual(first(a).map((i) => i % 10));
    expect(first((await draw())[0])).toEqual(first(a));
    await expect(measure.draw(set, [20, 11])).rejects.toThrow(
      "thirty has 30 images, but 20 + 11 = 31 different ones are needed here"
    );
  });

  it("refuses points, and more than fit", async () => {
    await expect(measure.draw(pointSet("ring"), [4])).rejects.toThrow("has no images: its examples are [2]");
    await expect(measure.draw(proceduralDigits(), [10_001])).rejects.toThrow("from 1 to 10000 samples, got 10001");
  });
});

describe("evaluator().look(samples)", () => {
  it("gives the features of the named layer and what the whole network says", async () => {
    const {networks, record} = await loadWeights("mnist-classifier");
    const {network, weights} = networks.classifier;
    const {predicted, probabilities} = await classify(network, toTensors(weights), drawn[0].images);
    expect([...real.predicted]).toEqual([...predicted]);
    probabilities.values.forEach((value, i) => expect(real.probabilities.values[i]).toBeCloseTo(value, 5));
    expect(real.by).toEqual({
      classifier: "mnist-classifier",
      accuracy: record.metrics.accuracyHeldBack,
      layer: "features",
      size: 64
    });
    expect(real.features.shape).toEqual([count, 64]);
    expect([...real.labels!]).toEqual([...drawn[0].labels!]);
  });

  it("tells how far it is, and leaves nothing on the backend", async () => {
    const stages: string[] = [];
    const before = tf.memory().numTensors;
    await measure.look(drawn[0], {progress: ({stage, share}) => stages.push(`${stage} ${share.toFixed(2)}`)});
    expect(stages).toContain("mnist-classifier looks at procedural digits 0.33");
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses other sizes, labels out of range or too few, NaN, and none", async () => {
    const look = (change: Partial<Samples>) => measure.look({...drawn[0], ...change});
    const images = (shape: number[], fill = 0) => ({
      shape,
      values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(fill)
    });
    await expect(look({images: images([2, 8, 8, 1])})).rejects.toThrow("the judge takes images of [28, 28, 1], those of \"procedural digits\" are [8, 8, 1]"); // prettier-ignore
    await expect(look({labels: Uint8Array.of(1, 2)})).rejects.toThrow('"procedural digits" has 150 images but 2 labels');
    await expect(look({labels: drawn[0].labels!.map((label, i) => (i === 3 ? 12 : label))})).rejects.toThrow("label 3 of \"procedural digits\" is 12, but labels are from 0 to 9"); // prettier-ignore
    await expect(look({images: images([2, 28, 28, 1], NaN), labels: undefined})).rejects.toThrow("image 0 of \"procedural digits\" has a pixel that is NaN"); // prettier-ignore
    await expect(look({images: images([0, 28, 28, 1]), labels: undefined})).rejects.toThrow("from 1 to 10000 samples, got 0");
  });
});

describe("evaluator().generate(name, {count, seed})", () => {
  it("draws as the shipped generator does, class after class, the same for the same seed", async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => measure.generate("cgan-xs", {count: 20, seed})));
    expect(a.images.shape).toEqual([20, 28, 28, 1]);
    expect([...a.labels!.slice(8, 12)]).toEqual([8, 9, 0, 1]);
    expect(a.images.values).toEqual(b.images.values);
    expect(a.images.values).not.toEqual(c.images.values);
    expect((await measure.generate("compact-dcgan", {count: 3})).labels).toBeUndefined();
  });

  it("takes uniform noise too, from which other images come", async () => {
    const [normal, uniform] = [
      await measure.generate("cgan-xs", {count: 4}),
      await measure.generate("cgan-xs", {count: 4, noise: "uniform"})
    ];
    expect(uniform.images.values).not.toEqual(normal.images.values);
  });

  it("refuses weights without a generator, and too many", async () => {
    await expect(measure.generate("tinyml-cnn", {count: 1})).rejects.toThrow('the weights "tinyml-cnn" have no generator');
    await expect(measure.generate("cgan-xs", {count: 10_001})).rejects.toThrow("from 1 to 10000 samples, got 10001");
  });
});

describe("evaluator().compare({real, generated, again})", () => {
  it("gives every metric with judge, sample sizes and floor", async () => {
    const found = await measure.compare({real, generated, again});
    expect(found.by).toEqual(real.by);
    expect(found.samples).toEqual({real: count, generated: count, again: count});
    expect(found.fid).toEqual({
      value: frechetDistance(real.features, generated.features),
      floor: frechetDistance(real.features, again.features)
    });
    expect(found.fid.value.distance).toBeGreaterThan(found.fid.floor.distance);
    expect(found.inception.floor).toEqual(inceptionScore(again.probabilities));
    expect(found.kid.value).toMatchObject({subsets: 20, subsetSize: count / 2});
    expect(found.precisionRecall).toEqual({
      value: precisionRecall(real.features, generated.features),
      floor: precisionRecall(real.features, again.features)
    });
    expect(found.memorisation.floor.near).toBeLessThanOrEqual(0.05);
    expect(found.classes.reduce((a, b) => a + b)).toBe(count);
  });

  it("takes floors over from an earlier comparison", async () => {
    const floors = await measure.compare({real, generated, again});
    const other = await measure.compare({real, generated: again, again}, {floors});
    expect(other.fid.floor).toEqual(floors.fid.floor);
    expect(other.fid.value).toEqual(floors.fid.floor);
    expect(other.precisionRecall.value).toEqual(floors.precisionRecall.floor);
  });

  it("sees what was learned by heart: copies of the training images are near, and no other metric minds", async () => {
    const found = await measure.compare({real, generated: real, again});
    expect(found.memorisation.value).toEqual({median: 0, near: 1});
    expect(found.fid.value.distance).toBeLessThan(found.fid.floor.distance);
    expect(found.precisionRecall.value).toMatchObject({precision: 1, recall: 1});
  });

  it("refuses a reference that lacks a class", async () => {
    const places = [...real.labels!.keys()].filter((i) => real.labels![i] !== 7);
    await expect(measure.compare({real: few(real, places), generated, again})).rejects.toThrow(/the real digits \("procedural digits", \d+ of them\) lack class 7: a reference must show every class/); // prettier-ignore
  });

  it("refuses labels out of range, NaN features, fewer samples than features, features of two sizes and two judges", async () => {
    const labels = real.labels!.map((label, i) => (i === 5 ? 10 : label));
    await expect(measure.compare({real: changed(real, {labels}), generated, again})).rejects.toThrow("label 5 is 10, but labels are whole numbers from 0 to 9"); // prettier-ignore
    const holed = {shape: generated.features.shape, values: generated.features.values.slice().fill(NaN, 64, 65)};
    await expect(measure.compare({real, generated: changed(generated, {features: holed}), again})).rejects.toThrow("row 1, column 0 is NaN, but every number must be finite"); // prettier-ignore
    const sixty = few(
      generated,
      Array.from({length: 60}, (_, i) => i)
    );
    await expect(measure.compare({real, generated: sixty, again})).rejects.toThrow("60 samples of 64 numbers, but a Fréchet distance needs more samples than numbers"); // prettier-ignore
    const narrow = {shape: [count, 10], values: generated.probabilities.values};
    await expect(measure.compare({real, generated: changed(generated, {features: narrow}), again})).rejects.toThrow("got 64 and 10: were they made by the same layer?"); // prettier-ignore
    const other = changed(generated, {by: {...generated.by, layer: "dense2"}});
    await expect(measure.compare({real, generated: other, again})).rejects.toThrow('"cgan-xs" by mnist-classifier, layer dense2: figures of two judges cannot be compared'); // prettier-ignore
  });
});

describe("evaluator().sizes(sets, sizes)", () => {
  it("gives FID and KID over disjoint heaps, with how often the generated came out nearer", async () => {
    const {fid, kid} = await measure.sizes({real, generated, again}, [70, 150]);
    expect(fid.map(({samples, heaps}) => [samples, heaps])).toEqual([[70, 2], [150, 1]]); // prettier-ignore
    const heap = (set: Seen, at: number) =>
      few(
        set,
        Array.from({length: 70}, (_, i) => 70 * at + i)
      ).features;
    const [value, floor] = [generated, again].map((set) =>
      [0, 1].map((at) => frechetDistance(heap(real, at), heap(set, at)).distance)
    );
    expect(fid[0].value).toBeCloseTo((value[0] + value[1]) / 2, 6);
    expect(fid[0].upsets).toBe(value.filter((distance, at) => distance < floor[at]).length);
    // Of two numbers the standard deviation is their difference over √2; a single heap has none.
    expect(fid[0].spread?.value).toBeCloseTo(Math.abs(value[0] - value[1]) / Math.SQRT2, 6);
    expect(fid[0].spread?.floor).toBeCloseTo(Math.abs(floor[0] - floor[1]) / Math.SQRT2, 6);
    expect([fid[1].spread, kid[1].spread]).toEqual([undefined, undefined]);
    expect(fid[1].floor).toBe(frechetDistance(real.features, again.features).distance);
    expect(kid[1].value).toBe(kernelDistance(real.features, generated.features, {subsets: 1, subsetSize: count}).mean);
  });

  it("refuses sizes that are no more than the features, or more than there are", async () => {
    await expect(measure.sizes({real, generated, again}, [64])).rejects.toThrow("from 65, one more than the features, to 150, got 64"); // prettier-ignore
    await expect(measure.sizes({real, generated, again}, [151])).rejects.toThrow("to 150, got 151");
  });
});

describe("evaluator().neighbours(samples, training, count), .spoil(samples, fault)", () => {
  it("find the image itself when it was in the training set; copies keep their labels", async () => {
    const repeated = await measure.spoil(drawn[0], {kind: "duplicate", distinct: 3});
    const {places, distances} = await measure.neighbours(await measure.look(repeated), real, 2);
    expect([places[0], places[2], places[4], places[6]]).toEqual([0, 1, 2, 0]);
    expect(distances[0]).toBeLessThan(1e-5);
    await expect(measure.spoil({...drawn[0], labels: undefined}, {kind: "none"})).rejects.toThrow("have no labels");
  });
});

describe("evaluator().embed({sets})", () => {
  it("tells of the points on the way, ends with all of them, the same for the same sets", async () => {
    const sets = [
      few(
        real,
        Array.from({length: 40}, (_, i) => i)
      ),
      few(
        generated,
        Array.from({length: 30}, (_, i) => i)
      )
    ];
    const heard: number[] = [];
    const wish = {sets, perplexity: 10, iterations: 300};
    const a = await measure.embed(wish, {progress: ({embedding}) => embedding && heard.push(embedding.points.length)});
    expect(a).toMatchObject({done: 300, iterations: 300, perplexity: 10, components: 30, by: {layer: "features"}});
    expect(a.explained).toBeGreaterThan(0.9);
    expect(a.divergence).toBeGreaterThan(0);
    expect(new Set(heard)).toEqual(new Set([140]));
    expect((await measure.embed(wish)).points).toEqual(a.points);
  });

  it("refuses more than fit in memory, and perplexities that are too large", async () => {
    const many = {shape: [5001, 64], values: new Float32Array(5001 * 64)};
    const set = changed(real, {features: many, predicted: new Uint8Array(5001)});
    await expect(measure.embed({sets: [set]})).rejects.toThrow("at most 5000 samples can be embedded, more would not fit in memory; got 5001"); // prettier-ignore
    await expect(measure.embed({sets: [real], perplexity: 200})).rejects.toThrow("from 1 to below the 150 rows, got 200");
  });
});

describe("an evaluator that is stopped or ended", () => {
  it("rejects with the signal's reason, does no more, and answers the next request", async () => {
    const stop = new AbortController();
    const shares: number[] = [];
    const endless = measure.embed(
      {sets: [real], iterations: 1e9},
      {
        signal: stop.signal,
        progress: ({share}) => {
          shares.push(share);
          if (shares.length === 2) stop.abort(new Error("stopped by the reader"));
        }
      }
    );
    await expect(endless).rejects.toThrow("stopped by the reader");
    const heard = shares.length;
    expect((await measure.look(drawn[1])).predicted).toEqual(again.predicted);
    expect(shares.length).toBe(heard);
  });

  it("does nothing after its end", async () => {
    const other = evaluator({where: "here"});
    other.dispose();
    await expect(other.look(drawn[0])).rejects.toThrow("the evaluator has ended");
  });

  it("loads nothing before it is asked", () => {
    const source = readFileSync(new URL("../../lib/evaluation/evaluator.ts", import.meta.url), "utf8");
    const imports = [...source.matchAll(/^import (?!type).* from "(.*)";$/gm)].map(([, path]) => path);
    expect(imports).not.toContain("../weights/load.ts");
    expect(imports).not.toContain("./handlers.ts");
  });
});

describe("verdicts(comparison), measuredBy(comparison)", () => {
  it("say which metrics notice a fault, and by what they were measured", async () => {
    const none = await measure.compare({real, generated: again, again});
    expect(Object.values(verdicts(none)).some(({noticed}) => noticed)).toBe(false);
    const noise = await measure.look(await measure.spoil(drawn[1], {kind: "noise", deviation: 0.5}));
    const found = verdicts(await measure.compare({real, generated: noise, again}, {floors: none}));
    expect(metricNames.filter((name) => found[name].noticed)).toEqual(["IS", "FID", "KID", "precision", "recall", "density", "coverage"]); // prettier-ignore
    const copies = verdicts(await measure.compare({real, generated: real, again}, {floors: none}));
    expect(metricNames.filter((name) => copies[name].noticed)).toEqual(["near copies"]);
    expect(measuredBy(none)).toBe("by mnist-classifier (99.1 % right on held-back MNIST), layer “features”, 64 numbers; 150 samples against 150 real digits; floor: 150 other real digits against the same"); // prettier-ignore
  });
});
