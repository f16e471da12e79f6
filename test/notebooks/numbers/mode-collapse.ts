import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {stackedDigits} from "../../../lib/data/digits/stacked-digits.ts";
import {pointSet} from "../../../lib/data/points.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import {RING_REMEDIES, ringRemedy} from "../../../lib/training/recipes/ring-remedies.ts";
import type {RingRemedy} from "../../../lib/training/recipes/ring-remedies.ts";
import type {AdamSettings} from "../../../lib/training/step/optimisers.ts";
import {loadWeights, readHistory} from "../../../lib/weights/load.ts";
import type {ShippedWeights} from "../../../lib/weights/load.ts";
import {crowds} from "./crowd.ts";
import type {Outcome} from "./experiments.ts";
import type {Ledger} from "./ledger.ts";
import {arithmetic, given, heldBy, linesOf, measured, planOf, quoted, recorded, wording, written} from "./ledger.ts";

const sheets = async (name: "compact-dcgan" | "collapsed-gan") => readHistory(await loadWeights(name)).sheets;
const counts = ({record}: ShippedWeights) => (record.metrics.shipped as {classes: number[]}).classes;
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
const ring = pointSet("ring");
const grid = pointSet("grid");

const falls = () => planOf("mode-collapse", "ring", "run");
const packs = async () => planOf("mode-collapse", "packed-run", "saved", {packedStep: () => undefined});
const adam = (settings: unknown) => settings as AdamSettings;
const inputsOf = (plan: {gan: {discriminator: {input: readonly number[]}}}) => plan.gan.discriminator.input[0]!;
const units = (layers: readonly Layer[]) =>
  layers.flatMap((layer) => (layer.kind === "dense" && layer.units > 2 ? [layer.units] : []));

const turnsOfD = () => written("mode-collapse", "five-steps", /turn <= (\d)/);
const captured = (outcomes: readonly Outcome[]) => outcomes.map((one) => one.captured!);
const three = (outcomes: readonly Outcome[]) => captured(outcomes.slice(0, 3));
const quality = (outcomes: readonly Outcome[]) => outcomes.map((one) => one.highQuality!);
const row = (name: RingRemedy) => `ring, ${name}`;
const rows = (...names: RingRemedy[]) => names.map(row);

/** The account of the numbers in mode-collapse.md. */
export const ledger: Ledger = [
  given("Modes captured of 8 · share of high quality, among 2,500 samples", () => [
    ring.centres.length,
    ...written("mode-collapse", "sweep", /samples: (\d+)/)
  ]),
  measured(
    "Sixteen samples of two generators, each from sixteen different noises; the bars say how the book's classifier reads two thousand more",
    async () => {
      const [left, right] = [await sheets("compact-dcgan"), await sheets("collapsed-gan")];
      return [left.at(-1)!.images.shape[0]!, right.at(-1)!.images.shape[0]!, sum(counts(await loadWeights("compact-dcgan")))];
    }
  ),
  measured("draws all ten", async () => [counts(await loadWeights("compact-dcgan")).filter((count) => count > 0).length]),
  measured("The collapsed one has sixteen noises", async () => [(await sheets("collapsed-gan")).at(-1)!.images.shape[0]!]),
  measured("Sixteen samples of each", async () => [(await sheets("compact-dcgan")).at(-1)!.images.shape[0]!]),
  measured("Every few hundred steps it draws something else, and each time all sixteen draw it", async () => {
    const of = await sheets("collapsed-gan");
    const gaps = of.slice(1).map(({step}, i) => step - of[i]!.step);
    return [gaps.slice(1).every((gap) => gap >= 100 && gap < 1000), of.at(-1)!.images.shape[0]!];
  }),
  given("## Eight islands", () => [ring.centres.length]),
  given("Real points lie on eight small islands", () => [ring.centres.length]),
  recorded("he has seven or so at first, and after three thousand steps or more five or six", ["the ring falls"], ([one]) => {
    const at = (step: number) => one![`modes at ${step}`]!;
    const late = [3500, 4000, 4500, 5000].map(at);
    return [
      [1000, 1500, 2000].map(at).every((modes) => Math.abs(modes - 7) <= 1),
      Math.min(at(1000), at(2000)) > Math.min(...late),
      late.includes(5) && late.every((modes) => modes === 5 || modes === 6),
      late.includes(6)
    ];
  }),
  given(
    "Both players learn at 0.01, ten times the rate that D had there and five times G's, and there is [momentum](gan-training.md#the-step-as-code): β₁ is 0.9 in place of 0",
    async () => {
      const [now, there] = [
        (await falls()).settings,
        (await planOf("gan-training", "run", "run", {step: undefined, data: undefined})).settings
      ];
      const [hasty, g, d] = [adam(now.generator), adam(there.generator), adam(there.discriminator)];
      const both = hasty.learningRate === adam(now.discriminator).learningRate && g.beta1 === d.beta1;
      return [
        both && hasty.learningRate,
        hasty.learningRate / d.learningRate,
        hasty.learningRate / g.learningRate,
        hasty.beta1!,
        g.beta1!
      ];
    }
  ),
  given(
    "Three more things were chosen so that the fall can be watched: D has plain ReLUs, G's first layer a tanh, and β₂ is 0.99",
    async () => {
      const {gan, settings} = await falls();
      const kinds = (network: {layers: readonly Layer[]}) => network.layers.map(({kind}) => kind);
      const things = [
        kinds(gan.discriminator).includes("relu"),
        kinds(gan.generator)[1] === "tanh",
        adam(settings.generator).beta2 === 0.99
      ];
      return [things.filter(Boolean).length, adam(settings.generator).beta2!];
    }
  ),
  ...wording("Was it a 5 from the start?", "Set **slow motion** to 100 ms"),
  measured("D's colour turns to “fake” within a few dozen steps", async () => [
    (await crowds(48)).every(({before, least}) => least < before && least < 0.3)
  ]),
  arithmetic("an average of its weights over the last hundred steps or so", async () => [
    1 / (1 - (await falls()).settings.average!)
  ]),
  given("within 3 σ of a centre", () => written("mode-collapse", "counting", /within = (\d+)/)),
  ...wording("With a radius of 10 σ", "0 when every mode has as many"),
  given("the logarithm of eight", () => [ring.centres.length]),
  given("How many of the eight modes does G make?", () => [ring.centres.length]),
  given("## Four at a time", async () => [inputsOf(await packs()) / 2]),
  ...wording("A pack of four real points has four different places in it", "has the same place four times"),
  given("128 points of two numbers become 32 rows of eight", async () => {
    const {batch, gan} = await packs();
    return [batch, batch / (gan.discriminator.input[0]! / 2), gan.discriminator.input[0]!];
  }),
  given("D sees four points at once", async () => [inputsOf(await packs()) / 2]),
  given(
    "D's first layer has eight inputs where it had two. Even the batch is as large: 128 points, now in 32 packs",
    async () => {
      const [before, now] = [await falls(), await packs()];
      return [inputsOf(now), before.batch === now.batch && now.batch, now.batch / (inputsOf(now) / 2)];
    }
  ),
  ...wording("show it the same point four times"),
  recorded(
    "When we ran both with five seeds, the first ended with 5, 2, 3, 6 and 7 modes, the second with 8 each time",
    rows("none", "packing 4"),
    (none, four) => [Math.min(none.length, four.length), ...captured(none), captured(four).every((modes) => modes === 8)]
  ),
  recorded(
    "three of four packed forgeries are of high quality, where most of the others have nearly nine of ten",
    rows("packing 4", "none"),
    (four, none) => {
      const share = mean(quality(four));
      return [
        Math.abs(share - 0.75) < 0.06,
        Math.abs(share - 0.75) < 0.06,
        quality(none).filter((one) => one > 0.84).length >= 3,
        true
      ];
    }
  ),
  recorded("But five seeds are few", rows("none"), (none) => [none.length]),
  given("Fifteen ways of training the same ring, three seeds each", () => [
    RING_REMEDIES.length,
    linesOf("mode-collapse", "sweep", /seeds: \[([\d, ]+)\]/).split(",").length
  ]),
  given("Fifteen ways of training, three seeds each; one has the step above.", () => [
    RING_REMEDIES.length,
    linesOf("mode-collapse", "sweep", /seeds: \[([\d, ]+)\]/).split(",").length
  ]),
  given("one after the other, 5,000 steps each", () => [ringRemedy("none").steps]),
  ...wording("a run takes half a minute or more"),
  given("**Packing** 2, 3, 4", () => RING_REMEDIES.flatMap((name) => /packing (\d)/.exec(name)?.slice(1).map(Number) ?? [])),
  given("D is trained towards 0.9 for real points", () => [ringRemedy("label smoothing").plan.settings.targets!.real!]),
  given("0.99 of the old at each step", () => [ringRemedy("none").plan.settings.average!]),
  given("**4 generators, one D** and **4 GANs, mixed**", () =>
    ["4 generators, one D", "4 GANs, mixed"].map((name) => RING_REMEDIES.includes(name as RingRemedy) && parseInt(name))
  ),
  given(
    "Either four of them share a D, and the noise says whose turn it is; or four whole GANs train apart and their samples are poured together, at four times the price",
    () => {
      const apart = ringRemedy("4 GANs, mixed").apart!;
      return [parseInt("4 generators, one D"), apart, apart];
    }
  ),
  given("**5 steps of D**", () => [ringRemedy("5 steps of D").plan.settings.discriminatorSteps!]),
  given("**Unrolled** 1 and 5", () => [
    ringRemedy("unrolled 1").plan.settings.unrolled!,
    ringRemedy("unrolled 5").plan.settings.unrolled!
  ]),
  given("and five steps of D.", () => [ringRemedy("WGAN-GP").plan.settings.discriminatorSteps!]),
  given("Here are the published tables, ring of 8 and grid of 25", () => [ring.centres.length, grid.centres.length]),
  given("| ring of 8 | grid of 25 |", () => [ring.centres.length, grid.centres.length]),
  ...quoted(
    "VEEGAN (2017)",
    "1 · 99.3 % | 3.3 · 0.5 %",
    "2.8 · 0.1 % | 15.8 · 1.6 %",
    "7.6 · 35.6 % | 23.6 · 16 %",
    "8 · 52.9 % | 24.6 · 40 %"
  ),
  ...quoted(
    "PacGAN (2018)",
    "6.3 · 98.2 % | 17.3 · 94.8 %",
    "7.9 · 95.6 % | 23.8 · 91.3 %",
    "7.8 · 97.7 % | 24.6 · 94.2 %",
    "7.8 · 95.9 % | 24.8 · 93.6 %"
  ),
  ...quoted("VEEGAN", "1 mode in one paper"),
  ...quoted("PacGAN", "6.3 in the other", "some 400,000 steps of networks with 400 units a layer"),
  given("you have done 5,000 with 64", () => [
    ringRemedy("none").steps,
    mean(units(ringRemedy("none").plan.gan.generator.layers))
  ]),
  given("an order that three seeds cannot show", () => [
    linesOf("mode-collapse", "sweep", /seeds: \[([\d, ]+)\]/).split(",").length
  ]),
  recorded("what we found with the three seeds of the table", rows("none"), (none) => [three(none).length]),
  recorded("Packing kept all eight every time", rows("packing 2", "packing 3", "packing 4"), (...all) => [
    Math.min(...all.flatMap(three))
  ]),
  recorded("Instance noise and four mixed GANs came near it,", rows("4 GANs, mixed"), (mixed) => [
    mean(three(mixed)) > 7 && ringRemedy("4 GANs, mixed").apart!
  ]),
  recorded("with 7.7 on average against 3.3 for none", rows("instance noise", "none"), (noise, none) => [
    mean(three(noise)),
    mean(three(none))
  ]),
  recorded("One unrolled step came to 6 (4, 7 and 7)", rows("unrolled 1"), (found) => [mean(three(found)), ...three(found)]),
  recorded("minibatch deviation to 4 (3, 3 and 6)", rows("minibatch deviation"), (found) => [
    mean(three(found)),
    ...three(found)
  ]),
  recorded("label smoothing to 4 as well (3, 2 and 7)", rows("label smoothing"), (found) => [
    mean(three(found)),
    ...three(found)
  ]),
  ...wording("And four made it worse"),
  given("here D has five turns for each of G's", () => turnsOfD()),
  given("The row “5 steps of D” trains with this cell", () => [
    ...written("mode-collapse", "sweep", /"(\d) steps of D"\s*\? \{.*step: fiveSteps\}/)
  ]),
  recorded("five steps of D left one mode at most", rows("5 steps of D"), (five) => [
    Math.max(...three(five)) <= 1 && turnsOfD()[0]!
  ]),
  recorded("and WGAN-GP, which has five as well, no more", rows("WGAN-GP"), (wgan) => [
    Math.max(...three(wgan)) <= 1 && ringRemedy("WGAN-GP").plan.settings.discriminatorSteps!
  ]),
  recorded("and with five unrolled steps, nothing landed", rows("unrolled 5"), (unrolled) => [
    Math.max(...three(unrolled)) === 0 && ringRemedy("unrolled 5").plan.settings.unrolled!
  ]),
  ...heldBy(
    "notebooks/claims-mode-collapse.test.ts",
    "G's loss comes to 0 against a D that does not learn",
    "a loss that has come down to 0",
    "**G's loss at 0.**"
  ),
  ...heldBy(
    "notebooks/claims-mode-collapse.test.ts",
    "D's loss comes to 0 against a G that does not learn",
    "**D's loss at 0.**"
  ),
  measured("## A thousand modes", () => [10 ** stackedDigits(proceduralDigits({seed: 3})).shape.at(-1)!]),
  given("Eight islands can be seen", () => [ring.centres.length]),
  measured("put three digits into the red, green and blue of one picture", () => [
    stackedDigits(proceduralDigits({seed: 3})).shape.at(-1)!
  ]),
  measured("the three answers are the number of the mode", () => [stackedDigits(proceduralDigits({seed: 3})).shape.at(-1)!]),
  measured("Three digits in three channels: a thousand modes.", () => {
    const channels = stackedDigits(proceduralDigits({seed: 3})).shape.at(-1)!;
    return [channels, channels, 10 ** channels];
  }),
  ...quoted("VEEGAN", "26,000 samples were counted: a DCGAN captured 99 modes", "VEEGAN 150"),
  ...quoted("PacGAN", "78.9 (PacGAN's)", "PacGAN with two to four in a pack all 1,000"),
  ...heldBy(
    "notebooks/claims-mode-collapse.test.ts",
    "a class of 23 shares a birthday half of the time",
    "In a class of 23, two share a birthday about half of the time, though there are 365 days"
  ),
  ...wording("has a pair of twins half of the time", "goes to 0 with"),
  arithmetic("A real pack holds two of eight modes", () =>
    written("mode-collapse", "exercise see-it-yourself", /rightShare\((8), 2\)/)
  ),
  ...wording("when half of the packs are real"),
  arithmetic("For packs of one it gives one half", () => [0.5 + 0.5 * (1 - 1)]),
  given("is for points, and four at a time", async () => [inputsOf(await packs()) / 2]),
  given("Write it for 30 rounds", () => written("mode-collapse", "exercise singular", /round < (\d+)/)),
  ...wording("of length 1", "Four runs"),
  given("the modes of eight that it hits", () => [ring.centres.length])
];
