import {compactDcgan} from "../../lib/models/dcgan.ts";
import {fromTensors, toTensors} from "../../lib/nn/network/network-weights.ts";
import {readWeights} from "../../lib/nn/files/weights-file.ts";
import {openJudge} from "./judge.ts";
import {mnistParts} from "./recipe.ts";
import type {Recipe} from "./recipe.ts";
import {samplesOf, trainGan, writeWithHistory} from "./train-gan.ts";

const STEPS = 3000;
/** The steps of AN12954's Figure 10, and the last. */
const SHEETS = [0, 600, 2200, STEPS];
const JUDGED = 2000;

/** The book's default GAN, with a history of how it came about: sheets of fixed noise, losses. */
export const recipe: Recipe = async (say) => {
  const gan = compactDcgan();
  const seed = "compact-dcgan";
  const {train, heldBack, data} = await mnistParts();
  const settings = {
    loss: "nonSaturating" as const,
    targets: {real: 0.9},
    generator: {learningRate: 1e-3},
    discriminator: {learningRate: 1e-3},
    average: 0.995
  };
  const recipe = {gan, seed, batch: 64, steps: STEPS, scheme: "dcgan" as const, settings, decayFrom: 0.7, sheets: SHEETS};
  const {state, journal} = await trainGan(recipe, train, say);
  const {judge, floor, how} = await openJudge(train);
  const judged = async (weights: typeof state.generator.weights): Promise<Awaited<ReturnType<typeof judge>>> => {
    return judge((await samplesOf(gan, weights, JUDGED, `${seed}/judged`)).images);
  };
  const [last, averaged] = [await judged(state.generator.weights), await judged(state.average ?? state.generator.weights)];
  const better = state.average && averaged.fid < last.fid ? state.average : state.generator.weights;
  const generator = {network: gan.generator, weights: await fromTensors(better)};
  const discriminator = {network: gan.discriminator, weights: await fromTensors(state.discriminator.weights)};
  const file = writeWithHistory({generator, discriminator}, SHEETS, journal);
  const shipped = await judged(toTensors(readWeights(file).networks.generator.weights));
  say(`FID ${shipped.fid.toFixed(2)}; averaged ${averaged.fid.toFixed(2)}, not averaged ${last.fid.toFixed(2)}`);
  return {
    file,
    record: {
      what: `${gan.name}: generator, discriminator and a history of their training, 28 × 28 digits.`,
      seed,
      steps: STEPS,
      batch: 64,
      settings: {...settings, decayFrom: recipe.decayFrom},
      secondsOfTraining: Math.round(journal.seconds),
      averaged: better === state.average,
      data,
      metrics: {how, samples: JUDGED, shipped, averaged, lastStepNotAveraged: last, fidOfHeldBack: await floor(heldBack)}
    }
  };
};
