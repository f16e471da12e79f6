import type {Ledger} from "./ledger.ts";

/** The account of the numbers in deployment.md. */
export const ledger: Ledger = [];
