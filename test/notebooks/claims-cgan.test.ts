import {beforeAll, describe, expect, it} from "vitest";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import type {ImageSet} from "../../lib/data/image-set.ts";
import {sampleSet} from "../../lib/data/image-set.ts";
import type {Dataset} from "../../lib/data/dataset.ts";
import {shuffledLabels} from "../../lib/data/dataset.ts";
import type {Conditioning} from "../../lib/models/conditional.ts";
import {conditionalGan, withoutLabels} from "../../lib/models/conditional.ts";
import {disposeTensors, toTensors} from "../../lib/nn/network/network-weights.ts";
import {projectionParts} from "../../lib/nn/network/projection-parts.ts";
import {summary} from "../../lib/nn/network/summary.ts";
import {random} from "../../lib/random.ts";
import {drawBatch} from "../../lib/training/run/stepper.ts";
import {classify} from "../../lib/training/classifier/classify.ts";
import {preset} from "../../lib/training/recipes/presets.ts";
import {fixedNoise, outputsOf} from "../../lib/training/run/samples.ts";
import {disposeState, startState} from "../../lib/training/step/state.ts";
import {trainStep} from "../../lib/training/step/step.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import type {ShippedWeights} from "../../lib/weights/load.ts";
import "../training/wasm.ts";

let digits: ImageSet;
let reader: ShippedWeights;
let s: ShippedWeights;

beforeAll(async () => {
  digits = sampleSet(proceduralDigits({seed: "with and without"}), 600, random("claims"));
  reader = await loadWeights("mnist-classifier");
  s = await loadWeights("cgan-s");
});

describe("what the chapter on conditional GANs says of labels", () => {
  it("of their cost in S: 15,680 weights of G's, 640 of D's", () => {
    const [gan, bare] = [conditionalGan("S"), withoutLabels(conditionalGan("S"))];
    const more = (player: "generator" | "discriminator") => summary(gan[player]).parameters - summary(bare[player]).parameters;
    expect([more("generator"), more("discriminator")]).toEqual([15_680, 640]);
  });

  it("of D with concatenation: exactly as many parameters as with the projection", () => {
    const count = (conditioning: Conditioning) => summary(conditionalGan("XS", conditioning).discriminator).parameters;
    expect(count("concatenation")).toBe(count("projection"));
  });

  it("of the average in XS: its weights reach back some fifty steps", () => {
    expect(1 / (1 - preset("conditional XS").settings.average!)).toBeCloseTo(50);
  });

  it("of D and real digits: with its own label the bar usually points up, and most other labels pull it down", () => {
    const {network, weights} = s.networks.discriminator!;
    const logits = Array.from({length: 150}, (_, i) => {
      const {images, labels} = digits.select([i]);
      const {alone, added} = projectionParts(network, weights, {shape: [1, 28, 28, 1], values: images});
      return {own: alone + added[labels[0]!]!, others: [...added].filter((_, k) => k !== labels[0]).map((one) => alone + one)};
    });
    expect(logits.filter(({own}) => own > 0).length / logits.length).toBeGreaterThan(0.55);
    const pulled = logits.flatMap(({own, others}) => others.map((one) => one < own));
    expect(pulled.filter(Boolean).length / pulled.length).toBeGreaterThan(0.7);
  });

  it("of D and G's pictures: it is harder on them than on real digits, whatever they are called", async () => {
    const {generator, discriminator} = s.networks;
    const {noise, labels = []} = fixedNoise(generator!.network, "claims", 100);
    const weights = toTensors(generator!.weights);
    const {values} = await outputsOf(generator!.network, weights, noise, labels);
    disposeTensors(weights);
    const mean = (of: (i: number) => Float32Array) => {
      const all = Array.from({length: 100}, (_, i) => {
        const {alone, added} = projectionParts(discriminator!.network, discriminator!.weights, {
          shape: [1, 28, 28, 1],
          values: of(i)
        });
        return alone + added.reduce((sum, one) => sum + one) / 10;
      });
      return all.reduce((sum, one) => sum + one) / all.length;
    };
    expect(mean((i) => values.slice(784 * i, 784 * (i + 1)))).toBeLessThan(mean((i) => digits.select([i]).images) - 0.5);
  });

  it("of what ships: S's pictures read as asked, all and the worst digit's, as its record says; the goals of both", () => {
    const {asAsked, asAskedByClass} = (s.record.metrics as {shipped: {asAsked: number; asAskedByClass: number[]}}).shipped;
    expect(asAsked).toBeGreaterThanOrEqual(0.97);
    expect(Math.min(...asAskedByClass)).toBeGreaterThanOrEqual(0.93);
    expect(asAskedByClass.indexOf(Math.min(...asAskedByClass))).toBe(9);
  });

  it("of half the labels shuffled: 55 per cent are right", () => {
    expect(Math.round(100 * (0.5 + 0.5 / 10))).toBe(55);
  });
});

describe("its runs, after 160 of the 300 steps", () => {
  interface Outcome {
    /** The share of 200 samples that the classifier reads as asked. */
    asked: number;
    /** How much the pictures of one noise differ between labels, against how much those of one label differ between noises. */
    byLabel: number;
  }
  const outcomes = new Map<string, Outcome>();

  async function learn(name: string, data: Dataset, conditioning: Conditioning): Promise<void> {
    const gan = conditionalGan("XS", conditioning);
    const {settings, batch, scheme} = preset("conditional XS");
    const state = startState(gan, 1, scheme);
    for (let step = 0; step < 160; step++) {
      const given = drawBatch({gan, data, batch, seed: 1}, step);
      await trainStep(state, given, settings);
      given.real.dispose();
    }
    const {noise, labels = []} = fixedNoise(gan.generator, 1, 200);
    const images = await outputsOf(gan.generator, state.average!, noise, labels);
    const tensors = toTensors(reader.networks.classifier!.weights);
    const {predicted} = await classify(reader.networks.classifier!.network, tensors, images);
    disposeTensors(tensors);
    disposeState(state);
    const asked = labels.filter((label, i) => predicted[i] === label).length / labels.length;
    // Samples stand class by class, 20 noises of each.
    const distance = (a: number, b: number) => {
      let sum = 0;
      for (let p = 0; p < 784; p++) sum += (images.values[784 * a + p]! - images.values[784 * b + p]!) ** 2;
      return sum;
    };
    let [label, noises] = [0, 0];
    for (let k = 1; k < 10; k++) for (let n = 0; n < 19; n++) {
      label += distance(20 * k + n, n);
      noises += distance(20 * k + n, 20 * k + n + 1);
    } // prettier-ignore
    outcomes.set(name, {asked, byLabel: label / noises});
  }
  const of = (name: string): Outcome => outcomes.get(name)!;

  beforeAll(async () => {
    await learn("projection", digits, "projection");
    await learn("concatenation", digits, "concatenation");
    await learn("auxiliary", digits, "auxiliary");
    await learn("shuffled", shuffledLabels(digits), "projection");
  });

  it("the auxiliary head is ahead, the projection second, and concatenation has hardly begun", () => {
    expect(of("auxiliary").asked).toBeGreaterThan(of("projection").asked);
    expect(of("projection").asked).toBeGreaterThan(of("concatenation").asked + 0.1);
    expect(of("concatenation").asked).toBeLessThan(0.25);
  });

  it("with every label shuffled G does not listen: near chance, and nearly the same picture under ten names", () => {
    expect(of("shuffled").asked).toBeLessThan(0.25);
    expect(of("projection").asked).toBeGreaterThan(0.3);
    expect(of("shuffled").byLabel).toBeLessThan(0.5);
    expect(of("projection").byLabel).toBeGreaterThan(2 * of("shuffled").byLabel);
  });
});
