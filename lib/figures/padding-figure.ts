import type {PaddingMode} from "../nn/padding.ts";
import type {Figure, FigureOptions} from "./figure.ts";

/** What `paddingFigure` draws: a signal `[length]` and a kernel `[taps]`. */
export interface PaddingData {
  signal: number[];
  kernel: number[];
}

/** `.value` of `paddingFigure`: the output value that is pointed at, or null. */
export interface PaddingValue {
  padding: PaddingMode;
  index: number;
  sum: number;
}

/** The four paddings of one signal, one under the other, cells aligned, padded zeros hatched; pointing at an output shows its window and sum. */
export function paddingFigure(data: PaddingData, options: FigureOptions = {}): Figure<PaddingValue | null> {
  throw new Error("not drawn yet");
}
