import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {convolve, outputShape} from "../../../lib/nn/arithmetic/convolution.ts";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Matrix} from "../../../lib/nn/arithmetic/matrix.ts";
import {
  gatherTerms,
  overlap,
  scatterTerms,
  transposedConvolve,
  transposedShape
} from "../../../lib/nn/arithmetic/transposed-convolution.ts";
import type {TransposedOptions, TransposedPadding} from "../../../lib/nn/arithmetic/transposed-convolution.ts";
import {pytorch} from "../../fixtures/pytorch.ts";
import {dot, expectClose, matrices} from "../compare.ts";
import {tf, tfjs} from "../tfjs.ts";

const ones = (rows: number, columns: number): Matrix => fill(rows, columns, () => 1);
const size = fc.integer({min: 1, max: 4});
const step = fc.integer({min: 1, max: 3});
const crop = fc.integer({min: 0, max: 1});

/** An input, a kernel and options under which something of the output is left. */
const stamping = fc
  .record({
    n: size,
    m: size,
    f: size,
    g: size,
    stride: fc.tuple(step, step),
    dilation: fc.tuple(step, step),
    padding: fc.tuple(crop, crop, crop, crop)
  })
  .filter(({n, m, f, g, ...options}) => leaves(() => transposedShape([n, m], [f, g], options)))
  .chain(({n, m, f, g, ...options}) =>
    fc.record({input: matrices(n, m), kernel: matrices(f, g), options: fc.constant<TransposedOptions>(options)})
  );

function leaves(shape: () => unknown): boolean {
  try {
    shape();
    return true;
  } catch {
    return false;
  }
}

describe("transposedConvolve(input, kernel, {stride, padding, outputPadding, dilation})", () => {
  it("stamps the kernel once for every input, times the input, and adds where stamps overlap", () => {
    expect(
      transposedConvolve(
        [[2]],
        [
          [1, 2],
          [3, 4]
        ]
      )
    ).toEqual([
      [2, 4],
      [6, 8]
    ]);
    expect(transposedConvolve([[1, 10]], [[1, 2, 3]], {stride: 2})).toEqual([[1, 2, 13, 20, 30]]);
  });

  it("leaves gaps when the stride is larger than the kernel", () => {
    expect(transposedConvolve([[1, 2]], [[1]], {stride: 3})).toEqual([[1, 0, 0, 2]]);
  });

  it("crops by the padding and adds rows and columns after the last by outputPadding", () => {
    expect(transposedConvolve([[1, 2]], [[1, 1, 1]], {padding: [0, 0, 1, 1]})).toEqual([[3, 3]]);
    expect(transposedConvolve([[1, 2]], [[1]], {stride: 2, outputPadding: [0, 1]})).toEqual([[1, 0, 2, 0]]);
  });

  it.each(pytorch.transposed)(
    "agrees with PyTorch: stride $stride, padding $padding, extra $outputPadding, dilation $dilation",
    (one) => {
      const {input, kernel, stride, padding, outputPadding, dilation, output} = one;
      expectClose(transposedConvolve(input, kernel, {stride, padding, outputPadding, dilation}), output);
    }
  );

  it("agrees with tfjs conv2dTranspose for the paddings valid and same", () => {
    const cases = fc
      .record({n: size, m: size, f: size, g: size, stride: step, padding: fc.constantFrom("same" as const, "valid" as const)})
      .chain(({n, m, f, g, ...options}) =>
        fc.record({input: matrices(n, m), kernel: matrices(f, g), options: fc.constant(options)})
      );
    fc.assert(
      fc.property(cases, ({input, kernel, options}) => {
        const ours = transposedConvolve(input, kernel, options);
        const theirs = tfjs(() => {
          const x = tf.tensor3d(input.flat(), [input.length, input[0].length, 1]);
          const w = tf.tensor4d(kernel.flat(), [kernel.length, kernel[0].length, 1, 1]);
          return tf.squeeze(tf.conv2dTranspose(x, w, [ours.length, ours[0].length, 1], options.stride, options.padding), [2]);
        });
        expectClose(ours, theirs);
      })
    );
  });

  it("is the adjoint of convolve: ⟨convolve(x), y⟩ = ⟨x, transposedConvolve(y)⟩", () => {
    const cases = stamping.chain((one) => {
      const {input: y, kernel, options} = one;
      const [rows, columns] = transposedShape([y.length, y[0].length], [kernel.length, kernel[0].length], options);
      return fc.record({
        y: fc.constant(y),
        kernel: fc.constant(kernel),
        options: fc.constant(options),
        x: matrices(rows, columns)
      });
    });
    fc.assert(
      fc.property(cases, ({x, y, kernel, options}) => {
        const {stride, dilation, padding} = options as {
          stride: [number, number];
          dilation: [number, number];
          padding: [number, number, number, number];
        };
        const forward = convolve(x, kernel, {stride, dilation, padding});
        expect(dot(forward, y)).toBe(dot(x, transposedConvolve(y, kernel, options)));
      })
    );
  });

  it("same is the adjoint of convolve with padding same", () => {
    const cases = fc
      .record({n: size, f: fc.integer({min: 1, max: 5}), stride: step})
      .chain(({n, f, stride}) =>
        fc.record({x: matrices(n * stride, n * stride), y: matrices(n, n), kernel: matrices(f, f), stride: fc.constant(stride)})
      );
    fc.assert(
      fc.property(cases, ({x, y, kernel, stride}) => {
        const options = {stride, padding: "same"} as const;
        expect(dot(convolve(x, kernel, options), y)).toBe(dot(x, transposedConvolve(y, kernel, options)));
      })
    );
  });

  it.each<[Matrix, Matrix, TransposedOptions, string]>([
    [[], [[1]], {}, "input is empty"],
    [[[1]], [[1], [1, 2]], {}, "kernel is not rectangular"],
    [[[1]], ones(2, 2), {padding: 1}, "padding 1 + 1 crops all of the 2 rows"],
    [[[1]], ones(3, 1), {padding: [0, 0, 1, 0]}, "padding 1 + 0 crops all of the 1 columns"],
    [[[1]], ones(2, 2), {stride: 2, outputPadding: 2}, "outputPadding 2 must be smaller than stride 2 or dilation 1"],
    [[[1]], ones(2, 2), {stride: 2, padding: "same", outputPadding: 1}, 'outputPadding 1 with padding "same"'],
    [[[1]], ones(2, 2), {stride: 0}, "stride must be a whole number, 1 or more, got 0"],
    [[[1]], ones(2, 2), {padding: "full" as TransposedPadding}, '"full"'],
    [[[1]], ones(2, 2), {padding: -1}, "got -1"]
  ])("refuses %j, %j, %j", (input, kernel, options, message) => {
    expect(() => transposedConvolve(input, kernel, options)).toThrow(message);
  });
});

describe("transposedShape(input, kernel, options)", () => {
  it("knows DCGAN's doubling", () => {
    expect(transposedShape(7, 4, {stride: 2, padding: 1})).toEqual([14, 14]);
    expect(transposedShape(1, 4)).toEqual([4, 4]);
    expect(transposedShape([3, 5], 5, {stride: 2, padding: "same"})).toEqual([6, 10]);
  });

  it("undoes outputShape, up to what the stride steps over", () => {
    fc.assert(
      fc.property(size, size, step, (n, f, stride) => {
        expect(outputShape(transposedShape(n, f, {stride}), f, {stride})).toEqual([n, n]);
      })
    );
  });
});

describe("scatterTerms(input, kernel, {row, column, …}) and gatherTerms(…)", () => {
  it("scatterTerms gives what one input writes, cropped places marked", () => {
    expect(scatterTerms([[1, 3]], [[1, 2]], {row: 0, column: 1, padding: [0, 0, 0, 1]})).toEqual([
      {row: 0, column: 1, kernelRow: 0, kernelColumn: 0, weight: 1, product: 3, cropped: false},
      {row: 0, column: 2, kernelRow: 0, kernelColumn: 1, weight: 2, product: 6, cropped: true}
    ]);
  });

  it("gatherTerms gives what one output receives", () => {
    expect(gatherTerms([[1, 10]], [[1, 2, 3]], {row: 0, column: 2, stride: 2})).toEqual([
      {row: 0, column: 0, kernelRow: 0, kernelColumn: 2, input: 1, weight: 3, product: 3},
      {row: 0, column: 1, kernelRow: 0, kernelColumn: 0, input: 10, weight: 1, product: 10}
    ]);
  });

  it("both add up to the output", () => {
    fc.assert(
      fc.property(stamping, ({input, kernel, options}) => {
        const output = transposedConvolve(input, kernel, options);
        const scattered = fill(output.length, output[0].length);
        input.forEach((values, row) =>
          values.forEach((_, column) => {
            for (const term of scatterTerms(input, kernel, {...options, row, column})) {
              if (!term.cropped) scattered[term.row][term.column] += term.product;
            }
          })
        );
        const gathered = fill(output.length, output[0].length, (row, column) =>
          gatherTerms(input, kernel, {...options, row, column}).reduce((sum, {product}) => sum + product, 0)
        );
        expectClose(scattered, output);
        expectClose(gathered, output);
      })
    );
  });

  it("refuse a place that is not there", () => {
    expect(() => scatterTerms([[1]], [[1]], {row: 0, column: 1})).toThrow("input (0, 1) is outside the 1 × 1 map");
    expect(() => gatherTerms([[1]], ones(2, 2), {row: 2, column: 0})).toThrow("output (2, 0) is outside the 2 × 2 map");
  });
});

describe("overlap({size, kernel, stride})", () => {
  it("is even when the stride divides the kernel", () => {
    expect(overlap({size: 4, kernel: 4, stride: 2})).toMatchObject({
      tile: [
        [4, 4],
        [4, 4]
      ],
      least: 4,
      most: 4,
      unevenness: 0
    });
  });

  it("is a checkerboard when it does not", () => {
    const {tile, counts, unevenness} = overlap({size: 3, kernel: 3, stride: 2});
    expect(tile).toEqual([
      [4, 2],
      [2, 1]
    ]);
    expect(unevenness).toBe(0.75);
    expect(counts[2]).toEqual([2, 2, 4, 2, 4, 2, 2]);
  });

  it("is 1 when some outputs are never written", () => {
    expect(overlap({size: 3, kernel: 1, stride: 2}).unevenness).toBe(1);
    expect(overlap({size: 3, kernel: 2, stride: 2, dilation: 2}).unevenness).toBe(1);
  });

  it("its tile is what the counts repeat away from the edges", () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 6}), step, step, (kernel, stride, dilation) => {
        const {counts, tile, least, most} = overlap({size: 20, kernel, stride, dilation});
        const edge = dilation * (kernel - 1);
        const inside = counts.slice(edge, counts.length - edge).map((values) => values.slice(edge, values.length - edge));
        expect(inside).toEqual(
          inside.map((values, row) => values.map((_, column) => tile[(edge + row) % stride][(edge + column) % stride]))
        );
        expect([least, most]).toEqual([Math.min(...tile.flat()), Math.max(...tile.flat())]);
      })
    );
  });

  it("refuses sizes below 1", () => {
    expect(() => overlap({size: 0, kernel: 3})).toThrow("size must be a whole number, 1 or more, got 0");
  });
});
