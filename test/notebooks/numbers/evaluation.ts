import {readFileSync} from "node:fs";
import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {evaluator} from "../../../lib/evaluation/evaluator.ts";
import {metricNames} from "../../../lib/evaluation/verdicts.ts";
import {generatedRing, realFor} from "../../../lib/figures/evaluation/manifold-figure.ts";
import {inceptionScore} from "../../../lib/metrics/inception-score.ts";
import {loadWeights, readHistory} from "../../../lib/weights/load.ts";
import type {Ledger} from "./ledger.ts";
import {
  arithmetic,
  comparedBy,
  digitClasses,
  given,
  heldBy,
  inSource,
  linesOf,
  measured,
  quoted,
  wording,
  written
} from "./ledger.ts";

const claims = "notebooks/claims-evaluation.test.ts";
const judge = async () => (await loadWeights("mnist-classifier")).record;
const features = async () => ((await judge()).features as {size: number}).size;
const heldBack = async () => Number(/(\d+) held back/.exec((await judge()).data)![1]);
const toLearnFrom = async () => Number(/(\d+) to learn from/.exec((await judge()).data)![1]);
const slides = async () => readHistory(await loadWeights("compact-dcgan")).sheets.map(({step}) => step);
const sizes = () =>
  linesOf("evaluation", "sized", /\[(70, [\d, ]+)\]/)
    .split(",")
    .map(Number);
const some = (name: string) => written("evaluation", "painted", new RegExp(name));
const yardsticks = () => [[...linesOf("evaluation", "yardsticks", /return \[([\s\S]*?)\] as const/).matchAll(/\["/g)].length];

/** The account of the numbers in evaluation.md. */
export const ledger: Ledger = [
  given("forty of the thousand", () => [...some("shape: \\[(40), 28"), ...written("evaluation", "score", /length: (1000)\}/)]),
  given("how many digits, half of them real", () =>
    written("evaluation", "embed", /draw\(digits, \[count \/ (2)\]/).map((parts) => 1 / parts)
  ),
  given("Measure cgan-s three times", () => yardsticks()),
  measured("Eight ways to put a number on it", () => [metricNames.length]),
  ...heldBy(
    claims,
    "a coin gets thirteen or more of twenty in one game of eight",
    "Twenty pictures are few. Whoever tosses a coin gets thirteen or more of twenty right in one game of eight, so thirteen proves nothing",
    "you have to play four times as long"
  ),
  ...wording("look at ten thousand pictures each time"),
  measured("Slide from step 600 to step 3,000.", async () => [(await slides()).includes(600), (await slides()).at(-1)!]),
  measured("at step 3,000 catches what D at step 600 let pass", async () => [
    (await slides()).at(-1)!,
    (await slides()).includes(600)
  ]),
  ...heldBy(claims, "G's rises by a third from steps 301–600", "by a third."),
  measured("trained on 8,500 digits of MNIST and some drawn", async () => [await toLearnFrom()]),
  measured("per cent of 1,500 held-back digits right", async () => [await heldBack()]),
  measured("gives **64 numbers** for each picture", async () => [await features()]),
  measured("or in the ten probabilities", async () => [await digitClasses()]),
  ...wording("Three heaps of real digits, and what the judge sees in them.", "a thousand is a good beginning"),
  measured("is 0 when one of them is 1, and largest when all are alike", () => [Math.abs(-1 * Math.log(1)), 1]),
  given("Forty pictures of such a generator.", () => some("shape: \\[(40), 28")),
  measured("**One perfect picture of each class scores a full ten.**", () => [score((i, k) => Number(i === k))]),
  ...wording("all the same seven"),
  measured("It lies between 1 and the number of classes", () => [score(() => 0.1)]),
  given("on ten parts of the samples", () => [inSource("lib/evaluation/compare.ts", /splits = (\d+)/)]),
  measured("a cloud of points in 64 dimensions", async () => [await features()]),
  ...wording("the root of a 2 × 2 matrix"),
  measured("With 64 features the arrows have 64 coordinates", async () => [await features(), await features()]),
  ...wording("fed numbers between 0 and 1, as the program"),
  ...heldBy(
    claims,
    "fed with uniform noise, the DCGAN paints zeros half of the time",
    "Half of what it paints is read as a zero"
  ),
  given("FID and KID at seven sizes.", () => [sizes().length]),
  given("Does FID know the truth from seventy pictures?", () => [sizes()[0]!]),
  ...heldBy(
    claims,
    "seventy pictures: ten floors of a thousand",
    "With seventy pictures of each, the floor of FID is more than ten times as high as with a thousand",
    "and seventy pictures are a poor witness",
    "With seventy pictures we found 3 heaps of 14 on procedural digits, and 11 of 14 on MNIST",
    "within a tenth from seventy pictures to a thousand"
  ),
  measured("a covariance of 64 × 64", async () => [await features(), await features()]),
  arithmetic(
    "It paints the ten classes in turn, exactly seven of each; chance gives real samples four of one and eleven of another",
    () => {
      const deviation = Math.sqrt(70 * 0.1 * 0.9);
      return [10, 70 / 10, Math.abs(4 - 7) < 2 * deviation, Math.abs(11 - 7) < 2 * deviation];
    }
  ),
  ...wording("at distance 0. So the third *neighbour* is number 3 of the list, which begins at 0"),
  measured("that a third of the forger's work", () => {
    const outlier = realFor("one too far", 1).at(-1)!;
    const forged = generatedRing("one too far", realFor("one too far", 1), 1);
    return [forged.filter(([x, y]) => Math.hypot(x - outlier[0], y - outlier[1]) < 0.6).length / forged.length];
  }),
  ...wording("What we found, with a thousand digits"),
  ...heldBy(
    claims,
    "blur: IS loses at most an eighth",
    "IS loses no more than an eighth:",
    "FID is more than thirty times its floor",
    "by a sixth;"
  ),
  ...heldBy(claims, "blur: the judge's numbers are little more than half as large", "little more than half as large"),
  ...heldBy(claims, "noise: all but near copies notice, and IS falls to about half", "IS falls to about half"),
  ...heldBy(
    claims,
    "a missing class: less than a tenth of IS",
    "takes less than a tenth of IS",
    "FID is more than three times its floor"
  ),
  arithmetic("nine classes instead of ten", () => [10 - 1, 10]),
  ...heldBy(claims, "fifty repeated: IS hardly moves", "**Fifty digits, repeated**", "these fifty happen to be typical"),
  ...wording("as long as the ten are legible"),
  given("A twentieth of those lie below", () => written("evaluation", "searched", /Math\.floor\((0\.05) \*/)),
  measured("against all 8,500 digits that they have seen", async () => [await toLearnFrom()]),
  measured("the 64 features, turned so that the 30 directions of most variance remain", async () => [
    await features(),
    inSource("lib/evaluation/embed.ts", /components = (\d+)/)
  ]),
  measured("each picture thirty neighbours", () => [inSource("lib/evaluation/embed.ts", /perplexity = (\d+)/)]),
  given("Five hundred are quick; five thousand take two minutes or more, and 50 MB", () => {
    const counts = linesOf("evaluation", "embed", /\[(500, [\d, ]+)\]\.map/)
      .split(",")
      .map(Number);
    const most = counts.at(-1)!;
    // What t-SNE keeps of every pair of points: one number of 4 bytes.
    return [counts[0]!, most, (4 * most * (most - 1)) / 2 / 1e6];
  }),
  measured("Ten islands rise, one for each digit", async () => [await digitClasses()]),
  measured("Hollow circles reach all ten islands", async () => {
    const {asAskedByClass} = (await loadWeights("cgan-s")).record.metrics.shipped as {asAskedByClass: number[]};
    return [asAskedByClass.filter((share) => share > 0.9).length];
  }),
  measured("The reference are the 1,500 digits", async () => [await heldBack()]),
  ...comparedBy(
    claims,
    "the table, as npm run bench -- metrics prints it",
    "| compact-dcgan | 6.99 | 79.4 | 446 ± 79 | 0.55 | 0.77 | 0.35 | 0.34 | 0.00 |",
    "| cgan-s | 9.91 | 20.1 | 59 ± 21 | 0.91 | 0.60 | 1.15 | 0.75 | 0.05 |",
    "| cgan-xs | 9.48 | 37.3 | 200 ± 38 | 0.84 | 0.58 | 0.88 | 0.63 | 0.02 |",
    "| collapsed-gan | 1.16 | 1054.3 | 2519 ± 102 | 0.29 | 0.00 | 0.10 | 0.00 | 0.00 |",
    "| real | 9.64 | 5.5 | 18 ± 26 | 0.89 | 0.90 | 1.00 | 0.87 | 0.05 |"
  ),
  measured("layer “features”, 64 numbers; 1,500 samples each", async () => [await features(), await heldBack()]),
  measured("near copies among the 8,500 training digits", async () => [await toLearnFrom()]),
  given("its IS of 1.16 means one kind", () => [printed("collapsed-gan", 0)]),
  measured("1,500 times nearly the same picture", async () => [await heldBack()]),
  measured(
    "With 500 digits of ours as the reference it is 0.35, with 500 others 0.98, and the table has 0.29",
    async () => {
      const [one, other] = await coinToss();
      return [500, one, 500, other, printed("collapsed-gan", 3)];
    },
    0.03
  ),
  measured("two of five real digits it would never paint", () => [Math.abs(1 - printed("cgan-s", 4) - 2 / 5) < 0.02 && 5]),
  measured("1,500 digits of each cannot tell", async () => [await heldBack()]),
  ...quoted(
    "An article that trains a DCGAN on faces with Microsoft's CNTK",
    "**Inception Score of 2.61**",
    "tells a thousand kinds of *objects* apart"
  ),
  ...wording("you will meet FIDs from 1 to 500"),
  ...quoted("Lucic and others, 2018", "finds 6.8 for the loss that we use and 23.8 for"),
  given("Our compact DCGAN has 79.4 in the table above", () => [printed("compact-dcgan", 1)]),
  ...quoted(
    "the notes from which this book was made",
    "161 after a thousand steps with 128 features of its own, and the XS forger 8.1 with 32"
  ),
  given("the same real digits, three yardsticks", () => yardsticks()),
  given("Measure one set of pictures by three sets of numbers", () => yardsticks()),
  given("The same samples by three yardsticks.", () => yardsticks()),
  ...heldBy(claims, "seventy pictures: ten floors of a thousand", "the distance is four times as large"),
  ...wording("write all four beside it"),
  ...wording("Remember that $0 \\log 0$ is 0."),
  ...wording("over the classes with p above 0"),
  arithmetic("(above one half) has an interval that lies wholly above one half", () => [1 / 2, 1 / 2]),
  given(
    "Give the probabilities of a hundred pictures that reach an Inception Score of at least 9.9, from a generator that can paint only ten pictures: of the hundred rows at most ten are different. Each holds ten probabilities that sum to 1",
    () => {
      const [rows] = written("evaluation", "exercise fool", /fooled\.length === (\d+)/);
      const [most, least] = [
        ...written("evaluation", "exercise fool", /different <= (\d+)/),
        ...written("evaluation", "exercise fool", /reached >= ([\d.]+)/)
      ];
      return [rows!, least!, most!, rows!, most!, 10, 1];
    }
  )
];

/** A number of the chapter's table, as it is printed; another test holds the table. */
function printed(name: string, column: number): number {
  const text = readFileSync(new URL("../../../notebooks/evaluation.md", import.meta.url), "utf8");
  const row = new RegExp(`^\\| ${name} \\| (.*) \\|$`, "m").exec(text)![1]!;
  return Number(row.split(" | ")[column]!.split(/\s±\s/)[0]);
}

/** The Inception Score of ten pictures and ten classes. */
function score(probability: (picture: number, label: number) => number): number {
  const values = Float32Array.from({length: 100}, (_, i) => probability(Math.floor(i / 10), i % 10));
  return inceptionScore({shape: [10, 10], values}, 1).mean;
}

/** The precision of the collapsed generator, against two heaps of 500 procedural digits. */
async function coinToss(): Promise<[number, number]> {
  const measure = evaluator({where: "here"});
  const [one, other] = await measure.draw(proceduralDigits({seed: 1}), [500, 500], "evaluation");
  const [real, again] = [await measure.look(one!), await measure.look(other!)];
  const generated = await measure.look(await measure.generate("collapsed-gan", {count: 500, seed: 1}));
  const precision = async (first: typeof real, second: typeof real) =>
    (await measure.compare({real: first, again: second, generated}, {subsets: 2})).precisionRecall.value.precision;
  const found: [number, number] = [await precision(real, again), await precision(again, real)];
  measure.dispose();
  return found;
}
