import {describe, expect, it} from "vitest";
import type {ForgeryScore} from "../../../lib/figures/evaluation/forgery-game.ts";
import {scoreWords} from "../../../lib/figures/evaluation/forgery-game.ts";
import {generatedRing, manifoldKinds, realFor} from "../../../lib/figures/evaluation/manifold-figure.ts";
import {classCentres, mixing, neighbourTowards} from "../../../lib/figures/evaluation/map-words.ts";
import {classColours} from "../../../lib/figures/kit/colours.ts";

const game = (right: number, answered: number): ForgeryScore => ({
  answered,
  missed: 0,
  right,
  confusion: [[right, 0], [answered - right, 0]], // prettier-ignore
  seconds: 1.5
});

describe("scoreWords(score)", () => {
  it("does not let twenty pictures prove what they cannot", () => {
    expect(scoreWords(game(13, 20)).at(-1)).toBe(
      "Someone who tosses a coin does as well or better in 13 % of such games: this game does not show that you can tell them apart, nor that you cannot."
    );
    expect(scoreWords(game(13, 20))[2]).toBe("With 20 pictures your true share lies between 43 % and 82 % (95 % interval).");
  });
  it("believes a clear score, and one that is clearly the wrong way round", () => {
    expect(scoreWords(game(19, 20)).at(-1)).toMatch(/less than 0\.1 % of such games: you can tell them apart\.$/);
    expect(scoreWords(game(2, 20)).at(-1)).toMatch(/^You are wrong more often than a coin/);
  });
  it("says nothing of no answers, and counts those that were too late", () => {
    expect(scoreWords({...game(0, 0), missed: 20})).toEqual(["No picture was answered: there is nothing to say."]);
    expect(scoreWords({...game(3, 4), missed: 2})[0]).toBe("3 of 4 right, 1.5 s for each; 2 not answered in time.");
  });
});

describe("mixing({points, generated})", () => {
  const line = (generated: number[]) => ({points: generated.flatMap((_, i) => [i, 0]), classes: generated, generated});
  it("is all for two islands, and what is expected for an even mixture", () => {
    const apart = [...Array(20).fill(0), ...Array(20).fill(1)];
    expect(mixing(line(apart), 4)!.share).toBeGreaterThan(0.9);
    const even = Array.from({length: 40}, (_, i) => i % 2);
    const {share, expected} = mixing(line(even), 4)!;
    expect(share).toBeCloseTo(0.5, 1);
    expect(expected).toBeCloseTo(19 / 39, 12);
  });
  it("needs two of each", () => {
    expect(mixing(line([0, 0, 0, 1]))).toBeNull();
  });
});

describe("classCentres(map), neighbourTowards(map, from, dx, dy)", () => {
  const map = {points: [0, 0, 2, 0, 4, 0, 2, 3, 9, 9], classes: [0, 0, 0, 1, 1], generated: [0, 0, 0, 0, 0]};
  it("give medians, and the nearest within 45 degrees", () => {
    expect(classCentres(map, 3)).toEqual([[2, 0], [9, 9], null]); // prettier-ignore
    expect(neighbourTowards(map, 0, 1, 0)).toBe(1);
    expect(neighbourTowards(map, 1, 0, 1)).toBe(3);
    expect(neighbourTowards(map, 0, -1, 0)).toBe(-1);
  });
});

describe("classColours(paper)", () => {
  it("has ten that differ, others on dark paper", () => {
    const [light, dark] = [classColours("#fdfcf9"), classColours("#161513")];
    expect(new Set([...light, ...dark]).size).toBe(20);
  });
});

describe("generatedRing(kind, real, seed)", () => {
  it("gives as many points as are real, the same for the same seed", () => {
    for (const kind of manifoldKinds) {
      const real = realFor(kind, 1);
      expect(generatedRing(kind, real, 1)).toEqual(generatedRing(kind, real, 1));
      expect([real.length, generatedRing(kind, real, 1).length]).toEqual([60, 60]);
    }
  });
});
