import {describe, expect, it} from "vitest";
import {conditionalGan, withoutLabels} from "../../lib/models/conditional.ts";
import {compactDcgan} from "../../lib/models/dcgan.ts";
import {initialise} from "../../lib/nn/network/initialise.ts";
import {summary} from "../../lib/nn/network/summary.ts";

const labelled = conditionalGan("XS");
const bare = withoutLabels(labelled);
const parameters = (gan: typeof labelled) => [summary(gan.generator).trainable, summary(gan.discriminator).trainable];

describe("withoutLabels(gan)", () => {
  it("takes what labels cost out of both networks: ten rows of G's first matrix, ten of D's projection", () => {
    expect([bare.generator.label, bare.discriminator.label]).toEqual([undefined, undefined]);
    const [[g, d], [bareG, bareD]] = [parameters(labelled), parameters(bare)];
    expect(g! - bareG!).toBe(10 * 7 * 7 * 16);
    expect(d! - bareD!).toBe(10 * 64);
  });

  it("starts every layer that has no label with the same weights from the same seed", () => {
    for (const player of ["generator", "discriminator"] as const) {
      const [with_, without] = [labelled, bare].map((gan) => initialise(gan[player], 1, "he"));
      const same = Object.keys(without!).filter((name) => with_![name]!.values.length === without![name]!.values.length);
      expect(same).toContain(player === "generator" ? "conv1/kernel" : "dense1/kernel");
      for (const name of same) expect(without![name]!.values, name).toEqual(with_![name]!.values);
    }
  });

  it("refuses a GAN that has none", () => {
    expect(() => withoutLabels(compactDcgan())).toThrow("has no labels");
  });
});
