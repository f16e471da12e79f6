import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {
  checkKernels,
  convolve,
  convolveChannels,
  feeds,
  outputShape,
  outputSize,
  perChannel,
  receptiveField,
  terms
} from "../../../lib/nn/arithmetic/convolution.ts";
import type {Kernels} from "../../../lib/nn/arithmetic/convolution.ts";
import {channelOf, fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Matrix, Pair} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Padding} from "../../../lib/nn/arithmetic/padding.ts";
import type {WindowOptions} from "../../../lib/nn/arithmetic/window.ts";
import {pytorch} from "../../fixtures/pytorch.ts";
import {expectClose, matrices} from "../compare.ts";
import {tf, tfjs} from "../tfjs.ts";

const ramp = (rows: number, columns: number): Matrix => fill(rows, columns, (row, column) => row * columns + column);
const size = fc.integer({min: 1, max: 6});
const step = fc.integer({min: 1, max: 3});
const side = fc.integer({min: 0, max: 3});
const padding = fc.oneof(fc.constantFrom<Padding>("same", "full", "causal"), fc.tuple(side, side, side, side));

/** An input, a kernel and options under which the window fits. */
const sliding = fc
  .record({n: size, m: size, f: size, g: size, stride: fc.tuple(step, step), dilation: fc.tuple(step, step), padding})
  .filter(({n, m, f, g, ...options}) => fits([n, m], [f, g], options))
  .chain(({n, m, f, g, ...options}) =>
    fc.record({input: matrices(n, m), kernel: matrices(f, g), options: fc.constant<WindowOptions>(options)})
  );

function fits(input: Pair, kernel: Pair, options: WindowOptions): boolean {
  try {
    return outputShape(input, kernel, options)[0] > 0;
  } catch {
    return false;
  }
}

describe("convolve(input, kernel, {stride, padding, dilation})", () => {
  it("slides the kernel without flipping it and sums the products", () => {
    expect(
      convolve(
        [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9]
        ],
        [
          [1, 0],
          [0, -1]
        ]
      )
    ).toEqual([
      [-4, -4],
      [-4, -4]
    ]);
    expect(
      convolve(
        [
          [0, 0, 0],
          [0, 1, 0],
          [0, 0, 0]
        ],
        [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9]
        ],
        {padding: "same"}
      )
    ).toEqual([
      [9, 8, 7],
      [6, 5, 4],
      [3, 2, 1]
    ]);
  });

  it("gives the sums of a worked 5 × 5 example", () => {
    const input = [
      [1, 1, 1, 0, 0],
      [0, 1, 1, 1, 0],
      [0, 0, 1, 1, 1],
      [0, 0, 1, 1, 0],
      [0, 1, 1, 0, 0]
    ];
    expect(
      convolve(input, [
        [1, 0, 1],
        [0, 1, 0],
        [1, 0, 1]
      ])
    ).toEqual([
      [4, 3, 4],
      [2, 4, 3],
      [2, 3, 4]
    ]);
  });

  it("steps over inputs when the stride is larger than the kernel", () => {
    expect(convolve(ramp(7, 7), [[1]], {stride: 3})).toEqual([
      [0, 3, 6],
      [21, 24, 27],
      [42, 45, 48]
    ]);
  });

  it("takes a single pixel", () => {
    expect(convolve([[3]], [[2]])).toEqual([[6]]);
    expect(convolve([[3]], ramp(3, 3), {padding: 1})).toEqual([[12]]);
  });

  it("carries NaN only to the outputs that see it", () => {
    expect(convolve([[NaN, 1, 2]], [[1, 1]])).toEqual([[NaN, 3]]);
  });

  it("leaves its arguments alone", () => {
    const input = Object.freeze(ramp(3, 3).map(Object.freeze)) as Matrix;
    expect(() => convolve(input, [[1]], {padding: 1})).not.toThrow();
  });

  it.each(pytorch.convolutions)("agrees with PyTorch: stride $stride, padding $padding, dilation $dilation", (one) => {
    const {input, kernel, stride, padding: p, dilation, output} = one;
    expectClose(convolve(input, kernel, {stride, padding: p, dilation}), output);
  });

  it("agrees with tfjs for every size, stride, dilation and the paddings valid and same", () => {
    const cases = fc
      .record({
        n: size,
        m: size,
        f: size,
        g: size,
        stride: step,
        dilation: step,
        padding: fc.constantFrom("same" as const, "valid" as const)
      })
      // tfjs allows a stride or a dilation, not both
      .filter(({n, m, f, g, ...options}) => (options.stride === 1 || options.dilation === 1) && fits([n, m], [f, g], options))
      .chain(({n, m, f, g, ...options}) =>
        fc.record({input: matrices(n, m), kernel: matrices(f, g), options: fc.constant(options)})
      );
    fc.assert(
      fc.property(cases, ({input, kernel, options}) => {
        const theirs = tfjs(() => {
          const x = tf.tensor3d(input.flat(), [input.length, input[0].length, 1]);
          const w = tf.tensor4d(kernel.flat(), [kernel.length, kernel[0].length, 1, 1]);
          return tf.squeeze(tf.conv2d(x, w, options.stride, options.padding, "NHWC", options.dilation), [2]);
        });
        expectClose(convolve(input, kernel, options), theirs);
      })
    );
  });

  it("is linear in the input", () => {
    fc.assert(
      fc.property(sliding, fc.integer({min: -3, max: 3}), ({input, kernel, options}, factor) => {
        const scaled = convolve(
          input.map((row) => row.map((value) => factor * value)),
          kernel,
          options
        );
        expectClose(
          scaled,
          convolve(input, kernel, options).map((row) => row.map((value) => factor * value))
        );
      })
    );
  });

  it.each<[Matrix, Matrix, WindowOptions, string]>([
    [[[1, 2], [3]], [[1]], {}, "input is not rectangular: row 1 has 1 values, row 0 has 2"],
    [[[1]], [], {}, "kernel is empty"],
    [ramp(4, 4), ramp(5, 5), {}, "does not fit along the rows: 5 weights, but input 4 + padding 0 is 4"],
    [
      ramp(9, 4),
      ramp(3, 3),
      {dilation: 2},
      "does not fit along the columns: 3 weights at dilation 2 span 5, but input 4 + padding 0 is 4"
    ],
    [ramp(4, 4), [[1]], {stride: 0}, "stride must be a whole number, 1 or more, got 0"],
    [ramp(4, 4), [[1]], {stride: [1, 2.5]}, "stride of columns must be a whole number, 1 or more, got 2.5"],
    [ramp(4, 4), [[1]], {dilation: -1}, "dilation must be a whole number, 1 or more, got -1"],
    [ramp(4, 4), [[1]], {padding: -2}, "padding must be a whole number, 0 or more, got -2"],
    [ramp(4, 4), [[1]], {padding: "reflect" as Padding}, '"reflect"']
  ])("refuses %j ⊛ %j with %j", (input, kernel, options, message) => {
    expect(() => convolve(input, kernel, options)).toThrow(message);
  });
});

describe("outputSize({input, kernel, stride, padding, dilation})", () => {
  it("is ⌊(n + 2p − d(f − 1) − 1) / s⌋ + 1", () => {
    const whole = (max: number) => fc.integer({min: 1, max});
    fc.assert(
      fc.property(whole(40), whole(9), whole(6), fc.integer({min: 0, max: 5}), whole(4), (input, kernel, stride, p, dilation) => {
        fc.pre(input + 2 * p >= dilation * (kernel - 1) + 1);
        const formula = Math.floor((input + 2 * p - dilation * (kernel - 1) - 1) / stride) + 1;
        expect(outputSize({input, kernel, stride, padding: p, dilation})).toBe(formula);
      })
    );
  });

  it("knows the sizes that everybody knows", () => {
    expect(outputSize({input: 28, kernel: 3})).toBe(26);
    expect(outputSize({input: 227, kernel: 11, stride: 4})).toBe(55);
    expect(outputSize({input: 28, kernel: 4, stride: 2, padding: 1})).toBe(14);
    expect(outputSize({input: 64, kernel: 4, stride: 2, padding: "same"})).toBe(32);
  });

  it.each([
    [{input: 0, kernel: 3}, "input size must be a whole number, 1 or more, got 0"],
    [{input: 5, kernel: 0}, "kernel size must be a whole number, 1 or more, got 0"],
    [{input: 5, kernel: 7}, "7 weights, but input 5 + padding 0 is 5"],
    [{input: 5.5, kernel: 3}, "got 5.5"]
  ])("refuses %j", (options, message) => {
    expect(() => outputSize(options)).toThrow(message);
  });
});

describe("outputShape(input, kernel, options)", () => {
  it("is the shape that convolve gives", () => {
    fc.assert(
      fc.property(sliding, ({input, kernel, options}) => {
        const output = convolve(input, kernel, options);
        expect(outputShape([input.length, input[0].length], [kernel.length, kernel[0].length], options)).toEqual([
          output.length,
          output[0].length
        ]);
      })
    );
  });

  it("takes a number for a square", () => {
    expect(outputShape(28, 5)).toEqual([24, 24]);
  });
});

describe("receptiveField(input, kernel, {row, column, …})", () => {
  it("names the rows and columns that an output sees, with gaps for dilation", () => {
    expect(receptiveField(7, 3, {row: 1, column: 0, stride: 2, dilation: [1, 2]})).toEqual({
      rows: [2, 3, 4],
      columns: [0, 2, 4],
      top: 2,
      bottom: 4,
      left: 0,
      right: 4
    });
  });

  it("reaches into the padding below 0 and beyond the end", () => {
    const {rows, columns} = receptiveField(3, 3, {row: 0, column: 2, padding: 1});
    expect(rows).toEqual([-1, 0, 1]);
    expect(columns).toEqual([1, 2, 3]);
  });

  it("refuses an output that is not there", () => {
    expect(() => receptiveField(5, 3, {row: 3, column: 0})).toThrow("output (3, 0) is outside the 3 × 3 map");
    expect(() => receptiveField(5, 3, {row: 0, column: -1})).toThrow("output (0, -1)");
    expect(() => receptiveField(5, 3, {row: 0.5, column: 0})).toThrow("output (0.5, 0)");
  });
});

describe("terms(input, kernel, {row, column, …})", () => {
  it("gives every product of one output, padding marked", () => {
    expect(terms([[5]], [[1, 2]], {row: 0, column: 0, padding: [0, 0, 1, 0]})).toEqual([
      {row: 0, column: -1, kernelRow: 0, kernelColumn: 0, input: 0, weight: 1, product: 0, padded: true},
      {row: 0, column: 0, kernelRow: 0, kernelColumn: 1, input: 5, weight: 2, product: 10, padded: false}
    ]);
  });

  it("sums to the output, everywhere", () => {
    fc.assert(
      fc.property(sliding, ({input, kernel, options}) => {
        const output = convolve(input, kernel, options);
        const sums = output.map((values, row) =>
          values.map((_, column) => terms(input, kernel, {...options, row, column}).reduce((sum, {product}) => sum + product, 0))
        );
        expectClose(sums, output);
      })
    );
  });
});

describe("feeds(input, kernel, {row, column, …})", () => {
  it("gives all outputs that an input feeds, with the weight", () => {
    expect(
      feeds(
        ramp(3, 3),
        [
          [1, 2],
          [3, 4]
        ],
        {row: 1, column: 2}
      )
    ).toEqual([
      {row: 0, column: 1, kernelRow: 1, kernelColumn: 1, weight: 4, product: 20},
      {row: 1, column: 1, kernelRow: 0, kernelColumn: 1, weight: 2, product: 10}
    ]);
  });

  it("is empty for an input that the stride steps over", () => {
    expect(feeds(ramp(5, 5), [[1]], {row: 1, column: 1, stride: 2})).toEqual([]);
  });

  it("is terms, seen from the other side", () => {
    fc.assert(
      fc.property(sliding, ({input, kernel, options}) => {
        const key = (r: number, c: number, y: number, x: number, weight: number): string => [r, c, y, x, weight].join();
        const output = convolve(input, kernel, options);
        const forward = output.flatMap((values, row) =>
          values.flatMap((_, column) =>
            terms(input, kernel, {...options, row, column})
              .filter((term) => !term.padded)
              .map((term) => key(term.row, term.column, row, column, term.weight))
          )
        );
        const backward = input.flatMap((values, row) =>
          values.flatMap((_, column) =>
            feeds(input, kernel, {...options, row, column}).map((feed) => key(row, column, feed.row, feed.column, feed.weight))
          )
        );
        expect(backward.sort()).toEqual(forward.sort());
      })
    );
  });

  it("refuses an input that is not there", () => {
    expect(() => feeds(ramp(3, 3), [[1]], {row: 3, column: 0})).toThrow("input (3, 0) is outside the 3 × 3 map");
  });
});

describe("convolveChannels(input, kernels, {bias, …})", () => {
  it("agrees with PyTorch", () => {
    const {input, kernels, bias, stride, padding: p, output} = pytorch.channels;
    expectClose(convolveChannels(input, kernels, {bias, stride, padding: p}), output);
  });

  it("agrees with tfjs", () => {
    const input = fill(5, 6).map((row, y) => row.map((_, x) => [y - x, x * y, 3 - y]));
    const kernels: Kernels = fill(3, 2).map((row, i) =>
      row.map((_, j) => fill(3, 4, (from, to) => ((i + 2 * j + 3 * from + 5 * to) % 7) - 3))
    );
    const theirs = tfjs(() => tf.add(tf.conv2d(tf.tensor3d(input), tf.tensor4d(kernels), [2, 1], "same"), [1, 2, 3, 4]));
    expectClose(convolveChannels(input, kernels, {bias: [1, 2, 3, 4], stride: [2, 1], padding: "same"}), theirs);
  });

  it("is the sum over the input channels of convolve", () => {
    const input = fill(4, 4).map((row, y) => row.map((_, x) => [y + x, y * x]));
    const kernels: Kernels = fill(2, 2).map((row, i) => row.map((_, j) => [[i - j], [i + j]]));
    const parts = [0, 1].map((channel) =>
      convolve(
        channelOf(input, channel),
        kernels.map((row) => row.map((w) => w[channel][0])),
        {dilation: 2, padding: 1}
      )
    );
    const sum = parts[0].map((row, y) => row.map((value, x) => value + parts[1][y][x]));
    expectClose(channelOf(convolveChannels(input, kernels, {dilation: 2, padding: 1}), 0), sum);
  });

  it("refuses channels and biases that do not agree", () => {
    expect(() => convolveChannels([[[1, 2]]], [[[[1]]]])).toThrow("the input has 2 channels, the kernels have 1 input channels");
    expect(() => convolveChannels([[[1]]], [[[[1]]]], {bias: [1, 2]})).toThrow("bias has 2 values for 1 output channels");
    expect(() => convolveChannels([[[1]]], [])).toThrow("kernels must be [height][width][channels in][channels out]");
    expect(() => checkKernels([[[[1]]], [[[1, 2]]]])).toThrow("kernels[1] is 1 × 1 × 2, kernels[0] is 1 × 1 × 1");
  });
});

describe("perChannel(kernel, channels)", () => {
  it("treats every channel on its own", () => {
    const input = fill(3, 3).map((row, y) => row.map((_, x) => [y, x, y * x]));
    const kernel = [
      [1, -1],
      [2, 0]
    ];
    const output = convolveChannels(input, perChannel(kernel, 3));
    for (const channel of [0, 1, 2]) expectClose(channelOf(output, channel), convolve(channelOf(input, channel), kernel));
  });
});
