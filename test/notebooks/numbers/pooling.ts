import {sampleDigit} from "../../../lib/data/digits/strokes.ts";
import {poolingKinds} from "../../../lib/nn/arithmetic/pooling.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {outputShapeOf} from "../../../lib/nn/network/network.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import {chapterCells} from "../chapter-cells.ts";
import type {Ledger} from "./ledger.ts";
import {arithmetic, given, heldBy, linesOf, measured, quoted, recorded, wording, written} from "./ledger.ts";

const run = chapterCells("pooling");
type Matrix = number[][];
const map = (): Matrix => JSON.parse(linesOf("pooling", "compare", /poolingFigure\((\[\s*\[[\d\s,[\]]*?\]\s*\])/)) as Matrix;
const reading = async () => (await run("reading")).names.reading as Network;
const claims = "notebooks/claims.test.ts";
const window = () => written("pooling", "compare", /size: (\d)/)[0]!;
const batch = () =>
  written("pooling", "flatten-live", /many\((\d), \(b\) => many\((\d), \(r\) => many\((\d), \(c\) =>\s*many\((\d)/);

/** The account of the numbers in pooling.md. */
export const ledger: Ledger = [
  ...heldBy("notebooks/claims-pooling.test.ts", "810 parameters, 80 in the convolution", "train a network of 810 parameters"),
  given("Sixteen numbers went into each of these", () => written("pooling", "first", /size: (\d)/).map((size) => size ** 2)),
  given("left in seven by seven numbers? Point at one of them to see the sixteen it stands for", () => {
    const [size] = written("pooling", "first", /size: (\d)/);
    const side = sampleDigit(3).length / size!;
    return [side, side, size! ** 2];
  }),
  // Three, and two of them over the whole map.
  measured("What do the five ways of pooling make", () => [
    poolingKinds.length + poolingKinds.filter((kind) => kind !== "sum").length
  ]),
  given("A map of six by six numbers.", () => [map().length, map()[0]!.length]),
  ...heldBy(
    claims,
    "of the first window: 9 to 8 moves the maximum",
    "Change the 9 in the first window to an 8",
    "Change the 4 beside it to a 5"
  ),
  ...wording("Try 28, then 7"),
  ...quoted("AlexNet", "three cells wide and two apart"),
  arithmetic("every cell of the window gets a quarter", () => [1 / window() ** 2]),
  arithmetic("three quarters of the values of a map learn nothing", () => [true, 1 / window() ** 2]),
  given("Look at the four fives in the middle", () => [
    map()
      .flat()
      .filter((value) => value === 5).length
  ]),
  measured("Every output was sent a 1 here", async () => [
    Math.max(...((await run("routes", {matrixFigure: () => undefined, compare: {map: map()}})).names.ones as Matrix).flat())
  ]),
  ...wording("Because a three is a three wherever it stands", "Whatever helps with one three helps"),
  ...heldBy(
    claims,
    "of a shift by one pixel: pooling is steadier",
    "for every one of our ten sample digits",
    "for the three it is averaging, for the nine the maximum",
    "for the eight it changes more"
  ),
  arithmetic("With four weights of a quarter and a stride of 2", () => {
    const [weight, stride] = [...written("pooling", "same", /\[\[(0\.25), /), ...written("pooling", "same", /stride: (\d)/)];
    return [window() ** 2, weight!, stride!];
  }),
  given("A convolution whose four weights are a quarter each.", () => [
    [...linesOf("pooling", "strided", /kernel: (.*)/).matchAll(/0\.25/g)].length,
    0.25
  ]),
  given("With four equal weights it averages", () => [
    [...linesOf("pooling", "strided", /kernel: (.*)/).matchAll(/0\.25/g)].length
  ]),
  ...wording("Three reasons speak for it"),
  arithmetic("Max pooling sends nothing to three values out of four", () => [window() ** 2 - 1, window() ** 2]),
  given("four maps of 5 × 5 × 3 become four rows of 75", () => {
    const [maps, height, width, channels] = batch();
    return [maps!, height!, width!, channels!, maps!, height! * width! * channels!];
  }),
  given("shows the first nine values of the third map", () => written("pooling", "flatten-live", /slice\(0, (\d)\)/)),
  ...wording("all of channel 0 before channel 1"),
  given("nine products in the convolution, the largest of four in the pooling, seventy-two products in the matrix", async () =>
    (await reading()).layers.flatMap((layer) => {
      if (layer.kind === "conv") return [layer.kernel[0] * layer.kernel[1] * layer.inputShape[2]!];
      if (layer.kind === "maxPool") return [layer.size[0] * layer.size[1]];
      return layer.kind === "dense" ? [layer.inputShape[0]!] : [];
    })
  ),
  given("click a number, in a map or among the ten", async () => (await reading()).layers.at(-1)!.outputShape),
  given("a convolution with eight kernels", async () => [
    (await reading()).layers.flatMap((layer) => (layer.kind === "conv" ? [layer.filters] : []))[0]!
  ]),
  measured("one matrix with a row of ten numbers as its result", async () => outputShapeOf(await reading())),
  measured("A single number of the ten means little", async () => outputShapeOf(await reading())),
  measured("How does an 8 × 8 picture become ten numbers?", async () => [
    ...(await reading()).input.slice(0, 2),
    ...outputShapeOf(await reading())
  ]),
  measured("The pictures are 8 × 8 as well. They are divided into three heaps", async () => [
    ...(await reading()).input.slice(0, 2),
    linesOf("pooling", "heaps", /const \[([^\]]+)\] = split/).split(",").length
  ]),
  ...wording("Whoever looks twice"),
  ...wording("with three things in it that the line did not need"),
  given("An epoch is cut into batches of 16 pictures", () =>
    written("pooling", "fit", /at \+= 16\) \{\s*const .* = examples\(order\.slice\(at, at \+ (16)\)\)/)
  ),
  measured(" of ten shares. And", async () => outputShapeOf(await reading())),
  measured("the logarithms of the ten shares", async () => outputShapeOf(await reading())),
  ...quoted("The article that this network is from", "got 344 of its 359 test pictures right"),
  given("and at 8 × 8", async () => (await reading()).input.slice(0, 2)),
  recorded("expect three out of four", ["the reader of 8 × 8 digits"], (found) => {
    const right = found.map(({accuracy}) => accuracy!);
    return [Math.min(...right) > 0.7 && Math.max(...right) < 0.85, 4];
  }),
  ...quoted("The article writes", "that its pictures have 28 × 28 pixels. They have 8 × 8"),
  ...heldBy(
    "notebooks/claims-pooling.test.ts",
    "28 × 28 pictures have twelve times the pixels",
    "twelve times the pixels are twelve times the memory"
  ),
  given("The next size up reads 28 × 28 digits", async () =>
    (await loadWeights("mnist-classifier")).networks.classifier!.network.input.slice(0, 2)
  ),
  arithmetic("Which other three does it have to look at?", () => [2 * 2 - 1]),
  arithmetic("is the largest of four", () => [2 * 2]),
  given(
    "A network for 28 × 28 digits has a 3 × 3 convolution with 8 kernels and no padding, max pooling of 2 × 2, another such convolution with 16 kernels",
    () => {
      const [first, pooled, second] = written("pooling", "exercise predict-pool", /sides, \[(\d+), (\d+), (\d+), \d+\]/);
      const [, channels] = written("pooling", "exercise predict-pool", /vectorLength = (5) \* 5 \* (16)/);
      return [
        first! + 2,
        first! + 2,
        3,
        3,
        first! - pooled! === pooled! && second! === pooled! - 2 && 8,
        first! / pooled!,
        first! / pooled!,
        channels!
      ];
    }
  ),
  given("after each of the four layers", () => [
    linesOf("pooling", "exercise predict-pool", /sides = \[([^\]]+)\]/).split(",").length
  ]),
  ...wording("A 3 × 3 window without padding"),
  arithmetic("28 → 26 → 13 → …", () => [28, 28 - 2, 26 / 2]),
  given("Build a map of six by six", () =>
    written("pooling", "exercise fool-pooling", /stubborn\.length === (\d) && .*row\.length === (\d)/)
  ),
  given("of its 2 × 2 max pooling changes by at least 1", () => {
    const [size] = written("pooling", "exercise fool-pooling", /size: (\d)/);
    return [size!, size!, ...written("pooling", "exercise fool-pooling", /after\[i\]\) < (\d)/)];
  }),
  given("a different height: 3, 6, 9", () => written("pooling", "exercise fool-pooling", /\[0, (3), 0, (6), 0, (9)\]/)),
  ...wording("factors such as 1.4")
];
