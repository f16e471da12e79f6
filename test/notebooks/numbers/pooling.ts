import type {Ledger} from "./ledger.ts";

/** The account of the numbers in pooling.md. */
export const ledger: Ledger = [];
