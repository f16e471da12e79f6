import {describe, expect, it} from "vitest";
import {hazeWords, isHaze} from "../../../lib/figures/samples/haze.ts";

/** Two images of which so many in a hundred pixels are black or white, the others nearly grey. */
function sheet(step: number, inked: number) {
  const values = Float32Array.from({length: 200}, (_, i) => (i % 100 < inked ? (i % 2 ? 1 : -1) : 0.1));
  return {step, images: {shape: [2, 10, 10, 1], values}};
}

describe("a grey haze", () => {
  it("is a sheet of images of which less than half is black or white; points are none", () => {
    expect([0, 49, 50, 100].map((inked) => isHaze(sheet(0, inked)))).toEqual([true, true, false, false]);
    expect(isHaze({step: 0, images: {shape: [5, 2], values: new Float32Array(10)}})).toBe(false);
  });

  it("is called normal, with the step by which it was gone in the recording, or that it never was", () => {
    expect(hazeWords(sheet(0, 90))).toBe(null);
    expect(hazeWords(sheet(0, 0))).toBe("Grey haze is normal at first.");
    expect(hazeWords(sheet(10, 0), [sheet(0, 90), sheet(20, 10), sheet(60, 80), sheet(100, 90)])).toBe(
      "Grey haze is normal at first. In the recording of these settings it was gone by step 60."
    );
    expect(hazeWords(sheet(10, 0), [sheet(0, 0), sheet(200, 10)])).toBe(
      "Grey haze is normal at first. In the recording of these settings it was still there at step 200."
    );
  });
});
