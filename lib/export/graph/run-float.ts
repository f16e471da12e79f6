import * as tf from "@tensorflow/tfjs-core";
import {fromHalf} from "../../nn/files/float16.ts";
import type {Graph, GraphOp, GraphTensor, Quantisation} from "./graph.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/**
 * Runs a graph on the current backend of tfjs, in floating point: constants of other types are decoded first. Every tensor made is
 * freed but the outputs, which the caller disposes of.
 * @param inputs as the graph's, for any batch [batch, …]
 * @param see called with the place and the value of every input and of every operator's output, which is freed afterwards
 * @throws RangeError when inputs are missing or have another shape.
 */
export function runGraph(
  graph: Graph,
  inputs: readonly tf.Tensor[],
  see?: (place: number, value: tf.Tensor) => void
): tf.Tensor[] {
  const batch = checkInputs(graph, inputs);
  return tf.tidy(() => {
    const values = new Map<number, tf.Tensor>();
    graph.tensors.forEach((tensor, place) => {
      if (tensor.data) values.set(place, tf.tensor(decode(tensor), tensor.shape, "float32"));
    });
    graph.inputs.forEach((place, i) => values.set(place, inputs[i]));
    const value = (place: number): tf.Tensor => {
      const found = values.get(place);
      if (!found) throw new RangeError(`the graph uses "${graph.tensors[place]?.name ?? place}" before it is made`);
      return found;
    };
    for (const place of graph.inputs) see?.(place, value(place));
    for (const op of graph.ops) {
      const shapes = op.outputs.map((place) => [batch, ...graph.tensors[place].shape.slice(1)]);
      const made = runOp(op, op.inputs.map(value), shapes);
      made.forEach((tensor, i) => {
        values.set(op.outputs[i], tensor);
        see?.(op.outputs[i], tensor);
      });
    }
    return graph.outputs.map((place) => tf.clone(value(place)));
  });
}

/** The numbers of a constant as real ones. */
export function decode({name, type, data, shape, quantisation}: GraphTensor): Float32Array {
  if (!data) throw new RangeError(`"${name}" is no constant`);
  if (type === "float32") return data as Float32Array;
  if (type === "float16") return Float32Array.from(data, fromHalf);
  if (!quantisation) return Float32Array.from(data);
  const at = placesOf(shape, quantisation);
  return Float32Array.from(data, (whole, i) => quantisation.scales[at(i)] * (whole - quantisation.zeroPoints[at(i)]));
}

/** Which of a tensor's scales belongs to its i-th number. */
function placesOf(shape: readonly number[], {scales, axis}: Quantisation): (i: number) => number {
  if (scales.length === 1) return () => 0;
  const inner = sizeOf(shape.slice(axis + 1));
  return (i) => Math.floor(i / inner) % scales.length;
}

function checkInputs({inputs: places, tensors}: Graph, inputs: readonly tf.Tensor[]): number {
  if (inputs.length !== places.length) throw new RangeError(`the graph has ${places.length} inputs, got ${inputs.length}`);
  const batch = inputs[0]?.shape[0] ?? 1;
  places.forEach((place, i) => {
    const needed = [batch, ...tensors[place].shape.slice(1)];
    if (inputs[i].shape.join() !== needed.join()) {
      throw new RangeError(
        `"${tensors[place].name}" must have shape [${needed.join(", ")}], got [${inputs[i].shape.join(", ")}]`
      );
    }
  });
  return batch;
}

function runOp(op: GraphOp, inputs: tf.Tensor[], shapes: number[][]): tf.Tensor[] {
  const [x, second, third] = inputs;
  const activation = "activation" in op && op.activation === "relu" ? "relu" : "linear";
  switch (op.kind) {
    case "conv": {
      // [out, height, width, in] → [height, width, in, out]
      const filter = tf.transpose(second, [1, 2, 3, 0]) as tf.Tensor4D;
      const [strides, pad] = [op.stride, op.padding];
      return [tf.fused.conv2d({x: x as tf.Tensor4D, filter, strides, pad, bias: third, activation})];
    }
    case "transposeConv": {
      const filter = tf.transpose(second, [1, 2, 0, 3]) as tf.Tensor4D;
      const shape = shapes[0] as [number, number, number, number];
      return [tf.add(tf.conv2dTranspose(x as tf.Tensor4D, filter, shape, op.stride, op.padding), third)];
    }
    case "dense": {
      // Not fused: the WASM backend of tfjs 4.22 gives other numbers for that product with a transposed matrix.
      const sums = tf.add(tf.matMul(x as tf.Tensor2D, second as tf.Tensor2D, false, true), third);
      return [activation === "relu" ? tf.relu(sums) : sums];
    }
    case "maxPool":
      return [tf.maxPool(x as tf.Tensor4D, op.size, op.stride, op.padding)];
    case "averagePool":
      return [tf.avgPool(x as tf.Tensor4D, op.size, op.stride, op.padding)];
    case "resize": {
      const [, height, width] = shapes[0];
      return [tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [height, width])];
    }
    case "pad": {
      const [top, bottom, left, right] = op.sides;
      return [tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]])]; // prettier-ignore
    }
    case "leakyRelu":
      return [tf.leakyRelu(x, op.slope)];
    case "concat":
      return [tf.concat([x, second], op.axis)];
    case "split":
      return tf.split(x, 2, op.axis);
    case "relu":
      return [tf.relu(x)];
    case "tanh":
      return [tf.tanh(x)];
    case "logistic":
      return [tf.sigmoid(x)];
    case "reshape":
      return [tf.reshape(x, shapes[0])];
    case "add":
      return [tf.add(x, second)];
    case "mul":
      return [tf.mul(x, second)];
    case "quantize":
    case "dequantize":
      return [tf.clone(x)];
  }
}
