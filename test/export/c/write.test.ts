import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {planArena} from "../../../lib/export/c/arena.ts";
import {commentText, constantArray, floatLiteral, identifier, identifiers, intLiteral} from "../../../lib/export/c/literals.ts";
import {writeC} from "../../../lib/export/c/write.ts";
import {graphBuilder} from "../../../lib/export/graph/builder.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {halveWeights} from "../../../lib/export/int8/quantise.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {kerasGan} from "../../../lib/models/dcgan.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {livelyWeights} from "../networks.ts";
import {readMapFile} from "./map-file.ts";
import {sizeOf} from "../../../lib/nn/arithmetic/values.ts";

/** A graph of operators on rows of numbers, each with any of the tensors before it as inputs that fit. */
const graphs = fc
  .array(fc.tuple(fc.constantFrom("relu", "add", "tanh", "concat", "reshape", "maxPool"), fc.nat(), fc.nat()), {
    minLength: 1,
    maxLength: 14
  }) // prettier-ignore
  .map((steps): Graph => {
    const build = graphBuilder("any");
    const made = [{place: build.input("input", [1, 1, 4, 1]), size: 4}];
    steps.forEach(([kind, first, second], i) => {
      const a = made[first % made.length];
      const fitting = kind === "add" ? made.filter(({size}) => size === a.size) : made;
      const b = fitting[second % fitting.length];
      const size = kind === "concat" ? a.size + b.size : a.size;
      const op =
        kind === "concat"
          ? ({kind, axis: 2} as const)
          : kind === "maxPool"
            ? ({kind, size: [1, 1], stride: [1, 1], padding: "valid"} as {kind: "maxPool"; size: [number, number]; stride: [number, number]; padding: "valid"}) // prettier-ignore
            : {kind: kind as "relu"};
      const inputs = kind === "add" || kind === "concat" ? [a.place, b.place] : [a.place];
      made.push({place: build.op(op, inputs, `t${i}`, [1, 1, size, 1]), size});
    });
    return build.finish([made[made.length - 1].place]);
  });

describe("planArena(graph)", () => {
  it("never lets an operator write over what a later one reads", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const plan = planArena(graph);
        // A memory in which every number says which tensor it belongs to; a shape that is only another keeps its tensor's.
        const memory = new Array<number>(plan.float32).fill(-1);
        const meaning = (place: number): number => {
          const maker = graph.ops.find(({outputs}) => outputs.includes(place));
          return maker?.kind === "reshape" ? meaning(maker.inputs[0]) : place;
        };
        for (const op of graph.ops) {
          for (const input of op.inputs) {
            const at = plan.places.get(input);
            if (at) expect(memory.slice(at.offset, at.offset + at.size)).toEqual(new Array(at.size).fill(meaning(input)));
          }
          const inPlace = ["relu", "tanh", "add", "reshape"].includes(op.kind);
          for (const output of op.outputs) {
            const to = plan.places.get(output);
            if (!to) continue;
            for (const input of inPlace ? [] : op.inputs) {
              const from = plan.places.get(input);
              if (from) expect(from.offset >= to.offset + to.size || to.offset >= from.offset + from.size).toBe(true);
            }
            memory.fill(meaning(output), to.offset, to.offset + to.size);
          }
        }
      }),
      {numRuns: 300}
    );
  });

  it("needs what the two largest neighbours need, for networks that are chains", () => {
    const {graph} = lower(kerasGan().generator, livelyWeights(kerasGan().generator, 1));
    // 28 × 28 × 128 before the last but one convolution, 28 × 28 × 64 behind it.
    expect(planArena(graph).bytes).toBe(4 * 28 * 28 * (128 + 64));
    const tiny = lower(tinymlCnn(), livelyWeights(tinymlCnn(), 1)).graph;
    expect(planArena(tiny).bytes).toBe(4 * (6 * 6 * 8 + 3 * 3 * 8));
  });

  it("gives the caller's inputs and outputs no place, and another shape of an input none either", () => {
    const build = graphBuilder("shapes");
    const input = build.input("input", [1, 4]);
    const map = build.reshape(input, "map", [1, 2, 2, 1]);
    const graph = build.finish([build.op({kind: "relu"}, [map], "output", [1, 2, 2, 1])]);
    const plan = planArena(graph);
    expect([plan.bytes, plan.places.size, [...plan.aliases]]).toEqual([0, 0, [[map, input]]]);
    expect(writeC(graph).source).not.toContain("arena");
  });
});

describe("identifier(text), identifiers(taken)", () => {
  it("makes names that C allows, each once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom("int", "x", "X", "main", "x_2", "ä", "1x", "")), {maxLength: 20}),
        (texts) => {
          const name = identifiers(["x"]);
          const names = texts.map(name);
          expect(new Set([...names, "x"]).size).toBe(names.length + 1);
          for (const one of names) expect(one).toMatch(/^[A-Za-z]\w*$/);
        }
      )
    );
  });
  it("keeps what it can", () => {
    expect(["conv1/kernel", "serving_default_input:0", "Größe", "2nd", "float", "_x_", "数"].map(identifier)).toEqual([
      "conv1_kernel",
      "serving_default_input_0",
      "Gro_e",
      "t_2nd",
      "float_",
      "x",
      "t"
    ]);
  });
});

describe("floatLiteral(value), intLiteral(value), constantArray(name, data, comment), commentText(text)", () => {
  it("reads back as the same number of single precision", () => {
    fc.assert(
      fc.property(fc.float({noNaN: true, noDefaultInfinity: true}), (value) => {
        const text = floatLiteral(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]\d+)?f$/);
        expect(text).toMatch(/[.e]/);
        expect(Object.is(Math.fround(Number(text.slice(0, -1))), Math.fround(value))).toBe(true);
      }),
      {numRuns: 2000}
    );
    expect([0, -0, 1, 0.1, -2.5e-8, NaN, -Infinity].map(floatLiteral)).toEqual(["0.0f", "-0.0f", "1.0f", "0.1f", "-2.5e-8f", "NAN", "-INFINITY"]); // prettier-ignore
    expect(intLiteral(-2147483648)).toBe("(-2147483647 - 1)");
  });
  it("writes lines of at most 100 characters", () => {
    const text = constantArray(
      "w",
      Int8Array.from({length: 300}, (_, i) => i - 128),
      "w [300]"
    );
    expect(text.startsWith("/* w [300] */\nstatic const int8_t w[300] = {\n    -128, -127,")).toBe(true);
    expect(Math.max(...text.split("\n").map(({length}) => length))).toBeLessThanOrEqual(100);
  });
  it("lets no text end a comment", () => {
    expect(commentText("a */ b /* c ×2 é ??/ \\\n")).toBe("a _ b _ c x2 ? _/ _?");
  });
});

describe("writeC(graph, name)", () => {
  const net = conditionalGan("XS").generator;
  const {graph} = lower(net, livelyWeights(net, 1), "conditional XS");

  it("names everything after the network, says its sizes, and writes only operators that are used", () => {
    const {name, header, source, arenaBytes, weightBytes} = writeC(graph);
    expect(name).toBe("conditional_XS");
    expect(header).toContain("#ifndef CONDITIONAL_XS_H\n#define CONDITIONAL_XS_H\n");
    expect(header).toContain("void conditional_XS_run(const float *input, const float *label, float *output);");
    for (const line of [
      "INPUT_SIZE 64",
      "LABEL_SIZE 10",
      "OUTPUT_SIZE 784",
      "OUTPUT_HEIGHT 28",
      "OUTPUT_CHANNELS 1",
      `ARENA_BYTES ${arenaBytes}`
    ])
      // prettier-ignore
      expect(header).toContain(`#define CONDITIONAL_XS_${line}\n`);
    const weights = graph.tensors.reduce((sum, {data, shape}) => sum + (data ? 4 * sizeOf(shape) : 0), 0);
    expect(weightBytes).toBe(weights);
    const functions = [...source.matchAll(/^static void (\w+)\(/gm)].map(([, word]) => word);
    expect(functions).toEqual(["copy_runs_float", "repeat_float", "convolve_float", "dense_float", "relu_float", "tanh_float"]);
    expect(source).not.toContain("int8");
  });

  it("names what it cannot write", () => {
    expect(() => writeC(halveWeights(graph))).toThrow('"dense1/kernel/small" is float16: C is written from float32 graphs and from those of quantise'); // prettier-ignore
    const build = graphBuilder("batch");
    const input = build.input("input", [2, 4]);
    expect(() => writeC(build.finish([build.op({kind: "relu"}, [input], "output", [2, 4])]))).toThrow(
      '"input" has shape [2, 4]: C is written for one example'
    );
  });
});

describe("readMapFile(text)", () => {
  it("adds up the sections of each file, also where the section stands on a line of its own", () => {
    const text = [
      "Discarded input sections",
      " .text          0x0000000000000000      0x999 net.o",
      "Linker script and memory map",
      " .text          0x0000000000000040       0x10 net.o",
      " .rodata.weights",
      "                0x0000000000000050      0x200 net.o",
      " .bss           0x0000000020000000       0x20 net.o",
      " .text          0x0000000000000250        0x8 /usr/lib/libc.a(libc_a-memcpy.o)",
      " *fill*         0x0000000000000258        0x8 "
    ].join("\n");
    expect([...readMapFile(text)]).toEqual([
      ["net", {code: 16, constants: 512, data: 0, zeroed: 32}],
      ["libc_a-memcpy", {code: 8, constants: 0, data: 0, zeroed: 0}]
    ]);
  });
});
