import type {Change} from "./changes.ts";
import type {Graph, GraphOp, GraphTensor} from "./graph.ts";

/** An operator before its tensors are known. */
type Bare = GraphOp extends infer Op ? (Op extends GraphOp ? Omit<Op, "inputs" | "outputs"> : never) : never;

/** Puts a graph together; every method gives the place of a tensor. */
export interface GraphBuilder {
  input(name: string, shape: number[]): number;
  constant(name: string, shape: number[], data: Float32Array): number;
  op(op: Bare, inputs: number[], name: string, shape: number[]): number;
  /** Nothing when the shape is the same already. */
  reshape(x: number, name: string, shape: number[]): number;
  /** Fused into the operator that makes `x`, where it can take it. */
  relu(x: number, name: string): number;
  /** Two halves along an axis, each of this shape. */
  split(x: number, name: string, half: number[], axis: number): [number, number];
  /** Gives a tensor that an operator made its final name; an input gets an operator of its own first. */
  named(x: number, name: string, shape: number[]): number;
  /** What was fused. */
  readonly fused: Change[];
  finish(outputs: number[]): Graph;
}

/** A new graph. */
export function graphBuilder(name: string): GraphBuilder {
  const tensors: GraphTensor[] = [];
  const ops: GraphOp[] = [];
  const inputs: number[] = [];
  const fused: Change[] = [];
  const add = (tensor: GraphTensor): number => tensors.push(tensor) - 1;
  const builder: GraphBuilder = {
    fused,
    input(tensorName, shape) {
      const at = add({name: tensorName, shape, type: "float32"});
      inputs.push(at);
      return at;
    },
    constant: (tensorName, shape, data) => add({name: tensorName, shape, type: "float32", data}),
    op(op, from, tensorName, shape) {
      const at = add({name: tensorName, shape, type: "float32"});
      ops.push({...op, inputs: from, outputs: [at]} as GraphOp);
      return at;
    },
    reshape: (x, tensorName, shape) =>
      tensors[x].shape.join() === shape.join() ? x : builder.op({kind: "reshape"}, [x], tensorName, shape),
    relu(x, tensorName) {
      const maker = ops.find(({outputs}) => outputs.includes(x));
      const used = ops.some((op) => op.inputs.includes(x));
      if (maker && !used && (maker.kind === "conv" || maker.kind === "dense") && maker.activation === "none") {
        maker.activation = "relu";
        fused.push({kind: "fused", layer: tensorName, into: tensors[x].name});
        tensors[x].name = tensorName;
        return x;
      }
      return builder.op({kind: "relu"}, [x], tensorName, [...tensors[x].shape]);
    },
    split(x, tensorName, half, axis) {
      const [first, second] = ["value", "gate"].map((part) => add({name: `${tensorName}/${part}`, shape: half, type: "float32"}));
      ops.push({kind: "split", axis, inputs: [x], outputs: [first, second]});
      return [first, second];
    },
    named(x, tensorName, shape) {
      const made = inputs.includes(x) ? builder.op({kind: "reshape"}, [x], tensorName, shape) : x;
      tensors[made].name = tensorName;
      return made;
    },
    finish: (outputs) => ({name, tensors, ops, inputs, outputs})
  };
  return builder;
}
