import type {Values} from "../../nn/network/network-weights.ts";

/** The half side of a square around the origin that holds all points [n, 2]: at least `least`, rounded up to quarters. */
export function pointLimit(points: readonly Values[], least = 1): number {
  let most = least;
  for (const {values} of points) for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return Math.ceil(most * 4) / 4;
}

/**
 * Draws points [n, 2] on a square canvas of `side` CSS pixels, y upwards, from −limit to limit: filled circles for real data,
 * hollow ones for generated. `lit` is drawn larger.
 */
export function paintPoints(
  canvas: HTMLCanvasElement,
  {values, shape}: Values,
  options: {side: number; limit: number; colour: string; filled: boolean; lit?: number; clear?: boolean}
): void {
  const {side, limit, colour, filled, lit = -1} = options;
  const dense = Math.min(2, globalThis.devicePixelRatio || 1);
  const size = Math.round(side * dense);
  const context = canvas.getContext("2d")!;
  if (options.clear !== false) {
    canvas.width = size;
    canvas.height = size;
  }
  context.setTransform(size / 2 / limit, 0, 0, -size / 2 / limit, size / 2, size / 2);
  const radius = ((shape[0] > 300 ? 1.8 : 3) * dense * 2 * limit) / size;
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = (1.4 * dense * 2 * limit) / size;
  for (let i = 0; i < shape[0]; i++) {
    context.beginPath();
    context.arc(values[2 * i], values[2 * i + 1], i === lit ? radius * 2 : radius, 0, 2 * Math.PI);
    if (filled) context.fill();
    else context.stroke();
  }
}
