import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {forward} from "../../../lib/nn/network/forward.ts";
import {averagePool, conv, convTranspose, maxPool} from "../../../lib/nn/network/layers.ts";
import type {ConvPadding, Layer, Size} from "../../../lib/nn/network/layers.ts";
import {network} from "../../../lib/nn/network/network.ts";
import type {Network} from "../../../lib/nn/network/network.ts";
import {plainForward} from "../../../lib/nn/network/plain-forward.ts";
import {normal, tf, valuesOn} from "../../backend/backends.ts";

const backends = ["cpu", "wasm"] as const;

interface Case {
  kind: "conv" | "convTranspose";
  batch: number;
  input: [height: number, width: number, channels: number];
  filters: number;
  kernel: Size;
  stride: Size;
  padding: ConvPadding;
}

/** One product of a convolution along an axis: an element of the larger map, a tap of the kernel, an element of the smaller map. */
type Product = [large: number, tap: number, small: number];

function productsAlong(large: number, small: number, kernel: number, stride: number, padding: ConvPadding): Product[] {
  // TensorFlow's "same": the smaller half of what is missing goes before.
  const missing = Math.max(0, (small - 1) * stride + kernel - large);
  const before = padding === "same" ? Math.floor(missing / 2) : padding === "valid" ? 0 : padding;
  const found: Product[] = [];
  for (let s = 0; s < small; s++)
    for (let tap = 0; tap < kernel; tap++) {
      const l = s * stride + tap - before;
      if (l >= 0 && l < large) found.push([l, tap, s]);
    }
  return found;
}

interface Tensors {
  x: ArrayLike<number>;
  w: ArrayLike<number>;
  dy: ArrayLike<number>;
}

/** y, and the gradients of ⟨y, dy⟩ with respect to x and the kernel, in 64-bit arithmetic. */
function plain({kind, batch, input, filters, kernel, stride, padding}: Case, output: number[], {x, w, dy}: Tensors) {
  const along = (axis: 0 | 1): Product[] => {
    const [large, small] = kind === "conv" ? [input[axis], output[axis]] : [output[axis], input[axis]];
    return productsAlong(large, small, kernel[axis], stride[axis], padding);
  };
  const channels = input[2];
  const [y, dx, dw] = [batch * output[0] * output[1] * filters, x.length, w.length].map((size) => new Float64Array(size));
  const columns = along(1);
  for (const [rowLarge, rowTap, rowSmall] of along(0)) {
    for (const [columnLarge, columnTap, columnSmall] of columns) {
      const [ofX, ofY] =
        kind === "conv"
          ? [[rowLarge, columnLarge], [rowSmall, columnSmall]]
          : [[rowSmall, columnSmall], [rowLarge, columnLarge]]; // prettier-ignore
      const tap = (rowTap * kernel[1] + columnTap) * channels * filters;
      for (let b = 0; b < batch; b++) {
        const fromX = ((b * input[0] + ofX[0]) * input[1] + ofX[1]) * channels;
        const toY = ((b * output[0] + ofY[0]) * output[1] + ofY[1]) * filters;
        for (let i = 0; i < channels; i++) {
          for (let o = 0; o < filters; o++) {
            const k = tap + (kind === "conv" ? i * filters + o : o * channels + i);
            y[toY + o] += x[fromX + i] * w[k];
            dx[fromX + i] += dy[toY + o] * w[k];
            dw[k] += dy[toY + o] * x[fromX + i];
          }
        }
      }
    }
  }
  return [y, dx, dw];
}

function expectNear(actual: ArrayLike<number>, expected: Float64Array, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i])), 0);
  expect(worst / scale, what).toBeLessThan(1e-5);
}

/** The layer as a network, or null where its shapes do not fit. */
function networkOf({kind, input, filters, kernel, stride, padding}: Case): Network | null {
  const make = kind === "conv" ? conv : convTranspose;
  try {
    return network({input}, [make(filters, {kernel, stride, padding, bias: false})]);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function compare(backend: (typeof backends)[number], one: Case, net: Network): Promise<void> {
  const {outputShape, name} = net.layers[0];
  const [height, width] = one.kernel;
  const ends = one.kind === "conv" ? [one.input[2], one.filters] : [one.filters, one.input[2]];
  const [x, w, dy, ...found] = await valuesOn(backend, () => {
    const inputs = [normal([one.batch, ...one.input], 1), normal([height, width, ...ends], 2)];
    const dy = normal([one.batch, ...outputShape], 3);
    const run = (...[x, w]: tf.Tensor[]): tf.Tensor => forward(net, {[`${name}/kernel`]: w}, x).output;
    return [...inputs, dy, run(...inputs), ...tf.grads(run)(inputs, dy)];
  });
  const expected = plain(one, outputShape, {x: x.data, w: w.data, dy: dy.data});
  for (const [i, what] of ["output", "gradient of x", "gradient of the kernel"].entries())
    expectNear(found[i].data, expected[i], what);
  const weights = {[`${name}/kernel`]: {shape: w.shape, values: w.data}};
  expectNear(plainForward(net, weights, {shape: x.shape, values: x.data}).values, expected[0], "output of plainForward");
}

const few = fc.integer({min: 1, max: 4});
const side = fc.integer({min: 1, max: 6});
const cases: fc.Arbitrary<Case> = fc.record({
  kind: fc.constantFrom("conv" as const, "convTranspose" as const),
  batch: fc.integer({min: 1, max: 3}),
  // Up to 4 channels the wasm kernels take another way.
  input: fc.tuple(side, side, side),
  filters: side,
  kernel: fc.tuple(few, few),
  stride: fc.tuple(few, few),
  padding: fc.oneof(fc.constantFrom<ConvPadding>("same", "valid"), fc.integer({min: 0, max: 5}))
});

describe.each(backends)("conv and convTranspose, with both gradients, are plain arithmetic on %s", (backend) => {
  it("for every kernel, stride, padding and size that fit together", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const net = networkOf(one);
        fc.pre(net !== null);
        await compare(backend, one, net as Network);
      }),
      {numRuns: 400}
    );
  });

  it.each<Partial<Case>>([
    {kernel: [3, 2], stride: [1, 2], padding: 0},
    {kernel: [3, 2], stride: [2, 2], padding: 0},
    {kernel: [3, 3], stride: [1, 2], padding: 0},
    {kernel: [2, 4], stride: [2, 1], padding: 1},
    {kernel: [3, 3], stride: [2, 2], padding: 4}
  ])("where a number is the padding and the window is not square: %o", async (window) => {
    for (const kind of ["conv", "convTranspose"] as const) {
      const one = {kind, batch: 2, input: [4, 4, 1], filters: 2, ...window} as Case;
      const net = networkOf(one);
      if (net) await compare(backend, one, net);
    }
  });
});

describe("maxPool and averagePool", () => {
  it.each<(padding: "same") => Layer>([(padding) => maxPool(2, {padding}), (padding) => averagePool([3, 2], {padding})])(
    "refuse a number of rows as padding",
    (make) => {
      expect(() => network({input: [6, 6, 1]}, [make(1 as unknown as "same")])).toThrow(
        'padding of a pool must be "same" or "valid", got 1'
      );
    }
  );
});
