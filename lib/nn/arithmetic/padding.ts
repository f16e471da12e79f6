import {checkMatrix, checkWhole, show} from "./matrix.ts";
import type {Matrix} from "./matrix.ts";

/**
 * The four paddings. "valid": none, the window stays inside. "same": as many as give ⌈n / stride⌉ outputs, the odd one
 * after (TensorFlow's rule). "causal": all of it before, so that an output sees nothing that comes after it (in two
 * dimensions: above and to the left). "full": every window that touches at least one input.
 */
export type PaddingMode = "valid" | "same" | "causal" | "full";

/** Padding along one axis: a mode, the same amount on both sides, or [before, after]. */
export type AxisPadding = PaddingMode | number | [before: number, after: number];

/** Padding of a matrix: a mode, the same amount on all sides, or [top, bottom, left, right]. */
export type Padding = PaddingMode | number | [top: number, bottom: number, left: number, right: number];

/** How many rows or columns are added on each side. */
export interface PaddingAmounts {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** What the modes need to know of an axis. */
export interface PaddedAxis {
  /** Number of inputs. */
  input: number;
  /** Number of weights. */
  kernel: number;
  /** Default 1. */
  stride?: number;
  /** Default 1. */
  dilation?: number;
}

/** The modes, in the order in which the chapter compares them. */
export const paddingModes: readonly PaddingMode[] = ["valid", "same", "causal", "full"];

/**
 * How much is added [before, after] along one axis.
 * "same" is TensorFlow's: total = max((⌈n / s⌉ − 1)·s + d·(f − 1) + 1 − n, 0), the smaller half before.
 * @throws RangeError for a mode that does not exist or an amount that is not a whole number ≥ 0.
 */
export function paddingAlong(padding: AxisPadding, {input, kernel, stride = 1, dilation = 1}: PaddedAxis): [number, number] {
  const reach = dilation * (kernel - 1);
  switch (padding) {
    case "valid":
      return [0, 0];
    case "same": {
      const outputs = Math.ceil(input / stride);
      const total = Math.max((outputs - 1) * stride + reach + 1 - input, 0);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    }
    case "causal":
      return [reach, 0];
    case "full":
      return [reach, reach];
  }
  if (typeof padding === "number") return [checkWhole(padding, "padding"), padding];
  if (Array.isArray(padding) && padding.length === 2) {
    return [checkWhole(padding[0], "padding before"), checkWhole(padding[1], "padding after")];
  }
  throw new RangeError(
    `padding must be one of ${paddingModes.map(show).join(", ")}, a number or an amount for each side, got ${show(padding)}`
  );
}

/** The part of a matrix's padding that lies along its rows (top, bottom) or columns (left, right). */
export function paddingOfAxis(padding: Padding, axis: "rows" | "columns"): AxisPadding {
  if (!Array.isArray(padding)) return padding;
  if (padding.length !== 4) throw new RangeError(`padding of a matrix must be [top, bottom, left, right], got ${show(padding)}`);
  return axis === "rows" ? [padding[0], padding[1]] : [padding[2], padding[3]];
}

/**
 * How much is added on each side of a matrix.
 * @throws RangeError as `paddingAlong`.
 */
export function paddingAmounts(padding: Padding, rows: PaddedAxis, columns: PaddedAxis): PaddingAmounts {
  const [top, bottom] = paddingAlong(paddingOfAxis(padding, "rows"), rows);
  const [left, right] = paddingAlong(paddingOfAxis(padding, "columns"), columns);
  return {top, bottom, left, right};
}

/**
 * The matrix with `value` around it; shape [top + rows + bottom, left + columns + right].
 * @throws RangeError for an amount that is not a whole number ≥ 0.
 */
export function pad(input: Matrix, {top, bottom, left, right}: PaddingAmounts, value = 0): Matrix {
  const [, columns] = checkMatrix(input, "input");
  for (const [side, amount] of Object.entries({top, bottom, left, right})) checkWhole(amount, `padding ${side}`);
  const blank = () => new Array<number>(left + columns + right).fill(value);
  const before = new Array<number>(left).fill(value);
  const after = new Array<number>(right).fill(value);
  return [
    ...Array.from({length: top}, blank),
    ...input.map((row) => [...before, ...row, ...after]),
    ...Array.from({length: bottom}, blank)
  ];
}

/** A signal with `value` before and after it; length before + n + after. */
export function pad1d(signal: number[], [before, after]: [number, number], value = 0): number[] {
  return [
    ...new Array<number>(checkWhole(before, "padding before")).fill(value),
    ...signal,
    ...new Array<number>(checkWhole(after, "padding after")).fill(value)
  ];
}
