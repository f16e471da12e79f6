import {conditionalGan} from "../../lib/models/conditional.ts";
import type {ConditionalSize} from "../../lib/models/conditional.ts";
import {fromTensors, toTensors} from "../../lib/nn/network/network-weights.ts";
import {readWeights, writeWeights} from "../../lib/nn/files/weights-file.ts";
import {openJudge} from "./judge.ts";
import {mnistParts} from "./recipe.ts";
import type {Recipe} from "./recipe.ts";
import {samplesOf, trainGan} from "./train-gan.ts";

/** Samples that are judged: 1,000 of each digit. */
const JUDGED = 10_000;

/**
 * The conditional GAN of a size, trained on the digits that are not held back; its averaged generator is shipped.
 * @param mismatched see `GanRecipe`
 */
export function conditionalRecipe(size: ConditionalSize, steps: number, {mismatched}: {mismatched?: number} = {}): Recipe {
  return async (say) => {
    const gan = conditionalGan(size);
    const seed = `cgan-${size.toLowerCase()}`;
    const {train, heldBack, data} = await mnistParts();
    const settings = {
      loss: "nonSaturating" as const,
      generator: {learningRate: 2e-3},
      discriminator: {learningRate: 1e-3},
      average: 0.995
    };
    const recipe = {gan, seed, batch: 32, steps, scheme: "he" as const, settings, decayFrom: 0.6, sheets: [], mismatched};
    const {state, journal} = await trainGan(recipe, train, say);
    const generator = {network: gan.generator, weights: await fromTensors(state.average ?? state.generator.weights)};
    const discriminator = {network: gan.discriminator, weights: await fromTensors(state.discriminator.weights)};
    const file = writeWeights({networks: {generator, discriminator}}, {compact: true});
    const {judge, floor, how} = await openJudge(train);
    const judged = async (weights: typeof state.generator.weights): Promise<Awaited<ReturnType<typeof judge>>> => {
      const {images, labels} = await samplesOf(gan, weights, JUDGED, `${seed}/judged`);
      return judge(images, labels);
    };
    const shipped = await judged(toTensors(readWeights(file).networks.generator.weights));
    const last = await judged(state.generator.weights);
    say(
      `as asked ${(100 * (shipped.asAsked ?? 0)).toFixed(2)} %, FID ${shipped.fid.toFixed(2)}; not averaged ${last.fid.toFixed(2)}`
    );
    return {
      file,
      record: {
        what: `${gan.name}: generator (averaged weights) and discriminator, 28 × 28 digits as asked.`,
        seed,
        steps,
        batch: recipe.batch,
        settings: {...settings, decayFrom: recipe.decayFrom, ...(mismatched !== undefined && {mismatched})},
        secondsOfTraining: Math.round(journal.seconds),
        data,
        metrics: {how, samples: JUDGED, shipped, lastStepNotAveraged: last, fidOfHeldBack: await floor(heldBack)}
      }
    };
  };
}
