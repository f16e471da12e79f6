import {describe, expect, it} from "vitest";
import fc from "fast-check";
import {formatCount, formatFactor, formatNumber, formatShape, parseNumber} from "../../../lib/figures/kit/format.ts";

describe("formatNumber(value, digits)", () => {
  it("gives three significant digits without trailing zeros", () => {
    expect([0.123456, 1.5, 2, 12.345, 123.45, 0.1 + 0.2, 0].map((value) => formatNumber(value))).toEqual([
      "0.123",
      "1.5",
      "2",
      "12.3",
      "123",
      "0.3",
      "0"
    ]);
  });

  it("writes a minus sign, never a hyphen", () => {
    expect(formatNumber(-1.5)).toBe("−1.5");
    expect(formatNumber(-0)).toBe("0");
  });

  it("keeps all digits of large whole numbers and sets commas between thousands", () => {
    expect([999.6, 1234, 60965224].map((value) => formatNumber(value))).toEqual(["1,000", "1,234", "60,965,224"]);
  });

  it("writes very small and very large numbers with a power of ten", () => {
    expect(formatNumber(0.0000123)).toBe("1.23·10⁻⁵");
    expect(formatNumber(-2e20)).toBe("−2·10²⁰");
  });

  it("names what is no number", () => {
    expect([NaN, Infinity, -Infinity].map((value) => formatNumber(value))).toEqual(["NaN", "∞", "−∞"]);
  });
});

describe("formatFactor(value)", () => {
  it("puts negative numbers in parentheses", () => {
    expect([2, -2].map((value) => formatFactor(value))).toEqual(["2", "(−2)"]);
  });
});

describe("formatCount(value), formatShape(shape)", () => {
  it("write whole numbers", () => {
    expect(formatCount(724406816)).toBe("724,406,816");
    expect(formatShape([28, 28, 1024])).toBe("28 × 28 × 1,024");
  });
});

describe("parseNumber(text)", () => {
  it("reads what people type", () => {
    expect(["3", " -1.5 ", "−2", "+4", ".5", "0,5", "1/9", "1e-3", "-12,000"].map(parseNumber)).toEqual([
      3,
      -1.5,
      -2,
      4,
      0.5,
      0.5,
      1 / 9,
      0.001,
      -12000
    ]);
  });

  it("gives NaN for what is no number", () => {
    expect(["", "x", "1.2.3", "--1", "0x10", "1 2"].map(parseNumber)).toEqual(Array(6).fill(NaN));
  });

  it("reads back what formatNumber writes with 15 digits, where there is no power of ten", () => {
    const written = fc.double({min: 0.001, max: 1e9, noNaN: true}).map((value) => Number(value.toPrecision(6)));
    fc.assert(
      fc.property(written, fc.boolean(), (size, negative) => {
        const value = negative ? -size : size;
        expect(parseNumber(formatNumber(value, 15))).toBeCloseTo(value, 9);
      })
    );
  });
});
