import type {Figure, FigureOptions} from "./figure.ts";

/** A padding by name, as in the TinyML article. */
export type PaddingName = "same" | "valid" | "causal" | "full";

/** What `paddingFigure` draws: a signal `[length]` and a kernel `[taps]`. */
export interface PaddingData {
  signal: number[];
  kernel: number[];
}

/** `.value` of `paddingFigure`: the output value that is pointed at, or null. */
export interface PaddingValue {
  padding: PaddingName;
  index: number;
  sum: number;
}

/** The four paddings of one signal, one under the other, cells aligned, padded zeros hatched; pointing at an output shows its window and sum. */
export function paddingFigure(data: PaddingData, options: FigureOptions = {}): Figure<PaddingValue | null> {
  throw new Error("not drawn yet");
}
