import {describe, expect, it} from "vitest";
import {
  channelOf,
  checkMatrix,
  checkVolume,
  extent,
  fill,
  notFinite,
  pair,
  stackChannels
} from "../../../lib/nn/arithmetic/matrix.ts";
import type {Matrix, Pair, Volume} from "../../../lib/nn/arithmetic/matrix.ts";

const wrong = (value: unknown): Matrix => value as Matrix;

describe("checkMatrix(matrix, what)", () => {
  it("gives [rows, columns]", () => {
    expect(
      checkMatrix([
        [1, 2, 3],
        [4, 5, 6]
      ])
    ).toEqual([2, 3]);
    expect(checkMatrix([[0]])).toEqual([1, 1]);
  });

  it("lets NaN and infinities pass", () => {
    expect(checkMatrix([[NaN, Infinity]])).toEqual([1, 2]);
  });

  it.each([
    [[], "input is empty: shape 0 × 0"],
    [[[], []], "input is empty: shape 2 × 0"],
    [[[1, 2], [3]], "row 1 has 1 values, row 0 has 2"],
    [[[1, 2], 7], "input[1] must be a row of numbers, got 7"],
    [[[1, "2"]], 'input[0][1] must be a number, got "2"'],
    [[[1, undefined]], "input[0][1] must be a number, got undefined"],
    [[1, 2], "input[0] is 1"],
    ["text", 'got "text"'],
    [null, "got null"]
  ])("refuses %j and says why", (value, message) => {
    expect(() => checkMatrix(wrong(value), "input")).toThrow(message);
  });
});

describe("checkVolume(volume, what)", () => {
  it("gives [height, width, channels]", () => {
    expect(
      checkVolume([
        [
          [1, 2, 3],
          [4, 5, 6]
        ]
      ])
    ).toEqual([1, 2, 3]);
  });

  it.each([
    [[], "picture is empty: shape 0 × 0 × 0"],
    [[[]], "picture[0] is empty"],
    [[[[1]], [[1], [2]]], "row 1 is 2 × 1, row 0 is 1 × 1"],
    [[[[1]], [[1, 2]]], "row 1 is 1 × 2, row 0 is 1 × 1"],
    [[[1, 2]], "picture[0][0] is 1"],
    [3, "got 3"]
  ])("refuses %j and says why", (value, message) => {
    expect(() => checkVolume(value as unknown as Volume, "picture")).toThrow(message);
  });
});

describe("pair(value, what, least)", () => {
  it("doubles a number and keeps a pair", () => {
    expect(pair(2, "stride")).toEqual([2, 2]);
    expect(pair([2, 3], "stride")).toEqual([2, 3]);
  });

  it.each([
    [0, "stride must be a whole number, 1 or more, got 0"],
    [1.5, "got 1.5"],
    [NaN, "got NaN"],
    [[1, -2], "stride of columns must be a whole number, 1 or more, got -2"],
    [[1, 2, 3], "got [1, 2, 3]"],
    ["2", 'got "2"']
  ])("refuses %j and says why", (value, message) => {
    expect(() => pair(value as Pair, "stride")).toThrow(message);
  });
});

describe("fill, notFinite, extent", () => {
  it("fill(rows, columns, value) calls value for each place, and gives zeros without it", () => {
    expect(fill(2, 3, (row, column) => 10 * row + column)).toEqual([
      [0, 1, 2],
      [10, 11, 12]
    ]);
    expect(fill(1, 2)).toEqual([[0, 0]]);
  });

  it("fill makes rows that are independent of each other", () => {
    const matrix = fill(2, 2);
    matrix[0][0] = 1;
    expect(matrix[1][0]).toBe(0);
  });

  it("notFinite(matrix) reports each NaN and infinity with its place", () => {
    expect(
      notFinite([
        [1, NaN],
        [-Infinity, 0]
      ])
    ).toEqual([
      {row: 0, column: 1, value: NaN},
      {row: 1, column: 0, value: -Infinity}
    ]);
    expect(notFinite([[1, 2]])).toEqual([]);
  });

  it("extent(matrix) skips what is not finite", () => {
    expect(
      extent([
        [3, NaN],
        [-1, Infinity]
      ])
    ).toEqual([-1, 3]);
    expect(extent([[NaN]])).toEqual([0, 0]);
  });
});

describe("stackChannels(channels), channelOf(volume, channel)", () => {
  it("are each other's inverse", () => {
    const channels = [
      [
        [1, 2],
        [3, 4]
      ],
      [
        [5, 6],
        [7, 8]
      ]
    ];
    const volume = stackChannels(channels);
    expect(volume[1][0]).toEqual([3, 7]);
    expect(channels.map((_, channel) => channelOf(volume, channel))).toEqual(channels);
  });

  it("refuse a channel that is not there and channels of different shapes", () => {
    expect(() => channelOf([[[1]]], 1)).toThrow("channel 1 of a volume with 1 channels");
    expect(() => stackChannels([[[1]], [[1, 2]]])).toThrow("channel 1 is 1 × 2, channel 0 is 1 × 1");
    expect(() => stackChannels([])).toThrow("no channels");
  });
});
