import type {Values, Weights} from "../network/network-weights.ts";
import type {Network} from "../network/network.ts";
import type {PlainOptions} from "../network/plain-forward.ts";

/** The requests that a network in plain loops answers, in a worker or here. */
export interface PlainRequests {
  /** The network that later requests run: the first request. */
  open: {input: {network: Network; weights: Weights}; output: null};
  /** Runs a batch in parts of `atOnce` examples; tells each part, and answers when all are told. */
  run: {input: PlainWish; output: null; progress: PlainPart};
  close: {input: null; output: null};
}

/** A batch [n, …input] with its labels. */
export interface PlainWish extends PlainOptions {
  input: Values;
  /** Examples between two looks at whether the caller has given up. */
  atOnce: number;
}

/** What the network gives for some examples of the batch, from the one at `from` on. */
export interface PlainPart {
  from: number;
  output: Values;
}
