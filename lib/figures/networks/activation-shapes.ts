import type {Values} from "../../nn/network/network-weights.ts";

/** The maps of one layer for one example, as a matrix for each channel. */
export interface LayerMaps {
  /** `maps[channel][row][column]`; for a row of numbers one map, nearly square, whose last places are NaN. */
  maps: number[][][];
  /** Numbers that there are, without the places that fill the square. */
  count: number;
  /** True when the layer gives a row of numbers, not maps. */
  flat: boolean;
  low: number;
  high: number;
  /** Values that are NaN or infinite. */
  lost: number;
}

/**
 * The maps of one example of a layer's output [n, height, width, channels] or [n, features].
 * @throws RangeError for another shape, or an example that there is none of.
 */
export function layerMaps({shape, values}: Values, example: number): LayerMaps {
  const [n, ...rest] = shape;
  if (rest.length !== 1 && rest.length !== 3)
    throw new RangeError(`activations have shape [n, height, width, channels] or [n, features], got [${shape.join(", ")}]`);
  if (!Number.isInteger(example) || example < 0 || example >= n)
    throw new RangeError(`example ${example} of ${n}: there is none`);
  const count = rest.reduce((a, b) => a * b, 1);
  const own = values.subarray(example * count, (example + 1) * count);
  let [low, high, lost] = [Infinity, -Infinity, 0];
  for (const value of own) {
    if (!Number.isFinite(value)) lost++;
    else [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const range = {low: Number.isFinite(low) ? low : 0, high: Number.isFinite(high) ? high : 0, lost, count};
  if (rest.length === 1) {
    const columns = Math.ceil(Math.sqrt(count));
    const rows = Math.ceil(count / columns);
    const map = Array.from({length: rows}, (_, r) => Array.from({length: columns}, (_, c) => own[r * columns + c] ?? NaN));
    return {maps: [map], flat: true, ...range};
  }
  const [height, width, channels] = rest;
  const maps = Array.from({length: channels}, (_, channel) =>
    Array.from({length: height}, (_, r) => Array.from({length: width}, (_, c) => own[(r * width + c) * channels + channel]))
  );
  return {maps, flat: false, ...range};
}
