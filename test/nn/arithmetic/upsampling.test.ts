import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {convolve} from "../../../lib/nn/arithmetic/convolution.ts";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Volume} from "../../../lib/nn/arithmetic/matrix.ts";
import {bilinear, nearest, pixelShuffle, resizeConvolve, upsample} from "../../../lib/nn/arithmetic/upsampling.ts";
import type {UpsamplingMethod} from "../../../lib/nn/arithmetic/upsampling.ts";
import {pytorch} from "../../fixtures/pytorch.ts";
import {expectClose, matrices} from "../compare.ts";
import {tf, tfjs} from "../tfjs.ts";

const inputs = fc.tuple(fc.integer({min: 1, max: 4}), fc.integer({min: 1, max: 4})).chain(([n, m]) => matrices(n, m));
const factors = fc.tuple(fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3}));

describe("nearest(input, factor)", () => {
  it("repeats every value", () => {
    expect(nearest([[1, 2]], 2)).toEqual([
      [1, 1, 2, 2],
      [1, 1, 2, 2]
    ]);
    expect(nearest([[1, 2]], [1, 3])).toEqual([[1, 1, 1, 2, 2, 2]]);
  });

  it.each(pytorch.nearest)("agrees with PyTorch: factor $factor", ({input, factor, output}) => {
    expectClose(nearest(input, factor), output);
  });
});

describe("bilinear(input, factor, {alignCorners})", () => {
  it.each(pytorch.bilinear)(
    "agrees with PyTorch: factor $factor, alignCorners $alignCorners",
    ({input, factor, alignCorners, output}) => {
      expectClose(bilinear(input, factor, {alignCorners}), output);
    }
  );

  it("agrees with tfjs resizeBilinear with half-pixel centres, and with aligned corners", () => {
    fc.assert(
      fc.property(inputs, factors, fc.boolean(), (input, factor, alignCorners) => {
        const ours = bilinear(input, factor, {alignCorners});
        const theirs = tfjs(() => {
          const x = tf.tensor3d(input.flat(), [input.length, input[0].length, 1]);
          return tf.squeeze(tf.image.resizeBilinear(x, [ours.length, ours[0].length], alignCorners, !alignCorners), [2]);
        });
        expectClose(ours, theirs, 1e-4);
      })
    );
  });

  it("keeps an even picture even and stays within its values", () => {
    fc.assert(
      fc.property(inputs, factors, (input, factor) => {
        const values = bilinear(input, factor).flat();
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.min(...input.flat()) - 1e-9);
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...input.flat()) + 1e-9);
      })
    );
  });
});

describe("upsample(input, factor, method)", () => {
  it("chooses the method", () => {
    expect(upsample([[0, 4]], [1, 2])).toEqual([[0, 0, 4, 4]]);
    expect(upsample([[0, 4]], [1, 2], "bilinear")).toEqual([[0, 1, 3, 4]]);
  });

  it.each([
    [0, "nearest", "factor must be a whole number, 1 or more, got 0"],
    [1.5, "bilinear", "got 1.5"],
    [2, "cubic", '"cubic"']
  ])("refuses factor %j, method %j", (factor, method, message) => {
    expect(() => upsample([[1]], factor, method as UpsamplingMethod)).toThrow(message);
  });
});

describe("resizeConvolve(input, kernel, {factor, method})", () => {
  it("resizes, then convolves with padding same", () => {
    const input = fill(3, 4, (row, column) => row * column);
    const kernel = [
      [1, 0, -1],
      [2, 0, 1],
      [0, 1, 0]
    ];
    expectClose(resizeConvolve(input, kernel, {method: "bilinear"}), convolve(bilinear(input, 2), kernel, {padding: "same"}));
  });

  it("writes no checkerboard: an even picture stays even inside, whatever the kernel", () => {
    const output = resizeConvolve(
      fill(5, 5, () => 1),
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9]
      ]
    );
    const inside = output
      .slice(1, -1)
      .map((row) => row.slice(1, -1))
      .flat();
    expect(new Set(inside)).toEqual(new Set([45]));
  });
});

describe("pixelShuffle(input, factor, order)", () => {
  it("makes a square of the channels of one place", () => {
    expect(pixelShuffle([[[1, 2, 3, 4]]], 2)).toEqual([
      [[1], [2]],
      [[3], [4]]
    ]);
    expect(pixelShuffle([[[1, 2, 3, 4]]], 2, "tensorflow")).toEqual([
      [[1], [2]],
      [[3], [4]]
    ]);
  });

  it("orders channels as PyTorch's pixel_shuffle", () => {
    const {input, factor, output} = pytorch.pixelShuffle;
    expectClose(pixelShuffle(input, factor, "pytorch"), output);
  });

  it("orders channels as TensorFlow's depth_to_space", () => {
    const {input, factor} = pytorch.pixelShuffle;
    const theirs = tfjs(() => tf.squeeze(tf.depthToSpace(tf.tensor4d([input]), factor), [0]));
    expectClose(pixelShuffle(input, factor, "tensorflow"), theirs);
  });

  it("moves values and loses none", () => {
    const input: Volume = fill(2, 3).map((row, y) => row.map((_, x) => Array.from({length: 18}, (_, c) => 100 * y + 20 * x + c)));
    for (const order of ["pytorch", "tensorflow"] as const) {
      const sorted = (values: number[]): number[] => [...values].sort((a, b) => a - b);
      expect(sorted(pixelShuffle(input, 3, order).flat(2))).toEqual(sorted(input.flat(2)));
    }
  });

  it("refuses channels that do not divide, and an order that does not exist", () => {
    expect(() => pixelShuffle([[[1, 2, 3]]], 2)).toThrow("3 channels do not divide by factor² = 4");
    expect(() => pixelShuffle([[[1, 2, 3, 4]]], 2, "keras" as "pytorch")).toThrow('"keras"');
    expect(() => pixelShuffle([[[1]]], 0)).toThrow("factor must be a whole number, 1 or more, got 0");
  });
});
