import type {Ledger} from "./ledger.ts";

/** The account of the numbers in cgan.md. */
export const ledger: Ledger = [];
