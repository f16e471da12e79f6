import type {Figure, FigureOptions} from "./figure.ts";

/** Shape of the block, `[batch, height, width, channels]`; at most 400 values. */
export interface FlattenShape {
  batch: number;
  height: number;
  width: number;
  channels: number;
}

/** `.value` of `flattenFigure`: the element that is pointed at. */
export interface FlattenValue {
  /** [batch, row, column, channel] */
  from: [number, number, number, number];
  /** [batch, (row · width + column) · channels + channel] */
  to: [number, number];
}

/** A block [batch, height, width, channels] and its flattened form [batch, height · width · channels]; pointing at a value shows both places and the formula. */
export function flattenFigure(shape: FlattenShape, options: FigureOptions = {}): Figure<FlattenValue> {
  throw new Error("not drawn yet");
}
