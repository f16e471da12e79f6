import {FileError} from "../../nn/files/safetensors.ts";
import type {GraphData, GraphTensor, GraphType, Quantisation} from "../graph/graph.ts";
import {sizeOf} from "../graph/graph.ts";
import {typeName} from "./operator-names.ts";
import type {RawModel, RawTensor} from "./raw-model.ts";
import {TYPES} from "./schema.ts";

const ARRAYS = {float32: Float32Array, float16: Uint16Array, int8: Int8Array, int32: Int32Array} as const;

/**
 * A tensor of a file, its numbers copied.
 * @throws FileError when its numbers are of another type, do not fill its shape, or have scales that do not fit.
 */
export function readTensor({tensors, buffers}: RawModel, place: number): GraphTensor {
  const raw: RawTensor | undefined = tensors[place];
  if (!raw) throw new FileError(`the file is damaged: an operator takes tensor ${place}, there are ${tensors.length}`);
  const label = `tensor ${place} ("${raw.name}")`;
  const types = Object.entries(TYPES) as [GraphType, number][];
  const type = types.find(([, number]) => number === raw.type)?.[0];
  if (!type) {
    const known = types.map(([, number]) => typeName(number)).join(", ");
    throw new FileError(`${label} has numbers of type ${typeName(raw.type)}: ${known} can be read here`);
  }
  if (raw.buffer >= buffers.length) {
    throw new FileError(`the file is damaged: ${label} has buffer ${raw.buffer}, there are ${buffers.length}`);
  }
  const bytes = buffers[raw.buffer];
  const tensor: GraphTensor = {name: raw.name, shape: raw.shape, type};
  if (bytes.length > 0) {
    const array = ARRAYS[type];
    const needed = sizeOf(raw.shape) * array.BYTES_PER_ELEMENT;
    if (bytes.length !== needed) {
      const given = `shape [${raw.shape.join(", ")}] of ${type}, which is ${needed} bytes`;
      throw new FileError(`the file is damaged: ${label} has ${given}, its buffer has ${bytes.length}`);
    }
    const {buffer} = bytes.slice();
    tensor.data = new array(buffer) as GraphData;
  }
  const quantisation = readQuantisation(raw, label);
  return quantisation ? {...tensor, quantisation} : tensor;
}

function readQuantisation({scales, zeroPoints, axis, shape}: RawTensor, label: string): Quantisation | null {
  if (scales.length === 0) return null;
  const fits = scales.length === 1 || (axis >= 0 && axis < shape.length && shape[axis] === scales.length);
  if (!fits) throw new FileError(`the file is damaged: ${label} has ${scales.length} scales for shape [${shape.join(", ")}]`);
  if (!scales.every((scale) => scale > 0 && scale < Infinity)) {
    throw new FileError(`the file is damaged: ${label} has scales that are not positive numbers`);
  }
  if (!zeroPoints.every((zero) => zero >= -128 && zero <= 127)) {
    throw new FileError(`the file is damaged: ${label} has a zero point outside of −128 … 127`);
  }
  if (zeroPoints.length !== 0 && zeroPoints.length !== scales.length) {
    throw new FileError(`the file is damaged: ${label} has ${scales.length} scales and ${zeroPoints.length} zero points`);
  }
  return {scales, zeroPoints: zeroPoints.length > 0 ? zeroPoints : scales.map(() => 0), axis: scales.length === 1 ? 0 : axis};
}
