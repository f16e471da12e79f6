import {random} from "../../random.ts";

/** A vector of noise, N(0, 1) in every coordinate. */
export function seededNoise(dimensions: number, seed: number | string): Float32Array {
  const source = random(seed);
  return Float32Array.from({length: dimensions}, () => source.normal());
}

/**
 * Four seeded vectors of noise at the corners of a square, and what lies between: at (x, y) in 0…1 a sum whose squared weights make
 * 1, so that every place of the square is a sample as likely as any other. At a corner it is that corner's vector.
 */
export function noisePlane(dimensions: number, seed: number | string): (x: number, y: number) => Float32Array {
  const corners = [0, 1, 2, 3].map((corner) => seededNoise(dimensions, `${seed}/corner ${corner}`));
  return (x, y) => {
    const [across, down] = [(x * Math.PI) / 2, (y * Math.PI) / 2];
    const weights = [
      Math.cos(across) * Math.cos(down),
      Math.sin(across) * Math.cos(down),
      Math.cos(across) * Math.sin(down),
      Math.sin(across) * Math.sin(down)
    ];
    return Float32Array.from({length: dimensions}, (_, i) => weights.reduce((sum, weight, k) => sum + weight * corners[k][i], 0));
  };
}

/** How one noise becomes another. */
export type Interpolation = "linear" | "spherical";

/**
 * What lies between two vectors of noise, `t` from 0 to 1. Linear: the straight line, which passes nearer to 0 than samples lie.
 * Spherical (Shoemake 1985; for GANs White 2016): along the arc, at the length that samples have.
 */
export function between(from: Float32Array, to: Float32Array, t: number, kind: Interpolation): Float32Array {
  const [a, b] = kind === "linear" ? [1 - t, t] : arc(from, to, t);
  return from.map((value, i) => a * value + b * to[i]);
}

/** Length of a vector. Noise of d numbers has about √d. */
export function lengthOf(vector: Float32Array): number {
  return Math.hypot(...vector);
}

function arc(from: Float32Array, to: Float32Array, t: number): [number, number] {
  const lengths = lengthOf(from) * lengthOf(to);
  const dot = from.reduce((sum, value, i) => sum + value * to[i], 0);
  const angle = lengths > 0 ? Math.acos(Math.max(-1, Math.min(1, dot / lengths))) : 0;
  if (Math.sin(angle) < 1e-6) return [1 - t, t];
  return [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
}
