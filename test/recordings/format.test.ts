import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {FileError} from "../../lib/nn/files/safetensors.ts";
import {sizeOf} from "../../lib/nn/arithmetic/values.ts";
import {random} from "../../lib/random.ts";
import {readRecording, track, writeRecording} from "../../lib/recordings/format.ts";
import type {Track} from "../../lib/recordings/format.ts";
import {model, NUMBER_SITUATIONS, RangeReader, RangeWriter} from "../../lib/recordings/range-coder.ts";
import {readRun, writeRun} from "../../lib/recordings/recorded-run.ts";
import type {RecordedRun} from "../../lib/recordings/recorded-run.ts";

const finite = fc.float({noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6});

const aTrack: fc.Arbitrary<Track> = fc
  .tuple(
    fc.constantFrom("pixels" as const, "rows" as const, "planes" as const),
    fc.array(fc.nat(5), {minLength: 3, maxLength: 4})
  )
  .chain(([kind, shape]) =>
    fc.record({
      kind: fc.constant(kind),
      shape: fc.constant(shape),
      bits: fc.integer({min: 1, max: kind === "pixels" ? 4 : 16}),
      values: fc.array(finite, {minLength: sizeOf(shape), maxLength: sizeOf(shape)}).map((all) => Float32Array.from(all))
    })
  )
  .map(({kind, shape, bits, values}) => track(kind, {shape, values}, bits));

describe("the range coder", () => {
  it("reads every number that was written, large and small, in any order of questions", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({min: -(2 ** 30) + 1, max: 2 ** 30 - 1}), fc.integer({min: -3, max: 3}))),
        (all) => {
          const writer = new RangeWriter();
          const [of, tree] = [model(NUMBER_SITUATIONS), model(256)];
          for (const value of all) {
            writer.number(of, 0, value);
            writer.symbol(tree, 0, 8, value & 255);
          }
          const reader = new RangeReader(writer.finish());
          const [again, same] = [model(NUMBER_SITUATIONS), model(256)];
          for (const value of all) {
            expect(reader.number(again, 0)).toBe(value);
            expect(reader.symbol(same, 0, 8)).toBe(value & 255);
          }
        }
      )
    );
  });

  it("carries over bytes of ones: long runs of the unlikely come back", () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 3000}), fc.boolean(), (length, odd) => {
        const bits = Array.from({length}, (_, i) => Number(i % 97 === 0) ^ Number(odd));
        const [writer, tree] = [new RangeWriter(), model(2)];
        for (const bit of bits) writer.symbol(tree, 0, 1, bit);
        const [reader, same] = [new RangeReader(writer.finish()), model(2)];
        expect(bits.map(() => reader.symbol(same, 0, 1))).toEqual(bits);
      })
    );
  });

  it("spends next to nothing on what is always the same", () => {
    const [writer, tree] = [new RangeWriter(), model(256)];
    for (let i = 0; i < 10_000; i++) writer.symbol(tree, 0, 8, 0);
    expect(writer.finish().length).toBeLessThan(800);
  });
});

describe("a recording", () => {
  it("gives its header back as it was, and every value to within half a level", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), aTrack, {maxKeys: 3}), fc.jsonValue(), (tracks, value) => {
        const told: unknown = JSON.parse(JSON.stringify({value}));
        const read = readRecording(writeRecording({about: told as Record<string, unknown>, tracks}));
        expect(read.about).toEqual(told);
        expect(Object.keys(read.tracks).sort()).toEqual(Object.keys(tracks).sort());
        for (const [name, {shape, values, low, high, bits}] of Object.entries(tracks)) {
          const found = read.tracks[name]!;
          expect(found.shape).toEqual(shape);
          const half = (high - low) / (2 ** bits - 1) / 2;
          found.values.forEach((one, i) =>
            expect(Math.abs(one - values[i]!)).toBeLessThanOrEqual(half + 1e-6 * (Math.abs(low) + Math.abs(high)))
          );
        }
      }),
      {numRuns: 60}
    );
  });

  it("is written the same when it is written from what was read", () => {
    fc.assert(
      fc.property(aTrack, (made) => {
        const file = writeRecording({about: {}, tracks: {made}});
        expect(writeRecording(readRecording(file))).toEqual(file);
      }),
      {numRuns: 60}
    );
  });

  it("clips what lies outside its range, and refuses what is no number", () => {
    const values = Float32Array.of(-3, 0, 3);
    const clipped = track("rows", {shape: [3], values}, 8, [-1, 1]);
    expect([...readRecording(writeRecording({about: {}, tracks: {clipped}})).tracks.clipped!.values]).toEqual([
      -1,
      expect.closeTo(0, 2),
      1
    ]);
    expect(() => track("rows", {shape: [1], values: Float32Array.of(NaN)}, 8)).toThrow("value 0 is NaN");
    const wrong = {...clipped, shape: [4]};
    expect(() => writeRecording({about: {}, tracks: {wrong}})).toThrow('track "wrong" of [4] has 3 values');
  });

  it("that is none, is newer or is damaged says so", () => {
    const file = writeRecording({about: {}, tracks: {}});
    expect(() => readRecording(Uint8Array.of(1, 2, 3))).toThrow(FileError);
    const newer = Uint8Array.from(file);
    newer[4] = 9;
    expect(() => readRecording(newer)).toThrow("version 1");
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 60}), (noise) => {
        try {
          readRecording(Uint8Array.from([...file.subarray(0, 5), ...noise]));
        } catch (error) {
          expect(error).toBeInstanceOf(FileError);
        }
      })
    );
  });
});

describe("a recorded run", () => {
  it("has its losses, sheets, readings and looks again, within their levels", () => {
    const source = random("recorded run");
    const many = (count: number, low = -1, high = 1) => Float32Array.from({length: count}, () => source.uniform(low, high));
    const numbers = (step: number) => {
      const [realLoss, fakeLoss, generatorLoss] = many(3, 0, 4);
      const [realAccuracy, fakeAccuracy] = many(2, 0, 1);
      const losses = {realLoss: realLoss!, fakeLoss: fakeLoss!, generatorLoss: generatorLoss!};
      return {
        step,
        ...losses,
        discriminatorLoss: (realLoss! + fakeLoss!) / 2,
        realAccuracy: realAccuracy!,
        fakeAccuracy: fakeAccuracy!
      };
    };
    const none = {generatorNorms: {}, discriminatorNorms: {}, milliseconds: NaN};
    const labels = [0, 0, 1, 1];
    const run: RecordedRun = {
      history: {
        entries: [1, 4, 8].map((step) => ({...numbers(step), ...none})),
        sheets: [0, 8].map((step) => ({step, labels, images: {shape: [4, 7, 7, 1], values: many(196)}})),
        snapshots: []
      },
      readings: [{step: 8, seconds: NaN, asked: labels, read: Uint8Array.of(0, 1, 1, 9), right: 2}],
      looks: [0, 8].map((step) => ({
        step,
        real: {shape: [5, 2], values: Float32Array.from({length: 10}, (_, i) => i / 10)},
        fake: {shape: [3, 2], values: many(6)},
        gradients: {shape: [3, 2], values: many(6)},
        field: {width: 4, height: 3, values: many(12, -20, 20)},
        manifold: {rows: 2, columns: 2, points: {shape: [4, 2], values: many(8)}},
        extent: {x: [-1, 1], y: [-2, 2]},
        centres: [[0, 1]],
        sigma: 0.1
      })),
      results: {anything: ["else"]},
      numbers: {shape: [2, 3], values: Float32Array.of(0, 51, 102, 153, 204, 255)}
    };
    const read = readRun(readRecording(writeRecording(writeRun(run))));
    expect(read.history.entries.map(({step}) => step)).toEqual([1, 4, 8]);
    read.history.entries.forEach((entry, i) => {
      for (const name of ["realLoss", "fakeLoss", "generatorLoss", "realAccuracy", "fakeAccuracy"] as const)
        expect(entry[name]).toBeCloseTo(run.history.entries[i]![name], 1);
    });
    expect(read.history.sheets.map(({step, labels: of}) => [step, of])).toEqual([
      [0, labels],
      [8, labels]
    ]);
    expect(read.readings).toEqual(run.readings);
    read.looks.forEach((look, i) => {
      const before = run.looks[i]!;
      expect([look.step, look.extent, look.centres, look.sigma]).toEqual([
        before.step,
        before.extent,
        before.centres,
        before.sigma
      ]);
      for (const name of ["real", "fake", "gradients"] as const) {
        expect(look[name]!.shape).toEqual(before[name]!.shape);
        look[name]!.values.forEach((value, at) => expect(value).toBeCloseTo(before[name]!.values[at]!, 1));
      }
      look.field!.values.forEach((value, at) =>
        expect(Math.abs(value - Math.max(-8, Math.min(8, before.field!.values[at]!)))).toBeLessThan(0.07)
      );
      expect(look.manifold!.rows).toBe(2);
    });
    expect(read.results).toEqual({anything: ["else"]});
    expect(read.numbers).toEqual(run.numbers);
  });
});
