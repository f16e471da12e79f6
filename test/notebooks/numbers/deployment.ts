import {boards, countedCompact} from "../../../lib/export/boards/boards.ts";
import {pageBits, pageTop, webPage} from "../../../lib/export/bundle/web-page.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {quantiseWeights} from "../../../lib/export/int8/parameters.ts";
import {weighs} from "../../../lib/export/int8/quantise.ts";
import {OPERATORS} from "../../../lib/export/tflite/schema.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {random} from "../../../lib/random.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import {exampleInputs} from "../../export/networks.ts";
import {runOnTfjs} from "../../export/c/graphs.ts";
import {chapterCells} from "../chapter-cells.ts";
import type {Ledger} from "./ledger.ts";
import {arithmetic, given, heldBy, inSource, linesOf, measured, quoted, wording, written} from "./ledger.ts";

const run = chapterCells("deployment");
const claims = "notebooks/claims-deployment.test.ts";
const graphOf = async (name: "compact-dcgan" | "cgan-xs"): Promise<Graph> => {
  const {network, weights} = (await loadWeights(name)).networks.generator!;
  return lower(network, weights, "digits").graph;
};
const quantise = async () =>
  (await run("quantise")).names as {
    quantise: (x: number, scale: number, zero?: number) => number;
    scaleOf: (weights: Float32Array) => number;
  };
const header = "exercise read-the-header";
const kilobytes = async (name: "compact-dcgan" | "cgan-xs") => webPage(await graphOf(name), [-1, 1]).length / 1000;

/** Seconds of one picture on a Cortex-M0+ of 48 MHz, from the instructions counted. */
function onSmallCore(numbers: "int8" | "float32"): number {
  const {millions} = countedCompact.find(({core}) => core === "Cortex-M0+")!;
  const {cyclesPerInstruction} = boards.find(({core}) => core.name === "Cortex-M0+")!.core;
  return (millions[numbers] * 1e6 * cyclesPerInstruction) / 48e6;
}

/** Mean difference in grey levels of 255 between the page's pictures and the generator's own. */
async function greysOfPage(): Promise<number> {
  const graph = await graphOf("compact-dcgan");
  const small: Graph = {
    ...graph,
    tensors: graph.tensors.map((tensor, place) => {
      const op = graph.ops.filter(weighs).find(({inputs}) => inputs[1] === place);
      if (!op || !tensor.data) return tensor;
      const {data, quantisation} = quantiseWeights(tensor.data as Float32Array, tensor.shape[0]!, pageTop(graph)(op));
      const each = data.length / tensor.shape[0]!;
      return {...tensor, data: Float32Array.from(data, (value, i) => value * quantisation.scales[Math.floor(i / each)]!)};
    })
  };
  const {network} = (await loadWeights("compact-dcgan")).networks.generator!;
  const differences = Array.from({length: 40}, (_, i) => i + 1).flatMap((seed) => {
    const inputs = exampleInputs(network, seed);
    const own = runOnTfjs(graph, inputs);
    return [...runOnTfjs(small, inputs)].map((value, i) => 127.5 * Math.abs(value - own[i]!));
  });
  return differences.reduce((sum, value) => sum + value) / differences.length;
}

/** The account of the numbers in deployment.md. */
export const ledger: Ledger = [
  given("five calibrations of the same network", () => [calibrations()]),
  ...wording("error (grey levels of 255, on average)", "int8 (million instructions)", "float32 (million instructions)"),
  given("Ten pictures of the same generator", () => written("deployment", "opening", /length: (10) \*/)),
  given("every layer on 64 samples of noise, writes the network in six forms", () => [
    ...written("deployment", "exporting", /count: (64)/),
    forms()
  ]),
  given("Has a worker write six forms", () => [forms()]),
  measured("the little reader of 8 × 8 digits from", () => tinymlCnn().input.slice(0, 2)),
  measured("the reader of 8 × 8 digits fits", () => tinymlCnn().input.slice(0, 2)),
  ...wording("Four things are worth finding"),
  given("Bytes 4 to 7 are letters: `TFL3`. The four bytes before them", () => [
    4,
    4 + linesOf("deployment", header, /letters: "(\w+)"/).length - 1,
    4
  ]),
  measured("(3 is a convolution, 67 a transposed one)", () => [OPERATORS.conv.code, OPERATORS.transposeConv.code]),
  measured("begin at a multiple of 16", () => [inSource("lib/export/tflite/write.ts", /alignment = (\d+)/)]),
  arithmetic("## 255 steps", () => [2 * 127 + 1]),
  measured("A float32 takes four bytes", () => [Float32Array.BYTES_PER_ELEMENT]),
  measured("a whole number from −128 to 127", () => [Int8Array.of(128)[0]!, -Int8Array.of(129)[0]!]),
  ...wording("the whole number that stands for 0:"),
  measured("so their zero point is 0, and −128 is left out to keep both sides equal. That leaves 255 steps", async () => {
    const {quantise: whole, scaleOf} = await quantise();
    const weights = Float32Array.of(-3, 1, 2);
    const least = whole(-3, scaleOf(weights));
    return [whole(0, scaleOf(weights)), least === -127 && -128, 2 * -least + 1];
  }),
  measured("is the 100 % where you began: the largest weight gets the last step", async () => {
    const {quantise: whole, scaleOf} = await quantise();
    const weights = Float32Array.of(-3, 1, 2.5);
    return [(100 * Math.abs(whole(-3, scaleOf(weights)))) / 127];
  }),
  ...wording("Try 60 %"),
  arithmetic("with a zero point of 0 half the steps would wait for numbers that never come", () => [0, 128 / 256]),
  given("first ReLU for three samples of noise", () => written("deployment", "activations", /shape: \[(3), latentDim\]/)),
  ...wording("Where should 0 be? Move the zero point to 0 and see which half of the steps is lost"),
  ...wording("0 has to be hit exactly"),
  arithmetic("\\approx 0.29$ steps", () => [1 / Math.sqrt(12)]),
  measured("a label is 0 or 1", async () => {
    const {network} = (await loadWeights("cgan-xs")).networks.generator!;
    const label = [...exampleInputs(network, 1)[1]!];
    return [Math.min(...label), Math.max(...label)];
  }),
  ...heldBy(claims, "every layer's error is above 0.29 steps", "tanh always gets 1/128"),
  measured("a classifier of 28 × 28 digits", async () =>
    (await loadWeights("mnist-classifier")).networks.classifier!.network.input.slice(0, 2)
  ),
  given("Calibrates one network in five ways", () => [calibrations()]),
  arithmetic("Four bytes, two, or one for each weight.", () => [32 / 8]),
  given("was run on four emulated cores", () => [countedCompact.length]),
  ...quoted("npm run bench -- boards", "QEMU 7.2, gcc 12.2"),
  measured(
    "At the 48 MHz of a small Cortex-M0+ that is about half a second a picture in whole numbers, and eight seconds in real ones",
    () => [
      boards.some(({core, clock}) => core.name === "Cortex-M0+" && clock === 48e6) && 48,
      Math.round(10 * onSmallCore("int8")) / 10,
      onSmallCore("float32")
    ],
    0.05
  ),
  ...quoted("NXP", "Its ten pictures were printed"),
  ...wording("There are four suspects"),
  ...wording("a whole number from 0 to `RAND_MAX`"),
  ...heldBy(claims, "its noise lies between 0 and 1, the training's around 0", "The result is uniform between 0 and 1"),
  measured(
    "It has never met a hundred positive numbers at once",
    async () => (await loadWeights("compact-dcgan")).networks.generator!.network.input
  ),
  ...wording("with black as 0 and white as 1"),
  ...wording("were the same it would be 0."),
  ...quoted("NXP", "it falls from 0.318 to 0.200 when N(0, 1) is replaced", "draw 3 3 9 4 5 9 6 9 1 4"),
  ...wording("must not be 0, as the logarithm"),
  given("Is the mean 0, is the spread 1, within five standard errors?", () => [
    0,
    ...written("deployment", "caught", /spread - (1)\) <= (5)/)
  ]),
  ...wording("draws from Box and Muller's N(0, 1)"),
  measured("aligned to 16 bytes", () => [inSource("lib/export/c/sketch.ts", /alignas\((\d+)\)/)]),
  measured("more than 300 KB, the dense layers’ weights get 4 bits instead of 8, 15 steps for each channel", async () => {
    const [large, small] = [await graphOf("compact-dcgan"), await graphOf("cgan-xs")];
    return [inSource("lib/export/bundle/web-page.ts", /LARGE = ([\d_]+)/) / 1000, pageBits(large), pageBits(small), 2 * 7 + 1];
  }),
  measured("comes to 299 KB that way", async () => [await kilobytes("compact-dcgan")]),
  measured("its grey levels change by about 1.7 of 255 on average", async () => [await greysOfPage(), 255], 0.06),
  measured("keeps 8 bits and has 99 KB", async () => [pageBits(await graphOf("cgan-xs")), await kilobytes("cgan-xs")]),
  given("What lies beyond the ends becomes −128 or 127", () =>
    written("deployment", "exercise there-and-back", /\[(127), (-128)\]/).reverse()
  ),
  ...wording("The zero point is where 0 lands"),
  given("until it holds 0; its ends are −128 and 127", () => [
    0,
    ...written("deployment", "exercise there-and-back", /\[(127), (-128)\]/).reverse()
  ]),
  ...wording("The lower end stands for −128"),
  given(
    "It gives the four letters at bytes 4 to 7 of a file, counted from 0, and the place of its root table: the first four bytes",
    () => {
      const letters = linesOf("deployment", header, /letters: "(\w+)"/).length;
      return [letters, 4, 4 + letters - 1, 0, 4];
    }
  ),
  ...wording("with three real dots"),
  arithmetic("The second byte counts 256", () => [2 ** 8]),
  ...wording("Make its noise N(0, 1)"),
  ...wording("is larger than 0 and at most 1"),
  measured("the sum of twelve uniform numbers less six", () => {
    const draw = random("twelve");
    const values = Array.from({length: 4000}, () => Array.from({length: 12}, () => draw.uniform()).reduce((a, b) => a + b) - 6);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return [Math.abs(spread - 1) < 0.05, Math.abs(mean) < 0.05];
  }),
  given(
    "when it cannot be N(0, 1). It must let good noise pass, and stop noise that is uniform between 0 and 1, uniform between −1 and 1, twice too wide",
    () => [
      0,
      1,
      ...written("deployment", "exercise catch-it", /noise between (0) and (1)/),
      Number(linesOf("deployment", "exercise catch-it", /draws\.uniform\((-1), 1\)/)),
      1,
      ...written("deployment", "exercise catch-it", /=> (2) \* draws\.normal/)
    ]
  ),
  arithmetic("The mean alone misses three of the four. Which?", () => {
    const means = [0.5, 0, 0, 0];
    return [means.filter((mean) => mean === 0).length, means.length];
  }),
  given("Five times that leaves room", () => written("deployment", "caught", /<= (5) \//)),
  ...wording("numbers of four bits and of two", "may also round a half differently", "*8-bit quantization"),
  ...wording("trained on N(0, 1)")
];

function forms(): number {
  return linesOf("deployment", "exporting", /forms: \[([^\]]+)\]/).split(",").length;
}

function calibrations(): number {
  return [...linesOf("deployment", "calibrating", /sources: [^=]*= \[([\s\S]*?)\n {4}\];/).matchAll(/^ {6}\[/gm)].length;
}
