import * as fc from "fast-check";
import {describe, expect, it} from "vitest";
import {covarianceIn, ellipseOf, movedPoints, planeDistance} from "../../../lib/figures/evaluation/gaussian-plane.ts";
import type {PlaneGaussian} from "../../../lib/figures/evaluation/gaussian-plane.ts";
import {gaussianDistance} from "../../../lib/metrics/frechet-distance.ts";

const number = (min: number, max: number) => fc.double({min, max, noNaN: true});
const gaussians = fc.record({
  x: number(-3, 3),
  y: number(-3, 3),
  spreadX: number(0.1, 2),
  spreadY: number(0.1, 2),
  correlation: number(-0.95, 0.95)
});
const matrix = (gaussian: PlaneGaussian) => {
  const [a, b, c] = covarianceIn(gaussian);
  return {mean: [gaussian.x, gaussian.y], covariance: [[a, b], [b, c]]}; // prettier-ignore
};

describe("planeDistance(a, b)", () => {
  it("is what the eigenvalues give", () => {
    fc.assert(
      fc.property(gaussians, gaussians, (a, b) => {
        const [found, expected] = [planeDistance(a, b), gaussianDistance(matrix(a), matrix(b))];
        expect(found.distance).toBeCloseTo(expected.distance, 9);
        expect(found.covariances).toBeCloseTo(expected.covariances, 9);
      })
    );
  });

  it("refuses spreads of 0 and correlations of 1", () => {
    const round = {x: 0, y: 0, spreadX: 1, spreadY: 1, correlation: 0};
    expect(() => planeDistance({...round, spreadX: 0}, round)).toThrow("spreads must be above 0, got 0 and 1");
    expect(() => planeDistance(round, {...round, correlation: 1})).toThrow("a correlation lies between −1 and 1, got 1");
  });
});

describe("movedPoints(from, to)", () => {
  it("has the mean and covariance of both ends, and the distance as its mean square", () => {
    fc.assert(
      fc.property(gaussians, gaussians, (a, b) => {
        const ways = movedPoints(a, b);
        const mean = (of: (way: (typeof ways)[number]) => number) => ways.reduce((sum, way) => sum + of(way), 0) / ways.length;
        for (const [end, {mean: middle, covariance}] of [
          ["start", matrix(a)],
          ["end", matrix(b)]
        ] as const) {
          expect(mean((way) => way[end][0])).toBeCloseTo(middle[0], 9);
          for (const [i, j] of [[0, 0], [0, 1], [1, 1]]) expect(mean((way) => (way[end][i] - middle[i]) * (way[end][j] - middle[j]))).toBeCloseTo(covariance[i][j], 7); // prettier-ignore
        }
        const square = mean(({start, end}) => (start[0] - end[0]) ** 2 + (start[1] - end[1]) ** 2);
        expect(square).toBeCloseTo(planeDistance(a, b).distance, 7);
      })
    );
  });
});

describe("ellipseOf(gaussian)", () => {
  it("has the axes of the covariance", () => {
    expect(ellipseOf({x: 0, y: 0, spreadX: 2, spreadY: 1, correlation: 0})).toEqual({long: 2, short: 1, angle: 0});
    const {long, short, angle} = ellipseOf({x: 0, y: 0, spreadX: 1, spreadY: 1, correlation: 0.5});
    expect([long ** 2, short ** 2, angle]).toEqual([1.5, 0.5, Math.PI / 4].map((value) => expect.closeTo(value, 12)));
  });
});
