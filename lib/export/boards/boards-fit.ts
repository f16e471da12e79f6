import type {Board, BoardNumbers} from "./boards.ts";
import {instructionsOn} from "./boards-needs.ts";
import type {Needs} from "./boards-needs.ts";

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
