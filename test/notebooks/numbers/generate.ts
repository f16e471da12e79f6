import {loadWeights} from "../../../lib/weights/load.ts";
import {outputShapeOf} from "../../../lib/nn/network/network.ts";
import type {Ledger} from "./ledger.ts";
import {measured, wording} from "./ledger.ts";

/** The account of the numbers in generate.md. */
export const ledger: Ledger = [
  ...wording("Number 3 of every digit"),
  measured("a PNG of 28 × 28 pixels", async () =>
    outputShapeOf((await loadWeights("cgan-s")).networks.generator!.network).slice(0, 2)
  )
];
