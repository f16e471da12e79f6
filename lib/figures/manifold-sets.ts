import type {Point} from "../data/points.ts";
import {random} from "../random.ts";

/** A generator to look at in the plane. */
export const manifoldKinds = ["good", "collapsed", "blurry", "one too far"] as const;

/** Name of one. */
export type ManifoldKind = (typeof manifoldKinds)[number];

const count = 48;

/** Real points: on two arcs, a little scattered. */
export function realArcs(seed: number | string): Point[] {
  const source = random(`${seed}/real`);
  return Array.from({length: count}, (_, i) => arc(i % 2, source.uniform(), source.normal(0, 0.05), source.normal(0, 0.05)));
}

/**
 * What a generator makes of them: "good" other points of the same arcs; "collapsed" points around two places of one arc; "blurry" each
 * the mean of two real ones with more scatter, mostly between the arcs; "one too far" is good but for a single real outlier, whose
 * ball it hides in.
 */
export function generatedArcs(kind: ManifoldKind, real: readonly Point[], seed: number | string): Point[] {
  const source = random(`${seed}/${kind}`);
  const jitter = (deviation: number) => source.normal(0, deviation);
  return Array.from({length: count}, (_, i): Point => {
    if (kind === "collapsed") {
      const [x, y] = arc(0, i % 2 === 0 ? 0.25 : 0.65, 0, 0);
      return [x + jitter(0.035), y + jitter(0.035)];
    }
    if (kind === "blurry") {
      const [a, b] = [source.choose(real), source.choose(real)];
      return [(a[0] + b[0]) / 2 + jitter(0.08), (a[1] + b[1]) / 2 + jitter(0.08)];
    }
    if (kind === "one too far" && i % 3 === 0) return [0.95 + jitter(0.12), 0.85 + jitter(0.12)];
    return arc(i % 2, source.uniform(), jitter(0.05), jitter(0.05));
  });
}

/** The real points of a kind: "one too far" has an outlier among them. */
export function realFor(kind: ManifoldKind, seed: number | string): Point[] {
  const real = realArcs(seed);
  return kind === "one too far" ? [...real.slice(1), [1.05, 0.95]] : real;
}

function arc(which: number, along: number, dx: number, dy: number): Point {
  const angle = Math.PI * along;
  return which === 0
    ? [-0.3 + 0.75 * Math.cos(angle) + dx, -0.15 + 0.75 * Math.sin(angle) + dy]
    : [0.3 - 0.75 * Math.cos(angle) + dx, 0.1 - 0.75 * Math.sin(angle) + dy];
}
