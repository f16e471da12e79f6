import {conditionalGan} from "../../../lib/models/conditional.ts";
import {summary} from "../../../lib/nn/network/summary.ts";
import {preset, PRESET_NAMES} from "../../../lib/training/recipes/presets.ts";
import {tf} from "../../training/wasm.ts";
import {chapterCells} from "../chapter-cells.ts";
import type {Ledger} from "./ledger.ts";
import {arithmetic, digitClasses, given, heldBy, linesOf, measured, wording, written} from "./ledger.ts";

const run = chapterCells("tensors");
const twelve = async () => ((await run("spring")).names.kilos as number[]).length;
const batches = PRESET_NAMES.map((name) => preset(name).batch);
const bends = async () =>
  (await run("activations")).names as Record<"relu" | "leakyRelu" | "sigmoid" | "tanh", (x: number) => number>;
const shapesAsked = (name: string) =>
  linesOf("tensors", "exercise say-shapes", new RegExp(`shapes\\.${name}, \\[([\\d, ]+)\\]`))
    .split(",")
    .map(Number);

interface Net {
  w1: number[][];
}

/** The share of the chapter's points that the small network gets right, with so many neurons. */
async function right(neurons: number): Promise<number> {
  const settings = {kind: "a disc", neurons, epochs: 60};
  const {net} = (await run("plane-net", settings)).names as {net: Net};
  const {dots, isInside} = (await run("plane-points", settings)).names as {dots: number[][]; isInside: (dot: number[]) => 0 | 1};
  const think = (await run("network")).names.think as (net: Net, dot: number[]) => {logit: number};
  return dots.filter((dot) => think(net, dot).logit > 0 === (isInside(dot) === 1)).length / dots.length;
}

/** The account of the numbers in tensors.md. */
export const ledger: Ledger = [
  given("twice, minus one", () => written("tensors", "block", /mul\((2)\)/)),
  measured(
    "the loop by which every network in this book learns, in about ten lines",
    () => [
      linesOf("tensors", "loop", /([\s\S]*)/)
        .trim()
        .split("\n").length
    ],
    0.25
  ),
  ...wording("A network with a million parameters", "a picture with three colours", "a stack of sixty-four such pictures"),
  arithmetic("from the range 0 to 1 into the range −1 to 1", () => [0, 1, 2 * 0 - 1, 2 * 1 - 1]),
  given("a batch of 64 grey digits has the shape [64, 28, 28, 1]", () => {
    const shape = written("tensors", "stack", /zeros\(\[(\d+), (\d+), (\d+), (\d+)\]/);
    return [shape[0]!, ...shape];
  }),
  ...heldBy(
    "notebooks/claims-tensors.test.ts",
    "of float32: four bytes; 16,777,217",
    "Four bytes a number",
    "16,777,217 is the first whole number"
  ),
  arithmetic("keeps about seven decimal digits", () => [Math.floor(Math.log10(2 ** 24))]),
  given("One tenth has no exact form", () => written("tensors", "float", /\[(0\.1), /)),
  measured(
    "Three operations leave three tensors behind, and with `tidy` none. Three are no harm. A training loop that leaves three behind",
    async () => {
      const block = tf.tensor([[0, 0.5, 1]]);
      const [without, within] = (await run("tidy", {tf, block})).displayed as number[];
      const operations = [...linesOf("tensors", "tidy", /block(\.sub\(0\.5\)[^;]*)\.arraySync/).matchAll(/\.(\w+)\(/g)].length;
      return [operations, within === 0 && without!, without!, without!];
    }
  ),
  ...wording("in each of ten thousand steps fills"),
  given("Twelve weights hang on a spring", async () => [await twelve()]),
  measured("For the hundred thousand weights of a generator", () => [summary(conditionalGan("S").generator).parameters], 0.25),
  ...wording("about twice what the walk forwards costs"),
  given("had 1.2 and 0.6", () => written("tensors", "spring", /(1\.2) \+ (0\.6) \* kilo/)),
  given("through these twelve points", async () => [await twelve()]),
  given("For these twelve measurements", async () => [await twelve()]),
  given("Twelve measurements fit into one computation. Sixty thousand digits do not", async () => [await twelve(), true]),
  given("from three by ${spreads[1].toFixed(2)}, and from twelve", () => written("tensors", "noise", /\[1, (3), (12)\]\.map/)),
  ...heldBy(
    "notebooks/claims-tensors.test.ts",
    "of mini-batches: four times the examples",
    "Four times the examples halve the noise"
  ),
  measured("the batches of this book hold from 16 to 150 examples, and not ten thousand", () => [
    Math.min(...batches),
    Math.max(...batches),
    Math.max(...batches) < 10_000
  ]),
  measured("These four are all that this book uses", async () => [Object.keys(await bends()).length]),
  measured("The four activations, drawn from −3 to 3.", async () => [
    Object.keys(await bends()).length,
    (0 - 30) / 10,
    (60 - 30) / 10
  ]),
  measured("lets a fifth of the rest through as well, so that its slope is never 0", async () => [
    -(await bends()).leakyRelu(-1),
    (await bends()).leakyRelu(-1) !== 0
  ]),
  measured("squeezes everything between 0 and 1, which makes it a probability, and **tanh** between −1 and 1", async () => {
    const {sigmoid, tanh} = await bends();
    return [sigmoid(-50), sigmoid(50), tanh(-50), tanh(50)];
  }),
  measured(
    "Three can, but this training does not find out how; with four it comes closer, and with five it is there. Set the neurons to 1",
    async () => {
      const [one, two, three, four, five] = await Promise.all([1, 2, 3, 4, 5].map(right));
      return [three! <= two! + 0.02, four! > two! + 0.02 && four! < five!, five! > 0.95, one! < 0.8];
    }
  ),
  given("To tell ten digits apart, a network gives ten logits", async () => [await digitClasses(), await digitClasses()]),
  given("you have ten shares", async () => [await digitClasses()]),
  given("Fill in four shapes", () => [[..."prap"].length]),
  given("a batch of 32 colour pictures, 64 pixels high and 48 wide", () => shapesAsked("pictures").slice(0, 3)),
  given("one 28 × 28 × 1 picture", () => [28, 28, shapesAsked("row")[0]! / 28 / 28]),
  given("a [32, 100] and a [100, 6272] tensor", () => [shapesAsked("product")[0]!, 100, 100, shapesAsked("product")[1]!]),
  given("a [32, 14, 14, 8] tensor", () => [shapesAsked("averaged")[0]!, 14, 14, shapesAsked("averaged")[1]!]),
  ...wording("the error grows by 1"),
  given("gives logits such as 1000. The exponential of 1000", () => [
    ...written("tensors", "exercise safe-softmax", /softmax\(\[(1000), (1000)\]/)
  ]),
  ...wording("in a hundred lines", "chapters 4 and 8"),
  arithmetic("[[p, q], [q, 2]]", () => written("tensors", "limit", /\(p \+ (2)\) \/ 2/))
];
