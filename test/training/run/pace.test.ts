import {describe, expect, it} from "vitest";
import {StepPace} from "../../../lib/training/run/pace.ts";

const taking = (times: readonly number[], pace = new StepPace()) => times.map((time) => pace.take(time));

describe("new StepPace().take(milliseconds)", () => {
  it("counts a step during which the machine slept as one of usual length", () => {
    expect(taking([2000, 50, 60, 55, 28_800_000, 57])).toEqual([2000, 50, 60, 55, 60, 57]);
  });

  it("takes steps as they are when they have become slow, from the second on", () => {
    expect(taking([50, 50, 50, 3000, 3000, 3000, 3000])).toEqual([50, 50, 50, 50, 3000, 3000, 3000]);
  });

  it("takes for granted what is ten times as long and yet short: the engine was busy", () => {
    expect(taking([1, 1, 1, 700, 1])).toEqual([1, 1, 1, 700, 1]);
  });
});

describe("pace.stepsPerSecond", () => {
  it("is the mean over the last 20 steps, without sleep; 0 before the first", () => {
    const pace = new StepPace();
    expect(pace.stepsPerSecond).toBe(0);
    taking(
      Array.from({length: 30}, () => 50),
      pace
    );
    taking([3_600_000], pace);
    expect(pace.stepsPerSecond).toBe(20);
    taking(
      Array.from({length: 20}, () => 100),
      pace
    );
    expect(pace.stepsPerSecond).toBe(10);
  });
});
