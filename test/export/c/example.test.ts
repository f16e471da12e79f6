import {execFile} from "node:child_process";
import {readdir, readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {promisify} from "node:util";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {exampleKind, exampleMain, exampleMakefile} from "../../../lib/export/c/example.ts";
import {writeC} from "../../../lib/export/c/write.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {lower} from "../../../lib/export/graph/lower.ts";
import {integerProgram} from "../../../lib/export/int8/integer-program.ts";
import {toInt8} from "../../../lib/export/int8/quantise.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {livelyWeights} from "../networks.ts";
import {quantised, runOnTfjs} from "./graphs.ts";
import {lacking} from "./toolchain.ts";
import {inFolder} from "./trial.ts";

const run = promisify(execFile);
const missing = lacking("host", ["make"]);
const why = missing === null ? "" : ` (${missing})`;
const net = conditionalGan("XS").generator;
let float: Graph;
let whole: Graph;

beforeAll(async () => {
  await startCpu();
  float = lower(net, livelyWeights(net, 1), "digits").graph;
  whole = await quantised(float, net, "int8");
});

/** What the program should draw from: SplitMix64 with whole numbers of any size, then Box and Muller. */
function* normals(seed: bigint): Generator<number, never> {
  let state = seed;
  const mask = (1n << 64n) - 1n;
  const uniform = (): number => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    z ^= z >> 31n;
    return (Number(z >> 11n) + 0.5) / 2 ** 53;
  };
  for (;;) {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    yield radius * Math.cos(angle);
    yield radius * Math.sin(angle);
  }
}

async function build(folder: string, graph: Graph, change = (main: string): string => main): Promise<void> {
  const {name, header, source} = writeC(graph);
  await writeFile(join(folder, `${name}.h`), header);
  await writeFile(join(folder, `${name}.c`), source);
  await writeFile(join(folder, "main.c"), change(exampleMain(graph)));
  await writeFile(join(folder, "Makefile"), exampleMakefile(graph));
  await run("make", ["CC=gcc", "CFLAGS=-O1 -Werror -fsanitize=address,undefined -fno-sanitize-recover=all"], {cwd: folder});
}

/** The grey levels of a PGM file. */
async function greys(path: string): Promise<number[]> {
  const bytes = await readFile(path);
  const head = "P5\n28 28\n255\n";
  expect(bytes.subarray(0, head.length).toString("latin1")).toBe(head);
  return [...bytes.subarray(head.length)];
}

describe.skipIf(missing !== null)(`exampleMain(graph), built by its Makefile${why}`, () => {
  it("draws ten pictures of N(0, 1) noise, one of each class, as the network does", async () => {
    await inFolder(async (folder) => {
      await build(folder, float);
      const {stdout} = await run("./draw", ["42"], {cwd: folder});
      expect(stdout.trim().split("\n")).toHaveLength(11);
      const noise = normals(42n);
      for (let n = 0; n < 10; n++) {
        const z = Float32Array.from({length: 64}, () => noise.next().value);
        const label = Float32Array.from({length: 10}, (_, k) => (k === n ? 1 : 0));
        const values = runOnTfjs(float, [z, label]);
        const levels = await greys(join(folder, `result_im_${n}.pgm`));
        levels.forEach((level, i) => expect(Math.abs(level - 127.5 * (values[i] + 1))).toBeLessThan(0.51));
      }
    });
  });

  it("draws in whole numbers to the level what our interpreter gives", async () => {
    await inFolder(async (folder) => {
      await build(folder, whole);
      await run("./draw", [], {cwd: folder});
      const noise = normals(1n);
      const quantisation = whole.tensors[whole.inputs[0]].quantisation!;
      const z = toInt8(Array.from({length: 64}, () => noise.next().value), quantisation); // prettier-ignore
      const label = toInt8([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], whole.tensors[whole.inputs[1]].quantisation!);
      const [values] = integerProgram(whole, "reference").run([z, label]);
      expect(await greys(join(folder, "result_im_0.pgm"))).toEqual(
        Array.from(values, (value) => Math.floor(Math.fround((value / 128 + 1) * 127.5) + 0.5))
      );
    });
  });

  it.each([
    ["rand() / RAND_MAX, as in AN12954", "rand() / (double)RAND_MAX"],
    ["no number", "sqrt(-1.0)"],
    ["always the same", "0.5"]
  ])("fails when its noise is %s, says why, and has drawn nothing", async (_, wrong) => {
    await inFolder(async (folder) => {
      await build(folder, float, (main) => main.replace("drawn[i] = normal();", `drawn[i] = ${wrong}; (void)normal;`));
      const stderr = "The noise is not N(0, 1): the pictures could not be good, and none is drawn.\n";
      await expect(run("./draw", [], {cwd: folder})).rejects.toMatchObject({stderr});
      expect((await readdir(folder)).filter((name) => name.endsWith(".pgm"))).toEqual([]);
    });
  });

  it("reads a PGM file with a classifier, and refuses what is none", async () => {
    const {graph} = lower(tinymlCnn(), livelyWeights(tinymlCnn(), 1), "reader");
    await inFolder(async (folder) => {
      await build(folder, graph);
      const grey = Array.from({length: 64}, (_, i) => (i * 37) % 256);
      await writeFile(join(folder, "p5.pgm"), Buffer.concat([Buffer.from("P5\n8 8\n255\n"), Buffer.from(grey)]));
      await writeFile(join(folder, "p2.pgm"), `P2\n8 8\n255\n${grey.join(" ")}\n`);
      await writeFile(join(folder, "small.pgm"), `P2\n4 4\n255\n${grey.slice(0, 16).join(" ")}\n`);
      const expected = runOnTfjs(graph, [Float32Array.from(grey, (level) => -1 + (2 * level) / 255)]);
      for (const file of ["p5.pgm", "p2.pgm"]) {
        const lines = (await run("./read", [file], {cwd: folder})).stdout.trim().split("\n");
        lines.forEach((line, k) => expect(Math.abs(Number(line.split(" ")[1]) - expected[k])).toBeLessThan(1e-3));
        expect(lines.findIndex((line) => line.endsWith("<"))).toBe(expected.indexOf(Math.max(...expected)));
      }
      await expect(run("./read", ["small.pgm"], {cwd: folder})).rejects.toMatchObject({stderr: "small.pgm is no PGM picture of 8 x 8 pixels\n"}); // prettier-ignore
      await expect(run("./read", [], {cwd: folder})).rejects.toMatchObject({code: 1});
    });
  });

  it("prints numbers for a network that neither takes nor gives a picture alone", async () => {
    const judge = conditionalGan("XS").discriminator;
    const {graph} = lower(judge, livelyWeights(judge, 1), "judge");
    expect(exampleKind(graph)).toBe("print");
    await inFolder(async (folder) => {
      await build(folder, graph);
      expect((await run("./print", ["3"], {cwd: folder})).stdout).toMatch(/^noise: mean .*\n(-?\d+\.\d{4}\n){10}$/);
    });
  });
});
