import type {Figure, FigureOptions} from "./figure.ts";

/** Options of `poolingFigure`. */
export interface PoolingFigureOptions extends FigureOptions {
  /** Side of the window. Default 2. */
  size?: number;
  /** Default: `size`. */
  stride?: number;
  /** Which poolings are shown. Default all five. */
  kinds?: PoolingName[];
  /** Shows where a gradient of 1 at the pointed output goes back to, instead of the value. Default false; the reader can switch. */
  gradient?: boolean;
  /** The map can be edited. Default false. */
  editable?: boolean;
}

/** A pooling by name. */
export type PoolingName = "max" | "average" | "sum" | "global max" | "global average";

/** `.value` of `poolingFigure`: the map, and what each pooling makes of it (global ones 1 × 1). */
export interface PoolingValue {
  map: number[][];
  pooled: Partial<Record<PoolingName, number[][]>>;
}

/** The same map under max, average, sum, global max and global average pooling, side by side, with linked pointing. */
export function poolingFigure(map: number[][], options: PoolingFigureOptions = {}): Figure<PoolingValue> {
  throw new Error("not drawn yet");
}
