import {summary} from "../../../lib/nn/network/summary.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import {preset} from "../../../lib/training/recipes/presets.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import type {Ledger} from "./ledger.ts";
import {arithmetic, given, inSource, linesOf, measured, recorded, wording, written} from "./ledger.ts";

const classes = () => linesOf("cgan", "shipped", /\.\.\."(\d+)"/).length;
const latent = async () => (await loadWeights("cgan-s")).networks.generator!.network.input[0]!;
const channels = (size: "XS" | "S") => {
  const convolutions = conditionalGan(size).discriminator.layers.flatMap((layer: Layer) =>
    layer.kind === "conv" ? [layer.filters] : []
  );
  return convolutions.reverse();
};
const until = (cell: string) => written("cgan", cell, /until: (\d+)/);
const asked = (outcomes: readonly Readonly<Record<string, number>>[]) => outcomes.map((one) => one["read as asked"]!);

/** The account of the numbers in cgan.md. */
export const ledger: Ledger = [
  measured("half of the weight of all that its D is to call fake", async () => {
    const {mismatched} = (await loadWeights("cgan-s")).record.settings as {mismatched: number};
    return [mismatched === inSource("test/weights/cgan-s.ts", /mismatched: ([\d.]+)/) && mismatched];
  }),
  given("drawn ten times. Only the label differs", () => [classes()]),
  ...wording("A nine is not three times a three"),
  given("So it enters as ten numbers, nine of them 0 and one of them 1", () => [classes(), classes() - 1, 0, 1]),
  measured(
    "In **G** these ten are written after the noise, ${generator.network.input[0]} + 10 numbers in a row, and the first matrix has ten rows more",
    async () => {
      const {generator} = conditionalGan("S");
      const joined = summary(generator).rows[0]!.outputShape.at(-1)! - (await latent());
      return [classes(), joined, joined];
    }
  ),
  measured("A one in place seven adds row seven of the matrix to the result and leaves the other nine out", () => [
    7,
    7,
    classes() - 1
  ]),
  ...wording("fit on half a screen", "under the name of three"),
  measured("climbs from one in ten, which is chance", () => [classes()]),
  given("Play stops at step 1,000", () => until("controls")),
  measured("| XS | 16, 8 |", () => channels("XS")),
  measured("| S | 32, 16 |", () => channels("S")),
  given(
    "noise of 64 and the label into one dense layer, then twice *enlarge and convolve*; the projection in D; batches of 32; Adam with β₁ = 0.5",
    async () => {
      const {gan, batch, settings} = preset("conditional S");
      const enlarged = gan.generator.layers.filter(({kind}) => kind === "upsample").length;
      return [gan.generator.input[0]!, enlarged, batch, (settings.generator as {beta1: number}).beta1];
    }
  ),
  arithmetic("over the last fifty steps or so", () => [1 / (1 - preset("conditional XS").settings.average!)]),
  given("until the classifier reads four of five as asked", () => fourOfFive()),
  given("The seconds to four of five as asked, in words.", () => fourOfFive()),
  ...wording("asked for half a four", "With 0 and 1 there is nothing sensible between", "What lies between a four and a nine?"),
  given("look at the ten cells that join the noise", () => [classes()]),
  given("whether the other has all ten digits", () => [classes()]),
  given("that there are ten kinds", () => [classes()]),
  given("into ten easier ones", () => [classes()]),
  given("under ten names", () => [classes()]),
  ...wording("Try a share of 1, then of 0.5.", "With half of them shuffled"),
  given("## Three ways to tell D", () => [ways()]),
  given("one way of three in this book", () => [ways()]),
  recorded(
    "the auxiliary head was ahead after 300 steps, the projection second, and concatenation had hardly begun",
    ["labels by auxiliary", "labels by projection", "labels by concatenation"],
    (auxiliary, projection, concatenation) => {
      const [first, second, last] = [asked(auxiliary), asked(projection), asked(concatenation)];
      const ahead = [0, 1, 2].every((seed) => first[seed]! > second[seed]! && second[seed]! > last[seed]! + 0.1);
      return [ahead && Math.max(...last) < 0.3 && Number(linesOf("cgan", "both-controls", /until: (\d+)/))];
    }
  ),
  measured("ten rows of 64, here as there", () => {
    const last = conditionalGan("XS").discriminator.layers.at(-1)!;
    return [classes(), last.inputShape[0]!];
  }),
  ...wording(
    "no whole number from 0 to `classes` − 1",
    "is false for 1.5",
    "0 of 0 is no share",
    "Half a four",
    "from 0 to 1. Its weights add up",
    "from 3 to 3, half-way?",
    "draws one perfect seven"
  )
];

function fourOfFive(): number[] {
  const share = written("cgan", "pace-words", /firstReadable\(readings, (0\.\d+)\)/)[0]!;
  return [share * 5, 5];
}

function ways(): number {
  return [...linesOf("cgan", "heads", /new Map\(\[([\s\S]*?)\] as const/).matchAll(/\["/g)].length + 1;
}
