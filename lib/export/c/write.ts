import type {Graph, GraphTensor} from "../graph/graph.ts";
import {planArena} from "./arena.ts";
import type {ArenaPlan} from "./arena.ts";
import {callFloat, callInt8, mapOf} from "./calls.ts";
import {commentText, floatLiteral, identifier} from "./literals.ts";
import {cType, pieces, program} from "./program.ts";
import type {Program} from "./program.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** A network as a pair of C files. */
export interface CSource {
  /** What its names begin with, and what its files are called: NAME.h, NAME.c. */
  name: string;
  header: string;
  source: string;
  /** Bytes of memory that it takes while it runs, beside inputs, outputs and the stack: one static array. */
  arenaBytes: number;
  /** Bytes of its constants: weights, biases, scales and tables. */
  weightBytes: number;
}

/**
 * A graph as C99 that needs the standard library's headers alone (and tanhf, expf, roundf where it has such operators): NAME.h
 * and NAME.c with the weights, a static arena, the operators that are used and a function NAME_run. int8 graphs are computed in
 * whole numbers with the rounding of TensorFlow Lite's reference kernels.
 * @param graph of `lower` or of `quantise`
 * @param name letters, digits and underscores; else it is made so
 * @throws RangeError naming the operator or tensor that cannot be written.
 */
export function writeC(graph: Graph, name: string = graph.name): CSource {
  const id = identifier(name);
  const plan = planArena(graph);
  const made = program(graph, plan, [`${id}_run`]);
  const parameters = [...graph.inputs, ...graph.outputs].map((place, i) => {
    const constant = i < graph.inputs.length ? "const " : "";
    return `${constant}${cType(graph.tensors[place])} *${made.tensor(place)}`;
  });
  for (const op of graph.ops) {
    if (op.kind === "reshape" && stays(plan, op.inputs[0], op.outputs[0])) {
      continue;
    }
    const whole = [...op.inputs, ...op.outputs].some((place) => graph.tensors[place].type === "int8");
    (whole ? callInt8 : callFloat)(made, op);
  }
  const signature = `void ${id}_run(${parameters.join(", ")})`;
  return {
    name: id,
    header: headerText(graph, id, signature, plan.bytes, made),
    source: sourceText(graph, id, signature, plan, made),
    arenaBytes: plan.bytes,
    weightBytes: made.weightBytes
  };
}

/** Whether a reshaped tensor lies where its input lies. */
function stays({aliases, places}: ArenaPlan, input: number, output: number): boolean {
  return aliases.has(output) || (places.has(output) && places.get(output) === places.get(input));
}

function headerText(graph: Graph, id: string, signature: string, arenaBytes: number, {weightBytes, tensor}: Program): string {
  const capital = id.toUpperCase();
  const ends = [...graph.inputs, ...graph.outputs];
  const macros = ends.map((place) => sizeMacros(graph.tensors[place], `${capital}_${tensor(place).toUpperCase()}`)).join("\n");
  const whole = ends.some((place) => graph.tensors[place].type === "int8");
  const lines = ends.map((place, i) => {
    const {shape} = graph.tensors[place];
    return `   ${tensor(place)}: ${shape.join(" x ")} numbers, ${i < graph.inputs.length ? "read" : "written"}`;
  });
  return `/* ${commentText(graph.name)}: a neural network in C99. Made with Gantry. */
#ifndef ${capital}_H
#define ${capital}_H
${whole ? "\n#include <stdint.h>\n" : ""}
${macros}
/* Static memory for what lies between the layers, and the constants. */
#define ${capital}_ARENA_BYTES ${arenaBytes}
#define ${capital}_WEIGHT_BYTES ${weightBytes}

#ifdef __cplusplus
extern "C" {
#endif

/* Runs the network once. Maps lie row by row, the channels of a place together.
${lines.join("\n")}
   It works in one static array: never call it from two threads at once. */
${signature};

#ifdef __cplusplus
}
#endif

#endif
`;
}

function sizeMacros(tensor: GraphTensor, name: string): string {
  const [height, width, channels] = mapOf(tensor);
  const lines = [`#define ${name}_SIZE ${sizeOf(tensor.shape)}`];
  if (height * width > 1) {
    lines.push(`#define ${name}_HEIGHT ${height}`, `#define ${name}_WIDTH ${width}`, `#define ${name}_CHANNELS ${channels}`);
  }
  if (tensor.quantisation && tensor.type === "int8") {
    const {scales, zeroPoints} = tensor.quantisation;
    lines.push(`/* real = scale * (whole - zero point) */`, `#define ${name}_SCALE ${floatLiteral(scales[0])}`, `#define ${name}_ZERO_POINT (${zeroPoints[0]})`); // prettier-ignore
  }
  return lines.join("\n");
}

function sourceText(graph: Graph, id: string, signature: string, plan: ArenaPlan, made: Program): string {
  const needed = Object.keys(pieces).filter((piece) => made.used.has(piece));
  const whole = graph.tensors.some(({type}) => type === "int8");
  const infinite = /\bINFINITY\b/.test(made.statements.join(""));
  const includes = new Set([...(whole ? ["stdint.h"] : []), ...(infinite ? ["math.h"] : []), ...needed.flatMap((piece) => pieces[piece].includes ?? [])]); // prettier-ignore
  const parts = [
    `/* ${commentText(graph.name)}: a neural network in C99. Made with Gantry. */\n#include "${id}.h"\n`,
    [...includes].sort().map((file) => `#include <${file}>\n`).join(""), // prettier-ignore
    "/* ---- The operators ---- */\n",
    ...needed.map((piece) => pieces[piece].code),
    "/* ---- The weights ---- */\n",
    ...made.constants,
    "/* ---- The network ---- */\n",
    arenaText(plan),
    `${signature}\n{\n${made.statements.join("\n").trimEnd()}\n}\n`
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function arenaText({float32, int8}: ArenaPlan): string {
  const arenas = [
    ...(float32 > 0 ? [`static float arena_float[${float32}];\n`] : []),
    ...(int8 > 0 ? [`static int8_t arena_int8[${int8}];\n`] : [])
  ];
  if (arenas.length === 0) return "";
  return `/* What lies between the layers. Two tensors share a place when the first is no longer needed. */\n${arenas.join("")}`;
}
