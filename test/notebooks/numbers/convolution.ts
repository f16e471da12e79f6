import type {Ledger} from "./ledger.ts";

/** The account of the numbers in convolution.md. */
export const ledger: Ledger = [];
