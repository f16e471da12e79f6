import * as tf from "@tensorflow/tfjs-core";
import {Builder} from "flatbuffers";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {raise} from "../../../lib/export/graph/raise.ts";
import {runGraph} from "../../../lib/export/graph/run-float.ts";
import {writeBytes, writeFloats, writeInts, writeLongs, writeOffsets, writeTable} from "../../../lib/export/tflite/flatbuffer.ts";
import {listTflite} from "../../../lib/export/tflite/list-file.ts";
import {readTflite} from "../../../lib/export/tflite/read.ts";
import {random} from "../../../lib/random.ts";
import {openTflite} from "./interpreter.ts";

beforeAll(startCpu);

/** A tensor of a file that another writer could have made. */
interface ForeignTensor {
  shape: number[];
  type?: number;
  data?: Float32Array | Int32Array | Int8Array;
  scale?: number;
}

interface ForeignOperator {
  code: number;
  custom?: string;
  inputs: number[];
  outputs: number[];
  /** Type of the options, and their fields: [slot, bytes, value]. */
  options?: [type: number, ...fields: [slot: number, bytes: 1 | 4, value: number][]];
}

/** A file as other writers write it: one code for each operator, old codes in their byte alone, names left out. */
function foreign(tensors: ForeignTensor[], operators: ForeignOperator[], inputs: number[], outputs: number[]): Uint8Array {
  const builder = new Builder();
  const buffers = [writeTable(builder, 1, {})];
  const tables = tensors.map(({shape, type = 0, data, scale}) => {
    let buffer = 0;
    if (data) {
      const bytes = writeBytes(builder, new Uint8Array(data.buffer), 16);
      buffer = buffers.push(writeTable(builder, 1, {0: bytes})) - 1;
    }
    const parts: Record<number, number> = {0: writeInts(builder, shape)};
    if (scale !== undefined) parts[4] = writeTable(builder, 7, {2: writeFloats(builder, [scale]), 3: writeLongs(builder, [0])});
    return writeTable(builder, 5, parts, () => {
      builder.addFieldInt8(1, type, 0);
      builder.addFieldInt32(2, buffer, 0);
    });
  });
  const made = operators.map(({inputs: from, outputs: to, options}, i) => {
    const parts: Record<number, number> = {1: writeInts(builder, from), 2: writeInts(builder, to)};
    if (options) {
      const [, ...fields] = options;
      parts[4] = writeTable(builder, 8, {}, () => {
        for (const [slot, bytes, value] of fields) {
          if (bytes === 1) builder.addFieldInt8(slot, value, 0);
          else builder.addFieldInt32(slot, value, 0);
        }
      });
    }
    return writeTable(builder, 5, parts, () => {
      builder.addFieldInt32(0, i, 0);
      builder.addFieldInt8(3, options?.[0] ?? 0, 0);
    });
  });
  const subgraph = writeTable(builder, 5, {0: writeOffsets(builder, tables), 1: writeInts(builder, inputs), 2: writeInts(builder, outputs), 3: writeOffsets(builder, made)}); // prettier-ignore
  const codes = operators.map(({code, custom}) => {
    const name: Record<number, number> = custom === undefined ? {} : {1: builder.createString(custom)};
    return writeTable(builder, 4, name, () => builder.addFieldInt8(0, code, 0));
  });
  const parts = {1: writeOffsets(builder, codes), 2: writeOffsets(builder, [subgraph]), 4: writeOffsets(builder, buffers)};
  builder.finish(writeTable(builder, 5, parts, () => builder.addFieldInt32(0, 3, 0)), "TFL3"); // prettier-ignore
  return builder.asUint8Array().slice();
}

const source = random("foreign");
const numbers = (length: number) => Float32Array.from({length}, () => source.normal());
const whole = (...values: number[]) => ({shape: [values.length], type: 2, data: Int32Array.from(values)});
const convOptions = (activation: number): ForeignOperator["options"] => [
  1,
  [0, 1, 1],
  [1, 4, 1],
  [2, 4, 1],
  [3, 1, activation],
  [4, 4, 1],
  [5, 4, 1]
];

/** Their interpreter's numbers and ours, for one input. */
async function both(file: Uint8Array, input: Float32Array): Promise<{theirs: number[]; ours: number[]}> {
  const interpreter = await openTflite(file);
  const [theirs] = interpreter.run(input);
  interpreter.close();
  const {graph} = readTflite(file);
  const x = tf.tensor(input, graph.tensors[graph.inputs[0]].shape);
  const [output] = runGraph(graph, [x]);
  const ours = Array.from(output.dataSync());
  tf.dispose([x, output]);
  return {theirs, ours};
}

function expectNear(theirs: number[], ours: number[]): void {
  expect(ours.length).toBe(theirs.length);
  theirs.forEach((value, i) => expect(Math.abs(ours[i] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))));
}

describe("readTflite(bytes) of files that other writers could have made", () => {
  it("reads a sum with its activation, a dense layer of a map, no biases and no names, as their interpreter runs it", async () => {
    const file = foreign(
      [
        {shape: [1, 4, 4, 2]},
        {shape: [3, 3, 3, 2], data: numbers(54)},
        {shape: [3], data: numbers(3)},
        {shape: [1, 2, 2, 3]},
        {shape: [3], data: numbers(3)},
        {shape: [1, 2, 2, 3]},
        {shape: [5, 12], data: numbers(60)},
        {shape: [1, 5]}
      ],
      [
        {code: 3, inputs: [0, 1, 2], outputs: [3], options: convOptions(0)},
        {code: 0, inputs: [3, 4], outputs: [5], options: [11, [0, 1, 1]]},
        {code: 9, inputs: [5, 6, -1], outputs: [7], options: [8]}
      ],
      [0],
      [7]
    );
    const {theirs, ours} = await both(file, numbers(32));
    expectNear(theirs, ours);
    const {graph} = readTflite(file);
    expect(graph.ops.map(({kind}) => kind)).toEqual(["conv", "add", "relu", "reshape", "dense"]);
    expect(raise(graph).network.layers.map(({kind}) => kind)).toEqual(["conv", "batchNorm", "relu", "flatten", "dense"]);
    expect(new Set(graph.tensors.map(({name}) => name)).size).toBe(graph.tensors.length);
  });

  it("reads a reshape whose shape is computed, as Keras's are, without the operators that compute it", async () => {
    const file = foreign(
      [
        {shape: [1, 3]},
        {shape: [8, 3], data: numbers(24)},
        {shape: [8], data: numbers(8)},
        {shape: [1, 8]},
        {shape: [2], type: 2},
        whole(0),
        whole(1),
        whole(1),
        {shape: [], type: 2},
        {shape: [], type: 2, data: Int32Array.of(2)},
        {shape: [4], type: 2},
        {shape: [1, 2, 2, 2]},
        {shape: [1, 2, 2, 2]}
      ],
      [
        {code: 9, inputs: [0, 1, 2], outputs: [3], options: [8, [0, 1, 1]]},
        {code: 77, inputs: [3], outputs: [4], options: [55, [0, 1, 2]]},
        {code: 45, inputs: [4, 5, 6, 7], outputs: [8], options: [32, [4, 4, 1]]},
        {code: 83, inputs: [8, 9, 9, 9], outputs: [10], options: [59, [0, 4, 4]]},
        {code: 22, inputs: [3, 10], outputs: [11], options: [17]},
        {code: 28, inputs: [11], outputs: [12]}
      ],
      [0],
      [12]
    );
    const {theirs, ours} = await both(file, numbers(3));
    expectNear(theirs, ours);
    expect(readTflite(file).graph.ops.map(({kind}) => kind)).toEqual(["dense", "reshape", "tanh"]);
    // Whoever looks into the file sees them, and which of them are known.
    expect(listTflite(file).operators.map(({name, known}) => `${name} ${known}`)).toEqual([
      "FULLY_CONNECTED true",
      "SHAPE false",
      "STRIDED_SLICE false",
      "PACK false",
      "RESHAPE true",
      "TANH true"
    ]);
  });

  it("decodes int8 weights of a layer that computes in real numbers", () => {
    const file = foreign(
      [{shape: [1, 2]}, {shape: [3, 2], type: 9, data: Int8Array.of(1, 2, 3, 4, 5, 6), scale: 0.5}, {shape: [1, 3]}],
      [{code: 9, inputs: [0, 1], outputs: [2], options: [8]}],
      [0],
      [2]
    );
    const {graph} = readTflite(file);
    expect(graph.ops.map(({kind}) => kind)).toEqual(["dequantize", "dense"]);
    const {weights} = raise(graph);
    expect(Array.from(weights["dense1/kernel"].values)).toEqual([0.5, 1.5, 2.5, 1, 2, 3]);
    expect(Array.from(weights["dense1/bias"].values)).toEqual([0, 0, 0]);
  });

  it("names the operator, the option or the type that this book has not", () => {
    const two = (operator: Partial<ForeignOperator>, type = 0) =>
      foreign(
        [
          {shape: [1, 4, 4, 2], type},
          {shape: [1, 4, 4, 2], type}
        ],
        [{code: 0, inputs: [0], outputs: [1], ...operator}],
        [0],
        [1]
      );
    expect(() => readTflite(two({code: 4}))).toThrow(
      "the file needs the operator DEPTHWISE_CONV_2D (version 1), which this book has not"
    );
    expect(() => readTflite(two({code: 25}))).toThrow("the operator SOFTMAX");
    expect(() => readTflite(two({code: 32, custom: "Detect"}))).toThrow('the operator CUSTOM "Detect"');
    expect(() => readTflite(two({code: 28}, 3))).toThrow(
      'tensor 0 ("") has numbers of type UINT8: FLOAT32, FLOAT16, INT32, INT8 can be read here'
    );
    expect(() => readTflite(two({code: 3, inputs: [0, 0, 0], options: convOptions(3)}))).toThrow(
      "CONV_2D with RELU6 is not in this book"
    );
    expect(() => readTflite(two({code: 3, inputs: [0, 0, 0], options: [1, [4, 4, 2]]}))).toThrow(
      "CONV_2D with dilation is not in this book"
    );
    expect(() => readTflite(two({code: 97, inputs: [0, 0], options: [74, [0, 1, 1]]}))).toThrow(
      "RESIZE_NEAREST_NEIGHBOR with aligned corners is not in this book"
    );
    expect(() => readTflite(two({code: 0, inputs: [0]}))).toThrow("needs 2 inputs, has 1");
    expect(() => readTflite(two({code: 34, inputs: [0]}))).toThrow("PAD lacks an input");
  });
});
