import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {constantArray} from "../../../lib/export/c/literals.ts";
import {writeC} from "../../../lib/export/c/write.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {compile, execute} from "./toolchain.ts";
import type {TargetName} from "./toolchain.ts";
import {sizeOf} from "../../../lib/nn/arithmetic/values.ts";

/** A graph to be tried, under a name that C allows, with the inputs of several examples. */
export interface Trial {
  name: string;
  graph: Graph;
  /** [example][input][number] */
  examples: readonly (readonly ArrayLike<number>[])[];
}

/** The outputs of each trial by its name: [example][number]. */
export type Outcome = Record<string, number[][]>;

/** A folder of its own, gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-c-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** Writes every graph as C and a main that runs all of them; gives the names of the files to compile. */
export async function writeTrials(folder: string, trials: readonly Trial[]): Promise<string[]> {
  const files = trials.map(({graph, name}) => writeC(graph, name));
  for (const {name, header, source} of files) {
    await writeFile(join(folder, `${name}.h`), header);
    await writeFile(join(folder, `${name}.c`), source);
  }
  await writeFile(join(folder, "main.c"), mainText(trials));
  return [...files.map(({name}) => `${name}.c`), "main.c"];
}

/** Compiles and runs trials together on a processor. */
export async function tryOut(
  target: TargetName,
  folder: string,
  sources: readonly string[],
  options: string[] = []
): Promise<Outcome> {
  const program = await compile(target, folder, sources, options);
  return readOutcome(await execute(target, program, folder));
}

/** A main that runs each trial's examples and prints every output: whole numbers as they are, floats as their bits. */
function mainText(trials: readonly Trial[]): string {
  const runs = trials.map(({name, graph, examples}) => {
    const outputs = graph.outputs.map((place, i) => {
      const {type, shape} = graph.tensors[place];
      return `static ${type === "int8" ? "int8_t" : "float"} ${name}_out${i}[${sizeOf(shape)}];\n`;
    });
    const inputs = examples.flatMap((example, e) =>
      example.map((numbers, i) => {
        const whole = graph.tensors[graph.inputs[i]].type === "int8";
        const data = whole ? Int8Array.from(numbers) : Float32Array.from(numbers);
        return constantArray(`${name}_in${e}_${i}`, data, `${name}, example ${e}, input ${i}`);
      })
    );
    const calls = examples.map((example, e) => {
      const words = [...example.map((_, i) => `${name}_in${e}_${i}`), ...graph.outputs.map((_, i) => `${name}_out${i}`)];
      const shows = graph.outputs.map((place, i) => {
        const {type, shape} = graph.tensors[place];
        return `    show_${type === "int8" ? "int8" : "float"}("${name}", ${name}_out${i}, ${sizeOf(shape)});\n`;
      });
      return `    ${name}_run(${words.join(", ")});\n${shows.join("")}`;
    });
    return {before: [...outputs, ...inputs].join(""), calls: calls.join("")};
  });
  const types = new Set(trials.flatMap(({graph}) => graph.outputs.map((place) => graph.tensors[place].type)));
  return `#include <stdint.h>
#include <stdio.h>
#include <string.h>
${trials.map(({name}) => `#include "${name}.h"\n`).join("")}
${types.has("float32") ? showFloat : ""}${types.has("int8") ? showInt8 : ""}
${runs.map(({before}) => before).join("\n")}
int main(void)
{
    static char buffer[65536];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
${runs.map(({calls}) => calls).join("\n")}
    return 0;
}
`;
}

const showFloat = `static void show_float(const char *name, const float *values, int count)
{
    printf("%s float", name);
    for (int i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        printf(" %lx", (unsigned long)bits);
    }
    printf("\\n");
}
`;

const showInt8 = `static void show_int8(const char *name, const int8_t *values, int count)
{
    printf("%s int8", name);
    for (int i = 0; i < count; i++) printf(" %d", values[i]);
    printf("\\n");
}
`;

function readOutcome(text: string): Outcome {
  const outcome: Outcome = {};
  for (const line of text.trim().split("\n")) {
    const [name, type, ...words] = line.split(" ");
    (outcome[name] ??= []).push(words.map(type === "int8" ? Number : fromBits));
  }
  return outcome;
}

function fromBits(word: string): number {
  return new Float32Array(Uint32Array.of(parseInt(word, 16)).buffer)[0];
}
