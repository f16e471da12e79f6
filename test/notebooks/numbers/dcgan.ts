import type {Ledger} from "./ledger.ts";

/** The account of the numbers in dcgan.md. */
export const ledger: Ledger = [];
