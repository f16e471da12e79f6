import {describe, expect, it} from "vitest";
import {productText, sumText} from "../../lib/figures/formula-text.ts";

describe("sumText(products, total, most)", () => {
  it("writes the sum with its real numbers", () => {
    expect(sumText([{value: 1, weight: 0.5}, {value: 0, weight: -1}], 0.5)).toBe("1·0.5 + 0·(−1) = 0.5");
  });

  it("says how many products are left out", () => {
    expect(sumText(Array.from({length: 5}, () => ({value: 1, weight: 2})), 10, 2)).toBe("1·2 + 1·2 + … (3 more) = 10");
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
