import type {Graph} from "../graph/graph.ts";
import {onnxParts} from "./layouts.ts";
import {floatInfo, modelFile, OPSET} from "./model.ts";
import {writeOperator} from "./operators.ts";

/** The version of ONNX's operators that files are written for. */
export const onnxOpset = OPSET;

/**
 * A graph as an ONNX file, which ONNX Runtime and others run. Inputs and outputs keep the book's layout, channels last, and take
 * any number of examples at once; between them maps lie channels first, as ONNX's convolutions want them.
 * @param graph of `lower`, or of `halveWeights` or `shrinkWeights`
 * @param description stands in the file for people
 * @throws RangeError naming a tensor that is computed in whole numbers.
 */
export function writeOnnx(graph: Graph, description = "made with Gantry"): Uint8Array {
  const {name, tensors, ops, inputs, outputs} = withoutDecoders(graph);
  for (const place of [...inputs, ...ops.flatMap((op) => op.outputs)]) {
    const {name, type} = tensors[place];
    if (type !== "float32") {
      throw new RangeError(`"${name}" is computed as ${type}: ONNX is written of networks that compute in float32`);
    }
  }
  const parts = onnxParts({name, tensors, ops, inputs, outputs});
  for (const op of ops) writeOperator(parts, op, tensors);
  // The last operator may have left it channels first.
  for (const place of outputs) parts.read(place, "last");
  const info = (place: number) => floatInfo(tensors[place].name, tensors[place].shape);
  const {nodes, initialisers} = parts;
  return modelFile({name, description, nodes, initialisers, inputs: inputs.map(info), outputs: outputs.map(info)});
}

/** Constants that an operator decodes, given to those who use them: ONNX's decoding is written with the constant. */
function withoutDecoders(graph: Graph): Graph {
  const tensors = [...graph.tensors];
  const ops = graph.ops.filter(({kind, inputs: [from], outputs: [to]}) => {
    if (kind !== "dequantize" || !tensors[from].data) return true;
    tensors[to] = {...tensors[from], name: tensors[to].name};
    return false;
  });
  return {...graph, tensors, ops};
}
