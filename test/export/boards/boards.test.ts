import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {bytesText, fitOn, instructionsOn, needsOf} from "../../../lib/export/boards/boards-fit.ts";
import {boards, countedCompact} from "../../../lib/export/boards/boards.ts";
import type {Board} from "../../../lib/export/boards/boards.ts";
import {writeC} from "../../../lib/export/c/write.ts";
import {compactDcgan, distyleGenerator, kerasGan} from "../../../lib/models/dcgan.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {conv, convTranspose} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import {countInstructions} from "../c/instructions.ts";
import type {CountedCore} from "../c/instructions.ts";
import {prepare, vocabulary} from "../c/graphs.ts";
import {lacking} from "../c/toolchain.ts";
import {inFolder} from "../c/trial.ts";

beforeAll(startCpu);

const board = (name: string): Board => boards.find((one) => one.name.includes(name))!;
const xs = conditionalGan("XS").generator;

describe("needsOf(network)", () => {
  it.each(Object.entries({...vocabulary, xs, judge: conditionalGan("XS").discriminator, compact: compactDcgan().generator}))(
    "has the bytes of the C program, without weights: %s",
    async (name, net) => {
      const {float, int8} = await prepare(name, net, {examples: 1});
      const needs = needsOf(net);
      for (const [numbers, graph] of [
        ["float32", float.graph],
        ["int8", int8.graph]
      ] as const) {
        const {arenaBytes, weightBytes} = writeC(graph);
        expect({numbers, arena: needs[numbers].arena, weights: needs[numbers].weights}).toEqual({numbers, arena: arenaBytes, weights: weightBytes}); // prettier-ignore
      }
    }
  );

  it("counts the multiply-adds of the published networks, and names where weights and memory go", () => {
    const {int8, float32} = needsOf(kerasGan().generator);
    expect(int8.multiplyAdds).toBe(87_782_912);
    // Its 855,809 trained parameters without the γ and β of 192 channels, which are folded away.
    expect(float32.weights).toBe(4 * 855_425);
    expect(int8.heaviest.name).toBe("dense1");
    expect(int8.heaviest.share).toBeCloseTo(0.745, 2);
    expect(int8.widest).toEqual({name: "conv2", bytes: 28 * 28 * (128 + 64)});
    expect(needsOf(distyleGenerator()).int8.weights).toBeGreaterThan(2_054_368 - 6_000);
  });

  it("names a layer that cannot be written", () => {
    const net = network({input: [4, 4, 1]}, [conv(2, {kernel: 3}), convTranspose(4, {kernel: 5, stride: 2, padding: 1})]);
    expect(() => needsOf(net)).toThrow("convTranspose1: no operator does a transposed convolution");
  });
});

describe("instructionsOn(core, needs)", () => {
  const cases: [CountedCore, string, "int8" | "float32", string][] = [
    ["m0plus", "Zero", "int8", "xs"],
    ["m4", "Nano", "int8", "xs"],
    ["m4", "Nano", "int8", "tinyml"],
    ["m4", "Nano", "float32", "xs"],
    ["m3", "Due", "float32", "xs"]
  ];
  for (const [core, name, numbers, which] of cases) {
    const missing = lacking(core === "m4" ? "Cortex-M4" : "Cortex-M3");
    const why = missing === null ? "" : ` (${missing})`;
    it.skipIf(missing !== null)(`is within a fifth of what QEMU counts: ${which} in ${numbers} on ${core}${why}`, async () => {
      const net = which === "xs" ? xs : tinymlCnn();
      const {float, int8} = await prepare(which, net, {examples: 1});
      const counted = await inFolder((folder) => countInstructions(core, folder, numbers === "int8" ? int8.graph : float.graph));
      const ratio = instructionsOn(board(name).core, needsOf(net)[numbers]) / counted;
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.25);
    });
  }
});

describe("countedCompact", () => {
  const names = {"Cortex-M0+": "Zero", "Cortex-M3": "Due", "Cortex-M4": "Nano", "Cortex-M7": "Teensy"};
  it.each(countedCompact)("is within a quarter of the estimate for the compact generator: $core", ({core, millions}) => {
    for (const numbers of ["int8", "float32"] as const) {
      const estimate = instructionsOn(board(names[core]).core, needsOf(compactDcgan().generator)[numbers]);
      expect(Math.abs(millions[numbers] * 1e6 - estimate) / estimate, numbers).toBeLessThan(0.25);
    }
  });
});

describe("fitOn(board, needs, numbers)", () => {
  it("says by how much a network does not fit, and what would help", () => {
    const needs = needsOf(xs);
    const pill = fitOn(board("Blue Pill"), needs, "int8");
    expect(pill).toMatchObject({fits: false, flashOver: needs.int8.flash - 64 * 1024, ramOver: 0});
    expect(pill.advice).toEqual(["dense1 holds 97 % of the weights: fewer channels or units there help most."]);
    expect(fitOn(board("Zero"), needs, "float32").advice).toEqual(["In int8 it fits: 69.5 KB of flash, 10.5 KB of memory."]);
    const nxp = fitOn(board("Due"), needsOf(kerasGan().generator), "int8");
    expect(nxp.advice).toHaveLength(2);
    expect(nxp.advice[1]).toBe("The most memory is busy at conv2, 147 KB: fewer channels there, or a smaller map, help.");
  });

  it("estimates a time: the faster clock is faster, makers' kernels more so, float without its unit is slow", () => {
    const needs = needsOf(xs);
    const seconds = (name: string, numbers: "int8" | "float32") => fitOn(board(name), needs, numbers).seconds;
    expect(seconds("Teensy", "int8")).toBeLessThan(seconds("STM32F746", "int8"));
    expect(seconds("Zero", "float32") / seconds("Zero", "int8")).toBeGreaterThan(10);
    const nano = fitOn(board("Nano"), needs, "int8");
    expect(nano.librarySeconds).toBeCloseTo(nano.seconds / 4.6, 6);
    expect(fitOn(board("Nano"), needs, "float32").librarySeconds).toBeNull();
    expect(fitOn(board("Zero"), needs, "int8").librarySeconds).toBeNull();
  });
});

describe("boards", () => {
  it("come from Cortex-M0+ to Cortex-A53, each with its sources", () => {
    const names = new Set(boards.map(({core}) => core.name));
    for (const name of ["Cortex-M0+", "Cortex-M3", "Cortex-M4", "Cortex-M7", "Xtensa LX6", "Cortex-A53"])
      expect(names).toContain(name);
    for (const {source, core, clock, flash, ram} of boards) {
      expect(source.length).toBeGreaterThan(10);
      expect(core.source.length).toBeGreaterThan(10);
      expect(Math.min(clock, flash, ram)).toBeGreaterThan(0);
    }
  });
});

describe("bytesText(bytes)", () => {
  it("uses the unit that suits them", () => {
    expect([0, 1023, 1024, 64614, 150_000, 2 * 1024 ** 2, 16 * 1024 ** 3].map(bytesText)).toEqual(["0 bytes", "1023 bytes", "1 KB", "63.1 KB", "146 KB", "2 MB", "16 GB"]); // prettier-ignore
  });
});
