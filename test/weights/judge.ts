import {existsSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {resolve} from "node:path";
import type {ImageSet} from "../../lib/data/image-set.ts";
import {classHistogram} from "../../lib/metrics/modes.ts";
import {frechetDistance} from "../../lib/metrics/frechet-distance.ts";
import type {Values} from "../../lib/nn/network/network-weights.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import {predict} from "../../lib/nn/network/predict.ts";
import {readWeights} from "../../lib/nn/files/weights-file.ts";
import {classify} from "../../lib/training/classifier/classify.ts";

/** What the shipped classifier says of generated digits. */
export interface Judgement {
  /** Fréchet distance on the classifier's features, samples against the real images. */
  fid: number;
  /** How many samples were seen as each digit. */
  classes: number[];
  /** For samples that were asked for: the share that is named as asked, of all and of each digit. */
  asAsked?: number;
  asAskedByClass?: number[];
}

/** The classifier of lib/weights as a judge of digits in [−1, 1] against these real ones. */
export async function openJudge(real: ImageSet): Promise<{
  judge: (images: Values, labels?: Uint8Array) => Promise<Judgement>;
  floor: (other: ImageSet) => Promise<number>;
  how: string;
}> {
  const path = resolve(import.meta.dirname, "../../lib/weights/mnist-classifier.safetensors");
  if (!existsSync(path)) throw new Error("the judge is missing: npm run weights -- mnist-classifier");
  const {networks, metadata} = readWeights(new Uint8Array(await readFile(path)));
  const {network, weights: plain} = networks.classifier;
  const weights = toTensors(plain);
  const features = (images: Values): Promise<Values> => predict(network, weights, images, {layer: metadata.features});
  const imagesOf = (set: ImageSet): Values => {
    return {shape: [set.size, ...set.shape], values: set.select(Array.from({length: set.size}, (_, place) => place)).images};
  };
  const reference = await features(imagesOf(real));
  const judge = async (images: Values, labels?: Uint8Array): Promise<Judgement> => {
    const {predicted} = await classify(network, weights, images);
    const {distance} = frechetDistance(reference, await features(images));
    const judged: Judgement = {fid: distance, classes: classHistogram(predicted).counts};
    if (!labels) return judged;
    const byClass = Array.from({length: 10}, (_, digit) => {
      const asked = [...labels.keys()].filter((i) => labels[i] === digit);
      return asked.filter((i) => predicted[i] === digit).length / asked.length;
    });
    const right = labels.reduce((sum, label, i) => sum + (predicted[i] === label ? 1 : 0), 0);
    return {...judged, asAsked: right / labels.length, asAskedByClass: byClass};
  };
  return {
    judge,
    floor: async (other) => frechetDistance(reference, await features(imagesOf(other))).distance,
    how: `mnist-classifier, layer "${metadata.features}", against ${real.size} real digits`
  };
}
