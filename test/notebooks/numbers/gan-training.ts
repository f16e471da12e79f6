import type {Ledger} from "./ledger.ts";

/** The account of the numbers in gan-training.md. */
export const ledger: Ledger = [];
