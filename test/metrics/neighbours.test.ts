import {describe, expect, it} from "vitest";
import * as fc from "fast-check";
import {nearestNeighbours} from "../../lib/metrics/distances.ts";
import {birthdayTest, closestPairs} from "../../lib/metrics/duplicates.ts";
import {kernelDistance} from "../../lib/metrics/kid.ts";
import {precisionRecall} from "../../lib/metrics/precision-recall.ts";
import {pickRows, rowsOf} from "../../lib/metrics/rows.ts";
import type {Rows} from "../../lib/metrics/rows.ts";
import {random} from "../../lib/random.ts";
import {oracle} from "../fixtures/metrics.ts";

const real = rowsOf(oracle.real);
const fake = rowsOf(oracle.fake);
const normal = (count: number, size: number, seed: number, shift = 0): Rows => {
  const source = random(seed);
  return {shape: [count, size], values: Float64Array.from({length: count * size}, () => source.normal(shift))};
};

describe("nearestNeighbours(a, b, k, sameSet)", () => {
  it("gives scikit-learn's neighbours and distances", () => {
    const {places, distances} = nearestNeighbours(fake, real, 3);
    expect([...places]).toEqual(oracle.neighbours.places.flat());
    oracle.neighbours.distances.flat().forEach((distance, i) => expect(distances[i]).toBeCloseTo(distance, 12));
  });

  it("agrees with sorting, over more rows than a tile, with ties by the lower index", () => {
    const whole = fc.array(fc.tuple(fc.integer({min: 0, max: 3}), fc.integer({min: 0, max: 3})), {minLength: 4, maxLength: 150});
    fc.assert(
      fc.property(whole, fc.integer({min: 1, max: 3}), (points, k) => {
        const {places} = nearestNeighbours(rowsOf(points), rowsOf(points), k, true);
        points.forEach(([x, y], i) => {
          const others = points.flatMap((other, j) => (j === i ? [] : [{j, d: (x - other[0]) ** 2 + (y - other[1]) ** 2}]));
          const sorted = others.sort((a, b) => a.d - b.d || a.j - b.j).slice(0, k);
          expect([...places.slice(i * k, (i + 1) * k)]).toEqual(sorted.map(({j}) => j));
        });
      }),
      {numRuns: 30}
    );
  });

  it("finds a training image that was learned by heart", () => {
    const {places, distances} = nearestNeighbours(pickRows(real, [17]), real, 1);
    expect([places[0], distances[0]]).toEqual([17, 0]);
  });

  it("refuses more neighbours than there are candidates", () => {
    expect(() => nearestNeighbours(real, real, 40, true)).toThrow("from 1 to the 39 candidates, got 40");
  });
});

describe("precisionRecall(real, fake, k)", () => {
  it.each([1, 3, 5] as const)("gives numpy's shares for k = %i", (k) => {
    const {samples, k: used, ...shares} = precisionRecall(real, fake, k);
    for (const [name, share] of Object.entries(oracle.prdc[k])) expect(shares[name as "recall"], name).toBeCloseTo(share, 12);
    expect([samples, used]).toEqual([[40, 40], k]);
  });

  it.each([1, 3, 5])(
    "is 1, 1, (k + 1) / k and 1 for a copy of the set: a sample lies in its own ball and in k others, k = %i",
    (k) => {
      for (const seed of [1, 2, 3]) {
        const {shape, values} = normal(150, 64, seed);
        for (const set of [
          {shape, values},
          {shape, values: Float32Array.from(values)}
        ]) {
          const {precision, recall, density, coverage} = precisionRecall(set, set, k);
          expect([precision, recall, density, coverage]).toEqual([1, 1, (k + 1) / k, 1]);
        }
      }
    }
  );

  it("counts a distance equal to the radius as inside: on lattices, what whole numbers give, whatever their unit", () => {
    const point = fc.array(fc.integer({min: 0, max: 5}), {minLength: 3, maxLength: 3});
    const set = fc.array(point, {minLength: 6, maxLength: 80});
    // Units in which every square is exact, so that the same distance is the same number everywhere.
    const unit = fc.constantFrom(1, 2 ** -20, 3, 1024);
    fc.assert(
      fc.property(set, set, fc.integer({min: 1, max: 5}), unit, (real, fake, k, unit) => {
        const scaled = (points: number[][]) => rowsOf(points.map((point) => point.map((value) => unit * value)));
        const {precision, recall, density, coverage} = precisionRecall(scaled(real), scaled(fake), k);
        const apart = (a: number[], b: number[]) => a.reduce((sum, value, axis) => sum + (value - b[axis]) ** 2, 0);
        const radii = (points: number[][]) =>
          points.map((a, i) => points.flatMap((b, j) => (i === j ? [] : [apart(a, b)])).sort((a, b) => a - b)[k - 1]);
        const [ofReal, ofFake] = [radii(real), radii(fake)];
        const share = <T>(all: T[], holds: (one: T, i: number) => boolean) => all.filter(holds).length / all.length;
        expect(precision).toBe(share(fake, (y) => real.some((x, i) => apart(x, y) <= ofReal[i])));
        expect(recall).toBe(share(real, (x) => fake.some((y, j) => apart(x, y) <= ofFake[j])));
        expect(coverage).toBe(share(real, (x, i) => fake.some((y) => apart(x, y) <= ofReal[i])));
        const balls = fake.reduce((sum, y) => sum + real.filter((x, i) => apart(x, y) <= ofReal[i]).length, 0);
        expect(density).toBe(balls / (k * fake.length));
      }),
      {numRuns: 60}
    );
  });

  it("shows a collapsed generator as precise without recall, a far one as neither", () => {
    const data = normal(200, 4, 1);
    const collapsed = pickRows(
      data,
      Array.from({length: 200}, (_, i) => i % 5)
    );
    const close = precisionRecall(data, collapsed);
    expect(close.precision).toBe(1);
    expect(close.recall).toBeLessThan(0.1);
    expect(close.coverage).toBeLessThan(0.2);
    expect(precisionRecall(data, normal(200, 4, 2, 50))).toMatchObject({precision: 0, recall: 0, density: 0, coverage: 0});
  });

  it("refuses sets with no more than k samples, vectors of two lengths, NaN", () => {
    expect(() => precisionRecall(pickRows(real, [0, 1, 2]), fake)).toThrow("real features must be at least 4 here, got 3");
    expect(() => precisionRecall(real, normal(10, 4, 1))).toThrow("got 5 and 4: were they made by the same layer?");
    expect(() => precisionRecall(real, rowsOf([[NaN], [1], [2], [3]]))).toThrow("generated features: row 0, column 0 is NaN");
  });
});

describe("kernelDistance(real, fake, {subsets, subsetSize, seed})", () => {
  it("gives numpy's value when a subset is the whole set, and then no error bar: nothing was drawn", () => {
    for (const subsets of [1, 3]) {
      const {mean, deviation, error, subsetSize} = kernelDistance(real, fake, {subsets, subsetSize: 40});
      expect(mean).toBeCloseTo(oracle.kid, 12);
      expect([deviation, error, subsetSize]).toEqual([NaN, NaN, 40]);
    }
    expect(kernelDistance(real, fake, {subsets: 1, subsetSize: 20}).error).toBeNaN();
  });

  it("takes subsets of half of the smaller set, at most 1,000", () => {
    expect(kernelDistance(real, fake)).toMatchObject({subsets: 100, subsetSize: 20});
    expect(kernelDistance(normal(61, 2, 1), normal(90, 2, 2))).toMatchObject({subsetSize: 30});
    expect(kernelDistance(normal(2500, 1, 1), normal(2500, 1, 2), {subsets: 2})).toMatchObject({subsetSize: 1000});
    expect(kernelDistance(normal(3, 2, 1), normal(3, 2, 2))).toMatchObject({subsetSize: 2});
  });

  it("gives mean and deviation of the distances of the very subsets, each by itself", () => {
    const [a, b] = [normal(50, 5, 1), normal(70, 5, 2, 0.3)];
    const source = random("subsets");
    const draw = (rows: Rows): Rows =>
      pickRows(rows, source.shuffle(Array.from({length: rows.shape[0]}, (_, i) => i)).slice(0, 18));
    const each = Array.from({length: 40}, () => kernelDistance(draw(a), draw(b), {subsets: 1, subsetSize: 18}).mean);
    const mean = each.reduce((sum, value) => sum + value, 0) / 40;
    const found = kernelDistance(a, b, {subsets: 40, subsetSize: 18, seed: "subsets"});
    expect(found.mean).toBeCloseTo(mean, 12);
    expect(found.deviation).toBeCloseTo(Math.sqrt(each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 40), 12);
  });

  /** Spread of the mean over independent draws of both sets, over the mean error bar of each draw. */
  const spreadOverBar = (count: number, shift: number, subsetSize?: number) => {
    const draws = Array.from({length: 80}, (_, i) =>
      kernelDistance(normal(count, 4, 1000 + i), normal(count, 4, 5000 + i, shift), {subsets: 32, subsetSize, seed: i})
    );
    const mean = draws.reduce((sum, {mean}) => sum + mean, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw.mean - mean) ** 2, 0) / (draws.length - 1);
    const bar = draws.reduce((sum, {error}) => sum + error ** 2, 0) / draws.length;
    return Math.sqrt(variance / bar);
  };

  it("has an error bar as long as independent draws of both sets spread, within a quarter, whatever the size of a subset", () => {
    for (const [count, subsetSize] of [
      [60, undefined],
      [200, undefined],
      [200, 40],
      [200, 150]
    ] as const) {
      const ratio = spreadOverBar(count, 1, subsetSize);
      expect(ratio, `${count} samples, subsets of ${subsetSize}`).toBeGreaterThan(0.75);
      expect(ratio, `${count} samples, subsets of ${subsetSize}`).toBeLessThan(1.25);
    }
  });

  it("has one at the floor that is up to √3 too long, and never too short", () => {
    const ratio = spreadOverBar(200, 0);
    expect(ratio).toBeGreaterThan(0.8 / Math.sqrt(3));
    expect(ratio).toBeLessThan(1.1);
  });

  it("is near 0 for one distribution, at small sizes too, and well above for two", () => {
    const same = kernelDistance(normal(400, 8, 1), normal(400, 8, 2), {subsets: 20, subsetSize: 100});
    expect(Math.abs(same.mean)).toBeLessThan(4 * same.deviation);
    const other = kernelDistance(normal(400, 8, 1), normal(400, 8, 2, 0.5), {subsets: 20, subsetSize: 100});
    expect(other.mean).toBeGreaterThan(10 * Math.abs(same.mean));
  });

  it("is the same for the same seed, another for another", () => {
    const at = (seed: number) => kernelDistance(real, fake, {subsets: 4, subsetSize: 20, seed}).mean;
    expect(at(1)).toBe(at(1));
    expect(at(1)).not.toBe(at(2));
  });

  it("refuses a subset larger than a set", () => {
    expect(() => kernelDistance(real, fake, {subsetSize: 41})).toThrow("a subset has from 2 to 40 samples here, got 41");
    expect(() => kernelDistance(real, fake, {subsets: 0})).toThrow("subsets must be a whole number from 1");
  });
});

describe("closestPairs(samples, count)", () => {
  it("gives the closest pairs, closest first, each once", () => {
    const pairs = closestPairs(rowsOf([[0, 0], [10, 0], [0, 1], [10, 3]]), 2); // prettier-ignore
    expect(pairs).toEqual([
      {a: 0, b: 2, distance: 1},
      {a: 1, b: 3, distance: 3}
    ]);
  });

  it("gives all pairs when fewer are there", () => {
    expect(closestPairs(rowsOf([[0], [1], [3]]), 10).map(({distance}) => distance)).toEqual([1, 2, 3]);
  });
});

describe("birthdayTest(samples, batch, threshold)", () => {
  it("finds duplicates in half of the batches when a batch is about the root of the support", () => {
    const source = random(3);
    const support = normal(100, 3, 4);
    const samples = pickRows(
      support,
      Array.from({length: 1200}, () => source.integer(0, 99))
    );
    const {share, batches} = birthdayTest(samples, 12, 1e-9);
    expect(batches).toBe(100);
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.7);
    expect(birthdayTest(normal(1200, 3, 5), 12, 1e-9).share).toBe(0);
  });

  it("refuses batches of one and fewer samples than a batch", () => {
    expect(() => birthdayTest(real, 1, 0.1)).toThrow("2 or more samples, got 1");
    expect(() => birthdayTest(real, 41, 0.1)).toThrow("samples must be at least 41 here, got 40");
    expect(() => birthdayTest(real, 4, -1)).toThrow("threshold must be 0 or more, got -1");
  });
});
