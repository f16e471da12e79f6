import {createHash} from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import {Builder} from "flatbuffers";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import type {Graph, GraphTensor} from "../../../lib/export/graph/graph.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {runGraph} from "../../../lib/export/graph/run-float.ts";
import {integerProgram} from "../../../lib/export/int8/integer-program.ts";
import {halveWeights, shrinkWeights} from "../../../lib/export/int8/quantise.ts";
import {writeTable} from "../../../lib/export/tflite/flatbuffer.ts";
import {readTflite} from "../../../lib/export/tflite/read.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {compactDcgan, distyleGenerator, kerasGan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {FileError} from "../../../lib/nn/files/safetensors.ts";
import {exampleInputs, livelyWeights} from "../networks.ts";
import {quantised} from "../quantised.ts";

beforeAll(startCpu);

const networks = {
  "compact generator": compactDcgan().generator,
  "compact discriminator": compactDcgan().discriminator,
  "Keras-GAN generator": kerasGan().generator,
  "Keras-GAN discriminator": kerasGan().discriminator,
  "conditional XS generator": conditionalGan("XS").generator,
  "conditional S discriminator": conditionalGan("S").discriminator,
  "DiStyleGAN generator": distyleGenerator(),
  "TinyML CNN": tinymlCnn()
};

const tiny = (): Graph => lower(tinymlCnn(), livelyWeights(tinymlCnn(), 1), "tiny").graph;

/** A graph with checksums for its constants: comparing a million numbers one by one takes long. */
function digested({tensors, ...graph}: Graph): unknown {
  const digest = (data: NonNullable<GraphTensor["data"]>) =>
    data.constructor.name +
    createHash("sha256")
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      .digest("hex");
  return {...graph, tensors: tensors.map(({data, ...tensor}) => ({...tensor, ...(data && {data: digest(data)})}))};
}

describe("readTflite(bytes)", () => {
  it.each(Object.entries(networks))("gives back what was written, float, half and small weights: %s", (_, net) => {
    const {graph} = lower(net, livelyWeights(net, 1), "the name");
    for (const form of [graph, halveWeights(graph), shrinkWeights(graph)]) {
      const {graph: back, description} = readTflite(writeTflite(form, "for people"));
      expect(description).toBe("for people");
      expect(digested(back)).toEqual(digested(form));
    }
  });

  it.each(["conditional XS generator", "conditional S discriminator", "TinyML CNN", "compact discriminator"] as const)(
    "gives back what was written, int8 with both kinds of ends: %s",
    async (name) => {
      const net = networks[name];
      for (const ends of ["float", "int8"] as const) {
        const graph = await quantised(net, livelyWeights(net, 1), ends, 2);
        const {graph: back} = readTflite(writeTflite(graph));
        expect(digested(back)).toEqual(digested(graph));
        const inputs = exampleInputs(net, 1).map((values) => values.map((value) => Math.round(10 * value)));
        expect(integerProgram(back).run(inputs)).toEqual(integerProgram(graph).run(inputs));
      }
      expect(tf.memory().numTensors).toBe(0);
    }
  );

  it("reads a file that stands anywhere in a larger memory", () => {
    const file = writeTflite(tiny());
    const memory = new Uint8Array(file.length + 7);
    memory.set(file, 3);
    expect(readTflite(memory.subarray(3, 3 + file.length))).toEqual(readTflite(file));
  });
});

/** The tiny file with one thing changed before it is written. */
function changed(change: (graph: Graph) => void): Uint8Array {
  const graph = tiny();
  change(graph);
  return writeTflite(graph);
}

const weightsOf = ({tensors}: Graph): GraphTensor => tensors[1];

describe("readTflite(bytes) of files that are no good", () => {
  it("says that it is no TensorFlow Lite file", () => {
    expect(() => readTflite(new Uint8Array(0))).toThrow("a TensorFlow Lite file has at least 8 bytes, these are 0");
    const text = new TextEncoder().encode("This is a text.");
    expect(() => readTflite(text)).toThrow('this is no TensorFlow Lite file: bytes 4 to 8 should be "TFL3", they are " is "');
    const builder = new Builder();
    builder.finish(writeTable(builder, 5, {}, () => builder.addFieldInt32(0, 2, 0)), "TFL3"); // prettier-ignore
    expect(() => readTflite(builder.asUint8Array())).toThrow("the file has schema version 2, 3 is read here");
    const empty = new Builder();
    empty.finish(writeTable(empty, 5, {}, () => empty.addFieldInt32(0, 3, 0)), "TFL3"); // prettier-ignore
    expect(() => readTflite(empty.asUint8Array())).toThrow("the file is damaged: it has no subgraph");
  });

  it("names the tensor whose numbers, shape or scales do not fit", () => {
    const label = 'tensor 1 ("conv1/kernel")';
    expect(() => readTflite(changed((graph) => (weightsOf(graph).shape = [8, 3, 3, 2])))).toThrow(
      `${label} has shape [8, 3, 3, 2] of float32, which is 576 bytes, its buffer has 288`
    );
    const scales = (quantisation: GraphTensor["quantisation"]) =>
      changed((graph) => (weightsOf(graph).quantisation = quantisation));
    expect(() => readTflite(scales({scales: [1, 2], zeroPoints: [0, 0], axis: 0}))).toThrow(`${label} has 2 scales for shape`);
    expect(() => readTflite(scales({scales: [-1], zeroPoints: [0], axis: 0}))).toThrow(
      `${label} has scales that are not positive`
    );
    expect(() => readTflite(scales({scales: [1], zeroPoints: [], axis: 0}))).not.toThrow();
    expect(() => readTflite(scales({scales: [1], zeroPoints: [300], axis: 0}))).toThrow(
      `${label} has a zero point outside of −128 … 127`
    );
  });

  it("names the operator whose shapes do not fit, or that uses what is not made", () => {
    const output = (graph: Graph) => graph.tensors[graph.outputs[0]];
    expect(() => readTflite(changed((graph) => (output(graph).shape = [1, 11])))).toThrow(
      'the file does not fit together: dense "output": "output" should have shape [1, 10], it has [1, 11]'
    );
    expect(() => readTflite(changed((graph) => graph.ops.reverse()))).toThrow('uses "flatten1" before it is made');
    // A circle: the first operator takes what the last one makes.
    const circle = changed((graph) => graph.ops[0].inputs.splice(0, 1, graph.ops[1].outputs[0]));
    expect(() => readTflite(circle)).toThrow('conv "relu1" uses "maxPool1" before it is made');
    expect(() => readTflite(changed((graph) => (graph.outputs = [99])))).toThrow("its outputs name tensor 99, there are");
    expect(() => readTflite(changed((graph) => graph.inputs.splice(0, 1)))).toThrow('uses "input" before it is made');
    expect(() => readTflite(changed((graph) => (graph.outputs = [])))).toThrow("the file has no output");
  });

  const files = [writeTflite(tiny()), writeTflite(shrinkWeights(tiny()))];

  /** Where no weights stand: tables are at both ends. */
  const tables = [...files[0].keys()].filter((place) => place < 400 || place > files[0].length - 2000);

  /** Whatever is wrong with a file must be told by a FileError. Null then. */
  function survive(bytes: Uint8Array): Graph | null {
    try {
      return readTflite(bytes).graph;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      expect(error.message).not.toMatch(/undefined|NaN/);
      return null;
    }
  }

  /** What a reader would do next may fail with a RangeError only. */
  function run(graph: Graph): void {
    // Many numbers are no error, but take their time.
    if (graph.tensors.some(({shape}) => shape.reduce((product, size) => product * size, 1) > 10_000)) return;
    tf.tidy(() => {
      try {
        runGraph(graph, graph.inputs.map((place) => tf.zeros(graph.tensors[place].shape))); // prettier-ignore
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    });
  }

  it("survives being cut off anywhere", () => {
    for (const file of files) {
      for (let length = 0; length < file.length; length += 13) {
        expect(() => readTflite(file.subarray(0, length))).toThrow(FileError);
      }
    }
  });

  it("survives bytes that are flipped", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.double({min: 0, max: 0.999, noNaN: true}), fc.integer({min: 1, max: 255})), {
          minLength: 1,
          maxLength: 4
        }),
        (file, flips) => {
          const bytes = file.slice();
          for (const [share, mask] of flips) bytes[Math.floor(share * bytes.length)] ^= mask;
          const graph = survive(bytes);
          if (graph) run(graph);
        }
      ),
      {numRuns: 300}
    );
  });

  it("survives bytes of the tables that are flipped", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...tables), fc.integer({min: 1, max: 255})), {minLength: 1, maxLength: 3}),
        (flips) => {
          const bytes = files[0].slice();
          for (const [place, mask] of flips) bytes[place] ^= mask;
          survive(bytes);
        }
      ),
      {numRuns: 2000}
    );
  });

  it("survives every word of the tables being 0, 1, its largest, or an offset too far", () => {
    const [file] = files;
    for (const place of tables.filter((at) => at % 4 === 0 && at + 4 <= file.length)) {
      for (const word of [0, 1, 0x7fffffff, 0xffffffff, file.length]) {
        const bytes = file.slice();
        new DataView(bytes.buffer).setUint32(place, word, true);
        survive(bytes);
      }
    }
  });

  it("survives any bytes behind the identifier", () => {
    fc.assert(
      fc.property(fc.uint8Array({minLength: 0, maxLength: 200}), (noise) => {
        survive(Uint8Array.of(8, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33, ...noise));
      }),
      {numRuns: 500}
    );
  });

  it("does not read more than a file can hold, however often its parts are named", () => {
    // Ten thousand tensors that are one table, whose shape is a vector as long as the file.
    const builder = new Builder();
    const shape = builder.createString(" ".repeat(40_000));
    const tensor = writeTable(builder, 5, {0: shape});
    builder.startVector(4, 10_000, 4);
    for (let i = 0; i < 10_000; i++) builder.addOffset(tensor);
    const tensors = builder.endVector();
    const subgraph = writeTable(builder, 5, {0: tensors});
    builder.startVector(4, 1, 4);
    builder.addOffset(subgraph);
    const subgraphs = builder.endVector();
    builder.finish(writeTable(builder, 5, {2: subgraphs}, () => builder.addFieldInt32(0, 3, 0)), "TFL3"); // prettier-ignore
    expect(() => readTflite(builder.asUint8Array())).toThrow(/its parts overlap, at|would be at bytes/);
  });
});
