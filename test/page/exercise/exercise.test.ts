import {describe, expect, it} from "vitest";
import {praise} from "../../../site/page/exercise/exercise.ts";

describe("what a reader is told whose answer is right", () => {
  it("names what was checked, each once", () => {
    expect(praise([])).toBe("Right.");
    expect(praise(["stem", "dilated", "stem"])).toBe("Right. Checked: stem; dilated.");
  });

  it("of many cases gives the number and the first three", () => {
    const cases = Array.from({length: 1370}, (_, i) => `there and back for index ${i}`);
    const text = praise(cases);
    expect(text).toBe(
      "Right. Checked: 1,370 cases, among them there and back for index 0; there and back for index 1; there and back for index 2."
    );
  });
});
