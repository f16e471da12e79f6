import {describe, expect, it} from "vitest";
import {backText, forthText} from "../../../lib/figures/layers/pooling-figure.ts";
import {feedLines, paddingNote, productText, sumText} from "../../../lib/figures/layers/sum-of-products.ts";
import {feeds} from "../../../lib/nn/arithmetic/convolution.ts";
import {fill} from "../../../lib/nn/arithmetic/matrix.ts";
import type {PoolingKind} from "../../../lib/nn/arithmetic/pooling.ts";
import {poolTerms} from "../../../lib/nn/arithmetic/pooling.ts";

describe("sumText(products, total, most)", () => {
  it("writes the sum with its real numbers", () => {
    expect(
      sumText(
        [
          {value: 1, weight: 0.5},
          {value: 0, weight: -1}
        ],
        0.5
      )
    ).toBe("1·0.5 + 0·(−1) = 0.5");
  });

  it("says how many products are left out", () => {
    expect(
      sumText(
        Array.from({length: 5}, () => ({value: 1, weight: 2})),
        10,
        2
      )
    ).toBe("1·2 + 1·2 + … (3 more) = 10");
  });

  it("says when there is nothing to add", () => {
    expect(sumText([], 0)).toBe("nothing = 0");
  });
});

describe("productText(product)", () => {
  it("puts negative factors in parentheses", () => {
    expect(productText({value: -2, weight: 3})).toBe("(−2)·3");
  });
});

describe("feedLines(value, feeds)", () => {
  it("says what an input adds to each output", () => {
    const [feed] = feeds([[2]], [[-3]], {row: 0, column: 0});
    expect(feedLines(2, [feed])).toEqual(["2 feeds 1 output:", "row 0, column 0 gets 2·(−3) = −6"]);
  });

  it("writes nine of many", () => {
    const many = feeds(
      fill(9, 9, () => 1),
      fill(5, 5, () => 1),
      {row: 4, column: 4}
    );
    expect(feedLines(1, many)).toHaveLength(11);
    expect(feedLines(1, many).at(-1)).toBe("and 16 more");
  });

  it("says when the stride steps over an input", () => {
    expect(feedLines(1, feeds(fill(4, 4), [[1]], {row: 1, column: 1, stride: 2})).join(" ")).toMatch(/steps over it/);
  });
});

describe("paddingNote(input, amounts)", () => {
  it("names equal amounts once, others for each side", () => {
    const input = fill(2, 3);
    expect(paddingNote(input, {top: 0, bottom: 0, left: 0, right: 0})).toBe("2 × 3");
    expect(paddingNote(input, {top: 1, bottom: 1, left: 1, right: 1})).toBe("2 × 3, padding 1");
    expect(paddingNote(input, {top: 2, bottom: 0, left: 2, right: 0})).toBe("2 × 3, padding 2 above, 0 below, 2 left, 0 right");
  });
});

describe("forthText(name, window, result), backText(name, window)", () => {
  const windowOf = (kind: PoolingKind) =>
    poolTerms(
      [
        [1, -3],
        [2, 9]
      ],
      {kind, row: 0, column: 0}
    );

  it("write what becomes of a window", () => {
    expect(forthText("max", windowOf("max"), 9)).toBe("max: the largest of 1, (−3), 2, 9 = 9");
    expect(forthText("global average", windowOf("average"), 2.25)).toBe("global average: (1 + (−3) + 2 + 9) / 4 = 2.25");
    expect(forthText("sum", windowOf("sum"), 9)).toBe("sum: 1 + (−3) + 2 + 9 = 9");
  });

  it("write where the gradient goes back", () => {
    expect(backText("max", windowOf("max"))).toMatch(/all of it to the largest, row 1, column 1/);
    expect(backText("average", windowOf("average"))).toBe("average: 1/4 = 0.25 to each");
    expect(backText("sum", windowOf("sum"))).toBe("sum: 1 to each, undivided");
  });
});
