import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Matrix} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Pair} from "../../../lib/nn/arithmetic/matrix.ts";
import {pool, poolGradient, poolTerms} from "../../../lib/nn/arithmetic/pooling.ts";
import type {PoolingOptions} from "../../../lib/nn/arithmetic/pooling.ts";
import {pytorch} from "../../fixtures/pytorch.ts";
import {normal, tf, valuesOn} from "../backends.ts";

type Sides = [number, number, number, number];

interface Case {
  kind: "max" | "average";
  /** [batch, height, width, channels] */
  shape: [number, number, number, number];
  size: Pair;
  stride: Pair;
  padding: "same" | "valid" | Sides;
}

const backends = ["cpu", "wasm"] as const;

function pooled(x: tf.Tensor, {kind, size, stride, padding}: Omit<Case, "shape">): tf.Tensor {
  const slide = kind === "max" ? tf.maxPool : tf.avgPool;
  const [top, bottom, left, right] = typeof padding === "string" ? [] : padding;
  const pad = typeof padding === "string" ? padding : [[0, 0], [top, bottom], [left, right], [0, 0]]; // prettier-ignore
  return slide(x as tf.Tensor4D, size, stride, pad as "same");
}

/** The maps of x [batch, height, width, channels], each by itself. */
function mapsOf({shape, data}: {shape: number[]; data: ArrayLike<number>}): Matrix[] {
  const [batch, height, width, channels] = shape;
  return Array.from({length: batch * channels}, (_, map) => {
    const first = Math.floor(map / channels) * height * width * channels + (map % channels);
    return fill(height, width, (row, column) => data[first + (row * width + column) * channels]);
  });
}

/** What the windows see of other values: those where `input` is largest, or averages. */
function picked(input: Matrix, values: Matrix, options: PoolingOptions): Matrix {
  const {length: rows, 0: first} = pool(input, options);
  return fill(rows, first.length, (row, column) =>
    poolTerms(input, {...options, row, column}).reduce(
      (sum, term) => (term.share === 0 ? sum : sum + term.share * values[term.row][term.column]),
      0
    )
  );
}

function expectNear(actual: Matrix, expected: Matrix, what: string): void {
  const [given, right] = [actual.flat(), expected.flat()];
  expect(given.length, what).toBe(right.length);
  const scale = Math.max(1, ...right.map(Math.abs));
  const worst = Math.max(...right.map((value, i) => Math.abs(value - given[i])));
  expect(worst / scale, `${what}: ${given.join(" ")} instead of ${right.join(" ")}`).toBeLessThan(1e-5);
}

/**
 * The pool P; the gradient of ½⟨w, P²⟩, which is Pᵀ(w · Px); and that of this gradient's product with other values v, which is
 * Pᵀ(w · Pv). In 32-bit numbers by tfjs, in 64 bits by plain arithmetic.
 */
async function compare(backend: (typeof backends)[number], one: Case): Promise<void> {
  const [x, v, w, y, first, second] = await valuesOn(backend, () => {
    const [x, v] = [normal(one.shape, 1), normal(one.shape, 2)];
    const y = pooled(x, one);
    const w = normal(y.shape, 3);
    const loss = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(w, tf.mul(tf.square(pooled(x, one)), 0.5)));
    const slope = (x: tf.Tensor): tf.Tensor => tf.grad(loss)(x);
    return [x, v, w, y, slope(x), tf.grad((x) => tf.sum(tf.mul(slope(x), v)))(x)];
  });
  const {kind, size, stride, padding} = one;
  const options: PoolingOptions = {kind, size, stride, padding};
  const [xs, vs, ws, ys, firsts, seconds] = [x, v, w, y, first, second].map(mapsOf);
  for (const [map, input] of xs.entries()) {
    const output = pool(input, options);
    const weighted = (values: Matrix): Matrix => values.map((row, i) => row.map((value, j) => value * ws[map][i][j]));
    expectNear(ys[map], output, "pool");
    expectNear(firsts[map], poolGradient(input, weighted(output), options), "gradient");
    expectNear(seconds[map], poolGradient(input, weighted(picked(input, vs[map], options)), options), "second gradient");
  }
}

const few = fc.integer({min: 1, max: 4});
const cases: fc.Arbitrary<Case> = fc
  .record({size: fc.tuple(few, few), kind: fc.constantFrom("max" as const, "average" as const)})
  .chain(({size, kind}) =>
    fc.record({
      kind: fc.constant(kind),
      size: fc.constant(size),
      stride: fc.tuple(few, few),
      shape: fc.tuple(few, fc.integer({min: 1, max: 7}), fc.integer({min: 1, max: 7}), few),
      padding: fc.oneof(
        fc.constantFrom("same" as const, "valid" as const),
        // A window must not hold nothing but padding.
        fc.tuple(...[0, 0, 1, 1].map((axis) => fc.integer({min: 0, max: size[axis] - 1}))).map((sides) => sides as Sides)
      )
    })
  )
  .filter(({shape, size, padding}) => {
    if (padding === "same") return true;
    const [top, bottom, left, right] = padding === "valid" ? [0, 0, 0, 0] : padding;
    return shape[1] + top + bottom >= size[0] && shape[2] + left + right >= size[1];
  });

describe.each(backends)("tf.maxPool and tf.avgPool on %s", (backend) => {
  it("with their gradients, and those of their gradients, are those of plain arithmetic, for any sizes and paddings", async () => {
    await fc.assert(
      fc.asyncProperty(cases, (one) => compare(backend, one)),
      {numRuns: 300}
    );
  });

  it.each(pytorch.pools.filter(({kind, countPadding}) => kind !== "sum" && !countPadding))(
    "have PyTorch's gradient, ties included: $kind of $size, stride $stride, padding $padding",
    async ({input, gradient, inputGradient, ...one}) => {
      const [found] = await valuesOn(backend, () => {
        const x = tf.tensor(input.flat(), [1, input.length, input[0].length, 1]);
        const dy = tf.tensor(gradient.flat(), [1, gradient.length, gradient[0].length, 1]);
        return [tf.grad((x) => pooled(x, one as Omit<Case, "shape">))(x, dy)];
      });
      expectNear(mapsOf(found)[0], inputGradient, "gradient");
    }
  );

  it("send all of the gradient to a value that is the only one in its window", async () => {
    for (const kind of ["max", "average"] as const) {
      const [gradient] = await valuesOn(backend, () => [
        tf.grad((x) => pooled(x, {kind, size: [3, 1], stride: [1, 1], padding: "same"}))(tf.ones([1, 1, 1, 1]))
      ]);
      expect([...gradient.data], kind).toEqual([1]);
    }
  });

  it("take windows of NaN, of which no value is the largest, without an error", async () => {
    const gradients = valuesOn(backend, () => {
      const loss = (x: tf.Tensor): tf.Tensor =>
        tf.sum(tf.square(pooled(x, {kind: "max", size: [2, 2], stride: [1, 1], padding: "same"})));
      return [tf.grad((x) => tf.sum(tf.square(tf.grad(loss)(x))))(tf.fill([1, 2, 2, 1], NaN))];
    });
    await expect(gradients).resolves.toHaveLength(1);
  });
});

describe("tf.maxPoolWithArgmax on wasm", () => {
  it("finds the places that cpu finds, below zero too", async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ({shape, size, stride, padding}, includeBatchInIndex) => {
        fc.pre(typeof padding === "string");
        const compute = (): tf.Tensor[] => {
          const {result, indexes} = tf.maxPoolWithArgmax(
            tf.sub(normal(shape, 1), 1) as tf.Tensor4D,
            size,
            stride,
            padding as "same",
            includeBatchInIndex
          );
          return [result, tf.cast(indexes, "float32")];
        };
        const [expected, actual] = [await valuesOn("cpu", compute), await valuesOn("wasm", compute)];
        expect(actual).toEqual(expected);
      })
    );
  });
});
