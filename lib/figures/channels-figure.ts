import type {Kernels} from "../nn/convolution.ts";
import type {Volume} from "../nn/matrix.ts";
import type {Figure, FigureOptions} from "./figure.ts";

/** What `channelsFigure` draws. */
export interface ChannelsData {
  /** `[height][width][channels]` */
  input: Volume;
  /** `[kernel height][kernel width][channels in][channels out]`, TensorFlow's order. */
  kernels: Kernels;
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
