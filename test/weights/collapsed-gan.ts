import {lopsidedGan} from "../../lib/models/dcgan.ts";
import {fromTensors, toTensors} from "../../lib/nn/network/network-weights.ts";
import {readWeights} from "../../lib/nn/files/weights-file.ts";
import {openJudge} from "./judge.ts";
import {mnistParts} from "./recipe.ts";
import type {Recipe} from "./recipe.ts";
import {samplesOf, trainGan, writeWithHistory} from "./train-gan.ts";

/** Of the sheets to 6,400 the one that a reader names most easily. */
const STEPS = 5200;
const SHEETS = Array.from({length: 14}, (_, i) => 400 * i);
const JUDGED = 2000;

/** A GAN that has collapsed, with sheets of its whole life: at each of them it draws one picture. */
export const recipe: Recipe = async (say) => {
  const gan = lopsidedGan();
  const seed = "collapsed-gan";
  const {train, data} = await mnistParts();
  const settings = {
    loss: "nonSaturating" as const,
    generator: {learningRate: 5e-4},
    discriminator: {learningRate: 1e-3}
  };
  const recipe = {gan, seed, batch: 32, steps: STEPS, scheme: "glorot" as const, settings, decayFrom: 1, sheets: SHEETS};
  const {state, journal} = await trainGan(recipe, train, say);
  const generator = {network: gan.generator, weights: await fromTensors(state.generator.weights)};
  const discriminator = {network: gan.discriminator, weights: await fromTensors(state.discriminator.weights)};
  const file = writeWithHistory({generator, discriminator}, SHEETS, journal);
  const {judge, how} = await openJudge(train);
  const {images} = await samplesOf(gan, toTensors(readWeights(file).networks.generator.weights), JUDGED, `${seed}/judged`);
  return {
    file,
    record: {
      what: `${gan.name}: generator, discriminator and a history of their training. It has collapsed, and is shipped for that.`,
      seed,
      steps: STEPS,
      batch: 32,
      settings,
      secondsOfTraining: Math.round(journal.seconds),
      data,
      metrics: {how, samples: JUDGED, shipped: await judge(images)}
    }
  };
};
