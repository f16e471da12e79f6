import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {vectorKernels} from "../../../lib/backend/kernels/heap-kernels.ts";
import {wasmModule} from "../../../lib/backend/kernels/wasm-code.ts";
import {random} from "../../../lib/random.ts";

type Kernels = Readonly<Record<string, (...parameters: number[]) => void>>;

const memory = new WebAssembly.Memory({initial: 16});
const {instance} = await WebAssembly.instantiate(wasmModule(vectorKernels, false), {env: {memory}});
const kernels = instance.exports as Kernels;

/** Runs a kernel: arrays are laid one behind the other, each with a guard behind it, and read back afterwards. */
function run(name: string, arrays: readonly ArrayLike<number>[], numbers: readonly number[]): number[][] {
  const heap = new Float32Array(memory.buffer);
  heap.fill(12345);
  let place = 1;
  const places = arrays.map((array) => {
    const start = place;
    heap.set(array, start);
    place += array.length + 1;
    return start;
  });
  kernels[name](...places.map((start) => 4 * start), ...numbers);
  for (const [index, start] of places.entries()) expect(heap[start + arrays[index].length], `${name} writes too far`).toBe(12345);
  return places.map((start, index) => [...heap.subarray(start, start + arrays[index].length)]);
}

/** Holds the element that is furthest off against the tolerance. */
function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  const errors = expected.map((value, index) => Math.abs(actual[index] - value) / Math.max(1, Math.abs(value)));
  const worst = errors.findIndex((error) => !(error <= tolerance));
  expect([actual.length, worst, actual[worst]]).toEqual([expected.length, -1, undefined]);
}

const zeros = (count: number): number[] => Array<number>(count).fill(0);
const small = fc.integer({min: 1, max: 11});
/** Around the 128 rows, or the 256 of a depth, that are summed by themselves. */
const chunks = fc.oneof(small, fc.integer({min: 125, max: 260}));
const channels = fc.integer({min: 1, max: 23});

/** So many numbers at random, as multiples of 2⁻¹⁰, from −4 to 4. */
function numbers(seed: string, count: number): number[] {
  const source = random(seed);
  return Array.from({length: count}, () => source.integer(-4096, 4096) / 1024);
}

/** Holds something of two arrays [rows, channels] and two of [channels]. */
function forTables(
  holds: (table: {rows: number; channels: number; x: number[]; dy: number[]; a: number[]; b: number[]}) => void
): void {
  fc.assert(
    fc.property(chunks, channels, fc.nat(), (rows, channels, seed) => {
      const of = (name: string, count: number): number[] => numbers(`${seed}/${name}`, count);
      const size = rows * channels;
      holds({rows, channels, x: of("x", size), dy: of("dy", size), a: of("a", channels), b: of("b", channels)});
    }),
    {numRuns: 40}
  );
}

/** The sum of something over the rows of each channel. */
function byChannel(rows: number, channels: number, of: (element: number, channel: number) => number): number[] {
  return Array.from({length: channels}, (_, channel) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += of(row * channels + channel, channel);
    return sum;
  });
}

describe("vectorKernels, for any numbers of rows and channels", () => {
  it("rectifierGradient gives dy where x is positive, else dy · slope", () =>
    forTables(({rows, channels, x, dy}) => {
      const [, , dx] = run("rectifierGradient", [x, dy, zeros(x.length)], [0.25, rows, channels]);
      expect(dx).toEqual(x.map((value, i) => (value > 0 ? dy[i] : 0.25 * dy[i])));
    }));

  it("adam gives the new mean, square and weight", () =>
    forTables(({x: weight, dy: gradient, rows, channels}) => {
      const square = weight.map(Math.abs);
      const none = zeros(weight.length);
      const settings = [0.5, 0.5, 0.75, 0.25, 0.125, 0.0625];
      const results = run("adam", [weight, gradient, square, gradient, none, none, none], [...settings, rows, channels]);
      const newSquare = square.map((value, i) => 0.75 * value + 0.25 * gradient[i] ** 2);
      expectClose(results[4], gradient);
      expectClose(results[5], newSquare);
      expectClose(
        results[6],
        weight.map((value, i) => value - (0.125 * gradient[i]) / (Math.sqrt(newSquare[i]) + 0.0625))
      );
    }));

  it("mix gives old · keep + now · take, and may write over what it reads", () =>
    forTables(({rows, channels, x: old, dy: now}) => {
      const heap = new Float32Array(memory.buffer);
      heap.set([...old, ...now], 1);
      kernels.mix(4, 4 * (1 + old.length), 4, 0.75, 0.25, rows, channels);
      expectClose(
        [...heap.subarray(1, 1 + old.length)],
        old.map((value, i) => 0.75 * value + 0.25 * now[i])
      );
    }));

  it("sum and squares add up each channel, on top of what is there", () =>
    forTables(({rows, channels, x, a: mean, b: before}) => {
      const sums = byChannel(rows, channels, (i) => x[i]).map((sum, c) => sum + before[c]);
      expectClose(run("sum", [x, before], [rows, channels])[1], sums);
      const squares = byChannel(rows, channels, (i, c) => (x[i] - mean[c]) ** 2).map((sum, c) => sum + before[c]);
      expectClose(run("squares", [x, mean, before], [rows, channels])[2], squares);
    }));

  it("gradientSums adds up dy, and dy · (x − mean) · inverse", () =>
    forTables(({rows, channels, x, dy, a: mean, b: inverse}) => {
      const none = zeros(channels);
      const [, , , , sum, product] = run("gradientSums", [x, dy, mean, inverse, none, none], [rows, channels]);
      expectClose(
        sum,
        byChannel(rows, channels, (i) => dy[i])
      );
      const term = (i: number, c: number): number => dy[i] * (x[i] - mean[c]) * inverse[c];
      const products = byChannel(rows, channels, term);
      // Terms of both signs nearly cancel in some sums: what 32 bits lose is a share of what was added up.
      const added = byChannel(rows, channels, (i, c) => Math.abs(term(i, c)));
      for (const [c, size] of added.entries())
        expect(Math.abs(product[c] - products[c]), `channel ${c}`).toBeLessThan(1e-5 + 4e-7 * size);
    }));

  it("normalise gives (x − mean) · factor + offset by channel", () =>
    forTables(({rows, channels, x, a, b}) => {
      const y = run("normalise", [x, a, b, a, zeros(x.length)], [rows, channels])[4];
      expectClose(
        y,
        x.map((value, i) => (value - a[i % channels]) * b[i % channels] + a[i % channels])
      );
    }));

  it("normaliseGradient gives (dy − meanGradient − (x − mean) · slope) · factor", () =>
    forTables(({rows, channels, x, dy, a, b}) => {
      const dx = run("normaliseGradient", [x, dy, a, b, b, a, zeros(x.length)], [rows, channels])[6];
      const expected = x.map((value, i) => {
        const c = i % channels;
        return (dy[i] - b[c] - (value - a[c]) * b[c]) * a[c];
      });
      expectClose(dx, expected);
    }));
});

describe("product(a, b, c, aRow, aDepth, m, depth, n)", () => {
  it("adds a · b to c, a the one way or the other", () => {
    fc.assert(
      fc.property(small, fc.oneof(small, fc.integer({min: 250, max: 520})), channels, fc.boolean(), (m, depth, n, turned) => {
        const [a, b, c] = [numbers("a", m * depth), numbers("b", depth * n), numbers("c", m * n)];
        const [aRow, aDepth] = turned ? [1, m] : [depth, 1];
        const expected = c.map((start, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          let sum = start;
          for (let k = 0; k < depth; k++) sum += a[i * aRow + k * aDepth] * b[k * n + j];
          return sum;
        });
        expectClose(run("product", [a, b, c], [aRow, aDepth, m, depth, n])[2], expected, 1e-4);
      }),
      {numRuns: 40}
    );
  });
});

describe("transpose(from, to, rows, columns, fromStride, toStride)", () => {
  it("turns a matrix around, whatever lies between its rows", () => {
    const gaps = fc.nat({max: 3});
    fc.assert(
      fc.property(small, small, gaps, gaps, (rows, columns, gap, otherGap) => {
        const [fromStride, toStride] = [columns + gap, rows + otherGap];
        const from = Array.from({length: rows * fromStride}, (_, i) => i + 1);
        const expected = zeros(columns * toStride);
        for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) expected[c * toStride + r] = from[r * fromStride + c];
        const to = run("transpose", [from, zeros(expected.length)], [rows, columns, fromStride, toStride])[1];
        expect(to).toEqual(expected);
      })
    );
  });
});

describe("copyRuns and addRuns(from, to, outer, outerFrom, outerTo, inner, innerFrom, innerTo, run)", () => {
  it.each(["copyRuns", "addRuns"])("%s moves runs from one layout to another, one after the other", (name) => {
    const step = fc.nat({max: 12});
    fc.assert(
      fc.property(small, step, step, small, step, step, small, (outer, outerFrom, outerTo, inner, innerFrom, innerTo, length) => {
        const from = Array.from({length: outer * outerFrom + inner * innerFrom + length}, (_, i) => i + 1);
        const expected = zeros(outer * outerTo + inner * innerTo + length);
        for (let o = 0; o < outer; o++) {
          for (let i = 0; i < inner; i++) {
            for (let at = 0; at < length; at++) {
              const place = o * outerTo + i * innerTo + at;
              const value = from[o * outerFrom + i * innerFrom + at];
              expected[place] = name === "addRuns" ? expected[place] + value : value;
            }
          }
        }
        const steps = [outer, outerFrom, outerTo, inner, innerFrom, innerTo, length];
        expect(run(name, [from, zeros(expected.length)], steps)[1]).toEqual(expected);
      })
    );
  });
});
