import type {Graph, GraphTensor} from "../graph/graph.ts";
import {mapOf} from "./calls.ts";
import {NOISE_CHECK, NORMAL_NOISE, PGM_READER, PICTURE_WRITER} from "./example-parts.ts";
import {floatLiteral, identifier, identifiers} from "./literals.ts";
import {pieces} from "./program.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** What an example program does: draws pictures from noise, reads one, or prints numbers. */
export type ExampleKind = "draw" | "read" | "print";

/** How numbers stand for grey levels 0 to 255: the first for 0, the second for 255. */
export type GreyRange = readonly [black: number, white: number];

/** What an example program has to know of a network beside its graph. */
export interface ExampleOptions {
  /** Of the pictures: [−1, 1] by default, [0, 1] behind a sigmoid. */
  range?: GreyRange;
  /** How many pictures are drawn; default 10. */
  pictures?: number;
}

/** What the example of a graph does: a map of 1 or 3 channels is drawn, one that comes in is read. */
export function exampleKind({tensors, inputs, outputs}: Graph): ExampleKind {
  const picture = ({shape}: GraphTensor): boolean => shape.length === 4 && shape[1] * shape[2] > 1 && [1, 3].includes(shape[3]);
  if (picture(tensors[outputs[0]])) return "draw";
  return picture(tensors[inputs[0]]) && inputs.length === 1 && tensors[inputs[0]].shape[3] === 1 ? "read" : "print";
}

/**
 * A main.c for NAME.h of `writeC(graph, name)`: a generator draws pictures from N(0, 1) noise (Box–Muller, seeded) into files
 * result_im_0.pgm, …; a network that takes a picture reads a PGM file; any other prints its outputs. It checks its own noise.
 * @throws RangeError when the graph has several outputs.
 */
export function exampleMain(graph: Graph, name: string = graph.name, options: ExampleOptions = {}): string {
  if (graph.outputs.length !== 1)
    throw new RangeError(`an example is written for one output, the graph has ${graph.outputs.length}`);
  const id = identifier(name);
  const unique = identifiers([...Object.keys(pieces), "arena_float", "arena_int8", `${id}_run`]);
  const local = identifiers(WORDS);
  const ends = [...graph.inputs, ...graph.outputs].map((place) => end(graph.tensors[place], id, unique, local));
  const inputs = ends.slice(0, graph.inputs.length);
  const output = ends[graph.inputs.length];
  const kind = exampleKind(graph);
  const range = options.range ?? pictureRange(graph);
  return kind === "read"
    ? readingMain(id, inputs[0], output, range)
    : noiseMain(id, inputs, output, kind, range, options.pictures ?? 10);
}

/** Names that the examples use themselves. */
const WORDS =
  "state uniform normal whole level write_picture read_pgm argc argv n i k grey value path sum squares mean best count noise_sum noise_squares noise_mean noise_spread".split(
    " "
  );

/** A Makefile for main.c and the pair; the program is called as what it does. */
export function exampleMakefile(graph: Graph, name: string = graph.name): string {
  const id = identifier(name);
  const program = exampleKind(graph);
  return `CC ?= cc
CFLAGS ?= -O2

${program}: main.c ${id}.c ${id}.h
\t$(CC) -std=c99 -Wall -Wextra -pedantic $(CFLAGS) main.c ${id}.c -o ${program} -lm

clean:
\trm -f ${program} result_im_*

.PHONY: clean
`;
}

/** An input or output of NAME_run. */
interface End {
  /** Its name in main, and before it the macro's. */
  id: string;
  macro: string;
  size: number;
  shape: readonly number[];
  /** The scale and the zero point where it takes or gives whole numbers. */
  whole: {scale: string; zero: string} | null;
}

function end(tensor: GraphTensor, id: string, unique: (text: string) => string, local: (text: string) => string): End {
  const macro = `${id}_${unique(tensor.name)}`.toUpperCase();
  const whole = tensor.type === "int8" ? {scale: `${macro}_SCALE`, zero: `${macro}_ZERO_POINT`} : null;
  return {id: local(tensor.name), macro, size: sizeOf(tensor.shape), shape: mapOf(tensor), whole};
}

/** The range of what the last operator gives: sigmoid 0 to 1, else −1 to 1. */
export function pictureRange({ops, outputs}: Graph): GreyRange {
  const made = new Set(outputs);
  for (const op of [...ops].reverse()) {
    if (!op.outputs.some((place) => made.has(place))) continue;
    if (op.kind === "logistic") return [0, 1];
    if (op.kind !== "dequantize" && op.kind !== "reshape") break;
    op.inputs.forEach((place) => made.add(place));
  }
  return [-1, 1];
}

const declare = ({id, macro, whole}: End): string => `    static ${whole ? "int8_t" : "float"} ${id}[${macro}_SIZE];\n`;

/** A real number as an element of an input. */
const put = ({whole}: End, value: string): string =>
  whole ? `whole(${value}, ${whole.scale}, ${whole.zero})` : `(float)${value}`;

/** An element of an output as a real number. */
const get = ({id, whole}: End, index: string): string =>
  whole ? `${whole.scale} * (float)(${id}[${index}] - ${whole.zero})` : `${id}[${index}]`;

const TO_WHOLE = `/* A real number in steps of int8. */
static int8_t whole(double value, double scale, int zero)
{
    const double steps = round(value / scale) + zero;
    return (int8_t)(steps < -128 ? -128 : steps > 127 ? 127 : steps);
}

`;

function noiseMain(
  id: string,
  inputs: readonly End[],
  output: End,
  kind: ExampleKind,
  [black, white]: GreyRange,
  count: number
): string {
  const [noise, label] = inputs;
  const [height, width, channels] = output.shape;
  const ending = channels === 3 ? "ppm" : "pgm";
  const draws = kind === "draw";
  const runs = [...inputs, output].map((one) => one.id).join(", ");
  const labelled = label
    ? `        for (int k = 0; k < ${label.macro}_SIZE; k++) ${label.id}[k] = ${put(label, `(k == n % ${label.macro}_SIZE)`)};\n`
    : "";
  const result = draws
    ? `        char path[32];
        sprintf(path, "result_im_%d.${ending}", n);
        double sum = 0, squares = 0;
        for (int i = 0; i < ${output.macro}_SIZE; i++) {
            const float value = ${get(output, "i")};
            sum += value;
            squares += (double)value * value;
            grey[i] = level(value);
        }
        if (!write_picture(path, grey, ${width}, ${height}, ${channels})) return EXIT_FAILURE;
        const double mean = sum / ${output.macro}_SIZE;
        printf("%s: ${label ? "class %d, " : ""}mean %.3f, spread %.3f\\n", path, ${label ? `n % ${label.macro}_SIZE, ` : ""}mean, sqrt(squares / ${output.macro}_SIZE - mean * mean));
`
    : `        for (int i = 0; i < ${output.macro}_SIZE; i++) printf("%s%.4f", i > 0 ? " " : "", ${get(output, "i")});
        printf("\\n");
`;
  const level = `/* A number of the network as a grey level: ${black} is black, ${white} is white. */
static unsigned char level(float value)
{
    const float grey = (value - ${floatLiteral(black)}) * (255.0f / ${floatLiteral(white - black)}) + 0.5f;
    return (unsigned char)(grey < 0.0f ? 0.0f : grey > 255.0f ? 255.0f : grey);
}

`;
  return `/* ${draws ? `Draws ${count} pictures from noise: result_im_0.${ending} to result_im_${count - 1}.${ending}.` : `Prints what the network gives for noise, ${count} times.`} Usage: ${kind} [SEED] */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "${id}.h"

${NORMAL_NOISE}
${inputs.some(({whole}) => whole) ? TO_WHOLE : ""}${draws ? `${PICTURE_WRITER}\n${level}` : ""}int main(int argc, char **argv)
{
${[...inputs, output].map(declare).join("")}${draws ? `    static unsigned char grey[${output.macro}_SIZE];\n` : ""}    static double drawn[${count} * ${noise.macro}_SIZE];
    const int count = ${count} * ${noise.macro}_SIZE;
    double noise_sum = 0, noise_squares = 0;
    state = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    for (int i = 0; i < count; i++) {
        drawn[i] = normal();
        noise_sum += drawn[i];
        noise_squares += drawn[i] * drawn[i];
    }
${NOISE_CHECK}    for (int n = 0; n < ${count}; n++) {
        const double *numbers = drawn + n * ${noise.macro}_SIZE;
        for (int i = 0; i < ${noise.macro}_SIZE; i++) ${noise.id}[i] = ${put(noise, "numbers[i]")};
${labelled}        ${id}_run(${runs});
${result}    }
    return EXIT_SUCCESS;
}
`;
}

function readingMain(id: string, input: End, output: End, [black, white]: GreyRange): string {
  const [height, width] = input.shape;
  return `/* Reads a grey picture of ${width} x ${height} pixels (PGM), white on black, and prints the network's outputs; the largest is marked.
   Usage: read PICTURE.pgm */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "${id}.h"

${PGM_READER}
${input.whole ? TO_WHOLE : ""}int main(int argc, char **argv)
{
${[input, output].map(declare).join("")}    static unsigned char grey[${input.macro}_SIZE];
    if (argc != 2) {
        fprintf(stderr, "usage: %s PICTURE.pgm\\n", argv[0]);
        return EXIT_FAILURE;
    }
    if (!read_pgm(argv[1], grey, ${width}, ${height})) return EXIT_FAILURE;
    for (int i = 0; i < ${input.macro}_SIZE; i++) {
        const double value = ${black} + grey[i] * ${white - black} / 255.0; /* black is ${black}, white is ${white} */
        ${input.id}[i] = ${put(input, "value")};
    }
    ${id}_run(${input.id}, ${output.id});
    int best = 0;
    for (int k = 1; k < ${output.macro}_SIZE; k++)
        if (${output.id}[k] > ${output.id}[best]) best = k;
    for (int k = 0; k < ${output.macro}_SIZE; k++) printf("%d %.4f%s\\n", k, ${get(output, "k")}, k == best ? " <" : "");
    return EXIT_SUCCESS;
}
`;
}
