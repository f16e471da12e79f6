import type {Graph} from "../../../lib/export/graph/graph.ts";
import {integerProgram} from "../../../lib/export/int8/integer-program.ts";
import type {Numbers} from "../../../lib/export/int8/kernel.ts";

/** How two ways to compute the same int8 numbers differ, in steps. */
export interface Difference {
  /** How many numbers were compared. */
  count: number;
  /** How many of them are not the same. */
  different: number;
  /** By how much at most. */
  largest: number;
}

/** The difference of the two rules of rounding at one tensor. */
export interface TensorDifference extends Difference {
  place: number;
  name: string;
  /** The operator that makes it. */
  kind: Graph["ops"][number]["kind"];
  /** The operator alone, given the same inputs by both: what it adds itself. */
  alone: Difference;
}

/**
 * How often and by how much the reference kernels' numbers and XNNPACK's differ in a quantised graph, over examples, for the output
 * of every operator that makes int8.
 * @param examples each as `IntegerProgram.run` takes them
 * @throws RangeError for no examples, and as `integerProgram`.
 */
export function compareRoundings(graph: Graph, examples: readonly (readonly ArrayLike<number>[])[]): TensorDifference[] {
  if (examples.length === 0) throw new RangeError("comparing needs at least one example");
  const reference = integerProgram(graph, "reference");
  const xnnpack = integerProgram(graph, "xnnpack");
  const found = new Map<number, TensorDifference>();
  const none = (): Difference => ({count: 0, different: 0, largest: 0});
  for (const {kind, outputs} of graph.ops) {
    for (const place of outputs) {
      const {name, type} = graph.tensors[place];
      if (type === "int8") found.set(place, {place, name, kind, ...none(), alone: none()});
    }
  }
  for (const example of examples) {
    const [first, second] = [reference, xnnpack].map((program) => {
      const seen: (Numbers | undefined)[] = graph.tensors.map(({data}) => (data instanceof Int8Array ? data : undefined));
      program.run(example, (place, numbers) => (seen[place] = numbers));
      return seen;
    });
    graph.ops.forEach((op, i) => {
      const alone = xnnpack.kernels[i](op.inputs.map((place) => first[place] ?? new Int8Array(0)));
      op.outputs.forEach((place, j) => {
        const entry = found.get(place);
        const [a, b] = [first[place], second[place]];
        if (!entry || !a || !b) return;
        add(entry, a, b);
        add(entry.alone, a, alone[j]);
      });
    });
  }
  return [...found.values()];
}

function add(to: Difference, a: Numbers, b: Numbers): void {
  to.count += a.length;
  for (let i = 0; i < a.length; i++) {
    const distance = Math.abs(a[i] - b[i]);
    if (distance === 0) continue;
    to.different++;
    if (distance > to.largest) to.largest = distance;
  }
}
