import {describe, expect, it} from "vitest";
import {imageSet} from "../../../lib/data/image-set.ts";
import {pointSet} from "../../../lib/data/points.ts";
import {pointGan} from "../../../lib/models/point-gan.ts";
import {recipeOf} from "../../../lib/training/run/recipe.ts";
import type {RunPlan} from "../../../lib/training/run/types.ts";
import {smallPlan as plan} from "../small-plan.ts";

const pictures = (last: number, count = 200_000) => {
  const pixels = new Uint8Array(count);
  pixels[count - 1] = last;
  return imageSet({name: "squares", shape: [4, 4, 1], pixels, labels: new Uint8Array(count / 16)});
};

describe("recipeOf(plan)", () => {
  it("is the same for the same recipe, whatever its seed and the order of its settings", async () => {
    const {loss, generator, discriminator} = plan.settings;
    const same: RunPlan = {...plan, seed: 7, scheme: "dcgan", settings: {discriminator, generator, loss, average: undefined}};
    expect(await recipeOf(same)).toBe(await recipeOf(plan));
    expect(await recipeOf({...plan, gan: {...plan.gan, name: "another name"}})).toBe(await recipeOf(plan));
    expect(await recipeOf(plan)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is another for other networks, settings, batch, scheme, data or functions", async () => {
    const others: Partial<RunPlan>[] = [
      {gan: pointGan({generatorHidden: [9], discriminatorHidden: [8]})},
      {settings: {...plan.settings, average: 0.9}},
      {step: () => {}},
      {settings: {...plan.settings, draw: (_, count) => new Float32Array(count)}},
      {settings: {...plan.settings, draw: (_, count) => new Float32Array(count).fill(1)}},
      {batch: 17},
      {scheme: "he"},
      {data: pointSet("grid")},
      {data: pictures(0)},
      {data: pictures(0, 160_000)},
      {
        data: {
          name: "my own",
          shape: [2],
          classes: 1,
          size: 4,
          batch: () => ({images: new Float32Array(2), labels: new Uint8Array(1)})
        }
      }
    ];
    const all = await Promise.all([plan, ...others.map((change) => ({...plan, ...change}))].map(recipeOf));
    expect(new Set(all).size).toBe(all.length);
  });
});
