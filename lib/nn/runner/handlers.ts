import {checkWeights} from "../network/network-weights.ts";
import type {Weights} from "../network/network-weights.ts";
import type {Network} from "../network/network.ts";
import {plainForward} from "../network/plain-forward.ts";
import {breathe} from "../../worker/breathe.ts";
import type {Handlers} from "../../worker/channel.ts";
import type {PlainRequests} from "./protocol.ts";

/** What answers the requests to one network in plain loops, the same in a worker and here. */
export function plainHandlers(): Handlers<PlainRequests> {
  let opened: {network: Network; weights: Weights} | null = null;
  return {
    open: ({network, weights}) => {
      checkWeights(network, weights);
      opened = {network, weights};
      return null;
    },
    run: async ({input, labels, atOnce}, {progress, signal}) => {
      if (!opened) throw new Error("no network has been opened");
      const {network, weights} = opened;
      const [n, ...shape] = input.shape;
      const size = input.values.length / n;
      for (let from = 0; from < n && !signal.aborted; from += atOnce) {
        const to = Math.min(n, from + atOnce);
        const part = {shape: [to - from, ...shape], values: input.values.slice(from * size, to * size)};
        const output = plainForward(network, weights, part, labels ? {labels: labels.slice(from, to)} : {});
        await progress({from, output});
        await breathe();
      }
      return null;
    },
    close: () => {
      opened = null;
      return null;
    }
  };
}
