import type {Tensor} from "@tensorflow/tfjs-core";
import {describe, expect, it} from "vitest";
import {openData, planOf} from "../../../lib/data/data-plan.ts";
import type {Dataset} from "../../../lib/data/dataset.ts";
import {imageSet} from "../../../lib/data/image-set.ts";
import {pointSet} from "../../../lib/data/points.ts";
import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {pointGan} from "../../../lib/models/point-gan.ts";
import {random} from "../../../lib/random.ts";
import {sendablePlan} from "../../../lib/training/run/trainer.ts";
import type {RunPlan} from "../../../lib/training/run/types.ts";

const plan: RunPlan = {
  gan: pointGan(),
  data: pointSet("grid", {scale: 0.2}),
  settings: {loss: "hinge", generator: {learningRate: 1}, discriminator: {learningRate: 1}},
  batch: 8,
  seed: "s"
};
const letters = imageSet({
  name: "letters",
  shape: [2, 2, 1],
  pixels: Uint8Array.from({length: 16}, (_, i) => i),
  labels: Uint8Array.of(0, 1, 1, 0),
  classes: 3,
  white: 16
});
const own: Dataset = {...pointSet("ring"), name: "my spiral"};
delete (own as {centres?: unknown}).centres;

describe("planOf(data), openData(plan)", () => {
  it("make, of each of the library's data sets, one that gives the same batches after it has been sent", () => {
    for (const data of [
      pointSet("ring"),
      pointSet("grid", {sigma: 0.1, scale: 0.5}),
      proceduralDigits({labels: [3, 7]}),
      letters
    ]) {
      const again = openData(structuredClone(planOf(data)));
      expect(again.batch(9, random(4))).toEqual(data.batch(9, random(4)));
      expect([again.name, again.shape, again.classes, again.size]).toEqual([data.name, data.shape, data.classes, data.size]);
    }
  });

  it("leaves a plan as it is, and shares the arrays of a set", () => {
    const sent = planOf(letters);
    expect(planOf(sent)).toBe(sent);
    expect(sent.kind === "images" && sent.pixels).toBe(letters.pixels);
  });

  it("refuses a data set of other making", () => {
    expect(() => planOf(own)).toThrow(
      new TypeError('"my spiral" cannot be sent to a worker: it is none of the library\'s data sets')
    );
  });
});

describe("crossing(plan)", () => {
  it("gives a plan that can be sent", async () => {
    const crossed = await sendablePlan(plan);
    expect("plan" in crossed && structuredClone(crossed.plan)).toEqual({...plan, data: planOf(plan.data)});
  });

  it("says which function is in the way, or which data", async () => {
    const draw = (_: string, count: number) => new Float32Array(count);
    const reason = "it is carried out in the page: settings.draw is a function, which cannot be sent to a worker";
    expect(await sendablePlan({...plan, settings: {...plan.settings, draw}})).toEqual({reason});
    const same = (logits: Tensor): Tensor => logits;
    const loss = {discriminatorReal: same, discriminatorFake: same, generator: same};
    expect(await sendablePlan({...plan, settings: {...plan.settings, loss}})).toEqual({
      reason: "it is carried out in the page: settings.loss.discriminatorReal is a function, which cannot be sent to a worker"
    });
    expect(await sendablePlan({...plan, data: own})).toEqual({
      reason: 'it is carried out in the page: "my spiral" cannot be sent to a worker: it is none of the library\'s data sets'
    });
  });
});
