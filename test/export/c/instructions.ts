import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {writeC} from "../../../lib/export/c/write.ts";
import type {Graph} from "../../../lib/export/graph/graph.ts";
import {compile, execute} from "./toolchain.ts";
import type {TargetName} from "./toolchain.ts";

/** Cores whose instructions are counted: where they run, and with what other options their code is compiled. */
export type CountedCore = "m0plus" | "m3" | "m4" | "m7";

/** An M3 runs the code of an M0+. */
export const countedCores: Readonly<Record<CountedCore, {target: TargetName; options: readonly string[]}>> = {
  m0plus: {target: "Cortex-M3", options: ["-mcpu=cortex-m0plus"]},
  m3: {target: "Cortex-M3", options: []},
  m4: {target: "Cortex-M4", options: []},
  m7: {target: "Cortex-M7", options: []}
};

/**
 * The instructions of one inference of the C program, with inputs between −2 and 2 (a library's
 * sum and product of zeros would be quicker). QEMU counts them (-icount shift=0: one a nanosecond of its
 * own time); the program reads that time from the core's SysTick timer, before and after, and knows the length of a tick from a loop
 * of known length.
 */
export async function countInstructions(core: CountedCore, folder: string, graph: Graph): Promise<number> {
  const {target, options} = countedCores[core];
  const {header, source} = writeC(graph, "net");
  await writeFile(join(folder, "net.h"), header);
  await writeFile(join(folder, "net.c"), source);
  await writeFile(join(folder, "main.c"), counting(graph));
  const program = await compile(target, folder, ["net.c", "main.c"], options);
  return Number(await execute(target, program, folder, ["-icount", "shift=0"]));
}

/** Prints the instructions of one inference. */
function counting(graph: Graph): string {
  const ends = [...graph.inputs, ...graph.outputs].map((place) => graph.tensors[place]);
  const names = ends.map((_, i) => `t${i}`);
  const sizes = ends.map(({shape}) => shape.reduce((product, size) => product * size, 1));
  return `#include <stdint.h>
#include <stdio.h>
#include "net.h"
#define SYSTICK ((volatile uint32_t *)0xE000E010) /* control, reload, current: it counts down, 24 bits */
${ends.map(({type}, i) => `static ${type === "int8" ? "int8_t" : "float"} ${names[i]}[${sizes[i]}];\n`).join("")}
static uint32_t since(uint32_t before)
{
    return (before - SYSTICK[2]) & 0xFFFFFF;
}
int main(void)
{
${graph.inputs.map((_, i) => `    for (int i = 0; i < ${sizes[i]}; i++) t${i}[i] = ${ends[i].type === "int8" ? "(int8_t)(i * 37 % 255 - 127)" : "(float)(i * 37 % 63 - 31) / 16.0f"};\n`).join("")}    SYSTICK[1] = 0xFFFFFF;
    SYSTICK[2] = 0;
    SYSTICK[0] = 5;
    /* 2 instructions a round */
    uint32_t rounds = 2000000, before = SYSTICK[2];
    __asm volatile(".syntax unified\\n1: subs %0, %0, #1\\n bne 1b" : "+l"(rounds) : : "cc");
    const double tick = 4000000.0 / since(before);
    before = SYSTICK[2];
    net_run(${names.join(", ")});
    printf("%.0f\\n", since(before) * tick);
    return 0;
}
`;
}
