import type {Figure, FigureOptions} from "./figure.ts";

/** What `channelsFigure` draws. */
export interface ChannelsData {
  /** One plane per input channel, `[channels][height][width]`. */
  input: number[][][];
  /** One kernel per pair of channels, `[outputs][channels][kernel height][kernel width]`. */
  kernels: number[][][][];
  /** One number per output channel. Default zeros. */
  bias?: number[];
}

/** Options of `channelsFigure`. */
export interface ChannelsFigureOptions extends FigureOptions {
  /** Default 1. */
  stride?: number;
  /** Zeros on every side. Default 0. */
  padding?: number;
  /** Names of the input channels, for example ["red", "green", "blue"]. */
  names?: string[];
}

/** `.value` of `channelsFigure`. */
export interface ChannelsValue {
  /** Index of the chosen output channel. */
  output: number;
  /** kernel height · kernel width · channels · outputs + outputs */
  parameters: number;
  /** Multiply-adds for all outputs. */
  multiplyAdds: number;
}

/** Several channels in, several kernels out: planes, their kernels, the sum; choose an output channel, point at one of its values. */
export function channelsFigure(data: ChannelsData, options: ChannelsFigureOptions = {}): Figure<ChannelsValue> {
  throw new Error("not drawn yet");
}
