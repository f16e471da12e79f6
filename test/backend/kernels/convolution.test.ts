import {describe, expect, it} from "vitest";
import {inputGradientPhases, paddingTo} from "../../../lib/backend/kernels/convolution.ts";
import {expectSame, gradientsOf, normal, tf, valuesOn} from "../backends.ts";

import fc from "fast-check";

type Shape4D = [number, number, number, number];
type Pad = Parameters<typeof tf.conv2d>[3];
type Steps = number | [number, number];

interface Case {
  input: Shape4D;
  filter: Shape4D;
  strides: Steps;
  pad: Pad;
}

function convolution({input, filter, strides, pad}: Case): () => tf.Tensor[] {
  return () => {
    const run = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad);
    const inputs = [normal(input, 1), normal(filter, 2)] as const;
    return [run(...inputs), ...gradientsOf(run as (...inputs: tf.Tensor[]) => tf.Tensor, [...inputs])];
  };
}

const kernels: [number, number][] = [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 3]
];
const allStrides: Steps[] = [1, 2, 3, [1, 2], 6];
const pads: Pad[] = [
  "same",
  "valid",
  0,
  1,
  2,
  [
    [0, 0],
    [0, 1],
    [2, 0],
    [0, 0]
  ]
];
const images: [Shape4D, number][] = [
  [[1, 7, 6, 1], 1],
  [[2, 5, 8, 3], 2],
  [[3, 9, 9, 6], 5]
];

describe("tf.conv2d and its two gradients on wasm are those of cpu", () => {
  for (const [height, width] of kernels) {
    it(`with a ${height}×${width} kernel, for every stride, padding and size`, async () => {
      for (const strides of allStrides) {
        for (const pad of pads) {
          for (const [input, out] of images) {
            await expectSame(convolution({input, filter: [height, width, input[3], out], strides, pad}));
          }
        }
      }
    });
  }

  it("for any sizes", async () => {
    const size = fc.integer({min: 1, max: 9});
    const few = fc.integer({min: 1, max: 4});
    const pad = fc.oneof(fc.constant<Pad>("same"), fc.constant<Pad>("valid"), fc.tuple(few, few, few, few).map(explicit));
    const cases = fc.record({batch: few, height: size, width: size, kh: few, kw: few, ci: few, co: few, sh: few, sw: few, pad});
    await fc.assert(
      fc.asyncProperty(cases, async ({batch, height, width, kh, kw, ci, co, sh, sw, pad}) => {
        // tfjs itself has no shape for a window that fits nowhere.
        const [rows, columns] = typeof pad === "string" ? [0, 0] : [around(pad, 1), around(pad, 2)];
        fc.pre(pad === "same" || (kh <= height + rows && kw <= width + columns));
        await expectSame(convolution({input: [batch, height, width, ci], filter: [kh, kw, ci, co], strides: [sh, sw], pad}));
      }),
      {numRuns: 150}
    );
  });

  it("dilated, where cpu's gradient is that of the filter with zeros between its taps", async () => {
    for (const dilation of [2, 3]) {
      for (const pad of ["same", "valid"] as const) {
        const run = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, pad, "NHWC", dilation);
        const dilated = () =>
          gradientsOf(run as (...inputs: tf.Tensor[]) => tf.Tensor, [normal([2, 9, 8, 3], 1), normal([3, 2, 3, 4], 2)]);
        await expectSame(dilated, 2e-5, () => {
          const filter = normal([3, 2, 3, 4], 2);
          const spread = spreadTaps(filter as tf.Tensor4D, dilation);
          const plain = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, pad);
          const [dx, dw] = gradientsOf(plain as (...inputs: tf.Tensor[]) => tf.Tensor, [normal([2, 9, 8, 3], 1), spread]);
          const rows = [0, dilation, 2 * dilation];
          return [dx as tf.Tensor, tf.gather(tf.gather(dw as tf.Tensor, rows, 0), [0, dilation], 1)];
        });
      }
    }
  });

  it("of no elements where the window fits nowhere", async () => {
    await expectSame(() => [
      tf.conv2d(normal([1, 1, 5, 1], 1) as tf.Tensor4D, normal([2, 2, 1, 1], 2) as tf.Tensor4D, 1, "valid")
    ]);
  });

  it("refuses images with the channels first", async () => {
    await tf.setBackend("wasm");
    const run = () =>
      tf.conv2d(normal([1, 1, 4, 4], 1) as tf.Tensor4D, normal([2, 2, 1, 1], 2) as tf.Tensor4D, 1, "same", "NCHW");
    expect(() => tf.tidy(run)).toThrow("NHWC, not NCHW");
  });
});

describe("tf.conv2dTranspose and its gradients on wasm are those of cpu", () => {
  for (const [kernel, strides, pad] of [
    [4, 2, "same"],
    [5, 2, "same"],
    [3, 1, "same"],
    [4, 1, "valid"],
    [2, 3, "valid"],
    [3, 3, "same"]
  ] as const) {
    it(`${kernel}×${kernel}, stride ${strides}, ${pad}`, async () => {
      for (const [height, width] of [
        [1, 1],
        [4, 4],
        [3, 5]
      ] as const) {
        const size = (n: number) => (pad === "same" ? n * strides : (n - 1) * strides + kernel);
        const shape: Shape4D = [2, size(height), size(width), 3];
        const run = (x: tf.Tensor, w: tf.Tensor) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, shape, strides, pad);
        const inputs = () => [normal([2, height, width, 5], 3), normal([kernel, kernel, 3, 5], 4)] as const;
        await expectSame(() => [run(...inputs()), ...gradientsOf(run as (...inputs: tf.Tensor[]) => tf.Tensor, [...inputs()])]);
      }
    });
  }

  it("leaves no tensor behind", async () => {
    await tf.setBackend("wasm");
    await expect(
      valuesOn("wasm", convolution({input: [2, 7, 7, 2], filter: [4, 4, 2, 3], strides: 2, pad: "same"}))
    ).resolves.toHaveLength(3);
  });
});

function around(pad: Pad, axis: number): number {
  const [before, behind] = (pad as [number, number][])[axis] ?? [0, 0];
  return before + behind;
}

function explicit([top, bottom, left, right]: [number, number, number, number]): Pad {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0]
  ];
}

/** [3, 2, in, out] → [2·dilation + 1, dilation + 1, in, out], by a strided transposed placement written out. */
function spreadTaps(filter: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const [rows, columns, inChannels, outChannels] = filter.shape;
  const result = tf.buffer([(rows - 1) * dilation + 1, (columns - 1) * dilation + 1, inChannels, outChannels]);
  const from = filter.bufferSync();
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      for (let i = 0; i < inChannels; i++) {
        for (let o = 0; o < outChannels; o++) result.set(from.get(y, x, i, o), y * dilation, x * dilation, i, o);
      }
    }
  }
  return result.toTensor() as tf.Tensor4D;
}

describe("inputGradientPhases({kernel, stride, padding})", () => {
  it("splits a 4-tap kernel of stride 2, padding 1, into two of two taps each", () => {
    expect(inputGradientPhases({kernel: 4, stride: 2, padding: 1})).toEqual([
      {phase: 0, taps: [3, 1], before: 1},
      {phase: 1, taps: [2, 0], before: 0}
    ]);
  });

  it("turns the kernel around at stride 1", () => {
    expect(inputGradientPhases({kernel: 3, stride: 1, padding: 1})).toEqual([{phase: 0, taps: [2, 1, 0], before: 1}]);
  });

  it("has phases without taps where the stride is larger than the kernel", () => {
    expect(inputGradientPhases({kernel: 1, stride: 3, padding: 0}).map(({taps}) => taps)).toEqual([[0], [], []]);
  });

  it("uses every tap once", () => {
    const small = fc.integer({min: 1, max: 9});
    fc.assert(
      fc.property(small, small, fc.integer({min: 0, max: 8}), (kernel, stride, padding) => {
        const taps = inputGradientPhases({kernel, stride, padding}).flatMap((phase) => phase.taps);
        expect([...taps].sort((a, b) => a - b)).toEqual(Array.from({length: kernel}, (_, k) => k));
      })
    );
  });
});

describe("paddingTo(size, before, total)", () => {
  it("gives what is missing behind, or what is to be dropped", () => {
    expect(paddingTo(7, 1, 9)).toEqual([1, 1]);
    expect(paddingTo(7, 0, 5)).toEqual([0, -2]);
  });
});
