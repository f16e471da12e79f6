import type {Point} from "../../data/points.ts";
import {random} from "../../random.ts";

/** A generator to look at in the plane. */
export const manifoldKinds = ["good", "collapsed", "blurry", "one too far"] as const;

/** Name of one. */
export type ManifoldKind = (typeof manifoldKinds)[number];

const count = 60;

/** Real points: on a ring, a little scattered. */
export function realRing(seed: number | string): Point[] {
  const source = random(`${seed}/real`);
  return Array.from({length: count}, () => ringPoint(source.uniform(), source.normal(0, 0.06)));
}

/**
 * What a generator makes of them: "good" other points of the same ring; "collapsed" points around two places of it; "blurry" each the
 * mean of two real ones, mostly inside the ring; "one too far" is good but for a third of its points, which lie around a real outlier,
 * in its large ball.
 */
export function generatedRing(kind: ManifoldKind, real: readonly Point[], seed: number | string): Point[] {
  const source = random(`${seed}/${kind}`);
  const jitter = (deviation: number) => source.normal(0, deviation);
  return Array.from({length: count}, (_, i): Point => {
    if (kind === "collapsed") {
      const [x, y] = ringPoint(i % 2 === 0 ? 0.1 : 0.4, 0);
      return [x + jitter(0.04), y + jitter(0.04)];
    }
    if (kind === "blurry") {
      const [a, b] = [source.choose(real), source.choose(real)];
      return [(a[0] + b[0]) / 2 + jitter(0.03), (a[1] + b[1]) / 2 + jitter(0.03)];
    }
    if (kind === "one too far" && i % 3 === 0) return [0.2 + jitter(0.15), 0.05 + jitter(0.15)];
    return ringPoint(source.uniform(), jitter(0.06));
  });
}

/** The real points of a kind: "one too far" has an outlier among them. */
export function realFor(kind: ManifoldKind, seed: number | string): Point[] {
  const real = realRing(seed);
  return kind === "one too far" ? [...real.slice(1), [0.2, 0.05]] : real;
}

/** @param turn 0 to 1, from the right against the clock */
function ringPoint(turn: number, away: number): Point {
  const angle = 2 * Math.PI * turn;
  return [(0.95 + away) * Math.cos(angle), (0.95 + away) * Math.sin(angle)];
}
