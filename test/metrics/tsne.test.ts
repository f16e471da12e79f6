import {describe, expect, it} from "vitest";
import {principalComponents} from "../../lib/metrics/principal-components.ts";
import {rowsOf} from "../../lib/metrics/rows.ts";
import {tileGrid} from "../../lib/metrics/tile-grid.ts";
import {affinities, triangle, tsne, tsneBytes, tsneSteps} from "../../lib/metrics/tsne.ts";
import {random} from "../../lib/random.ts";
import * as fc from "fast-check";
import {oracle} from "../fixtures/metrics.ts";

const clusters = rowsOf(oracle.tsne.clusters.rows);

describe("principalComponents(rows, components)", () => {
  it("gives scikit-learn's variances and projections, up to the sign", () => {
    const {rows, variances, explained, projected} = oracle.pca;
    const found = principalComponents(rowsOf(rows), 3);
    variances.forEach((variance, i) => expect(found.variances[i]).toBeCloseTo(variance, 10));
    expect(found.explained).toBeCloseTo(explained, 10);
    projected.flat().forEach((value, i) => expect(Math.abs(found.projected.values[i])).toBeCloseTo(Math.abs(value), 8));
  });

  it("works with more columns than rows, and on rows that are all alike", () => {
    expect([...principalComponents(rowsOf([[1, 2, 3], [3, 2, 1]]), 2).variances].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([4, 0]); // prettier-ignore
    expect(principalComponents(rowsOf([[1, 2], [1, 2]]), 1)).toMatchObject({explained: NaN}); // prettier-ignore
  });

  it("refuses more directions than there are, and a single row", () => {
    expect(() => principalComponents(clusters, 7)).toThrow("from 1 to 6, got 7");
    expect(() => principalComponents(rowsOf([[1, 2]]), 1)).toThrow("rows must be at least 2 here, got 1");
  });
});

describe("affinities(rows, perplexity)", () => {
  const joint = affinities(clusters, 10);
  const [count] = clusters.shape;
  const of = (i: number, j: number) => (i === j ? 0 : joint[triangle(Math.max(i, j)) + Math.min(i, j)]);

  it("has each pair once, and sums to one half", () => {
    expect(joint.length).toBe((count * (count - 1)) / 2);
    expect(joint.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.5, 7);
  });

  it("gives scikit-learn's probabilities", () => {
    for (const [i, j, expected] of oracle.tsne.affinities) expect(of(i, j) / expected, `${i}, ${j}`).toBeCloseTo(1, 3);
  });
});

describe("tsne(rows, {perplexity, iterations})", () => {
  it("comes within 2 % of scikit-learn's divergence on a curved strip", () => {
    const {rows, perplexity, divergence} = oracle.tsne.strip;
    const run = tsne(rowsOf(rows), {perplexity});
    while (run.iterate());
    expect(run.done).toBe(1000);
    expect(Math.abs(run.divergence / divergence - 1)).toBeLessThan(0.02);
  });

  it("ends no more than 2 % above it on clusters, where descents end in different places", () => {
    const run = tsne(clusters, {perplexity: oracle.tsne.clusters.perplexity});
    while (run.iterate());
    expect(run.divergence).toBeLessThan(1.02 * oracle.tsne.clusters.divergence);
  });

  it("keeps four clusters apart: a point's neighbour is of its own", () => {
    const run = tsne(clusters, {perplexity: 10, iterations: 400});
    while (run.iterate());
    const {points} = run;
    let own = 0;
    for (let i = 0; i < 160; i++) {
      const distance = (j: number) =>
        i === j ? Infinity : (points[2 * i] - points[2 * j]) ** 2 + (points[2 * i + 1] - points[2 * j + 1]) ** 2;
      const nearest = Array.from({length: 160}, (_, j) => j).reduce((best, j) => (distance(j) < distance(best) ? j : best));
      if (Math.floor(nearest / 40) === Math.floor(i / 40)) own++;
    }
    expect(own).toBe(160);
  });

  it("gives the same points for the same seed", () => {
    const at = (seed: number) => {
      const run = tsne(clusters, {start: "random", seed, iterations: 20});
      while (run.iterate());
      return [...run.points];
    };
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  it("in pieces gives the same points, and says how far it is", () => {
    const all = tsne(clusters, {perplexity: 10, iterations: 5});
    while (all.iterate());
    const shares: number[] = [];
    const run = (steps: Generator<number, unknown, void>): unknown => {
      for (;;) {
        const {done, value} = steps.next();
        if (done) return value;
        shares.push(value as number);
      }
    };
    const pieces = run(tsneSteps(clusters, {perplexity: 10, iterations: 5})) as ReturnType<typeof tsne>;
    while (run(pieces.iterateSteps()));
    expect(pieces.points).toEqual(all.points);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(shares.length).toBeGreaterThan(40);
  });

  it("holds 50 million bytes for 5,000 rows", () => {
    expect(tsneBytes(5000)).toBe(49_990_000);
  });

  it("stays finite on rows that are all alike, and on duplicates", () => {
    const run = tsne(rowsOf(Array.from({length: 12}, (_, i) => [i < 6 ? 1 : 0, 0])), {perplexity: 3, iterations: 300});
    while (run.iterate());
    expect(run.points.every(Number.isFinite)).toBe(true);
    const alike = tsne(rowsOf(Array.from({length: 6}, () => [2, 2])), {perplexity: 2, iterations: 50});
    while (alike.iterate());
    expect(alike.points.every(Number.isFinite)).toBe(true);
  });

  it("refuses a perplexity that has not so many neighbours", () => {
    expect(() => tsne(rowsOf([[1], [2], [3], [4]]))).toThrow("from 1 to below the 4 rows, got 30");
    expect(() => tsne(rowsOf([[1], [2], [3]]), {perplexity: 2})).toThrow("rows must be at least 4 here, got 3");
    expect(() => tsne(clusters, {iterations: 0})).toThrow("iterations must be a whole number from 1");
  });
});

describe("tileGrid(points, columns)", () => {
  it("keeps a grid as it is: left to right, top to bottom", () => {
    const points = Array.from({length: 12}, (_, i) => [i % 4, -Math.floor(i / 4)]).flat();
    expect(tileGrid(points, 4)).toEqual({rows: 3, columns: 4, cells: Int32Array.from({length: 12}, (_, i) => i)});
  });

  it("gives every point a cell of its own", () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 200}),
        fc.option(fc.integer({min: 1, max: 30}), {nil: undefined}),
        (count, columns) => {
          const source = random(count);
          const {cells, rows, columns: across} = tileGrid(Array.from({length: 2 * count}, () => source.normal()), columns); // prettier-ignore
          expect(new Set(cells).size).toBe(count);
          expect(Math.max(...cells)).toBeLessThan(rows * across);
          expect(rows * across - count).toBeLessThan(across);
        }
      )
    );
  });

  it("refuses points that are not finite or not pairs", () => {
    expect(() => tileGrid([0, NaN])).toThrow("point 0 is not finite: NaN");
    expect(() => tileGrid([0, 1, 2])).toThrow("pairs of numbers, got 3 numbers");
    expect(() => tileGrid([0, 1], 0)).toThrow("columns must be a whole number from 1, got 0");
  });
});
