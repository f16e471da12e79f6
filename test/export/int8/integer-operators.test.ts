import {describe, expect, it} from "vitest";
import type {Graph, GraphOp, GraphTensor} from "../../../lib/export/graph/graph.ts";
import {integerProgram} from "../../../lib/export/int8/integer-program.ts";
import type {Rounding} from "../../../lib/export/int8/requantise.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {random} from "../../../lib/random.ts";
import type {Random} from "../../../lib/random.ts";
import {openTflite} from "../tflite/interpreter.ts";

type Bare = GraphOp extends infer Op ? (Op extends GraphOp ? Omit<Op, "inputs" | "outputs"> : never) : never;

const int8 = (name: string, shape: number[], scale: number, zero: number): GraphTensor =>
  ({name, shape, type: "int8", quantisation: {scales: [Math.fround(scale)], zeroPoints: [zero], axis: 0}}); // prettier-ignore

/** One operator of int8 tensors and constants. */
function single(op: Bare, inputs: GraphTensor[], output: GraphTensor): Graph {
  const places = inputs.map((_, i) => i);
  const free = places.filter((i) => !inputs[i].data);
  const ops = [{...op, inputs: places, outputs: [inputs.length]} as GraphOp];
  return {name: "single", tensors: [...inputs, output], ops, inputs: free, outputs: [inputs.length]};
}

async function expectSame(graph: Graph, rounding: Rounding, inputs: Int8Array[]): Promise<void> {
  const interpreter = await openTflite(writeTflite(graph));
  const theirs = interpreter.run(...inputs);
  interpreter.close();
  expect(
    integerProgram(graph, rounding)
      .run(inputs)
      .map((numbers) => Array.from(numbers))
  ).toEqual(theirs);
}

const everyValue = Int8Array.from({length: 256}, (_, i) => i - 128);
const wholes = (source: Random, length: number) => Int8Array.from({length}, () => source.integer(-128, 127));
const seeds = Array.from({length: 12}, (_, seed) => seed);

/** Weights and biases with a scale for each channel, or one. */
function weights(source: Random, shape: number[], input: number, single = false): GraphTensor[] {
  const [channels] = shape;
  const scales = Array.from({length: single ? 1 : channels}, () => Math.fround(source.uniform(0.001, 0.02)));
  const zeroPoints = scales.map(() => 0);
  const size = shape.reduce((product, length) => product * length, 1);
  const bias = {scales: scales.map((scale) => Math.fround(scale * Math.fround(input))), zeroPoints, axis: 0};
  return [
    {name: "w", shape, type: "int8", data: wholes(source, size).map((value) => Math.max(-127, value)), quantisation: {scales, zeroPoints, axis: 0}},
    {name: "b", shape: [channels], type: "int32", data: Int32Array.from({length: channels}, () => source.integer(-3000, 3000)), quantisation: bias}
  ]; // prettier-ignore
}

describe("one operator in whole numbers, held against TensorFlow Lite's interpreter over random scales", () => {
  it.each(["tanh", "logistic"] as const)("%s, every value, both rules", async (kind) => {
    for (const seed of seeds) {
      const source = random(`curve/${seed}`);
      const x = int8("x", [1, 256], source.uniform(0.003, 0.1), source.integer(-128, 127));
      const graph = single({kind}, [x], kind === "tanh" ? int8("y", [1, 256], 1 / 128, 0) : int8("y", [1, 256], 1 / 256, -128));
      await expectSame(graph, "xnnpack", [everyValue]);
      await expectSame(graph, "reference", [everyValue]);
    }
  });

  it("relu, which XNNPACK leaves to the reference kernels, every value, both rules", async () => {
    for (const seed of seeds) {
      const source = random(`relu/${seed}`);
      const scale = source.uniform(0.003, 0.1);
      const x = int8("x", [1, 256], scale, source.integer(-128, 127));
      const graph = single({kind: "relu"}, [x], int8("y", [1, 256], scale * source.uniform(0.5, 2), source.integer(-128, 127)));
      await expectSame(graph, "xnnpack", [everyValue]);
      await expectSame(graph, "reference", [everyValue]);
    }
  });

  it("leaky relu, every value, XNNPACK's rule", async () => {
    for (const seed of seeds) {
      const source = random(`leaky/${seed}`);
      const scale = source.uniform(0.003, 0.1);
      const x = int8("x", [1, 256], scale, source.integer(-128, 127));
      const y = int8("y", [1, 256], scale * source.uniform(0.3, 3), source.integer(-128, 127));
      await expectSame(single({kind: "leakyRelu", slope: source.uniform(0.01, 0.9)}, [x], y), "xnnpack", [everyValue]);
    }
  });

  it("int8 to int8 in other steps, every value, XNNPACK's rule", async () => {
    for (const seed of seeds) {
      const source = random(`steps/${seed}`);
      const scale = source.uniform(0.003, 0.1);
      const x = int8("x", [1, 256], scale, source.integer(-128, 127));
      const y = int8("y", [1, 256], scale * source.uniform(0.3, 3), source.integer(-128, 127));
      await expectSame(single({kind: "quantize"}, [x], y), "xnnpack", [everyValue]);
    }
  });

  it.each(["add", "mul"] as const)("%s, with a tensor and with a row, XNNPACK's rule", async (kind) => {
    for (const seed of seeds) {
      const source = random(`pair/${seed}`);
      const tensor = (name: string, shape: number[]) => int8(name, shape, source.uniform(0.01, 0.05), source.integer(-128, 127));
      const y = int8("y", [1, 4, 4, 8], source.uniform(0.01, 0.08), source.integer(-60, 60));
      const both = single({kind}, [tensor("a", [1, 4, 4, 8]), tensor("b", [1, 4, 4, 8])], y);
      await expectSame(both, "xnnpack", [wholes(source, 128), wholes(source, 128)]);
      const row = {...tensor("b", [8]), data: wholes(source, 8)};
      await expectSame(single({kind}, [tensor("a", [1, 4, 4, 8]), row], y), "xnnpack", [wholes(source, 128)]);
    }
  });

  it("convolution and dense layer with and without relu, XNNPACK's rule", async () => {
    for (const seed of seeds) {
      const source = random(`conv/${seed}`);
      const scale = source.uniform(0.005, 0.05);
      const activation = seed % 2 === 0 ? "relu" : "none";
      const x = int8("x", [1, 9, 8, 5], scale, source.integer(-128, 127));
      const to = () => [source.uniform(0.02, 0.5), source.integer(-128, 127)] as const;
      const padding = seed % 3 === 0 ? "valid" : "same";
      const conv: Bare = {kind: "conv", stride: [2, 1], padding, activation};
      const shape = padding === "same" ? [1, 5, 8, 7] : [1, 4, 7, 7];
      const graph = single(conv, [x, ...weights(source, [7, 3, 2, 5], scale)], int8("y", shape, ...to()));
      await expectSame(graph, "xnnpack", [wholes(source, 360)]);
      const flat = int8("x", [1, 40], scale, source.integer(-128, 127));
      const dense = single(
        {kind: "dense", activation},
        [flat, ...weights(source, [9, 40], scale, true)],
        int8("y", [1, 9], ...to())
      );
      await expectSame(dense, "xnnpack", [wholes(source, 40)]);
    }
  });

  it("transposed convolution: several scales by the reference rule, one scale by XNNPACK's", async () => {
    for (const seed of seeds) {
      const source = random(`transposed/${seed}`);
      const scale = source.uniform(0.005, 0.05);
      const x = int8("x", [1, 5, 6, 8], scale, source.integer(-128, 127));
      const padding = seed % 2 === 0 ? "same" : "valid";
      const shape = padding === "same" ? [1, 10, 12, 3] : [1, 12, 14, 3];
      for (const one of [false, true]) {
        const y = int8("y", shape, source.uniform(0.02, 0.5), source.integer(-128, 127));
        const graph = single(
          {kind: "transposeConv", stride: [2, 2], padding},
          [x, ...weights(source, [3, 4, 4, 8], scale, one)],
          y
        );
        const numbers = [wholes(source, 240)];
        await expectSame(graph, "xnnpack", numbers);
        if (!one) await expectSame(graph, "reference", numbers);
      }
    }
  });

  it("mean pooling, both rules", async () => {
    for (const seed of seeds) {
      const source = random(`pool/${seed}`);
      const [scale, zero] = [source.uniform(0.005, 0.05), source.integer(-128, 127)];
      const [x, y] = [int8("x", [1, 7, 7, 3], scale, zero), int8("y", [1, 4, 4, 3], scale, zero)];
      const graph = single({kind: "averagePool", size: [3, 3], stride: [2, 2], padding: "same"}, [x], y);
      const numbers = [wholes(source, 147)];
      await expectSame(graph, "xnnpack", numbers);
      await expectSame(graph, "reference", numbers);
    }
  });
});
