import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {convolve} from "../../../lib/nn/arithmetic/convolution.ts";
import {boxKernel} from "../../../lib/nn/arithmetic/kernels.ts";
import {channelOf, fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Matrix, Pair} from "../../../lib/nn/arithmetic/matrix.ts";
import {
  globalPool,
  globalPoolChannels,
  pool,
  poolChannels,
  pooledSize,
  poolGradient,
  poolingKinds,
  poolTerms
} from "../../../lib/nn/arithmetic/pooling.ts";
import type {Padding} from "../../../lib/nn/arithmetic/padding.ts";
import type {PoolingKind, PoolingOptions} from "../../../lib/nn/arithmetic/pooling.ts";
import {pytorch} from "../../fixtures/pytorch.ts";
import {dot, expectClose, matrices} from "../compare.ts";
import {tf, tfjs} from "../tfjs.ts";

const map = [
  [1, 3, 2, 4],
  [5, 6, 1, 2],
  [7, 2, 9, 0],
  [1, 8, 3, 4]
];
const side = fc.integer({min: 1, max: 3});

/** An input and options under which the window fits. */
const pooling: fc.Arbitrary<{input: Matrix; options: PoolingOptions}> = fc
  .record({n: fc.integer({min: 3, max: 7}), m: fc.integer({min: 3, max: 7})})
  .chain(({n, m}) =>
    fc.record({
      input: matrices(n, m),
      options: fc.record({
        kind: fc.constantFrom(...poolingKinds),
        size: fc.tuple(side, side),
        stride: fc.tuple(side, side),
        padding: fc.constantFrom<Padding>("same", 0)
      })
    })
  );

describe("pool(input, {kind, size, stride, padding, countPadding})", () => {
  it("takes the maximum, average or sum of each window; windows of 2 do not overlap by default", () => {
    expect(pool(map, {kind: "max"})).toEqual([
      [6, 4],
      [8, 9]
    ]);
    expect(pool(map, {kind: "average"})).toEqual([
      [3.75, 2.25],
      [4.5, 4]
    ]);
    expect(pool(map, {kind: "sum"})).toEqual([
      [15, 9],
      [18, 16]
    ]);
  });

  it("drops rows and columns that no window reaches", () => {
    expect(
      pool(
        [
          [1, 2, 9],
          [3, 4, 9],
          [9, 9, 9]
        ],
        {kind: "max"}
      )
    ).toEqual([[4]]);
  });

  it("steps over inputs when the stride is larger than the window", () => {
    expect(pool([[1, 2, 3, 4, 5]], {kind: "max", size: 1, stride: [1, 4]})).toEqual([[1, 5]]);
  });

  it("never lets the padding win a maximum", () => {
    expect(pool([[-5]], {kind: "max", size: 3, stride: 1, padding: 1})).toEqual([[-5]]);
  });

  it("divides an average by the values in the window, or with countPadding by its size", () => {
    const options = {kind: "average", size: 3, stride: 1, padding: 1} as const;
    expect(pool([[9]], options)).toEqual([[9]]);
    expect(pool([[9]], {...options, countPadding: true})).toEqual([[1]]);
  });

  it("lets NaN win a maximum, as PyTorch", () => {
    expect(
      pool(
        [
          [1, NaN],
          [3, 2]
        ],
        {kind: "max"}
      )
    ).toEqual([[NaN]]);
  });

  it.each(pytorch.pools)(
    "agrees with PyTorch: $kind of $size, stride $stride, padding $padding, counted $countPadding",
    (one) => {
      expectClose(pool(one.input, one), one.output);
    }
  );

  it("agrees with tfjs maxPool and avgPool for the paddings valid and same", () => {
    fc.assert(
      fc.property(pooling, ({input, options}) => {
        fc.pre(options.kind !== "sum");
        const theirs = tfjs(() => {
          const x = tf.tensor3d(input.flat(), [input.length, input[0].length, 1]);
          const {size, stride} = options as {size: [number, number]; stride: [number, number]};
          const padding = options.padding === "same" ? "same" : "valid";
          const y = options.kind === "max" ? tf.maxPool(x, size, stride, padding) : tf.avgPool(x, size, stride, padding);
          return tf.squeeze(y, [2]);
        });
        expectClose(pool(input, options), theirs, 1e-5);
      })
    );
  });

  it("average is a strided convolution with a box of equal weights", () => {
    expectClose(pool(map, {kind: "average", size: 2}), convolve(map, boxKernel(2), {stride: 2}));
  });

  it("max is the same after a shift within a window", () => {
    expect(pool([[0, 9, 0, 0]], {kind: "max", size: [1, 2]})).toEqual(pool([[9, 0, 0, 0]], {kind: "max", size: [1, 2]}));
  });

  it.each<[Matrix, PoolingOptions, string]>([
    [[], {kind: "max"}, "input is empty"],
    [[[1]], {kind: "max"}, "does not fit along the rows: 2 weights, but input 1 + padding 0 is 1"],
    [map, {kind: "median" as PoolingKind}, '"max", "average", "sum", got "median"'],
    [map, {kind: "max", size: 0}, "size must be a whole number, 1 or more, got 0"],
    [map, {kind: "max", stride: 1.5}, "stride must be a whole number, 1 or more, got 1.5"],
    [map, {kind: "max", padding: 2}, "padding 2 with a window of 2: a window would hold nothing but padding"]
  ])("refuses %j with %j", (input, options, message) => {
    expect(() => pool(input, options)).toThrow(message);
  });
});

describe("poolChannels(input, options), globalPool(input, kind), globalPoolChannels(input, kind)", () => {
  const volume = map.map((row) => row.map((value) => [value, -value]));

  it("poolChannels pools each channel on its own", () => {
    const pooled = poolChannels(volume, {kind: "max"});
    expect(channelOf(pooled, 0)).toEqual([
      [6, 4],
      [8, 9]
    ]);
    expect(channelOf(pooled, 1)).toEqual([
      [-1, -1],
      [-1, -0]
    ]);
  });

  it("global pooling takes the whole map, of any shape", () => {
    expect(poolingKinds.map((kind) => globalPool([[1, 2, 6]], kind))).toEqual([6, 3, 9]);
    expect(globalPool([[-4]], "max")).toBe(-4);
    expectClose(globalPoolChannels(volume, "average"), [58 / 16, -58 / 16]);
  });

  it("agrees with tfjs", () => {
    expectClose(
      globalPoolChannels(volume, "max"),
      tfjs(() => tf.max(tf.tensor3d(volume), [0, 1]))
    );
    expectClose(
      globalPoolChannels(volume, "average"),
      tfjs(() => tf.mean(tf.tensor3d(volume), [0, 1])),
      1e-6
    );
  });
});

describe("pooledSize({input, size, stride, padding})", () => {
  it("is ⌊(n + 2p − size) / stride⌋ + 1, with stride = size by default", () => {
    expect(pooledSize({input: 28})).toBe(14);
    expect(pooledSize({input: 7})).toBe(3);
    expect(pooledSize({input: 55, size: 3, stride: 2})).toBe(27);
    expect(pooledSize({input: 7, size: 2, padding: "same"})).toBe(4);
    expect(() => pooledSize({input: 1})).toThrow("input 1");
  });
});

describe("poolTerms(input, {row, column, …})", () => {
  it("shows which value a maximum takes: the first of equal ones", () => {
    const terms = poolTerms(
      [
        [1, 7],
        [7, 2]
      ],
      {kind: "max", row: 0, column: 0}
    );
    expect(terms.map((term) => term.chosen)).toEqual([false, true, false, false]);
    expect(terms.map((term) => term.share)).toEqual([0, 1, 0, 0]);
  });

  it("shows each value's share in an average, none for the padding", () => {
    const terms = poolTerms([[3, 5]], {kind: "average", size: [1, 3], stride: 1, padding: [0, 0, 1, 0], row: 0, column: 0});
    expect(terms).toEqual([
      {row: 0, column: -1, input: 0, padded: true, chosen: false, share: 0},
      {row: 0, column: 0, input: 3, padded: false, chosen: false, share: 0.5},
      {row: 0, column: 1, input: 5, padded: false, chosen: false, share: 0.5}
    ]);
  });

  it("values times shares sum to the pooled value", () => {
    fc.assert(
      fc.property(pooling, ({input, options}) => {
        const pooled = pool(input, options);
        const sums = pooled.map((values, row) =>
          values.map((_, column) =>
            poolTerms(input, {...options, row, column}).reduce((sum, term) => sum + term.input * term.share, 0)
          )
        );
        expectClose(sums, pooled);
      })
    );
  });

  it("refuses a value that is not there", () => {
    expect(() => poolTerms(map, {kind: "max", row: 2, column: 0})).toThrow("output (2, 0) is outside the 2 × 2 map");
  });
});

describe("poolGradient(input, gradient, options)", () => {
  it("max sends the gradient to the winner, average to all alike, sum all of it to each", () => {
    expect(
      poolGradient(
        [
          [1, 2],
          [4, 3]
        ],
        [[8]],
        {kind: "max"}
      )
    ).toEqual([
      [0, 0],
      [8, 0]
    ]);
    expect(
      poolGradient(
        [
          [1, 2],
          [4, 3]
        ],
        [[8]],
        {kind: "average"}
      )
    ).toEqual([
      [2, 2],
      [2, 2]
    ]);
    expect(
      poolGradient(
        [
          [1, 2],
          [4, 3]
        ],
        [[8]],
        {kind: "sum"}
      )
    ).toEqual([
      [8, 8],
      [8, 8]
    ]);
  });

  it.each(pytorch.pools)("agrees with PyTorch, ties included: $kind of $size, stride $stride, padding $padding", (one) => {
    expectClose(poolGradient(one.input, one.gradient, one), one.inputGradient);
  });

  it("is the slope of the loss wherever there are no ties", () => {
    const input = fill(5, 5, (row, column) => ((row * 5 + column) * 7) % 25);
    for (const kind of poolingKinds) {
      const options = {kind, size: 3, stride: 2, padding: "same"} as const;
      const weights = pool(input, options).map((row, y) => row.map((_, x) => y - 2 * x + 1));
      const slopes = input.map((values, row) =>
        values.map((_, column) => {
          const moved = (by: number): Matrix =>
            input.map((line, y) => line.map((value, x) => (y === row && x === column ? value + by : value)));
          return dot(pool(moved(0.25), options), weights) * 2 - dot(pool(moved(-0.25), options), weights) * 2;
        })
      );
      expectClose(poolGradient(input, weights, options), slopes);
    }
  });

  it("is the slope of the loss for any sizes, strides and paddings, by central differences", () => {
    const sides = fc.tuple(side, side).chain(([height, width]) =>
      fc.record({
        size: fc.constant<Pair>([height, width]),
        // A window must not hold nothing but padding.
        padding: fc.oneof(
          fc.constantFrom<Padding>("same", "valid"),
          fc.integer({min: 0, max: Math.min(height, width) - 1}),
          fc.tuple(...[height, height, width, width].map((size) => fc.integer({min: 0, max: size - 1})))
        ) as fc.Arbitrary<Padding>
      })
    );
    const cases = fc.record({
      window: sides,
      shape: fc.tuple(fc.integer({min: 3, max: 7}), fc.integer({min: 3, max: 7})),
      kind: fc.constantFrom(...poolingKinds),
      stride: fc.tuple(side, side),
      countPadding: fc.boolean(),
      order: fc.integer({min: 0, max: 48})
    });
    fc.assert(
      fc.property(cases, ({window, shape: [rows, columns], order, ...rest}) => {
        const options: PoolingOptions = {...window, ...rest};
        // 53 is prime: no two values are the same, so that no step makes another one the largest.
        const input = fill(rows, columns, (row, column) => ((row * columns + column + 1) * (order + 2)) % 53);
        const weights = pool(input, options).map((row, y) => row.map((_, x) => y - 2 * x + 1));
        const slopes = fill(rows, columns, (row, column) => {
          const moved = (by: number): Matrix => fill(rows, columns, (y, x) => input[y][x] + (y === row && x === column ? by : 0));
          return 2 * (dot(pool(moved(0.25), options), weights) - dot(pool(moved(-0.25), options), weights));
        });
        expectClose(poolGradient(input, weights, options), slopes);
      })
    );
  });

  it("refuses a gradient of the wrong shape", () => {
    expect(() => poolGradient(map, [[1]], {kind: "max"})).toThrow("gradient is 1 × 1, must be 2 × 2");
  });
});
