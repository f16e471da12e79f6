import {ByteBuffer} from "flatbuffers";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {listTflite} from "../../../lib/export/tflite/list-file.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {FileError} from "../../../lib/nn/files/safetensors.ts";
import {livelyWeights} from "../networks.ts";
import {quantised} from "../quantised.ts";

beforeAll(startCpu);

const graph = () => lower(tinymlCnn(), livelyWeights(tinymlCnn(), 1)).graph;

describe("listTflite(bytes)", () => {
  it("has a part for every byte, in order, none twice", async () => {
    const net = conditionalGan("XS").generator;
    for (const file of [writeTflite(graph()), writeTflite(await quantised(net, livelyWeights(net, 1)))]) {
      const {parts, size} = listTflite(file);
      let end = 0;
      for (const {from, to} of parts) {
        expect(from).toBe(end);
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect([end, size]).toEqual([file.length, file.length]);
      expect(parts.filter(({group}) => group === "other")).toEqual([]);
    }
  });

  it("says what stands where", () => {
    const file = writeTflite(graph(), "for people");
    const {parts, tensors, operators, buffers, inputs, outputs, description} = listTflite(file);
    expect(description).toBe("for people");
    expect(parts.slice(0, 2)).toMatchObject([
      {from: 0, to: 4, group: "header", what: "the way to the model"},
      {from: 4, to: 8, group: "header", what: "file identifier", value: "TFL3"}
    ]);
    const kernel = tensors.findIndex(({name}) => name === "conv1/kernel");
    expect(tensors[kernel]).toEqual({
      name: "conv1/kernel",
      shape: [8, 3, 3, 1],
      type: "FLOAT32",
      buffer: 1,
      scales: [],
      zeroPoints: []
    });
    const of = (what: string) => parts.find((part) => part.what === what);
    expect(of(`shape of tensor ${kernel}`)).toMatchObject({group: "tensor", index: kernel, value: "[8, 3, 3, 1]"});
    expect(of(`name of tensor ${kernel}`)).toMatchObject({value: "conv1/kernel"});
    expect(of("data of buffer 1")).toMatchObject({...buffers[1], group: "buffer", index: 1});
    const numbers = new Float32Array(file.slice(buffers[1].from, buffers[1].to).buffer);
    expect(numbers).toEqual(graph().tensors[kernel].data);
    expect(buffers[0]).toEqual({from: 0, to: 0});
    for (const {from} of buffers) expect(from % 16).toBe(0);
    expect(operators.map(({name, version, known}) => [name, version, known])).toEqual([
      ["CONV_2D", 1, true],
      ["MAX_POOL_2D", 1, true],
      ["RESHAPE", 1, true],
      ["FULLY_CONNECTED", 1, true]
    ]);
    expect(operators[0].options).toMatchObject({padding: "VALID", strideWidth: "1", activation: "RELU", dilationWidth: "1"});
    expect(operators[2].options).toEqual({newShape: "[1, 72]"});
    expect([inputs, outputs].map(([place]) => tensors[place].name)).toEqual(["input", "output"]);
  });

  it("names the part of a damaged file", () => {
    const file = writeTflite(graph());
    expect(() => listTflite(file.subarray(0, 100))).toThrow(FileError);
    expect(() => listTflite(file.subarray(0, 100))).toThrow(
      "the file is damaged or cut off: operatorCodes of the model would be at bytes"
    );
  });
});

describe("writeTflite(graph) in the reader of the flatbuffers package, without a schema", () => {
  it("has the tables, vectors and texts that the format asks for", () => {
    const file = writeTflite(graph(), "for people");
    const buffer = new ByteBuffer(file);
    expect(buffer.__has_identifier("TFL3")).toBe(true);
    const field = (table: number, slot: number): number => {
      const offset = buffer.__offset(table, 4 + 2 * slot);
      return offset === 0 ? 0 : table + offset;
    };
    const vector = (table: number, slot: number) => {
      const at = field(table, slot);
      return {start: buffer.__vector(at), length: at === 0 ? 0 : buffer.__vector_len(at)};
    };
    const tables = (table: number, slot: number): number[] => {
      const {start, length} = vector(table, slot);
      return Array.from({length}, (_, i) => buffer.__indirect(start + 4 * i));
    };
    const text = (table: number, slot: number) => buffer.__string(field(table, slot));
    const model = buffer.readInt32(0);
    expect(buffer.readUint32(field(model, 0))).toBe(3);
    expect(text(model, 3)).toBe("for people");
    expect(tables(model, 1).map((code) => [buffer.readInt8(field(code, 0)), buffer.readInt32(field(code, 3))])).toEqual([
      [3, 3],
      [17, 17],
      [22, 22],
      [9, 9]
    ]);
    const [subgraph] = tables(model, 2);
    const tensors = tables(subgraph, 0).map((tensor) => {
      const {start, length} = vector(tensor, 0);
      return [text(tensor, 3), Array.from({length}, (_, i) => buffer.readInt32(start + 4 * i))];
    });
    expect(tensors.slice(0, 3)).toEqual([
      ["input", [1, 8, 8, 1]],
      ["conv1/kernel", [8, 3, 3, 1]],
      ["conv1/bias", [8]]
    ]);
    expect(tables(subgraph, 3)).toHaveLength(4);
    const [empty, first] = tables(model, 4).map((table) => vector(table, 0));
    expect(empty.length).toBe(0);
    const weights = Float32Array.from({length: first.length / 4}, (_, i) => buffer.readFloat32(first.start + 4 * i));
    expect(weights).toEqual(graph().tensors[1].data);
  });
});
