import type {Figure, FigureOptions} from "./figure.ts";

/** The five quantities, and the size that follows. All in cells. */
export interface OutputSizeValue {
  /** n, 1…32 */
  input: number;
  /** f, 1…11 */
  kernel: number;
  /** s, 1…8 */
  stride: number;
  /** p on each side, 0…8 */
  padding: number;
  /** d, 1…4 */
  dilation: number;
  /** ⌊(n + 2p − d(f − 1) − 1)/s⌋ + 1, or 0 when the window does not fit. */
  output: number;
}

/**
 * A ruler of n + 2p cells with every window that fits drawn as a bracket and the cells left over hatched; sliders for n, f, s, p, d.
 */
export function outputSizeFigure(start: Partial<Omit<OutputSizeValue, "output">> = {}, options: FigureOptions = {}): Figure<OutputSizeValue> {
  throw new Error("not drawn yet");
}
