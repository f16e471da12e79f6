import {createHash} from "node:crypto";
import {transformSync} from "esbuild";
import {proceduralDigits} from "../../../lib/data/digits/procedural-digits.ts";
import {eightByEight} from "../../../lib/data/digits/eight-by-eight.ts";
import {sampleSet} from "../../../lib/data/image-set.ts";
import {disposeTensors, toTensors} from "../../../lib/nn/network/network-weights.ts";
import type {Values} from "../../../lib/nn/network/network-weights.ts";
import {random} from "../../../lib/random.ts";
import {classify} from "../../../lib/training/classifier/classify.ts";
import {trainClassifier} from "../../../lib/training/classifier/train.ts";
import {RING_REMEDIES} from "../../../lib/training/recipes/ring-remedies.ts";
import {sweep} from "../../../lib/training/recipes/sweep.ts";
import type {SweepRow} from "../../../lib/training/recipes/sweep.ts";
import {fixedNoise} from "../../../lib/training/run/samples.ts";
import {trainer} from "../../../lib/training/run/trainer.ts";
import type {RunPlan} from "../../../lib/training/run/types.ts";
import {loadWeights} from "../../../lib/weights/load.ts";
import "../../training/wasm.ts";
import {chapterCells} from "../chapter-cells.ts";
import {apart} from "./apart.ts";
import {linesOf, planOf} from "./ledger.ts";

/** What one run of an experiment found: numbers by name. */
export type Outcome = Readonly<Record<string, number>>;

/** A training too long for the tests, from a cell of a chapter, done once for each seed by `npm run claims` and recorded. */
export interface Experiment {
  name: string;
  seeds: readonly number[];
  /** What the numbers depend on, from the chapter's own cell: a record made with others is stale. */
  settings(): Promise<unknown>;
  run(seed: number): Promise<Outcome>;
}

type CountModes = (
  points: number[][],
  centres: readonly (readonly number[])[],
  sigma: number
) => {captured: number; highQuality: number};

const collapse = chapterCells("mode-collapse");
const dcgan = chapterCells("dcgan");
const cgan = chapterCells("cgan");
const pooling = chapterCells("pooling");

/** In the place of the trainer: what a cell would train. */
const asPlan = {trainer: (plan: RunPlan) => plan};
const quiet = {where: "here", backend: "wasm", threads: 1, samples: 1, sampleEvery: 1e9, snapshotEvery: 1e9} as const;

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** A digest of code, whatever its comments and its layout. */
const digestOfCode = (source: string): string =>
  digestOf(transformSync(source, {loader: "ts", minifyWhitespace: true, legalComments: "none"}).code);

/** A plan as a record keeps it: networks and data by a digest, and so a step of the chapter's own. */
export function settingsOf(
  {gan, data, settings, batch, scheme, step}: Omit<RunPlan, "seed">,
  more: Readonly<Record<string, unknown>>
): unknown {
  const networksAndData = digestOf(JSON.stringify([gan.generator, gan.discriminator, data]));
  const own = step && {step: digestOfCode(`(${String(step)})`)};
  return JSON.parse(JSON.stringify({networksAndData, ...own, settings, batch, scheme, ...more}));
}

const pairs = ({shape, values}: Values): number[][] =>
  Array.from({length: shape[0]!}, (_, i) => [values[2 * i]!, values[2 * i + 1]!]);

async function ring() {
  const {ring: points, run} = (await collapse("ring", asPlan)).names as {
    ring: {centres: readonly (readonly number[])[]; sigma: number};
    run: RunPlan;
  };
  const count = (await collapse("counting")).names.countModes as CountModes;
  return {plan: run, modes: (samples: Values) => count(pairs(samples), points.centres, points.sigma)};
}

/** One row of the chapter's table, measured as the cell #sweep does it. */
function remedy(name: (typeof RING_REMEDIES)[number], seeds: readonly number[]): Experiment {
  const table = async () => {
    const given = {
      keptResults: () => ({results: {}, keep: () => undefined}),
      sweep: (rows: readonly SweepRow[], options: {samples: number}) => ({rows, options})
    };
    const {rows, options} = (await collapse("sweep", given)).names.table as {
      rows: readonly SweepRow[];
      options: {samples: number};
    };
    return {row: rows.find((row) => row.name === name)!, samples: options.samples};
  };
  return {
    name: `ring, ${name}`,
    seeds,
    async settings() {
      const {row, samples} = await table();
      return settingsOf(row.plan, {steps: row.steps, apart: row.apart ?? 1, samples});
    },
    async run(seed) {
      const [{row, samples}, {modes}] = [await table(), await ring()];
      const measured = await new Promise<Outcome>((resolve) => {
        const one = sweep([row], {seeds: [seed], samples, measure: modes, where: "here", backend: "wasm", threads: 1, found: (_, result) => resolve({...result})}); // prettier-ignore
        one.play();
      });
      return measured;
    }
  };
}

/** The first run of the chapter on mode collapse, counted at every thousandth step. */
const fall: Experiment = {
  name: "the ring falls",
  seeds: [1, 2, 3],
  settings: async () => settingsOf((await ring()).plan, {steps: 5000, samples: 2500}),
  async run(seed) {
    const {plan, modes} = await ring();
    const run = trainer({...plan, seed}, quiet);
    const found: Record<string, number> = {};
    const source = random(seed).split("counted");
    const noise = {shape: [2500, 2], values: Float32Array.from({length: 5000}, () => source.normal())};
    for (let step = 500; step <= 5000; step += 500) {
      await run.step(500);
      found[`modes at ${step}`] = modes(await run.generate(noise, {average: true})).captured;
    }
    run.dispose();
    return found;
  }
};

/** The reader of 8 × 8 digits, as the cell #classifier of the chapter on pooling trains it on our digits. */
const reader: Experiment = {
  name: "the reader of 8 × 8 digits",
  seeds: [1, 2, 3],
  async settings() {
    const {network, train, validation, test, seed: _, ...rest} = await readerPlan(1);
    const sizes = [train, validation, test].map(({pixels}) => pixels.length / 64);
    // How long and in what steps it learns stands in the cell of the loop.
    const loop = digestOfCode(linesOf("pooling", "fit", /([\s\S]*)/));
    return JSON.parse(JSON.stringify({network, sizes, ...rest, loop}));
  },
  async run(seed) {
    const {test} = await trainClassifier({...(await readerPlan(seed)), seed});
    return {accuracy: test!.accuracy};
  }
};

type ReaderPlan = Parameters<typeof trainClassifier>[0] &
  Required<Pick<Parameters<typeof trainClassifier>[0], "validation" | "test">>;

async function readerPlan(seed: number): Promise<ReaderPlan> {
  const small = eightByEight(sampleSet(proceduralDigits({seed}), 1797, random(seed)));
  const heaps = (await pooling("heaps", {small})).names;
  let planned: ReaderPlan | undefined;
  const never = {subscribe: () => undefined};
  const runClassifier = (plan: ReaderPlan) => {
    planned = plan;
    return {history: never, status: never, done: new Promise(() => undefined)};
  };
  ((await pooling("classifier", {small, ...heaps, runClassifier})).names.learn as () => void)();
  return planned!;
}

/** The three ways to tell D the label, as the chapter on conditional GANs compares them. */
function heads(head: "projection" | "concatenation" | "auxiliary"): Experiment {
  const planned = async (): Promise<RunPlan> =>
    (await cgan(head === "projection" ? "told" : "headed", {...asPlan, head, read: undefined, askedReadings: () => undefined}))
      .names[head === "projection" ? "told" : "headed"] as RunPlan;
  return {
    name: `labels by ${head}`,
    seeds: [1, 2, 3],
    settings: async () => settingsOf(await planned(), {steps: 300, samples: 200}),
    async run(seed) {
      const plan = await planned();
      const run = trainer({...plan, seed}, quiet);
      await run.step(300);
      const {noise, labels = []} = fixedNoise(plan.gan.generator, seed, 200);
      const images = await run.generate(noise, {labels, average: plan.settings.average !== undefined});
      run.dispose();
      const {network, weights} = (await loadWeights("mnist-classifier")).networks.classifier!;
      const tensors = toTensors(weights);
      const {predicted} = await classify(network, tensors, images);
      disposeTensors(tensors);
      return {"read as asked": labels.filter((label, i) => predicted[i] === label).length / labels.length};
    }
  };
}

/** The chapter on DCGAN without tanh: how far the pixels go. */
const unbounded: Experiment = {
  name: "no tanh",
  seeds: [1, 2, 3],
  settings: async () => settingsOf(await withoutTanh(), {steps: 300, samples: 64}),
  async run(seed) {
    const plan = await withoutTanh();
    const run = trainer({...plan, seed}, quiet);
    await run.step(300);
    const {values} = await run.generate(fixedNoise(plan.gan.generator, seed, 64).noise);
    run.dispose();
    return {largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)};
  }
};

const withoutTanh = async (): Promise<RunPlan> =>
  (await dcgan("ruled", {...asPlan, rules: ["strided", "norm", "convolutional", "leaky"]})).names.rulesRun as RunPlan;

/** A D that is too strong, as the chapter on DCGAN provokes it. */
const strong: Experiment = {
  name: "D too strong",
  seeds: [1, 2, 3],
  settings: async () =>
    settingsOf((await dcgan("losing", {...asPlan, rules: [], lost: "strong"})).names.losing as RunPlan, {steps: 200}),
  async run(seed) {
    const run = trainer(
      {...((await dcgan("losing", {...asPlan, rules: [], lost: "strong"})).names.losing as RunPlan), seed},
      quiet
    );
    await run.step(200);
    const last = run.history.value.entries.slice(-50);
    run.dispose();
    const mean = (name: "generatorLoss" | "realAccuracy" | "fakeAccuracy") =>
      last.reduce((sum, entry) => sum + entry[name], 0) / last.length;
    return {"G's loss": mean("generatorLoss"), "D is right": (mean("realAccuracy") + mean("fakeAccuracy")) / 2};
  }
};

/** The reader's own GAN of plain loops beside the library's, until the rounding between them shows. */
const parted: Experiment = {
  name: "the pieces and the library part",
  seeds: [1, 2, 3],
  async settings() {
    const plans = await bothPlans();
    // The layers of both are functions: the cells of the chapter that say what they do.
    const cells =
      "dense slide normalise losses adam turn-of-d turn-of-g dense-layer planes convolution-layer networks layers run library";
    const code = cells.split(" ").map((cell) => linesOf("your-own-gan", cell, /([\s\S]*)/));
    return [settingsOf(plans[1], {steps: 140, samples: 20}), code.map(digestOfCode).join(" ")];
  },
  run: async (seed) => apart(await bothPlans(), seed, 140)
};

const bothPlans = async (): Promise<[RunPlan, RunPlan]> => [
  await planOf("your-own-gan", "run", "yours"),
  await planOf("your-own-gan", "library", "library")
];

/** Rows of the chapter's table of which its prose says nothing. */
const UNTOLD: readonly string[] = ["not averaged", "4 generators, one D"];

/** All of them; the quick ones first. */
export const EXPERIMENTS: readonly Experiment[] = [
  fall,
  reader,
  ...(["projection", "concatenation", "auxiliary"] as const).map(heads),
  unbounded,
  strong,
  parted,
  ...RING_REMEDIES.filter((name) => !UNTOLD.includes(name)).map((name) =>
    remedy(name, name === "none" || name === "packing 4" ? [1, 2, 3, 4, 5] : [1, 2, 3])
  )
];

/**
 * Those that nobody has recorded yet: what the prose says of them is not compared. A run of `npm run claims` that completes one takes
 * it off this list.
 */
export const PENDING: readonly string[] = [];
