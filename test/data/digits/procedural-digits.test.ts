import {beforeAll, describe, expect, it} from "vitest";
import fc from "fast-check";
import {loadMnistFolder} from "../../../lib/data/files/mnist.ts";
import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {flatten, parseSkeleton} from "../../../lib/data/digits/hand.ts";
import {digitStyles} from "../../../lib/data/digits/styles.ts";
import {random} from "../../../lib/random.ts";
import {mnistPath, noMnist, nodeFolder} from "../real-mnist.ts";

const area = 784;

/** What a set's images are like on the whole; images in [0, 1]. */
function statistics(images: Float32Array) {
  const values = images.map((value) => (value + 1) / 2);
  const inked = values.filter((value) => value > 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const masses = Array.from({length: values.length / area}, (_, i) =>
    values.subarray(i * area, (i + 1) * area).reduce((sum, value) => sum + value, 0)
  ).sort((a, b) => a - b);
  const quantile = (share: number) => masses[Math.floor(share * masses.length)];
  return {
    mean,
    /** Of the inked pixels, those that are white. */
    saturated: inked.filter((value) => value > 0.98).length / inked.length,
    /** Sum of an image's pixels: lightest twentieth, median, heaviest twentieth. */
    mass: [quantile(0.05), quantile(0.5), quantile(0.95)]
  };
}

/** Of the ink in each row or column: the first and last with any, and its centre of mass. */
function profile(sums: number[]): {first: number; last: number; middle: number} {
  const inked = [...sums.keys()].filter((i) => sums[i] > 0);
  const mass = sums.reduce((sum, value) => sum + value, 0);
  const middle = sums.reduce((sum, value, i) => sum + value * (i + 0.5), 0) / mass;
  return {first: inked[0], last: inked[inked.length - 1], middle};
}

describe("proceduralDigits({seed, labels})", () => {
  const {images, labels} = proceduralDigits({seed: 7}).batch(2000);

  it("is a data set of 28 × 28 images without end, in [−1, 1], of all ten digits", () => {
    expect(proceduralDigits()).toMatchObject({name: "procedural digits", shape: [28, 28, 1], classes: 10, size: Infinity});
    expect(images.every((value) => value >= -1 && value <= 1)).toBe(true);
    for (let digit = 0; digit < 10; digit++) {
      const count = labels.filter((label) => label === digit).length;
      expect(count > 140 && count < 260, `${digit}: ${count}`).toBe(true);
    }
  });

  it("gives the same digits for the same seed, in small batches or large", () => {
    const small = proceduralDigits({seed: 7});
    const parts = [small.batch(3), small.batch(1), small.batch(6)];
    expect(parts.flatMap((part) => [...part.images])).toEqual([...images.subarray(0, 10 * area)]);
    expect(parts.flatMap((part) => [...part.labels])).toEqual([...labels.subarray(0, 10)]);
    expect(proceduralDigits({seed: 8}).batch(10).images).not.toEqual(images.subarray(0, 10 * area));
  });

  it("takes its numbers from a given generator, and then not from its own", () => {
    const digits = proceduralDigits({seed: 7});
    expect(digits.batch(4, random("step 1"))).toEqual(proceduralDigits({seed: 1}).batch(4, random("step 1")));
    expect(digits.batch(1).images).toEqual(images.subarray(0, area));
  });

  it("writes only the digits asked for", () => {
    const some = proceduralDigits({labels: [3, 8]});
    expect(new Set(some.batch(60).labels)).toEqual(new Set([3, 8]));
    expect(some.classes).toBe(10);
  });

  it("writes no digit twice", () => {
    const texts = new Set(Array.from(labels, (_, i) => images.subarray(i * area, (i + 1) * area).join()));
    expect(texts.size).toBe(2000);
  });

  it("normalises as MNIST: the ink fits 20 × 20 and its fading, its mass is in the middle unless the border hinders", () => {
    for (let i = 0; i < 500; i++) {
      const values = images.subarray(i * area, (i + 1) * area).map((value) => (value + 1) / 2);
      const byRow = Array.from({length: 28}, (_, row) => values.subarray(28 * row, 28 * row + 28));
      const rows = profile(byRow.map((row) => row.reduce((sum, value) => sum + value, 0)));
      const columns = profile(Array.from({length: 28}, (_, column) => byRow.reduce((sum, row) => sum + row[column], 0)));
      const longest = Math.max(rows.last - rows.first, columns.last - columns.first) + 1;
      expect(longest >= 19 && longest <= 24, `image ${i} (a ${labels[i]}): ${longest}`).toBe(true);
      for (const {middle, first, last} of [rows, columns])
        expect(Math.abs(middle - 14) <= 0.5 || first === 1 || last === 26, `image ${i}: ${middle}`).toBe(true);
    }
  });

  it("leaves a border of paper", () => {
    const inked = images.findIndex((value, at) => {
      const [row, column] = [Math.floor((at % area) / 28), at % 28];
      return value > -1 && (row === 0 || row === 27 || column === 0 || column === 27);
    });
    expect(inked).toBe(-1);
  });

  it.each([[[]], [[10]], [[1.5]], [[-1]]])("refuses the labels %j", (wrong) => {
    expect(() => proceduralDigits({labels: wrong})).toThrow(/^labels must /);
  });

  describe.skipIf(noMnist !== undefined)(`beside MNIST in ${mnistPath}${noMnist === undefined ? "" : ` (${noMnist})`}`, () => {
    let ours: ReturnType<typeof statistics>;
    let theirs: ReturnType<typeof statistics>;
    beforeAll(async () => {
      ours = statistics(images);
      theirs = statistics((await loadMnistFolder(nodeFolder(mnistPath))).batch(2000, random(1)).images);
    });

    it("as much ink, and its spread from thin to thick, within a tenth", () => {
      expect(Math.abs(ours.mean / theirs.mean - 1)).toBeLessThan(0.1);
      ours.mass.forEach((mass, i) => expect(Math.abs(mass / theirs.mass[i] - 1), String(i)).toBeLessThan(0.1));
    });

    it("as many greys at the edges: the share of white among the inked pixels within 0.05", () => {
      expect(Math.abs(ours.saturated - theirs.saturated)).toBeLessThan(0.05);
    });
  });
});

describe("the styles of digits", () => {
  it("are several for each digit, with strokes of at least two points that lie in a square of 100", () => {
    expect(digitStyles).toHaveLength(10);
    for (const {weight, strokes} of digitStyles.flat()) {
      expect(weight).toBeGreaterThan(0);
      for (const {x, y} of strokes.map(parseSkeleton))
        for (const value of [...x, ...y]) expect(value >= 0 && value <= 100, strokes.join(" / ")).toBe(true);
    }
    expect(Math.min(...digitStyles.map((styles) => styles.length))).toBeGreaterThan(5);
  });

  it("are all different", () => {
    const texts = digitStyles.flat().map(({strokes}) => strokes.join(" / "));
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe("parseSkeleton(text) and flatten(skeleton, steps)", () => {
  it("go through every point, `steps` lines apart", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.boolean()), {minLength: 2, maxLength: 8}), (points) => {
        const path = flatten(parseSkeleton(points.map(([x, y, corner]) => `${x},${y}${corner ? "!" : ""}`).join(" ")), 5);
        expect(path.x).toHaveLength(5 * (points.length - 1) + 1);
        points.forEach(([x, y], i) => {
          expect(path.x[5 * i]).toBeCloseTo(x);
          expect(path.y[5 * i]).toBeCloseTo(y);
        });
      })
    );
  });

  it("turn sharply at a corner: straight lines on both sides", () => {
    const path = flatten(parseSkeleton("0,0 10,0! 10,10"), 4);
    expect(path.x.map((x, i) => Math.min(Math.abs(path.y[i]), Math.abs(x - 10))).every((distance) => distance < 1e-9)).toBe(true);
    const round = flatten(parseSkeleton("0,0 10,0 10,10"), 4);
    expect(Math.max(...round.x)).toBeGreaterThan(10);
  });

  it.each(["1,2", "", "1,2 3", "1,2 3,4?", "a,b c,d"])("refuse %j", (text) => {
    expect(() => parseSkeleton(text)).toThrow(RangeError);
  });
});
