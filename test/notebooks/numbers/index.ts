import {sampleDigit} from "../../../lib/data/digits/strokes.ts";
import {metricNames} from "../../../lib/evaluation/verdicts.ts";
import {kernelNamed} from "../../../lib/nn/arithmetic/kernels.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import type {Ledger} from "./ledger.ts";
import {measured, wording} from "./ledger.ts";

/** The account of the numbers in index.md. */
export const ledger: Ledger = [
  measured("It learned from 8,500 real ones", async () => {
    const {record, networks} = await loadWeights("cgan-s");
    expectInput(networks.discriminator!.network.input);
    return [Number(/(\d+) to learn from/.exec(record.data)![1])];
  }),
  measured("nine multiplications make each value", () => [kernelNamed("sobel-x").matrix.flat().length]),
  measured("Of 784 pixels", () => [sampleDigit(2).flat().length]),
  measured("Eight metrics", () => [metricNames.length]),
  ...wording("A cell in thirty seconds", "thirty people")
];

function expectInput(shape: readonly number[]): void {
  if (shape.join() !== "28,28,1") throw new Error(`the book's digits are ${shape.join(" × ")}`);
}
