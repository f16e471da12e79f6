import {imageSet} from "../../lib/data/image-set.ts";
import type {ImageSet} from "../../lib/data/image-set.ts";
import {batchNorm, conv, dense, dropout, flatten, relu} from "../../lib/nn/network/layers.ts";
import {network} from "../../lib/nn/network/network.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import {readWeights, writeWeights} from "../../lib/nn/files/weights-file.ts";
import {trainClassifier} from "../../lib/training/classifier/train.ts";
import {evaluate} from "../../lib/training/classifier/classify.ts";
import {digitSet, mnistParts} from "./recipe.ts";
import type {Recipe} from "./recipe.ts";

/** The layer whose 64 numbers stand for an image when distributions of images are compared. */
const FEATURES = "features";

const reader = network({input: [28, 28, 1]}, [
  conv(32, {kernel: 5, stride: 2, bias: false}),
  batchNorm(),
  relu(),
  conv(64, {kernel: 5, stride: 2, bias: false}),
  batchNorm(),
  relu(),
  flatten(),
  dropout(0.2),
  dense(64),
  relu({name: FEATURES}),
  dense(10)
]);

/**
 * The classifier that judges digits everywhere in this book: learned from 8,500 real digits and 3,000 procedural ones, each deformed
 * anew in every epoch.
 */
export const recipe: Recipe = async (say) => {
  const seed = "mnist-classifier";
  const {train, heldBack, data} = await mnistParts();
  const mixed = together(train, digitSet(3000, seed));
  const plan = {
    network: reader,
    train: mixed,
    epochs: 30,
    batch: 64,
    adam: {learningRate: 3e-3},
    seed,
    deformation: {shift: 1, rotation: 8, scale: 0.08, slant: 0.1, elastic: 0.6},
    decay: true,
    average: 0.995
  };
  const {weights, history} = await trainClassifier(plan, {
    epoch: ({epoch, loss, accuracy}) => say(`epoch ${epoch}: loss ${loss.toFixed(4)}, ${(100 * accuracy).toFixed(2)} % right`)
  });
  const file = writeWeights(
    {networks: {classifier: {network: reader, weights}}, metadata: {features: FEATURES}},
    {compact: true}
  );
  // What is measured is what is shipped.
  const shipped = toTensors(readWeights(file).networks.classifier.weights);
  const {accuracy, loss, confusion} = await evaluate(reader, shipped, heldBack);
  say(`held back: ${(100 * accuracy).toFixed(2)} %`);
  return {
    file,
    record: {
      what: "Classifier of 28 × 28 digits in [−1, 1]: ten logits.",
      seed,
      steps: history.length * Math.ceil(mixed.size / plan.batch),
      data: `${data}; 3000 procedural digits; deformed anew in every epoch`,
      features: {layer: FEATURES, size: 64},
      metrics: {accuracyHeldBack: accuracy, lossHeldBack: loss, heldBack: heldBack.size, confusion}
    }
  };
};

function together(a: ImageSet, b: ImageSet): ImageSet {
  return imageSet({
    name: `${a.name} and ${b.name}`,
    shape: a.shape,
    pixels: concat(a.pixels, b.pixels),
    labels: concat(a.labels, b.labels),
    classes: a.classes
  });
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
