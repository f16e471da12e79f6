import {paddingModes} from "../../../lib/nn/arithmetic/padding.ts";
import {convolutionCost} from "../../../lib/nn/network/cost.ts";
import {alexnet, lenet5} from "../../../lib/models/published-cnns.ts";
import {compactDcgan} from "../../../lib/models/dcgan.ts";
import type {Layer} from "../../../lib/nn/network/layers.ts";
import {summary} from "../../../lib/nn/network/summary.ts";
import {preset, PRESET_NAMES} from "../../../lib/training/recipes/presets.ts";
import {chapterCells} from "../chapter-cells.ts";
import type {Ledger} from "./ledger.ts";
import {arithmetic, given, heldBy, linesOf, measured, quoted, wording, written} from "./ledger.ts";

const run = chapterCells("convolution");
type Matrix = number[][];
const matrix = (id: string, name: string): Matrix =>
  JSON.parse(linesOf("convolution", id, new RegExp(`${name}: (\\[\\s*\\[[\\d\\s,[\\]-]*?\\]\\s*\\])`)));
const worked = () => ({input: matrix("worked", "input"), kernel: matrix("worked", "kernel")});
const sides = () => [worked().input.length, worked().input[0]!.length, worked().kernel.length, worked().kernel[0]!.length];
const loops = (id: string) => [...linesOf("convolution", id, /([\s\S]*)/).matchAll(/\bfor \(/g)].length;
const claims = "notebooks/claims.test.ts";
const discriminator = () => compactDcgan().discriminator.layers.flatMap((layer: Layer) => (layer.kind === "conv" ? [layer] : []));

/** How often each output of a transposed convolution is written: every weight and every input one. */
async function writes(kernel: number, stride: number): Promise<number[]> {
  const transposed = (await run("transposed-convolve")).names.transposedConvolve as (
    input: Matrix,
    kernel: Matrix,
    options: {stride: number}
  ) => Matrix;
  const ones = (side: number): Matrix => Array.from({length: side}, () => Array.from({length: side}, () => 1));
  const inside = transposed(ones(8), ones(kernel), {stride})
    .slice(kernel, -kernel)
    .map((row) => row.slice(kernel, -kernel));
  return [...new Set(inside.flat())].sort((a, b) => a - b);
}

/** The account of the numbers in convolution.md. */
export const ledger: Ledger = [
  measured("Nearly all of them sit in the three dense layers", () => [
    alexnet.layers.filter(({kind}) => kind === "dense").length
  ]),
  given("There are nine numbers in the middle", () => [linesOf("convolution", "first", /edges = \[(.*)\];/).split(",").length]),
  given("the nine numbers that it is made of", () => [linesOf("convolution", "first", /edges = \[(.*)\];/).split(",").length]),
  given("First comes an input of five by five numbers, then the **kernel**, three by three", sides),
  given("The worked example: five by five numbers and a kernel of three by three.", sides),
  given("the five by five numbers above", () => sides().slice(0, 2)),
  measured("add the nine products", () => [worked().kernel.flat().length]),
  ...heldBy(
    claims,
    "of the worked example: a corner moves one output",
    "all nine windows and moves five: the other four meet it with a weight of zero. Turn the zeros of the kernel into ones, and it moves all nine"
  ),
  ...wording("That asymmetry will come back twice"),
  measured("In code it is four loops", () => [loops("convolve")]),
  measured("In code the four loops are the same", () => [loops("transposed-convolve")]),
  ...wording("turns the kernel by 180°"),
  measured("Three more quantities change that", () => [quantities()]),
  measured("In code, with all four quantities", () => [quantities() + 1]),
  given("with stride 2. With a kernel of 4 and a padding of 1", () => {
    const [kernel, stride, padding] = written("convolution", "halving", /kernel: (\d), stride: (\d), padding: (\d)/);
    return [stride!, kernel!, padding!];
  }),
  measured("## Four ways to treat the border", () => [paddingModes.length]),
  ...wording("Half of them stand before the signal and half behind it"),
  given("the signal ends with 2 and 4, and a fair average that favours the 4 would lie above 3. It is 2.5", () => {
    const signal = linesOf("convolution", "paddings", /signal: \[([^\]]+)\]/)
      .split(",")
      .map(Number);
    const [before, last] = signal.slice(-2);
    const weights = linesOf("convolution", "paddings", /kernel: \[([^\]]+)\]/)
      .split(",")
      .map(Number);
    return [before!, last!, last!, (before! + last!) / 2, weights[0]! * before! + weights[1]! * last!];
  }),
  ...wording("A colour picture has three planes"),
  given("three windows light up", () => [linesOf("convolution", "channels", /names: \[([^\]]+)\]/).split(",").length]),
  measured("the multiply-adds are four times as many", () => {
    const price = (side: number) => convolutionCost({input: [side, side, 32], filters: 64, kernel: 4, stride: 2, padding: 1});
    return [price(28).multiplyAdds / price(14).multiplyAdds];
  }),
  measured("One input feeds up to nine outputs", () => [worked().kernel.flat().length]),

  measured("With a kernel of 3 and a stride of 2, some outputs are written once, some twice, some four times", async () => {
    const found = await writes(3, 2);
    return [3, 2, found[0] === 1 && found.length === 3 && found[1]!, found[2]!];
  }),
  measured("This is why so many DCGANs use 4 and 2", async () => {
    const layers = PRESET_NAMES.flatMap((name) => preset(name).gan.generator.layers).flatMap((layer) =>
      layer.kind === "convTranspose" ? [layer] : []
    );
    const even = (await writes(4, 2)).length === 1;
    return [
      even && layers.some(({kernel}) => both(kernel)[0] === 4) && 4,
      even && layers.some(({stride}) => both(stride)[0] === 2) && 2
    ];
  }),
  measured("a network with 4 and 2 can still learn a checkerboard", async () =>
    (await writes(4, 2)).length === 1 ? [4, 2] : []
  ),
  measured("has about sixty thousand parameters", () => [lenet5.parameters!], 0.05),
  arithmetic("As 32-bit numbers they fill 240 KB", () => [32, (Math.round(lenet5.parameters! / 1e4) * 1e4 * 4) / 1000]),
  measured("narrow a picture down to ten answers", () => [lenet5.layers.at(-1)!.output[0]!]),
  measured("with a thousand times the parameters", () => [alexnet.parameters! / lenet5.parameters!], 0.05),
  ...quoted("Krizhevsky, Sutskever and Hinton", "a million photographs"),
  measured("Where do sixty million parameters sit?", () => [alexnet.parameters!], 0.05),
  given("the convolution at stride 1 without padding. Four loops", () => [
    1,
    [
      ...linesOf("convolution", "exercise write-convolution", /function slide[\s\S]*function slide([\s\S]*)/).matchAll(
        /\bfor \(/g
      )
    ].length
  ]),
  given("Fill in three sizes", () => [
    linesOf("convolution", "exercise predict-size", /predicted = \{([^}]*)\}/).split(",").length
  ]),
  given("makes of 227 cells: kernel 11, stride 4, no padding", () =>
    written("convolution", "exercise predict-size", /\((227) - (11)\) \/ (4)/)
  ),
  given("comes from 28 cells with a kernel of 3, dilation 4 and padding 2", () => {
    const [cells, , padding, dilation, less] = written(
      "convolution",
      "exercise predict-size",
      /(28) \+ (2) \* (2) - \((4) \* (2) \+ 1\)/
    );
    return [cells!, less! + 1, dilation!, padding!];
  }),
  given("a transposed convolution of 7 cells with kernel 4, stride 2 and padding 1", () => {
    const [cells, stride, kernel, padding] = written(
      "convolution",
      "exercise predict-size",
      /\((7) - 1\) \* (2) \+ (4) - 2 \* (1)/
    );
    return [cells!, kernel!, stride!, padding!];
  }),
  arithmetic("227 − 11 = 216. How many steps of 4 is that?", () => [227, 11, 227 - 11, 4]),
  ...wording("A dilated kernel of 3 with"),
  arithmetic("reaches over 4·2 + 1 = 9 cells", () => [4, 2, 1, 4 * 2 + 1]),
  ...wording("The transposed size is (n − 1)"),
  given("Find a 3 × 3 kernel", () =>
    written("convolution", "exercise find-kernel", /length === (3) && vertical\.every\(\(row\) => row\.length === (3)/)
  ),
  ...wording("it must give 0, and on a horizontal edge too"),
  arithmetic("the nine weights have to add up to zero", () => [3 * 3]),
  ...wording("smooths a signal with three weights"),
  ...wording("With half of the zeros in front"),
  measured("begins with 28 × 28 × 1 and has two convolutions, both 4 × 4 with stride 2", () => [
    ...compactDcgan().discriminator.input,
    ...kernelOf(0),
    strideOf(0)
  ]),
  measured("32 kernels with a bias each, then 64 kernels without", () => discriminator().map(({filters}) => filters)),
  measured("14 for the first, 7 for the second", () => {
    const {rows} = summary(compactDcgan().discriminator);
    return rows
      .filter(({outputShape}) => outputShape.length === 3 && [14, 7].includes(outputShape[0]!))
      .map(({outputShape}) => outputShape[0]!)
      .filter((side, i, all) => all.indexOf(side) === i);
  }),
  ...wording("Three dimensions. And learning")
];

/** Of sizes that are one number, or one for each axis. */
const both = (size: number | readonly number[]): [number, number] =>
  typeof size === "number" ? [size, size] : [size[0]!, size[1]!];

function kernelOf(order: number): [number, number] {
  return both(discriminator()[order]!.kernel);
}

function strideOf(order: number): number {
  return both(discriminator()[order]!.stride)[0];
}

/** How many quantities the formula has beside the input and the kernel. */
function quantities(): number {
  return [...linesOf("convolution", "output-size", /interface Window \{([\s\S]*?)\}/).matchAll(/\?: number/g)].length;
}
