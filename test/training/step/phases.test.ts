import {describe, expect, it} from "vitest";
import {ARROWS} from "../../../lib/figures/training/step-loop-layout.ts";
import {phaseNamed, phasesOf, PHASES} from "../../../lib/training/step/phases.ts";
import type {NumberWords, Phase, PhaseNumbers} from "../../../lib/training/step/phases.ts";
import * as discriminatorTurn from "../../../lib/training/step/discriminator-turn.ts";
import * as generatorTurn from "../../../lib/training/step/generator-turn.ts";
import type {StepSettings} from "../../../lib/training/step/settings.ts";

const settings: StepSettings = {loss: "wasserstein", generator: {learningRate: 1}, discriminator: {learningRate: 1}};
const words: NumberWords = {number: (value) => value.toFixed(2), count: String};
const one = (value: number) => ({shape: [], values: Float32Array.of(value)});
const numbers: PhaseNumbers = {
  tensors: {
    noise: {shape: [64, 100], values: new Float32Array(6400)},
    noiseAgain: {shape: [64, 2], values: new Float32Array(128)},
    realLogits: {shape: [3, 1], values: Float32Array.of(1, -1, 2)},
    fakeLogits: {shape: [2, 1], values: Float32Array.of(-1, -2)},
    logits: {shape: [2, 1], values: Float32Array.of(1, -2)},
    realLoss: one(0.25),
    fakeLoss: one(0.5),
    generatorLoss: one(0.75),
    penalty: one(1.25)
  },
  norms: {conv1: 3, dense1: 4}
};
const all: readonly Phase[] = PHASES;

describe("the table of phases", () => {
  it("says of each phase what it did, and of no two the same", () => {
    const said = all.map(({says}) => says(numbers, words));
    expect(said).toEqual([
      "Noise is drawn, 64 times 100 numbers: the seeds of the fakes that D will see.",
      "G turns the noise into fakes. G does not learn now.",
      "D looks at real data and calls 2 of 3 real. The loss: 0.25.",
      "D looks at the fakes and calls 0 of 2 real. The loss: 0.50.",
      "D's slope is measured between real data and fakes: where it is far from 1, D pays. The loss: 1.25.",
      "The gradient of both losses flows back into D, and D's weights move, along a gradient of length 5.00. G stays as it is.",
      "It is G's turn. Noise is drawn, 64 times 2 numbers.",
      "G turns it into fakes.",
      'D looks at them and calls 1 of 2 real; G wants "real". The loss: 0.75.',
      "The gradient flows back through D into G, and G's weights move, along a gradient of length 5.00. D stays as it is."
    ]);
    expect(new Set(said).size).toBe(all.length);
  });

  it("does not take the examples that are shown for all there are", () => {
    const many = {...numbers, examples: {noise: 128, realLogits: 300}};
    const said = all.map(({says}) => says(many, words));
    expect(said[0]).toContain("128 times 100 numbers");
    expect(said[2]).toContain("calls 2 of the first 3 real");
  });

  it("says less where there is less to be seen", () => {
    for (const {says} of all) expect(says({tensors: {}}, words)).not.toMatch(/undefined|NaN/);
  });

  it("names each phase once, and a function for its work", () => {
    expect(new Set(all.map(({name}) => name)).size).toBe(all.length);
    const work: Record<string, unknown> = {...discriminatorTurn, ...generatorTurn};
    expect(all.map((phase) => typeof work[phase.work])).toEqual(all.map(() => "function"));
    // And no function of a turn is in no phase.
    expect(Object.keys(work).sort()).toEqual(all.map((phase) => phase.work).sort());
  });

  it("lights only arrows that the loop has", () => {
    const drawn = ARROWS.map(({from, to}) => `${from} → ${to}`);
    for (const {lights} of all) for (const [from, to] of lights.arrows) expect(drawn).toContain(`${from} → ${to}`);
  });

  it("suspects something after every phase", () => {
    for (const {name, suspects} of all) expect(suspects.length, name).toBeGreaterThan(0);
  });
});

describe("phasesOf(settings)", () => {
  it("gives D's turns, then G's, with the penalty where there is one", () => {
    const named = (changes: Partial<StepSettings>) =>
      phasesOf({...settings, ...changes}).map(({name, round}) => (round > 0 ? `${name} ${round + 1}` : name));
    expect(named({})).not.toContain("penalise");
    const many = named({gradientPenalty: 10, discriminatorSteps: 2});
    expect(many.slice(0, 6)).toEqual(["draw noise", "generate", "judge real", "judge fake", "penalise", "update D"]);
    expect(many.slice(6, 12)).toEqual(many.slice(0, 6).map((name) => `${name} 2`));
    expect(many.slice(12)).toEqual(["draw noise again", "generate again", "judge", "update G"]);
  });
});

describe("phaseNamed(name)", () => {
  it("finds a phase, and names all when there is no such", () => {
    expect(phaseNamed("judge").turn).toBe("generator");
    expect(() => phaseNamed("imagine")).toThrow(/there is no phase "imagine"; there are draw noise, generate, /);
  });
});
