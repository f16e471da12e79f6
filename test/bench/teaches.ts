import {imageSet} from "../../lib/data/image-set.ts";
import type {ImageSet} from "../../lib/data/image-set.ts";
import {conditionalGan} from "../../lib/models/conditional.ts";
import {batchNorm, conv, dense, dropout, flatten, relu} from "../../lib/nn/network/layers.ts";
import {network} from "../../lib/nn/network/network.ts";
import {disposeTensors, toTensors} from "../../lib/nn/network/network-weights.ts";
import {trainClassifier} from "../../lib/training/classifier/train.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import {openJudge} from "../weights/judge.ts";
import {mnistParts} from "../weights/recipe.ts";
import {samplesOf} from "../weights/train-gan.ts";

/** Samples of each class that the shipped classifier judges, and those that a new one learns from. */
const judgedOfEach = 1000;
const taught = 20_000;

/** The layers of the book's classifier, as it was before it had learned anything. */
const pupil = network({input: [28, 28, 1]}, [
  conv(32, {kernel: 5, stride: 2, bias: false}),
  batchNorm(),
  relu(),
  conv(64, {kernel: 5, stride: 2, bias: false}),
  batchNorm(),
  relu(),
  flatten(),
  dropout(0.2),
  dense(64),
  relu(),
  dense(10)
]);

/** The share of the shipped S's samples that the shipped classifier, which saw real digits only, names as asked; and of its worst class. */
export async function asked(seed = "bench"): Promise<{all: number; worst: number}> {
  const {judge} = await openJudge((await mnistParts()).train);
  const {images, labels} = await samplesOfS(10 * judgedOfEach, `${seed}/asked`);
  const {asAsked = NaN, asAskedByClass = []} = await judge(images, labels);
  return {all: asAsked, worst: Math.min(...asAskedByClass)};
}

/**
 * The share of held-back real digits that a network reads which has seen nothing but 20,000 samples of the shipped S, each shifted, turned
 * and bent a little anew in every epoch, as the book's classifier learned from real ones.
 */
export async function teaches(seed = "bench"): Promise<number> {
  const {heldBack} = await mnistParts();
  const {test} = await trainClassifier({
    network: pupil,
    train: await lessons(`${seed}/teaches`),
    test: heldBack,
    epochs: 5,
    batch: 100,
    adam: {learningRate: 3e-3},
    deformation: {shift: 1, rotation: 8, scale: 0.08, slant: 0.1, elastic: 0.6},
    decay: true,
    average: 0.99,
    seed: `${seed}/pupil`
  });
  if (!test) throw new Error("the pupil was not examined");
  return test.accuracy;
}

async function lessons(seed: string): Promise<ImageSet> {
  const {images, labels} = await samplesOfS(taught, seed);
  const pixels = Uint8Array.from(images.values, (value) => Math.round((255 * (value + 1)) / 2));
  return imageSet({name: "samples of S", shape: [28, 28, 1], pixels, labels, classes: 10});
}

async function samplesOfS(
  count: number,
  seed: string
): Promise<{images: Awaited<ReturnType<typeof samplesOf>>["images"]; labels: Uint8Array}> {
  const {networks} = await loadWeights("cgan-s");
  const weights = toTensors(networks.generator.weights);
  try {
    const {images, labels} = await samplesOf(conditionalGan("S"), weights, count, seed);
    if (!labels) throw new Error("S has no labels");
    return {images, labels};
  } finally {
    disposeTensors(weights);
  }
}
