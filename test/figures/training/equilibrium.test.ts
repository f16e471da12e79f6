import {describe, expect, it} from "vitest";
import {equilibrium} from "../../../lib/figures/training/loss-curves.ts";

describe("equilibrium(loss, targets)", () => {
  it("is log 2 for each half of the minimax game, log 4 in all", () => {
    const {discriminator, generator, text} = equilibrium("minimax");
    expect(2 * discriminator).toBeCloseTo(Math.log(4), 12);
    expect(generator).toBeCloseTo(-Math.log(2), 12);
    expect(text).toContain("log 4");
  });

  it("is log 2 for both players of the non-saturating game", () => {
    expect(equilibrium("nonSaturating")).toMatchObject({discriminator: Math.log(2)});
    expect(equilibrium("nonSaturating").generator).toBeCloseTo(Math.log(2), 12);
  });

  it("is an eighth for least squares, 1 and 0 for hinge, 0 for Wasserstein", () => {
    expect(equilibrium("leastSquares")).toMatchObject({discriminator: 0.125, generator: 0.125});
    expect(equilibrium("hinge")).toMatchObject({discriminator: 1, generator: -0});
    expect(equilibrium("wasserstein").discriminator).toBeCloseTo(0, 12);
  });

  it("is where D does best with smoothed targets: a step to either side costs it more", () => {
    const targets = {real: 0.9};
    const {discriminator, text} = equilibrium("nonSaturating", targets);
    // −(0.9 log p + 0.1 log(1 − p) + log(1 − p)) / 2 over p
    const at = (p: number) => -(0.9 * Math.log(p) + 1.1 * Math.log(1 - p)) / 2;
    expect(discriminator).toBeCloseTo(at(0.45), 12);
    expect(discriminator).toBeLessThan(at(0.44));
    expect(discriminator).toBeLessThan(at(0.46));
    expect(text).toBe("0.688: D cannot tell");
  });
});
