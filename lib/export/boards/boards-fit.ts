import type {Board, BoardNumbers, Core} from "./boards.ts";
import {planArena} from "../c/arena.ts";
import type {Graph, GraphOp} from "../graph/graph.ts";
import {lower} from "../graph/lower.ts";
import type {Weights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import {weightSpecs} from "../../nn/network/network.ts";
import {summary} from "../../nn/network/summary.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

/** Bytes of flash for start-up, the operators' code and the mathematical library; of memory for the stack and the library's variables. */
const PROGRAM_BYTES = 8 * 1024;
const STACK_BYTES = 2 * 1024;

/** What the C program of a network needs, known before it is trained. */
export interface Needs {
  numbers: BoardNumbers;
  /** Bytes of weights, biases, scales and tables: those of `writeC`. */
  weights: number;
  /** Bytes between the layers, as `planArena` places them. */
  arena: number;
  /** Bytes of the caller's inputs and outputs. */
  ends: number;
  /** Weights and program. */
  flash: number;
  /** Arena, inputs and outputs, stack. */
  ram: number;
  /** Multiply-adds of one inference. */
  multiplyAdds: number;
  work: WorkCount;
  /** The operator with the most weights: what it makes, and its share of all. */
  heaviest: {name: string; share: number};
  /** The operator at which the most memory is busy: what it makes, and the bytes of its inputs and outputs. */
  widest: {name: string; bytes: number};
}

/** How often each kind of work is done in one inference. */
export interface WorkCount {
  multiplyAdds: number;
  /** Runs of multiply-adds along the channels of a place, or along a whole vector. */
  runs: number;
  /** Outputs of convolutions and dense layers. */
  outputs: number;
  /** Numbers copied, pooled, looked up, added. */
  moves: number;
  /** Values of tanh and of the logistic function. */
  curves: number;
}

/**
 * What the C program of a network needs on a board, in whole numbers and in real ones; no weights are needed for it.
 * @throws RangeError naming a layer that no exporter can write.
 */
export function needsOf(network: Network): Record<BoardNumbers, Needs> {
  const blank: Weights = {};
  for (const {name, shape} of weightSpecs(network)) blank[name] = {shape, values: new Float32Array(sizeOf(shape))};
  const {graph} = lower(network, blank);
  const {multiplyAdds} = summary(network);
  return {int8: needs(graph, "int8", multiplyAdds), float32: needs(graph, "float32", multiplyAdds)};
}

function needs(graph: Graph, numbers: BoardNumbers, multiplyAdds: number): Needs {
  const size = numbers === "int8" ? 1 : 4;
  const counted = [...graph.inputs, ...graph.outputs].reduce((sum, place) => sum + sizeOf(graph.tensors[place].shape), 0);
  const weights = graph.ops.map((op) => ({op, bytes: constantBytes(graph, op, numbers)}));
  const total = weights.reduce((sum, {bytes}) => sum + bytes, 0);
  const heaviest = weights.reduce((most, one) => (one.bytes > most.bytes ? one : most));
  // Shapes are the same in whole numbers: only the bytes of each differ.
  const arena = size * planArena(graph).float32;
  const busy = graph.ops.map((op) => ({op, bytes: size * busyNumbers(graph, op)}));
  const widest = busy.reduce((most, one) => (one.bytes > most.bytes ? one : most));
  const ends = size * counted;
  return {
    numbers,
    weights: total,
    arena,
    ends,
    flash: total + PROGRAM_BYTES,
    ram: arena + ends + STACK_BYTES,
    multiplyAdds,
    work: {...countWork(graph), multiplyAdds},
    heaviest: {name: layerOf(graph, heaviest.op), share: total === 0 ? 0 : heaviest.bytes / total},
    widest: {name: layerOf(graph, widest.op), bytes: widest.bytes}
  };
}

/** The name of the layer that an operator came from: of its weights, else of what it makes. */
function layerOf({tensors}: Graph, {inputs, outputs}: GraphOp): string {
  const weights = inputs.find((place) => tensors[place].data);
  return tensors[weights ?? outputs[0]].name.replace(/\/.*$/, "");
}

function constantBytes({tensors}: Graph, op: GraphOp, numbers: BoardNumbers): number {
  const constants = op.inputs.filter((place) => tensors[place].data).map((place) => sizeOf(tensors[place].shape));
  const count = constants.reduce((sum, size) => sum + size, 0);
  if (numbers === "float32") return 4 * count;
  switch (op.kind) {
    case "conv":
    case "transposeConv":
    case "dense": {
      // A factor of 4 bytes and a power of one for each channel; a dense layer has one of both.
      const factors = op.kind === "dense" ? 1 : tensors[op.inputs[1]].shape[0];
      return constants[0] + 4 * constants[1] + 5 * factors;
    }
    case "relu":
    case "leakyRelu":
    case "tanh":
    case "logistic":
      return 256;
    default:
      return count;
  }
}

function busyNumbers({tensors}: Graph, {inputs, outputs}: GraphOp): number {
  return [...inputs.filter((place) => !tensors[place].data), ...outputs].reduce((sum, place) => sum + sizeOf(tensors[place].shape), 0); // prettier-ignore
}

function countWork({tensors, ops}: Graph): Omit<WorkCount, "multiplyAdds"> {
  const count = {runs: 0, outputs: 0, moves: 0, curves: 0};
  for (const op of ops) {
    const made = op.outputs.reduce((sum, place) => sum + sizeOf(tensors[place].shape), 0);
    switch (op.kind) {
      case "conv":
      case "transposeConv": {
        const [, height, width] = tensors[op.inputs[1]].shape;
        const windows = op.kind === "conv" ? made : made / (op.stride[0] * op.stride[1]);
        count.runs += windows * height * width;
        count.outputs += made;
        break;
      }
      case "dense":
        count.runs += made;
        count.outputs += made;
        break;
      case "maxPool":
      case "averagePool":
        count.moves += made * op.size[0] * op.size[1];
        break;
      case "tanh":
      case "logistic":
        count.curves += made;
        break;
      case "reshape":
        break;
      default:
        count.moves += made;
    }
  }
  return count;
}

/** The instructions of one inference of the plain C program on a core: within a fifth of what QEMU counts. */
export function instructionsOn(core: Core, {numbers, work}: Needs): number {
  const each = core.instructions[numbers];
  const {multiplyAdds, runs, outputs, moves, curves} = work;
  return multiplyAdds * each.multiplyAdd + runs * each.run + outputs * each.output + moves * each.move + curves * each.curve;
}

/** Whether a network fits a board, and what would help if it does not. */
export interface Fit {
  board: Board;
  numbers: BoardNumbers;
  fits: boolean;
  /** Bytes needed beyond what the board has; 0 when there is room. */
  flashOver: number;
  ramOver: number;
  /** Estimated time of one inference of the plain C program. */
  seconds: number;
  /** The same with the makers' kernels, by their published gain; null when none is known. */
  librarySeconds: number | null;
  /** Sentences for the reader; empty when it fits. */
  advice: string[];
}

/** How a network's C program fits a board, in whole numbers or in real ones. */
export function fitOn(board: Board, needs: Readonly<Record<BoardNumbers, Needs>>, numbers: BoardNumbers): Fit {
  const need = needs[numbers];
  const flashOver = Math.max(0, need.flash - board.flash);
  const ramOver = Math.max(0, need.ram - board.ram);
  const seconds = (instructionsOn(board.core, need) * board.core.cyclesPerInstruction) / board.clock;
  const gain = numbers === "int8" ? board.core.library?.times : undefined;
  return {
    board,
    numbers,
    fits: flashOver === 0 && ramOver === 0,
    flashOver,
    ramOver,
    seconds,
    librarySeconds: gain === undefined ? null : seconds / gain,
    advice: flashOver + ramOver > 0 ? adviceFor(board, needs, numbers, flashOver > 0, ramOver > 0) : []
  };
}

function adviceFor(
  board: Board,
  needs: Readonly<Record<BoardNumbers, Needs>>,
  numbers: BoardNumbers,
  flash: boolean,
  ram: boolean
): string[] {
  const {int8} = needs;
  const need = needs[numbers];
  if (numbers === "float32" && int8.flash <= board.flash && int8.ram <= board.ram)
    return [`In int8 it fits: ${bytesText(int8.flash)} of flash, ${bytesText(int8.ram)} of memory.`];
  const advice = numbers === "float32" ? ["int8 needs a quarter, which is not enough here."] : [];
  if (flash) {
    const {name, share} = need.heaviest;
    advice.push(`${name} holds ${Math.round(100 * share)} % of the weights: fewer channels or units there help most.`);
  }
  if (ram) {
    const {name, bytes} = need.widest;
    advice.push(`The most memory is busy at ${name}, ${bytesText(bytes)}: fewer channels there, or a smaller map, help.`);
  }
  return advice;
}

/** Bytes in the unit that suits them, 1 KB = 1,024 bytes: "63.1 KB". Three digits. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "KB"] : bytes < 1024 ** 3 ? [bytes / 1024 ** 2, "MB"] : [bytes / 1024 ** 3, "GB"]; // prettier-ignore
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;
}
