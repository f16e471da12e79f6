import type {Ledger} from "./ledger.ts";

/** The account of the numbers in generate.md. */
export const ledger: Ledger = [];
