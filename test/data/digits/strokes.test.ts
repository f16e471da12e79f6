import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {Stroke} from "../../../lib/data/digits/strokes.ts";
import {
  centreOfMass,
  digitFromStrokes,
  polyline,
  rasterise,
  sampleDigit,
  sampleStrokes,
  smoothStroke
} from "../../../lib/data/digits/strokes.ts";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";
import {expectClose} from "../../nn/compare.ts";

const coordinate = fc.double({min: -500, max: 500, noNaN: true});
const strokes = fc.array(fc.array(fc.record({x: coordinate, y: coordinate}), {minLength: 1, maxLength: 5}), {
  minLength: 1,
  maxLength: 3
});
const inked = (picture: number[][]): {top: number; bottom: number; left: number; right: number} => {
  const rows = picture.flatMap((values, row) => (values.some((value) => value > 0.5) ? [row] : []));
  const columns = picture[0].flatMap((_, column) => (picture.some((values) => values[column] > 0.5) ? [column] : []));
  return {top: rows[0], bottom: rows[rows.length - 1], left: columns[0], right: columns[columns.length - 1]};
};

describe("rasterise(strokes, {size, pen})", () => {
  it("draws nothing for no strokes, and for a stroke without points", () => {
    expect(rasterise([])).toEqual(fill(28, 28));
    expect(rasterise([[]], {size: 3})).toEqual(fill(3, 3));
  });

  it("draws a dot for a single point: full in the middle, soft at the edge", () => {
    const picture = rasterise([[{x: 2.5, y: 2.5}]], {size: 5, pen: 2});
    expect(picture[2]).toEqual([0, 0.5, 1, 0.5, 0]);
    expect(picture[1][1]).toBeCloseTo(1.5 - Math.SQRT2);
  });

  it("draws a line as wide as the pen", () => {
    const picture = rasterise([polyline("0,4 8,4")], {size: 8, pen: 2});
    expect(picture.map((row) => row[4])).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
  });

  it("draws thicker where the pressure is higher", () => {
    const ink = (pressure: number): number =>
      rasterise([[{x: 14, y: 14, pressure}]])
        .flat()
        .reduce((a, b) => a + b, 0);
    expect(ink(0.2)).toBeLessThan(ink(0.5));
    expect(ink(0.5)).toBeLessThan(ink(1));
    expect(rasterise([[{x: 14, y: 14}]])).toEqual(rasterise([[{x: 14, y: 14, pressure: 0.5}]]));
  });

  it("crossing strokes do not go beyond 1, whatever is drawn, wherever", () => {
    fc.assert(
      fc.property(strokes, (drawn) => {
        for (const value of rasterise(drawn).flat()) expect(value >= 0 && value <= 1).toBe(true);
      }),
      {numRuns: 30}
    );
  });

  it.each<[Stroke, object, string]>([
    [[{x: NaN, y: 1}], {}, "a point of a stroke must be finite, got (NaN, 1)"],
    [[{x: 1, y: Infinity}], {}, "got (1, Infinity)"],
    [[{x: 1, y: 1, pressure: 2}], {}, "pressure must be from 0 to 1, got 2"],
    [[{x: 1, y: 1}], {size: 0}, "size must be a whole number, 1 or more, got 0"],
    [[{x: 1, y: 1}], {pen: 0}, "pen must be more than 0 pixels, got 0"]
  ])("refuses %j with %j", (stroke, options, message) => {
    expect(() => rasterise([stroke], options)).toThrow(message);
    expect(() => digitFromStrokes([stroke], options)).toThrow(/finite|pressure|size|pen|box/);
  });
});

describe("digitFromStrokes(strokes, {size, pen, box})", () => {
  it("scales the ink to a box of 20 and centres its mass in 28, as MNIST", () => {
    const picture = digitFromStrokes([polyline("300,100 300,400")]);
    expect(inked(picture)).toEqual({top: 4, bottom: 23, left: 13, right: 14});
    expect(centreOfMass(picture).x).toBeCloseTo(14);
    expect(centreOfMass(picture).y).toBeCloseTo(14);
  });

  it("moves what is heavier on one side, so that the centre of mass is the middle", () => {
    const heavyTop: Stroke[] = [polyline("0,0 7,0"), polyline("3.5,0 3.5,10")];
    const picture = digitFromStrokes(heavyTop);
    expect(centreOfMass(picture).x).toBeCloseTo(14, 1);
    expect(centreOfMass(picture).y).toBeCloseTo(14, 1);
    expect(inked(picture).top).toBeGreaterThan(4);
  });

  it("moves only as far as the border allows, and loses no ink", () => {
    const bar = (y: number): Stroke => [
      {x: 0, y},
      {x: 10, y}
    ];
    const picture = digitFromStrokes([bar(0), bar(1), bar(2), polyline("5,0 5,10")]);
    expect(centreOfMass(picture).y).toBeLessThan(13.5);
    expect(inked(picture)).toMatchObject({top: 8, bottom: 27});
  });

  it("gives the same picture wherever and however large the digit was drawn", () => {
    const drawn: Stroke[] = [polyline("1,2 5,9 3,4")];
    const elsewhere = drawn.map((stroke) => stroke.map(({x, y}) => ({x: 37 * x + 400, y: 37 * y - 90})));
    expectClose(digitFromStrokes(elsewhere), digitFromStrokes(drawn), 1e-9);
  });

  it("fills the box, whatever was drawn: nothing is cut off at the border", () => {
    fc.assert(
      fc.property(strokes, coordinate, (drawn, x) => {
        const picture = digitFromStrokes([
          ...drawn,
          [
            {x, y: 500},
            {x, y: 501}
          ]
        ]);
        const {top, bottom, left, right} = inked(picture);
        const longest = Math.max(bottom - top, right - left) + 1;
        expect(longest === 19 || longest === 20 || longest === 21, String(longest)).toBe(true);
      })
    );
  });

  it("draws a dot in the middle for a single point, and nothing for none", () => {
    const dot = digitFromStrokes([[{x: 77, y: 3}]]);
    expect(Math.min(dot[13][13], dot[13][14], dot[14][13], dot[14][14])).toBeGreaterThan(0.95);
    expect(centreOfMass(dot).x).toBeCloseTo(14);
    expect(digitFromStrokes([])).toEqual(fill(28, 28));
  });

  it("keeps its proportions at other sizes", () => {
    const picture = digitFromStrokes([polyline("0,0 0,9")], {size: 56});
    expect(inked(picture)).toMatchObject({top: 8, bottom: 47});
  });

  it("refuses a box that does not fit or is narrower than the pen", () => {
    expect(() => digitFromStrokes([[{x: 0, y: 0}]], {box: 30})).toThrow(
      "box must be more than the pen (2.4) and at most the picture (28), got 30"
    );
    expect(() => digitFromStrokes([[{x: 0, y: 0}]], {box: 2})).toThrow("got 2");
  });
});

describe("centreOfMass(picture)", () => {
  it("counts from the top left corner to the middle of pixels", () => {
    expect(
      centreOfMass([
        [1, 0],
        [0, 0]
      ])
    ).toEqual({x: 0.5, y: 0.5});
    expect(centreOfMass([[1, 3]])).toEqual({x: 1.25, y: 0.5});
  });

  it("is the middle of an empty picture", () => {
    expect(centreOfMass(fill(4, 6))).toEqual({x: 3, y: 2});
  });
});

describe("smoothStroke(points, steps)", () => {
  it("goes through every point, at every steps-th place", () => {
    const points: Stroke = [
      {x: 0, y: 0},
      {x: 4, y: 8, pressure: 1},
      {x: 9, y: 1},
      {x: 5, y: 5}
    ];
    const smooth = smoothStroke(points, 4);
    expect(smooth).toHaveLength(13);
    points.forEach(({x, y, pressure = 0.5}, index) => {
      expect(smooth[4 * index].x).toBeCloseTo(x);
      expect(smooth[4 * index].y).toBeCloseTo(y);
      expect(smooth[4 * index].pressure ?? 0.5).toBeCloseTo(pressure);
    });
  });

  it("leaves two points a straight line and refuses no steps", () => {
    expect(smoothStroke(polyline("0,0 1,1"))).toEqual(polyline("0,0 1,1"));
    expect(() => smoothStroke([], 0)).toThrow("steps must be a whole number, 1 or more, got 0");
  });
});

describe("polyline(points)", () => {
  it("reads points as SVG writes them", () => {
    expect(polyline(" 0,0  10.5,-5\n3,4 ")).toEqual([
      {x: 0, y: 0},
      {x: 10.5, y: -5},
      {x: 3, y: 4}
    ]);
  });

  it.each(["1", "1,", "1,2,3", "a,b", ""])("refuses %j", (points) => {
    expect(() => polyline(points)).toThrow(`a point is "x,y", got "${points}"`);
  });
});

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe("sampleDigit(digit)", () => {
  it.each(digits)("%d is 28 × 28, from 0 to 1, its mass in the middle, its border empty", (digit) => {
    const picture = sampleDigit(digit);
    expect([picture.length, picture[0].length]).toEqual([28, 28]);
    for (const value of picture.flat()) expect(value >= 0 && value <= 1).toBe(true);
    const {x, y} = centreOfMass(picture);
    expect(Math.hypot(x - 14, y - 14)).toBeLessThan(0.1);
    const border = [...picture[0], ...picture[27], ...picture.map((row) => row[0]), ...picture.map((row) => row[27])];
    expect(Math.max(...border)).toBe(0);
  });

  it("has about as much ink as MNIST's digits: a mean from 0.05 to 0.25", () => {
    for (const digit of digits) {
      const mean =
        sampleDigit(digit)
          .flat()
          .reduce((a, b) => a + b, 0) / 784;
      expect(mean, String(digit)).toBeGreaterThan(0.05);
      expect(mean, String(digit)).toBeLessThan(0.25);
    }
  });

  it("no two digits look alike", () => {
    const pictures = digits.map((digit) => sampleDigit(digit).flat());
    for (const a of digits) {
      for (const b of digits.filter((other) => other > a)) {
        const distance = Math.hypot(...pictures[a].map((value, i) => value - pictures[b][i]));
        expect(distance, `${a} and ${b}`).toBeGreaterThan(4);
      }
    }
  });

  it("the holes are where they should be: one in 0, 6 and 9, two in 8, none in the others (4 is open)", () => {
    expect(digits.map((digit) => holes(sampleDigit(digit)))).toEqual([1, 0, 0, 0, 0, 0, 1, 0, 2, 1]);
  });

  it.each([10, -1, 1.5, NaN])("refuses %d", (digit) => {
    expect(() => sampleDigit(digit)).toThrow(`a digit is a whole number from 0 to 9, got ${digit}`);
  });

  it("its strokes lie in a square of 100", () => {
    for (const {x, y} of digits.flatMap((digit) => sampleStrokes(digit).flat()))
      expect(x > 0 && x < 100 && y > 0 && y < 100).toBe(true);
  });
});

/** Regions of paper that ink encloses. */
function holes(picture: number[][]): number {
  const paper = picture.map((row) => row.map((value) => value < 0.3));
  const flood = (row: number, column: number): void => {
    if (!paper[row]?.[column]) return;
    paper[row][column] = false;
    flood(row - 1, column);
    flood(row + 1, column);
    flood(row, column - 1);
    flood(row, column + 1);
  };
  flood(0, 0);
  let count = 0;
  paper.forEach((values, row) =>
    values.forEach((blank, column) => {
      if (!blank || !paper[row][column]) return;
      count += 1;
      flood(row, column);
    })
  );
  return count;
}
