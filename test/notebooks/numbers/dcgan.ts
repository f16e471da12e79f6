import type {Gan} from "../../../lib/models/gan.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {outputShapeOf} from "../../../lib/nn/network/network.ts";
import {summary} from "../../../lib/nn/network/summary.ts";
import {plainForward} from "../../../lib/nn/network/plain-forward.ts";
import {random} from "../../../lib/random.ts";
import {preset} from "../../../lib/training/recipes/presets.ts";
import type {RunPlan} from "../../../lib/training/run/types.ts";
import type {AdamSettings} from "../../../lib/training/step/optimisers.ts";
import {loadWeights, readHistory} from "../../../lib/weights/load.ts";
import {chapterCells} from "../chapter-cells.ts";
import type {Ledger} from "./ledger.ts";
import {arithmetic, given, linesOf, measured, planOf, quoted, recorded, wording, written} from "./ledger.ts";

const run = chapterCells("dcgan");
const ours = async () => (await run("networks")).names.dcgan as Gan;
const plan = () => planOf("dcgan", "run", "run", {digits: undefined, step: undefined});
const rate = (settings: unknown) => (settings as AdamSettings).learningRate;
const count = (network: Network, kind: Layer["kind"]) => network.layers.filter((layer) => layer.kind === kind).length;
const rules = () => [...linesOf("dcgan", "switches", /value: \[([^\]]+)\]/).matchAll(/"\w+"/g)].length;
const losing = (lost: "strong" | "weak") => planOf("dcgan", "losing", "losing", {rules: [], lost});
const parametersOfD = async () => summary((await ours()).discriminator).parameters;
const until = (cell: string) => written("dcgan", cell, /until: (\d+)/);
const widest = ({generator}: Gan) =>
  Math.max(...generator.layers.flatMap((layer) => (layer.kind === "reshape" ? [layer.shape.at(-1)!] : [])));

/** The account of the numbers in dcgan.md. */
export const ledger: Ledger = [
  given("Five rules that made it work", () => [rules()]),
  measured("Now it has to make 784", async () => [outputShapeOf((await ours()).generator).reduce((a, b) => a * b)]),
  given("G begins with a 7 × 7 map of 64 channels and doubles its side twice", async () => {
    const {generator} = await ours();
    const map = generator.layers.flatMap((layer) => (layer.kind === "reshape" ? [layer.shape] : []))[0]!;
    return [...map, count(generator, "convTranspose")];
  }),
  given("halves the picture twice", async () => [count((await ours()).discriminator, "conv")]),
  given("with a hundred numbers?", async () => (await ours()).generator.input),
  given("Eight values before and after", () => [linesOf("dcgan", "normalised", /channel = \[([^\]]+)\]/).split(",").length]),
  ...wording("ten times as large three layers on"),
  measured("moves their mean to 0 and scales their spread to 1", async () => {
    const normalise = (await run("normalise")).names.normalise as (x: number[]) => number[];
    const x = normalise([3, 5, -2, 8, 0.5]);
    const mean = x.reduce((a, b) => a + b) / x.length;
    return [mean, Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length)];
  }),
  given("digits 0.9 and not 1", () => [...written("dcgan", "step", /D\(real\), (0\.9)\)/), 1]),
  given("made of its own hundred numbers", async () => (await ours()).generator.input),
  measured("after a few hundred steps figures that you can read if you are kind", async () => [await readableFrom(300, 900)]),
  given("G learns at twice the rate of D, 0.002 against 0.001.", async () => {
    const {generator, discriminator} = (await plan()).settings;
    return [rate(generator) / rate(discriminator), rate(generator), rate(discriminator)];
  }),
  ...quoted("NXP's application note AN12954 (2020)", "A step of it has seven parts"),
  given("this counts batches of 32. Its 14,000 “epochs”", () => written("dcgan", "epochs", /(14000) \* (32)/).reverse()),
  given("needs fourteen thousand epochs", () => written("dcgan", "epochs", /(14000)/)),
  given("## Five rules, and what breaks", () => [rules()]),
  given("gives five rules for the architecture", () => [rules()]),
  given("half as wide as ours above, so that a run of 300 steps is over soon", async () => {
    const tested = (
      await run("ruled", {trainer: (one: RunPlan) => one, rules: ["strided", "norm", "convolutional", "tanh", "leaky"]})
    ).names.tested as Gan;
    return [widest(tested) / widest(await ours()), until("rules-controls")[0]!];
  }),
  given("play to step 300, and slide", () => until("rules-controls")),
  ...wording("million multiply-adds for one picture", "Look for the same figure twice", "thousand million multiply-adds"),
  given("single runs of 300 steps", () => until("rules-controls")),
  given("no difference in 300 steps", () => until("rules-controls")),
  arithmetic("throws three values of four away", () => [4 - 1, 2 * 2]),
  recorded("values of 5 and more where 1 is white", ["no tanh"], (found) => [
    Math.min(...found.map((one) => one.largest!)) > 5,
    1
  ]),
  measured("One of seven, such as that of the article", () => [
    count(preset("CNTK").gan.discriminator, "conv") + count(preset("CNTK").gan.discriminator, "dense")
  ]),
  given("it learns twice a step and twenty times as fast as G", async () => {
    const {settings} = await losing("strong");
    return [settings.discriminatorSteps!, rate(settings.discriminator) / rate(settings.generator)];
  }),
  recorded("G's climbs above 6, with one seed of three above 10", ["D too strong"], (found) => {
    const losses = found.map((one) => one["G's loss"]!);
    return [Math.min(...losses) > 6, losses.length, losses.filter((loss) => loss > 10).length === 1];
  }),
  given("still haze after 200 steps", () => until("losing-controls")),
  given("Play 200 steps of each kind", () => until("losing-controls")),
  given("it learns a hundred times more slowly than G", async () => {
    const {settings} = await losing("weak");
    return [rate(settings.generator) / rate(settings.discriminator)];
  }),
  arithmetic("which is one half on the whole", () => [(1 + 0) / 2]),
  arithmetic("every accuracy near one half", () => [1 / 2]),
  arithmetic("Half the time means that it can only guess", () => [1 / 2]),
  measured("for pictures of 256 × 256, closes", () => outputShapeOf(preset("CNTK").gan.generator).slice(0, 2)),
  measured("CNTK's network paints 256 × 256 pixels", () => outputShapeOf(preset("CNTK").gan.generator).slice(0, 2)),
  ...wording("**Put the pictures into [−1, 1].**"),
  arithmetic("If the data stayed in [0, 1], half of what G can say", () => [0, 1, (1 - 0) / (1 - -1)]),
  given("In a hundred dimensions", () => written("dcgan", "lengths", /length: (100)\}/)),
  given("twelve draws gave", () => written("dcgan", "lengths", /length: (12)\}/)),
  measured("After a ReLU half of the values are zero", () => {
    const draw = random("rectified");
    const values = Array.from({length: 20_000}, () => Math.max(0, draw.normal()));
    return [values.filter((value) => value === 0).length / values.length];
  }),
  given("with a batch of 64 is about", async () => [(await plan()).batch]),
  given("about twice that backwards", () => written("dcgan", "cost", /2 \* (3) \* forwards/).map((all) => all - 1)),
  arithmetic("From a hundred to 1,024", () => [100, 32 * 32]),
  given(
    "Complete a generator for pictures of 32 × 32 with one channel. After the dense layer it has maps of 4 × 4, and it keeps to the rules: transposed convolutions with kernel 4 and stride 2",
    () => [
      ...written("dcgan", "exercise same-seven", /equal\(output, \[(32), (32), 1\]/),
      ...written("dcgan", "exercise same-seven", /reshape\(\[(4), (4), 64\]\)/),
      ...written("dcgan", "exercise same-seven", /kernel: (4), stride: (2)/)
    ]
  ),
  ...wording("with stride 2 doubles the side. How many doublings are there from 4 to 32?"),
  arithmetic("Three: for example with 32, 16 and 1 channels", () => [Math.log2(32 / 4), 32, 16, 1]),
  given("Pictures come with pixels from 0 to 255. Write the way into [−1, 1]", () => {
    const [low, high, bottom, top] = written(
      "dcgan",
      "exercise into-range",
      /\[(0), 127\.5, (255)\]\.map\(scale\.in\), \[(-1), 0, (1)\]/
    );
    return [low!, high!, bottom!, top!];
  }),
  arithmetic("Keras-GAN divides by 127.5 and subtracts 1.", () => [255 / 2, 255 / 127.5 - 1]),
  given("The losses have six digits after the point", () => [linesOf("dcgan", "exercise write-log", /0\.(\d+), acc/).length]),
  ...wording('is "0.50"'),
  ...wording("over the last fifty steps"),
  given("both shares are above 0.97", () => written("dcgan", "exercise diagnose", /real > (0\.97)/)),
  given("more than 0.9 of the real right and less than 0.1 of the painted", () =>
    written("dcgan", "exercise diagnose", /real > (0\.9) && \w+ < (0\.1)/)
  ),
  given("paints [count, height, width, 1]", () =>
    written("dcgan", "exercise write-sampling", /tf\.tanh\(.*\[count, height, width, (1)\]\)/)
  ),
  arithmetic("with values from −1 to 1; and `normal`", () => [Math.tanh(-50), Math.tanh(50)]),
  arithmetic("in shades of grey from 0 to 1", () => [(-1 + 1) / 2, (1 + 1) / 2]),
  arithmetic("From −1…1 to 0…1: add 1 and halve", () => [-1, 1, (-1 + 1) / 2, (1 + 1) / 2, 1]),
  measured("two convolutions and 36,705 parameters", async () => [await parametersOfD()]),
  given("Make one with at least three that has no more", () =>
    written("dcgan", "exercise deeper-judge", /places\.length >= (3)/)
  ),
  given("A picture of 28 × 28 with one channel goes in, and", () =>
    written("dcgan", "exercise deeper-judge", /judge\.input\) === "(28),(28),1"/)
  ),
  measured("Most of the 36,705 stand in one place: 4 × 4 × 32 × 64 is 32,768", async () => {
    const {discriminator} = await ours();
    const {rows, parameters} = summary(discriminator);
    const second = discriminator.layers.filter((layer) => layer.kind === "conv")[1]!;
    const most = Math.max(...rows.map((row) => row.parameters));
    return [most > parameters / 2 && parameters, ...second.kernel, second.inputShape[2]!, second.filters, most];
  }),
  arithmetic("Kernels of 3 × 3 have little more than half the weights of 4 × 4, and so has half the number of channels", () => {
    const share = 3 ** 2 / 4 ** 2;
    return [3, 3, share > 1 / 2 && share < 0.6, 4, 4, 1 / 2];
  }),
  given("A third convolution with stride 2 makes the map smaller", () =>
    written("dcgan", "exercise deeper-judge", /conv\(64, \{kernel: 3, stride: (2)/)
  ),
  arithmetic("For a tensor of rank 4 they are 0, 1 and 2, for one of rank 2 it is 0", () => [
    4,
    ...Array.from({length: 4 - 1}, (_, axis) => axis),
    2,
    ...Array.from({length: 2 - 1}, (_, axis) => axis)
  ]),
  given("within 0.05 of log 2", () => [...written("dcgan", "exercise diagnose", /Math\.LN2\) < (0\.05)/), Math.exp(Math.LN2)])
];

/** Whether, in the history of the shipped generator, the book's classifier is sure of most samples for the first time in these steps. */
async function readableFrom(first: number, last: number): Promise<boolean> {
  const {sheets} = readHistory(await loadWeights("compact-dcgan"));
  const {network, weights} = (await loadWeights("mnist-classifier")).networks.classifier!;
  const sure = ({images}: (typeof sheets)[number]) => {
    const {values} = plainForward(network, weights, images);
    const tops = Array.from({length: images.shape[0]!}, (_, i) => {
      const logits = [...values.subarray(10 * i, 10 * i + 10)];
      const most = Math.max(...logits);
      return 1 / logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
    });
    return tops.filter((top) => top > 0.5).length / tops.length;
  };
  const readable = sheets.find((sheet) => sheet.step > 0 && sure(sheet) >= 0.75);
  return readable !== undefined && readable.step >= first && readable.step <= last;
}
