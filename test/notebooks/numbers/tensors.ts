import type {Ledger} from "./ledger.ts";

/** The account of the numbers in tensors.md. */
export const ledger: Ledger = [];
