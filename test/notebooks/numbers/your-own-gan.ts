import {readFileSync} from "node:fs";
import type {Network} from "../../../lib/nn/network/network.ts";
import {cellsOf} from "../../../site/notebook/chapter.ts";
import {parse} from "../../../site/notebook/text/parse.ts";
import {tf} from "../../training/wasm.ts";
import {chapterCells} from "../chapter-cells.ts";
import type {Ledger} from "./ledger.ts";
import {given, linesOf, measured, recorded, wording, written} from "./ledger.ts";

const file = "notebooks/your-own-gan.md";
const run = chapterCells("your-own-gan");
const cells = () => cellsOf(parse(readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8"), file));
const answers = () => cells().filter(({answer}) => answer);
const pieces = () => answers().length;
/** Pieces that a step calls: another cell than the one that draws does, or another piece. */
const atWork = () => {
  const names = answers().map(({source}) => /(?:function|const) (\w+)/.exec(source)![1]!);
  const others = cells().filter(({id, role, answer}) => role === undefined && id !== "drawn" && answer === undefined);
  return names.filter((name) => others.some(({source}) => new RegExp(`\\b${name}\\b`).test(source))).length;
};
const networks = async () => (await run("run")).names.yourGan as {generator: Network; discriminator: Network};
const count = ({layers}: Network, kind: string) => layers.filter((layer) => layer.kind === kind).length;
/** How often a cell calls a function on the way back. */
const backwards = (cell: string, name: string) =>
  linesOf("your-own-gan", cell, /gradFunc: ([\s\S]*)/).match(new RegExp(`\\b${name}\\(`, "g"))!.length;
const drawn = () => written("your-own-gan", "drawn", /sample\(G, (\d+), (\d+),/);

/** The account of the numbers in your-own-gan.md. */
export const ledger: Ledger = [
  measured("Eight of its pieces are answers to exercises", () => [pieces()]),
  measured("“The pieces” are the eight below", () => [pieces()]),
  recorded(
    "after a hundred steps or so you will see it",
    ["the pieces and the library part"],
    (found) => [found.every((one) => one["at 40"]! < 0.1) && found.reduce((sum, one) => sum + one["seen at"]!, 0) / found.length],
    0.2
  ),
  measured("Three of them, a dense layer, the convolution and Adam", () => [
    answers().filter(({source}) => !source.includes("tf.")).length
  ]),
  measured("All that happens in a step is done by the first seven of these eight", () => [atWork(), pieces()]),
  measured("Every channel to mean 0 and spread 1", async () => {
    const normalise = (await run("normalise", {tf})).names.normaliseBatch as (
      x: tf.Tensor,
      gamma: tf.Tensor1D,
      beta: tf.Tensor1D,
      epsilon: number
    ) => tf.Tensor;
    return tf.tidy(() => {
      const {mean, variance} = tf.moments(normalise(tf.tensor2d([3, 5, -2, 8], [4, 1]), tf.ones([1]), tf.zeros([1]), 1e-5));
      return [mean.dataSync()[0]!, Math.sqrt(variance.dataSync()[0]!)];
    });
  }),
  given("backwards, `dense` is `dense` twice more", () => [backwards("dense-layer", "dense")]),
  given("Backwards it is called twice", () => [backwards("convolution-layer", "slide")]),
  ...wording("under the kernel turned by half"),
  given("G enlarges twice and D halves twice; both convolve with windows of 3 × 3", async () => {
    const {generator, discriminator} = await networks();
    const windows = written("your-own-gan", "layers", /kernel: \[(\d), (\d), channels, filters\]/);
    return [count(generator, "upsample"), count(discriminator, "averagePool"), ...windows];
  }),
  given("The eighth piece draws twenty pictures", () => [drawn()[0]!]),
  given("made of its own 32 random numbers", async () => [drawn()[1] === (await networks()).generator.input[0] && drawn()[1]!]),
  ...wording("0.9 as the truth of a real digit", "try three other seeds")
];
