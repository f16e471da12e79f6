import {eightByEight} from "../../lib/data/digits/eight-by-eight.ts";
import {pick, split} from "../../lib/data/image-set.ts";
import type {ImageSet} from "../../lib/data/image-set.ts";
import {tinymlCnn} from "../../lib/models/published-cnns.ts";
import {toTensors} from "../../lib/nn/network/network-weights.ts";
import {readWeights, writeWeights} from "../../lib/nn/files/weights-file.ts";
import {random} from "../../lib/random.ts";
import {trainClassifier} from "../../lib/training/classifier/train.ts";
import type {ClassifierPlan, ClassifierResult} from "../../lib/training/classifier/types.ts";
import {evaluate} from "../../lib/training/classifier/classify.ts";
import {digitSet, mnistParts} from "./recipe.ts";
import type {Recipe} from "./recipe.ts";

/** As many digits as scikit-learn's set has, split as the article splits them. */
const DIGITS = 1797;
const SHARES = [0.6, 0.2, 0.2];

/** The classifier for a microcontroller, as its article trains it; and the same on procedural digits, for comparison. */
export const recipe: Recipe = async (say) => {
  const seed = "tinyml-cnn";
  const {train: digits} = await mnistParts();
  const trained = async (set: ImageSet): Promise<{result: ClassifierResult; test: ImageSet; plan: ClassifierPlan}> => {
    const [train, validation, test] = split(set, SHARES, random(`${seed}/split`));
    const adam = {learningRate: 1e-3, epsilon: 1e-7, form: "keras" as const};
    const plan: ClassifierPlan = {
      network: tinymlCnn(),
      train,
      validation,
      test,
      epochs: 50,
      batch: 16,
      adam,
      seed,
      scheme: "glorot",
      inputs: "unit"
    };
    const result = await trainClassifier(plan);
    say(`${set.name}: ${(100 * (result.test?.accuracy ?? 0)).toFixed(2)} % of ${test.size} test digits`);
    return {result, test, plan};
  };
  const small = eightByEight(digits);
  const few = await trained(first(small, DIGITS));
  const drawn = await trained(first(eightByEight(digitSet(DIGITS, seed)), DIGITS));
  const network = few.plan.network;
  const file = writeWeights({networks: {classifier: {network, weights: few.result.weights}}});
  const shipped = await evaluate(network, toTensors(readWeights(file).networks.classifier.weights), few.test, "unit");
  return {
    file,
    record: {
      what: "Classifier of 8 × 8 digits in [0, 1]: ten logits, 810 parameters.",
      seed,
      steps: few.result.history.length * Math.ceil(few.plan.train.pixels.length / 64 / few.plan.batch),
      data: `${DIGITS} MNIST digits at 8 × 8, split ${SHARES.join("/")}`,
      metrics: {
        accuracyTest: shipped.accuracy,
        tested: few.test.size,
        bestEpoch: few.result.best,
        confusion: shipped.confusion,
        accuracyOnProceduralDigits: drawn.result.test?.accuracy
      }
    }
  };
};

function first(set: ImageSet, count: number): ImageSet {
  return pick(
    set,
    Array.from({length: count}, (_, place) => place)
  );
}
