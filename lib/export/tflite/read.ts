import {FileError} from "../../nn/files/safetensors.ts";
import {checkGraph} from "../graph/check-graph.ts";
import type {Graph, GraphOp, GraphTensor} from "../graph/graph.ts";
import {compact} from "../graph/graph.ts";
import {operatorName} from "./schema.ts";
import {readModel} from "./raw-model.ts";
import type {RawModel, RawOperator} from "./raw-model.ts";
import {readOperator, readTensor} from "./interpret.ts";

/** What a .tflite file holds. */
export interface TfliteFile {
  graph: Graph;
  /** For people; may be empty. */
  description: string;
}

/**
 * Reads a TensorFlow Lite file, float or int8, of this book's writer or another's, as a graph: its first subgraph, for the batch of
 * one that its shapes have. Operators that only compute shapes are left out, since the file has them too; what a writer leaves out
 * (biases) or joins (activations of a sum, int8 weights of a float operator) becomes operators and constants of its own.
 * @throws FileError when the file is damaged, naming the part and the place; when it needs an operator, an option or a type of
 * numbers that this book has not, naming it.
 */
export function readTflite(bytes: Uint8Array): TfliteFile {
  const raw = readModel(bytes);
  checkPlaces(raw);
  const operators = neededOperators(raw);
  const graph: Graph = {name: raw.name, tensors: [], ops: [], inputs: raw.inputs, outputs: raw.outputs};
  // Names must be unique here; files may have any.
  const names = new Set<string>();
  const used = new Set([...raw.inputs, ...raw.outputs, ...operators.flatMap((op) => [...dataInputs(op), ...op.outputs])]);
  graph.tensors = raw.tensors.map((tensor, place): GraphTensor => {
    if (!used.has(place)) return {name: "", shape: [], type: "float32"};
    let name = tensor.name || `tensor ${place}`;
    for (let copy = 2; names.has(name); copy++) name = `${tensor.name || `tensor ${place}`} (${copy})`;
    names.add(name);
    return {...readTensor(raw, place), name};
  });
  for (const operator of operators) graph.ops.push(...readOperator(operator, graph, raw));
  const whole = compact({...graph, ops: decodersFirst(graph.ops, graph.tensors)});
  try {
    checkGraph(whole);
  } catch (error) {
    throw error instanceof RangeError ? new FileError(`the file does not fit together: ${error.message}`) : error;
  }
  return {graph: whole, description: raw.description};
}

/** The inputs of an operator that are numbers to compute with: what only says a shape is known from the shapes. */
function dataInputs({code, inputs}: RawOperator): number[] {
  const name = operatorName(code);
  if (["RESHAPE", "SQUEEZE", "EXPAND_DIMS", "RESIZE_NEAREST_NEIGHBOR", "PAD"].includes(name)) return inputs.slice(0, 1);
  if (name === "TRANSPOSE_CONV") return inputs.slice(1).filter((place) => place >= 0);
  if (name === "SPLIT") return inputs.slice(1, 2);
  return inputs.filter((place) => place >= 0);
}

function checkPlaces({tensors, operators, inputs, outputs, subgraphs}: RawModel): void {
  const check = (places: readonly number[], least: number, what: string): void => {
    const wrong = places.find((place) => place < least || place >= tensors.length);
    if (wrong !== undefined) throw new FileError(`the file is damaged: ${what} tensor ${wrong}, there are ${tensors.length}`);
  };
  check(inputs, 0, "its inputs name");
  check(outputs, 0, "its outputs name");
  if (outputs.length === 0) throw new FileError("the file has no output");
  if (new Set([...inputs, ...outputs]).size < inputs.length + outputs.length)
    throw new FileError("the file names an input or output twice");
  if (subgraphs > 1 && operators.some(({code}) => ["IF", "WHILE", "CALL_ONCE"].includes(operatorName(code)))) {
    throw new FileError(`the file has ${subgraphs} subgraphs that call each other: one is run here`);
  }
  operators.forEach(({inputs: from, outputs: to, code}, i) => {
    check(from, -1, `operator ${i} (${operatorName(code)}) takes`);
    check(to, 0, `operator ${i} (${operatorName(code)}) makes`);
  });
}

/** The operators on the way to the outputs, in the file's order. */
function neededOperators({operators, outputs}: RawModel): RawOperator[] {
  const makers = new Map<number, number>();
  operators.forEach((operator, i) => operator.outputs.forEach((place) => makers.set(place, i)));
  const needed = new Set<number>();
  const waiting = [...outputs];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const maker = makers.get(place);
    if (maker === undefined || needed.has(maker)) continue;
    needed.add(maker);
    waiting.push(...dataInputs(operators[maker]));
  }
  return operators.filter((_, i) => needed.has(i));
}

/** Operators that decode constants stand first, as this book writes them. */
function decodersFirst(ops: readonly GraphOp[], tensors: readonly GraphTensor[]): GraphOp[] {
  const decodes = ({kind, inputs: [x]}: GraphOp): boolean => kind === "dequantize" && tensors[x].data !== undefined;
  return [...ops.filter(decodes), ...ops.filter((op) => !decodes(op))];
}
