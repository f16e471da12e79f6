import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {exporter} from "../../lib/deployment/exporter.ts";
import {runC} from "../../lib/export/c/tiny-run.ts";
import {lower} from "../../lib/export/graph/lower.ts";
import {quantiseWeights} from "../../lib/export/int8/parameters.ts";
import {meanPixelSpread, spreadOf} from "../../lib/figures/deployment/noise-lanes.ts";
import {initialise} from "../../lib/nn/network/initialise.ts";
import {plainForward} from "../../lib/nn/network/plain-forward.ts";
import {random} from "../../lib/random.ts";
import {compactDcgan} from "../../lib/models/dcgan.ts";
import type {Network} from "../../lib/nn/network/network.ts";
import type {Weights} from "../../lib/nn/network/network-weights.ts";
import {writeCheckpoint} from "../../lib/training/run/checkpoint.ts";
import {disposeState, startState, storeState} from "../../lib/training/step/state.ts";
import type {StoredState} from "../../lib/training/step/state.ts";
import {loadWeights, weightNames} from "../../lib/weights/load.ts";
import {cellsOf} from "../../site/notebook/chapter.ts";
import {parse} from "../../site/notebook/text/parse.ts";
import "../training/wasm.ts";
import {chapterCells} from "./chapter-cells.ts";

const text = readFileSync(new URL("../../notebooks/deployment.md", import.meta.url), "utf8");
const cell = (id: string): string => cellsOf(parse(text, "notebooks/deployment.md")).find((one) => one.id === id)!.source;
const {generator} = (await loadWeights("compact-dcgan")).networks;
const {classifier} = (await loadWeights("mnist-classifier")).networks;
const [latentDim] = generator!.network.input;
const paint = (values: Float32Array) =>
  plainForward(generator!.network, generator!.weights, {shape: [values.length / latentDim!, latentDim!], values});

/** What the judge takes each picture for. */
function classes(images: ReturnType<typeof paint>): number[] {
  const {values} = plainForward(classifier!.network, classifier!.weights, images);
  return Array.from({length: images.shape[0]!}, (_, i) => {
    const row = [...values.subarray(10 * i, 10 * i + 10)];
    return row.indexOf(Math.max(...row));
  });
}

describe("what the chapter on deployment says of the board that only drew zeros", () => {
  // As the cell board-run does it, with the program that the reader finds.
  const program = /`([\s\S]*)`/.exec(cell("board-program"))![1]!;
  const dice = random("rand");
  const fill = runC(program, {rand: () => dice.integer(0, 2 ** 31 - 1)});
  const fromBoard = Float32Array.from(
    Array.from({length: 50}, () => {
      const noise = new Float64Array(latentDim!);
      fill("fill_noise", noise, latentDim!);
      return [...noise];
    }).flat()
  );
  const trained = random("N(0, 1)");
  const asTrained = Float32Array.from({length: 50 * latentDim!}, () => trained.normal());

  it("its noise lies between 0 and 1, the training's around 0", () => {
    expect(Math.min(...fromBoard)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...fromBoard)).toBeLessThanOrEqual(1);
    expect(spreadOf(fromBoard).mean).toBeCloseTo(0.5, 1);
    expect(Math.abs(spreadOf(asTrained).mean)).toBeLessThan(0.05);
  });

  it("the spread of the pixels falls to about half, and more pictures are zeros than anything else", () => {
    const [page, board] = [paint(asTrained), paint(fromBoard)];
    expect(meanPixelSpread(page)).toBeCloseTo(0.179, 3);
    expect(meanPixelSpread(board)).toBeCloseTo(0.0903, 3);
    const counts = Array.from({length: 10}, (_, digit) => classes(board).filter((found) => found === digit).length);
    expect(counts.indexOf(Math.max(...counts))).toBe(0);
    expect(new Set(classes(page)).size).toBeGreaterThan(new Set(classes(board)).size);
  });

  it("at the top, the page's ten are a mixed lot, the board's are mostly zeros", () => {
    const opened = random("ten pictures");
    const page = Float32Array.from({length: 10 * latentDim!}, () => opened.normal());
    const board = Float32Array.from({length: 10 * latentDim!}, () => opened.uniform());
    expect(new Set(classes(paint(page))).size).toBeGreaterThanOrEqual(5);
    expect(classes(paint(board)).filter((digit) => digit === 0).length).toBeGreaterThanOrEqual(5);
  });
});

describe("the generator that leaves", () => {
  interface Leaving {
    network: Network;
    weights: Weights;
  }
  const leaving = async (given: {chosen?: unknown; ownFile?: File | null}) =>
    (await chapterCells("deployment")("leaving", {chosen: "cgan-s", ownFile: null, ...given})).names["leaving"] as Leaving;

  it("is the conditional one of size S unless another is chosen: the first of all that ship", () => {
    const offered = [...cell("choices").matchAll(/^ {2}\["[^"]+", "([a-z-]+)"\]/gm)].map(([, name]) => name);
    expect(offered).toEqual(["cgan-s", "cgan-xs", "compact-dcgan", "collapsed-gan"]);
    const withGenerator = weightNames.filter((name) => /gan/.test(name));
    expect([...offered].sort()).toEqual([...withGenerator].sort());
  });

  it("is the shipped one that is chosen, with its own shapes", async () => {
    for (const name of ["cgan-xs", "collapsed-gan"] as const)
      expect((await leaving({chosen: name})).network).toEqual((await loadWeights(name)).networks["generator"]!.network);
  });

  it("is G of a run that was saved, with its averaged weights where there are any", async () => {
    const stored = await storedAnew(4);
    const settings = {loss: "nonSaturating", generator: {learningRate: 1e-3}, discriminator: {learningRate: 1e-3}} as const;
    const file = (state: StoredState) => {
      const bytes = writeCheckpoint({
        gan: {name: "mine", source: "this test"},
        state,
        settings,
        batch: 4,
        data: "digits",
        functions: []
      });
      return new File([bytes as BlobPart], "run.safetensors");
    };
    expect((await leaving({ownFile: file(stored)})).weights).toEqual(stored.generator.weights);
    const {weights} = (await storedAnew(5)).generator;
    expect((await leaving({ownFile: file({...stored, average: weights})})).weights).toEqual(weights);
    expect((await leaving({ownFile: file(stored)})).network).toEqual(stored.generator.network);
  });

  it("is what is written, timed, compared and zipped: no cell behind it takes another", () => {
    for (const id of ["exporting", "timing", "fits", "zipping", "pairs"]) {
      expect(cell(id), id).toContain("leaving");
      expect(cell(id), id).not.toMatch(/\bgenerator\b/);
    }
  });
});

async function storedAnew(seed: number): Promise<StoredState> {
  const state = startState(compactDcgan(), seed);
  try {
    return await storeState(state);
  } finally {
    disposeState(state);
  }
}

describe("what the chapter on deployment says of whole numbers", () => {
  it("kernels of the shipped generator are bytes with a scale for each channel already; the last has one channel", () => {
    const {graph} = lower(generator!.network, generator!.weights);
    const kernels = graph.tensors.filter(({data, shape}) => data && shape.length > 1);
    const errors = kernels.map(({data, shape}) => {
      const values = data as Float32Array;
      const of = (channels: number) => {
        const made = quantiseWeights(values, channels);
        const each = values.length / channels;
        return spreadOf(values.map((value, i) => value - made.data[i]! * made.quantisation.scales[Math.floor(i / each)]!)).spread;
      };
      return {channels: shape[0]!, gain: of(1) / of(shape[0]!)};
    });
    expect(errors.map(({channels}) => channels)).toEqual([3136, 32, 1]);
    expect(errors[0]!.gain).toBeGreaterThan(1e4);
    expect(errors[1]!.gain).toBeGreaterThan(1e4);
    expect(errors[2]!.gain).toBe(1);
  });

  it("kernels that were never rounded gain from a scale for each channel too, but less", () => {
    const {graph} = lower(generator!.network, initialise(generator!.network, 1, "he"));
    const {data, shape} = graph.tensors.find(({name}) => name === "convTranspose1/kernel")!;
    const values = data as Float32Array;
    const of = (channels: number) => {
      const made = quantiseWeights(values, channels);
      const each = values.length / channels;
      return spreadOf(values.map((value, i) => value - made.data[i]! * made.quantisation.scales[Math.floor(i / each)]!)).spread;
    };
    expect(of(1) / of(shape[0]!)).toBeGreaterThan(1.05);
    expect(of(1) / of(shape[0]!)).toBeLessThan(10);
  });

  it.each(["cgan-s", "cgan-xs", "compact-dcgan"] as const)(
    "every layer's error is above 0.29 steps but a label's, the last one's is the largest, and the pictures lose a grey level (%s)",
    async (name) => {
      const writer = exporter({where: "here"});
      const {network, weights} = (await loadWeights(name)).networks["generator"]!;
      const made = await writer.export({network, weights, name: "digits", forms: ["int8"], calibration: {kind: "noise", count: 64, seed: 1}}); // prettier-ignore
      const examples = {kind: "noise", count: 20, seed: 2} as const;
      const {tensors, float, int8} = await writer.compare({network, graph: made.graph, quantised: made.quantised!, examples});
      const steps = tensors.map(({name, rms, scale}) => ({name, steps: rms / scale}));
      const below = steps.filter(({steps}) => steps < 1 / Math.sqrt(12)).map(({name}) => name);
      expect(below).toEqual(network.label === undefined ? [] : ["label"]);
      expect(Math.max(...steps.map(({steps}) => steps))).toBe(steps.at(-1)!.steps);
      expect(tensors.at(-1)!.scale).toBe(1 / 128);
      const mean = float.reduce((sum, value, i) => sum + 127.5 * Math.abs(value - int8[i]!), 0) / float.length;
      expect(mean).toBeLessThan(1.2);
    }
  );

  it("procedural and forged digits calibrate a judge, white noise too; a black picture does not", async () => {
    const writer = exporter({where: "here"});
    const {network, weights} = classifier!;
    const draw = random("calibrations");
    const test = proceduralDigits({seed: 1}).batch(60, random("test"));
    const noise = Float32Array.from({length: 32 * latentDim!}, () => draw.normal());
    const sources: Record<string, Float32Array> = {
      procedural: proceduralDigits({seed: "calibrate"}).batch(64, random("calibrate")).images,
      forged: paint(noise).values,
      white: Float32Array.from({length: 32 * 784}, () => draw.uniform(-1, 1)),
      black: new Float32Array(784).fill(-1)
    };
    const errors: Record<string, number> = {};
    for (const [name, values] of Object.entries(sources)) {
      const inputs = {shape: [values.length / 784, 28, 28, 1], values};
      const made = await writer.export({network, weights, name: "judge", forms: ["int8"], calibration: {kind: "examples", examples: {inputs}}}); // prettier-ignore
      const examples = {inputs: {shape: [60, 28, 28, 1], values: test.images}};
      const {float, int8} = await writer.compare({network, graph: made.graph, quantised: made.quantised!, examples: {kind: "examples", examples}}); // prettier-ignore
      errors[name] = spreadOf(int8.map((value, i) => value - float[i]!)).spread;
    }
    for (const name of ["procedural", "forged", "white"]) expect(errors.black! / errors[name]!, name).toBeGreaterThan(5);
  });
});
