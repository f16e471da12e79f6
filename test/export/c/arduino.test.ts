import {execFile} from "node:child_process";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {promisify} from "node:util";
import fc from "fast-check";
import {beforeAll, describe, expect, it} from "vitest";
import {startCpu} from "../../../lib/backend/cpu.ts";
import {cArrayHeader, floatLiteral} from "../../../lib/export/c/literals.ts";
import {arduinoSketch} from "../../../lib/export/c/sketch.ts";
import {writeC} from "../../../lib/export/c/write.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {writeTflite} from "../../../lib/export/tflite/write.ts";
import {conditionalGan} from "../../../lib/models/conditional.ts";
import {tinymlCnn} from "../../../lib/models/published-cnns.ts";
import {prepare} from "./graphs.ts";
import type {Prepared} from "./graphs.ts";
import {lacking} from "./toolchain.ts";
import {inFolder} from "./trial.ts";
import {sizeOf} from "../../../lib/nn/arithmetic/values.ts";

const run = promisify(execFile);
const missing = lacking("host", ["g++"]);
const why = missing === null ? "" : ` (${missing})`;
const stubs = join(import.meta.dirname, "arduino");
const strict = ["-Wall", "-Wextra", "-Werror", "-pedantic"];

describe("cArrayHeader(bytes, name, about)", () => {
  it("writes twelve bytes a line, the length, the alignment and an include guard", () => {
    const text = cArrayHeader(
      Uint8Array.from({length: 14}, (_, i) => i * 17),
      "my-model",
      "a model */ of mine"
    );
    expect(text).toContain("/* a model _ of mine */\n#ifndef MY_MODEL_H\n#define MY_MODEL_H\n");
    expect(text).toContain(
      "const unsigned char my_model[] DATA_ALIGN_ATTRIBUTE = {\n  0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb,\n  0xcc, 0xdd\n};\nconst int my_model_len = 14;\n\n#endif\n"
    );
  });

  it("holds every byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({minLength: 1, maxLength: 100}), (bytes) => {
        const body = /= \{([^}]*)\}/.exec(cArrayHeader(bytes, "x"))?.[1] ?? "";
        expect(body.split(",").map((text) => Number(text.trim()))).toEqual([...bytes]);
      })
    );
  });

  it.skipIf(missing !== null).each(["gcc", "g++"])(
    `compiles, also when it is included twice, and its array is aligned: %s${why}`,
    async (compiler) => {
      await inFolder(async (folder) => {
        const bytes = Uint8Array.from({length: 1000}, (_, i) => (i * 31) % 256);
        await writeFile(join(folder, "model.h"), cArrayHeader(bytes, "model"));
        const main = `#include <stdint.h>
#include <stdio.h>
#include "model.h"
#include "model.h"
static char first = 1;
int main(void)
{
    unsigned long sum = 0;
    for (int i = 0; i < model_len; i++) sum = sum * 31 + model[i];
    printf("%d %d %d %lu\\n", first, model_len, (int)((uintptr_t)model % 16), sum & 0xffffff);
    return 0;
}
`;
        await writeFile(join(folder, "main.c"), main);
        const language = compiler === "gcc" ? ["-std=c99"] : ["-std=c++11", "-x", "c++"];
        await run(compiler, [...language, ...strict, "main.c", "-o", "main"], {cwd: folder});
        const sum = bytes.reduce((total, byte) => (total * 31n + BigInt(byte)) & 0xffffffffffffffffn, 0n);
        expect((await run("./main", [], {cwd: folder})).stdout).toBe(`1 1000 0 ${sum & 0xffffffn}\n`);
      });
    }
  );
});

/** The sketch as the Arduino builder compiles it, with an interpreter that runs our C program instead of the model. */
async function runSketch(graph: Graph, known: Parameters<typeof arduinoSketch>[2], loops: number): Promise<string[]> {
  const model = writeTflite(graph);
  const {name, sketch, check} = arduinoSketch(graph, "model_data", known);
  const {header, source} = writeC(graph, "net");
  const tensors = [...graph.inputs, ...graph.outputs].map((place) => graph.tensors[place]);
  const described = tensors.map(({shape, type, quantisation}) => {
    const scale = floatLiteral(quantisation?.scales[0] ?? 0);
    return `{{nullptr}, {${scale}, ${quantisation?.zeroPoints[0] ?? 0}}, ${sizeOf(shape) * (type === "int8" ? 1 : 4)}}`;
  });
  const field = tensors.map(({type}) => (type === "int8" ? "int8" : "f"));
  const inputs = graph.inputs.map((_, i) => `test_inputs[${i}].data.${field[i]}`);
  const host = `#include "Arduino.h"
#include "net.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
TfLiteTensor test_inputs[] = {${described.slice(0, -1).join(", ")}}, test_output = ${described[described.length - 1]};
const int test_input_count = ${graph.inputs.length};
void test_invoke() { net_run(${[...inputs, `test_output.data.${field[field.length - 1]}`].join(", ")}); }
void setup();
void loop();
int main() {
  setup();
  for (int i = 0; i < ${loops}; i++) loop();
}
`;
  return inFolder(async (folder) => {
    const files = {"model.h": cArrayHeader(model, "model_data"), "check.h": check, "net.h": header, "net.c": source, "host.cpp": host, [`${name}.ino`]: sketch}; // prettier-ignore
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
    await run("gcc", ["-std=c99", "-O1", "-c", "net.c"], {cwd: folder});
    const options = ["-std=c++17", ...strict, "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-I", stubs, "-I", "."]; // prettier-ignore
    await run("g++", [...options, "-include", "Arduino.h", "-x", "c++", `${name}.ino`, "host.cpp", "-x", "none", "net.o", "-o", "sketch"], {cwd: folder}); // prettier-ignore
    return (await run("./sketch", [], {cwd: folder})).stdout.split("\n");
  });
}

describe.skipIf(missing !== null)(`arduinoSketch(graph, model, known), against stand-ins for the libraries${why}`, () => {
  let digits: Prepared;
  let tinyml: Prepared;

  beforeAll(async () => {
    await startCpu();
    digits = await prepare("digits", conditionalGan("XS").generator);
    tinyml = await prepare("tinyml", tinymlCnn());
  });

  const known = ({int8, float, expected}: Prepared, kind: "int8" | "float") => {
    const {name, examples} = kind === "int8" ? int8 : float;
    return {inputs: examples[0], output: expected[name][0]};
  };

  it("runs the known run, and draws a picture of each class as characters", async () => {
    const lines = await runSketch(digits.int8.graph, known(digits, "int8"), 3);
    const operators = lines.filter((line) => line.startsWith("operator ")).map((line) => line.slice(9));
    expect(operators).toEqual(["Concatenation", "FullyConnected", "Reshape", "Relu", "ResizeNearestNeighbor", "Conv2D", "Tanh"]);
    expect(lines[7]).toMatch(/^arena: 864 of \d+ bytes$/);
    expect(lines[8]).toBe("known run: the same as in the page");
    const picture = lines.slice(9, 37);
    expect(picture.every((line) => /^[ .:\-=+*#%@]{28}$/.test(line))).toBe(true);
    expect(new Set(picture.join("")).size).toBeGreaterThan(4);
    expect(lines[37]).toMatch(/^run 0, class 0: 500 us, noise -?0\.\d\d \+- [01]\.\d\d, output -?\d\.\d{3} \+- \d\.\d{3}$/);
    expect(lines.filter((line) => line.startsWith("run ")).map((line) => line.slice(0, 14))).toEqual(["run 0, class 0", "run 1, class 1", "run 2, class 2"]); // prettier-ignore
    expect(lines.some((line) => line.startsWith("CHECK"))).toBe(false);
  });

  it("prints the numbers of a network that draws nothing, in float32 too", async () => {
    for (const kind of ["int8", "float"] as const) {
      const lines = await runSketch(tinyml[kind].graph, known(tinyml, kind), 1);
      expect(lines).toContain("known run: the same as in the page");
      const {output} = known(tinyml, kind);
      const numbers = lines
        .find((line) => /^(-?\d+\.\d{4} ){9}-?\d+\.\d{4}$/.test(line))!
        .split(" ")
        .map(Number);
      expect(numbers.indexOf(Math.max(...numbers))).toBe(output.indexOf(Math.max(...output)));
    }
  });

  it("stops when the known run comes out differently", async () => {
    const {inputs, output} = known(tinyml, "int8");
    const lines = await runSketch(
      tinyml.int8.graph,
      {inputs, output: output.map((value) => (value > 0 ? value - 2 : value + 2))},
      1
    );
    expect(lines[lines.length - 2]).toMatch(/^The known run came out differently/);
  });

  it("refuses a known run that does not fit", () => {
    expect(() => arduinoSketch(tinyml.int8.graph, "m", {inputs: [[1]], output: []})).toThrow('the known run must have 64 numbers for "input", got 1'); // prettier-ignore
  });
});
