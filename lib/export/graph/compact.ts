import type {Graph} from "./graph.ts";

/** A graph without the tensors that no operator touches, in the same order. */
export function compact({tensors, ops, inputs, outputs, ...rest}: Graph): Graph {
  const used = new Set([...inputs, ...outputs, ...ops.flatMap((op) => [...op.inputs, ...op.outputs])]);
  const kept = tensors.flatMap((tensor, place) => (used.has(place) ? [{tensor, place}] : []));
  const moved = new Map(kept.map(({place}, i) => [place, i]));
  const move = (places: number[]): number[] => places.map((place) => moved.get(place) ?? -1);
  return {
    ...rest,
    tensors: kept.map(({tensor}) => tensor),
    inputs: move(inputs),
    outputs: move(outputs),
    ops: ops.map((op) => ({...op, inputs: move(op.inputs), outputs: move(op.outputs)}))
  };
}
