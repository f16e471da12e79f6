import type {Network} from "../../nn/network/network.ts";
import {summary} from "../../nn/network/summary.ts";
import type {Graph} from "./graph.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** What became of a layer on the way to the operators of a file, where it is not one of them. */
export type Change =
  /** A batch normalisation whose work a kernel and its bias do now. */
  | {kind: "folded"; layer: string; into: string}
  /** An activation that the operator before it does on the way out. */
  | {kind: "fused"; layer: string; into: string}
  /** It does nothing at inference. */
  | {kind: "dropped"; layer: string; reason: string}
  /** A kernel with spectral normalisation, divided by its norm once and for all. */
  | {kind: "baked"; layer: string}
  /** A batch normalisation that no neighbour could take over: two operators of its own. */
  | {kind: "kept"; layer: string; reason: string};

/** A change in a sentence's words: "batchNorm1 folded into conv1". */
export function describeChange(change: Change): string {
  const {kind, layer} = change;
  if (kind === "folded" || kind === "fused") return `${layer} ${kind} into ${change.into}`;
  if (kind === "dropped") return `${layer} left out: ${change.reason}`;
  return kind === "baked" ? `${layer}: its kernel divided by its norm` : `${layer} stays: ${change.reason}`;
}

/** What optimising saved. */
export interface Saving {
  /** Layers of the network, and operators of the graph. */
  layers: number;
  operators: number;
  /** Numbers that are stored, running statistics included. */
  parameters: {before: number; after: number};
}

/** Layers and numbers before, operators and numbers after. */
export function savingOf(net: Network, {tensors, ops}: Graph): Saving {
  const after = tensors.reduce((sum, {data, shape}) => sum + (data ? sizeOf(shape) : 0), 0);
  return {layers: net.layers.length, operators: ops.length, parameters: {before: summary(net).parameters, after}};
}
