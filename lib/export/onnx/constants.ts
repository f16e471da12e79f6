import type {GraphData, GraphTensor} from "../graph/graph.ts";
import {sizeOf} from "../graph/graph.ts";
import type {OnnxParts} from "./layouts.ts";

/** ONNX's number for float32. */
const FLOAT = 1;

/**
 * Writes a constant and gives the name under which it is float32: halves and int8 numbers stand in the file as they are, and a node
 * decodes them.
 * @param order its axes in another order, for four of them
 * @throws RangeError naming a constant of another type.
 */
export function writeConstant(parts: OnnxParts, tensor: GraphTensor, order?: readonly number[]): string {
  const {name, type, quantisation} = tensor;
  const shape = order ? order.map((axis) => tensor.shape[axis]) : tensor.shape;
  const data = order ? reorder(tensor.data!, tensor.shape, order) : tensor.data!;
  if (type === "float32") return parts.constant(name, shape, data as Float32Array);
  const decoded = parts.free(name);
  if (type === "float16") {
    parts.node("Cast", [parts.constant(`${name}/half`, shape, data as Uint16Array)], [decoded], {to: {whole: FLOAT}});
    return decoded;
  }
  if (type !== "int8" || !quantisation)
    throw new RangeError(`"${name}" is ${type}: ONNX is written of float32, float16 and int8`);
  const {scales, zeroPoints, axis} = quantisation;
  const one = scales.length === 1;
  const size = one ? [] : [scales.length];
  const inputs = [
    parts.constant(`${name}/int8`, shape, data as Int8Array),
    parts.constant(`${name}/scale`, size, Float32Array.from(scales)),
    parts.constant(`${name}/zero`, size, Int8Array.from(zeroPoints))
  ];
  const along = order ? order.indexOf(axis) : axis;
  parts.node("DequantizeLinear", inputs, [decoded], one ? {} : {axis: {whole: along}});
  return decoded;
}

/** Four axes in another order: axis i of the result is axis `order[i]` of the values. */
function reorder<Data extends GraphData>(values: Data, shape: readonly number[], order: readonly number[]): Data {
  const made = values.slice() as Data;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const [a, b, c, d] = order.map((axis) => ({size: shape[axis], stride: strides[axis]}));
  let at = 0;
  for (let i = 0; i < a.size; i++) {
    for (let j = 0; j < b.size; j++) {
      for (let k = 0; k < c.size; k++) {
        const from = i * a.stride + j * b.stride + k * c.stride;
        for (let l = 0; l < d.size; l++) made[at++] = values[from + l * d.stride];
      }
    }
  }
  return made;
}
