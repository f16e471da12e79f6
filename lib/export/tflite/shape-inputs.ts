import type {Graph, GraphOp, GraphTensor} from "../graph/graph.ts";

/**
 * A graph whose operators have the inputs that TensorFlow Lite wants: sizes, shapes, paddings and axes as constants of their own, and
 * for some in another order. `fromShapeInputs` in read.ts is the way back.
 */
export function withShapeInputs(graph: Graph): Graph {
  const tensors: GraphTensor[] = graph.tensors.map((tensor) => ({...tensor}));
  const constant = (name: string, shape: number[], values: readonly number[]): number =>
    tensors.push({name, shape, type: "int32", data: Int32Array.from(values)}) - 1;
  const ops = graph.ops.map((op): GraphOp => {
    const {shape, name} = tensors[op.outputs[0]];
    const [x, ...rest] = op.inputs;
    switch (op.kind) {
      case "reshape":
        return {...op, inputs: [x, constant(`${name}/shape`, [shape.length], shape)]};
      case "resize":
        return {...op, inputs: [x, constant(`${name}/size`, [2], shape.slice(1, 3))]};
      case "pad": {
        const [top, bottom, left, right] = op.sides;
        return {...op, inputs: [x, constant(`${name}/paddings`, [4, 2], [0, 0, top, bottom, left, right, 0, 0])]};
      }
      case "transposeConv": {
        const [filter, bias] = rest;
        return {...op, inputs: [constant(`${name}/size`, [4], shape), filter, x, bias]};
      }
      case "split":
        return {...op, inputs: [constant(`${name}/axis`, [], [op.axis]), x]};
      default:
        return op;
    }
  });
  return {...graph, tensors, ops};
}
