import {createHash} from "node:crypto";
import {eightByEight} from "../../lib/data/digits/eight-by-eight.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import {sampleSet} from "../../lib/data/image-set.ts";
import type {ImageSet} from "../../lib/data/image-set.ts";
import type {Comparison, Samples, SizePoint} from "../../lib/evaluation/types.ts";
import type {NeighbourData} from "../../lib/figures/evaluation/neighbour-strip.ts";
import type {TsneMapData} from "../../lib/figures/evaluation/tsne-map.ts";
import type {Work, WorkTask} from "../../lib/figures/kit/work-panel.ts";
import type {Fault} from "../../lib/metrics/faults.ts";
import {faultWords} from "../../lib/metrics/faults.ts";
import type {Values} from "../../lib/nn/network/network-weights.ts";
import {random} from "../../lib/random.ts";
import type {RecordedRun} from "../../lib/recordings/recorded-run.ts";
import {trainClassifier} from "../../lib/training/classifier/train.ts";
import {RING_REMEDIES} from "../../lib/training/recipes/ring-remedies.ts";
import {sweepKey} from "../../lib/training/recipes/sweep.ts";
import {chapterCells} from "../notebooks/chapter-cells.ts";
import {linesOf} from "../notebooks/numbers/ledger.ts";
import {readRecord} from "../notebooks/numbers/record.ts";

/** What a chapter measures, or trains without a GAN, that `npm run recordings` does once. */
export interface Measurement {
  name: string;
  chapter: string;
  cell: string;
  /** Default "1". */
  seed?: string;
  /** A digest of all that it depends on. */
  recipe(): Promise<string>;
  measure(): Promise<RecordedRun>;
}

const digestOf = (...parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
const cellText = (chapter: string, cell: string): string => linesOf(chapter, cell, /([\s\S]*)/);

/** Results alone, with some pictures. */
function found(results: unknown, ...pictures: readonly Values[]): RecordedRun {
  const sheets = pictures.map((images) => ({step: 0, images}));
  return {history: {entries: [], sheets, snapshots: []}, readings: [], looks: [], results};
}

/** Of images [n, …] those at these places. */
function picked({shape, values}: Values, places: readonly number[]): Values {
  const size = values.length / shape[0];
  const kept = new Float32Array(places.length * size);
  places.forEach((place, i) => kept.set(values.subarray(place * size, (place + 1) * size), i * size));
  return {shape: [places.length, ...shape.slice(1)], values: kept};
}

const first = (count: number) => Array.from({length: count}, (_, i) => i);
const rounded = (value: number): number => Number(value.toPrecision(4));
/** The same plain data with four digits of each number. */
const brief = <T>(data: T): T =>
  JSON.parse(JSON.stringify(data, (_, value: unknown) => (typeof value === "number" ? rounded(value) : value))) as T;

/** The table of Mode collapse: what `npm run claims` has found for each of its rows. */
const remedies: Measurement = {
  name: "ring remedies",
  chapter: "mode-collapse",
  cell: "sweep",
  seed: "1, 2 and 3",
  recipe: async () => digestOf(...RING_REMEDIES.map((name) => JSON.stringify(readRecord()[`ring, ${name}`]?.settings ?? null))),
  async measure() {
    const rows = RING_REMEDIES.flatMap((name) =>
      [1, 2, 3].flatMap((seed) => {
        const result = readRecord()[`ring, ${name}`]?.results[seed];
        return result ? [[sweepKey(name, seed), brief(result)]] : [];
      })
    );
    return found(Object.fromEntries(rows));
  }
};

type ReaderPlan = Parameters<typeof trainClassifier>[0];

/** The reader of small digits, on the digits that the chapter opens with. */
async function readerPlan(): Promise<{plan: ReaderPlan; test: ImageSet}> {
  const cells = chapterCells("pooling");
  const small = eightByEight(sampleSet(proceduralDigits({seed: 1}), 1797, random(1)));
  const heaps = (await cells("heaps", {small})).names as Record<"train" | "validation" | "test", ImageSet>;
  let plan: ReaderPlan | undefined;
  const never = {subscribe: () => undefined};
  const runClassifier = (of: ReaderPlan) => ((plan = of), {history: never, status: never, done: new Promise(() => undefined)});
  ((await cells("classifier", {small, ...heaps, runClassifier})).names.learn as () => void)();
  return {plan: plan!, test: heaps.test};
}

const reader: Measurement = {
  name: "reader of 8 × 8 digits",
  chapter: "pooling",
  cell: "classifier",
  async recipe() {
    const {network, seed, inputs, train} = (await readerPlan()).plan;
    return digestOf(JSON.stringify({network, seed, inputs, pixels: [...train.pixels]}), cellText("pooling", "fit"));
  },
  async measure() {
    const {plan, test: heap} = await readerPlan();
    const epochs: object[] = [];
    const {test} = await trainClassifier(plan, {epoch: (entry) => void epochs.push(entry)});
    const images = {shape: [16, 8, 8, 1], values: heap.select(first(16)).images};
    const results = {
      epochs: brief(epochs),
      confusion: test!.confusion,
      predicted: [...test!.predicted.slice(0, 16)],
      actual: [...heap.labels.slice(0, 16)],
      right: Math.round(test!.accuracy * heap.size),
      of: heap.size
    };
    return found(results, images);
  }
};

const quiet: Work = {progress: () => undefined, signal: new AbortController().signal};
/** In the place of a panel of buttons: their work. */
const tasks = {workPanel: (all: readonly WorkTask<unknown>[]) => ({value: all})};
/** Digits of each heap. */
const HEAP = 1000;

interface Ready {
  samples: Record<"real" | "again" | "spare", Samples>;
}
type Measured = {images: Values; comparison: Comparison};

const judging = (() => {
  let begun: Promise<Record<string, unknown>> | undefined;
  const begin = async (): Promise<Record<string, unknown>> => {
    const cells = chapterCells("evaluation");
    const digits = proceduralDigits({seed: 1});
    const {measure, prepare} = (await cells("measuring", {digits})).names;
    const ready = await (prepare as (count: number, work: Work) => Promise<Ready>)(HEAP, quiet);
    const names = {digits, measure, prepare, ready};
    return {...names, ...(await cells("forgers", names)).names};
  };
  return () => (begun ??= begin());
})();

function evaluation(name: string, cell: string, measure: () => Promise<RecordedRun>): Measurement {
  const cells = [...new Set(["measuring", "need", "forgers", cell])];
  return {
    name,
    chapter: "evaluation",
    cell,
    recipe: async () => digestOf(...cells.map((each) => cellText("evaluation", each))),
    measure
  };
}

const forgers = evaluation("the book's forgers", "forgers", async () => {
  const {forgers, paintBy, against} = (await judging()) as {
    forgers: Record<string, unknown>;
    paintBy: (name: string, count: number, work: Work) => Promise<Samples>;
    against: (samples: Samples, work: Work) => Promise<Measured>;
  };
  const rows: (Measured & {name: string})[] = [];
  for (const name of Object.keys(forgers)) rows.push({name, ...(await against(await paintBy(name, HEAP, quiet), quiet))});
  return found(
    {rows: rows.map(({name, comparison}) => ({name, comparison: brief(comparison)}))},
    ...rows.map(({images}) => picked(images, first(5)))
  );
});

const sizes = evaluation("sizes of sample", "sized", async () => {
  const made = (await chapterCells("evaluation")("sized", {...(await judging()), ...tasks})).names.sized as WorkTask<{
    fid: SizePoint[];
    kid: SizePoint[];
  }>[];
  const {fid, kid} = await made.find(({label}) => label.includes("compact-dcgan"))!.run(quiet);
  return found(brief({fid, kid}));
});

const faults: readonly (Fault | null)[] = [
  {kind: "blur", pixels: 1},
  {kind: "noise", deviation: 0.3},
  {kind: "drop class", label: 3},
  {kind: "duplicate", distinct: 50},
  {kind: "one per class"},
  null
];

const broken = evaluation("broken digits", "faults", async () => {
  const faultTable = ({measure}: {measure: unknown}) => ({value: measure});
  const measure = (await chapterCells("evaluation")("faults", {...(await judging()), faultTable})).names.faults as (
    fault: Fault | null,
    work: Work
  ) => Promise<Measured>;
  const rows: (Measured & {name: string})[] = [];
  for (const fault of faults)
    rows.push({name: fault ? faultWords(fault) : "the training digits", ...(await measure(fault, quiet))});
  return found(
    {rows: rows.map(({name, comparison}) => ({name, comparison: brief(comparison)}))},
    ...rows.map(({images}) => picked(images, first(5)))
  );
});

/** Of the samples the nearest are kept, with their neighbours. */
const NEAREST = 12;

const cheat = evaluation("a cheat's neighbours", "searched", async () => {
  const made = (await chapterCells("evaluation")("searched", {...(await judging()), ...tasks})).names
    .searched as WorkTask<NeighbourData>[];
  const data = await made.find(({label}) => label.includes("cheat"))!.run(quiet);
  const {k, places, distances} = data.neighbours;
  const count = places.length / k;
  const nearest = first(count)
    .sort((a, b) => distances[a * k] - distances[b * k] || a - b)
    .slice(0, NEAREST);
  const training = nearest.flatMap((i) => first(k).map((n) => places[i * k + n]));
  const samples = picked(data.samples, nearest);
  const beside = picked(data.training, training);
  const images = {
    shape: [samples.shape[0] + beside.shape[0], ...samples.shape.slice(1)],
    values: Float32Array.from([...samples.values, ...beside.values])
  };
  const near = first(count).filter((i) => distances[i * k] < data.limit).length;
  const neighbours = {
    k,
    places: training.map((_, i) => NEAREST + i),
    distances: nearest.flatMap((i) => first(k).map((n) => rounded(distances[i * k + n])))
  };
  return found({neighbours, limit: rounded(data.limit), of: {count, near}}, images);
});

const islands = evaluation("map of islands", "embed", async () => {
  const map: {value: TsneMapData | null} = {value: null};
  const subject = "compact-dcgan, fed wrongly";
  const {displayed} = await chapterCells("evaluation")("embed", {...(await judging()), ...tasks, map, subject});
  await (displayed[0] as {value: WorkTask<unknown>[]}).value[0].run(quiet);
  const {points, images, classes, generated, note} = map.value!;
  const near = (value: number) => Number(value.toPrecision(3));
  return found(
    {points: Array.from(points, near), classes: [...Array.from(classes)], generated: [...Array.from(generated)], note},
    images
  );
});

type Numbers = {value: readonly {name: string; values: readonly (number | string | null)[]}[]};

/** What leaves the page of Deployment, with the generator that is chosen at first. */
const leaving = (() => {
  let begun: Promise<unknown> | undefined;
  const begin = async () => (await chapterCells("deployment")("leaving", {chosen: "cgan-s", ownFile: undefined})).names.leaving;
  return () => (begun ??= begin());
})();

function deployment(name: string, cell: string, measure: () => Promise<RecordedRun>): Measurement {
  return {
    name,
    chapter: "deployment",
    cell,
    recipe: async () => digestOf(cellText("deployment", "leaving"), cellText("deployment", cell)),
    measure
  };
}

const forms = deployment("six forms", "exporting", async () => {
  const cells = chapterCells("deployment");
  const {write, written, compared, pictures} = (await cells("exporting", {leaving: await leaving()})).names as {
    write: () => Promise<void>;
    written: {value: {files: {name: string; form: string; bytes: Uint8Array}[]}};
    compared: {value: {float: Float32Array; int8: Float32Array}};
    pictures: {value: unknown};
  };
  await write();
  const given = {
    leaving: await leaving(),
    result: written.value,
    errors: compared.value,
    drawnBy: pictures.value,
    barTable: (rows: unknown) => rows,
    fileList: (files: unknown) => files
  };
  const shown = async (cell: string) => (await cells(cell, given)).displayed[0];
  const files = (await shown("files")) as {name: string; about: string; bytes: Uint8Array}[];
  const sheet = (values: Float32Array): Values => ({shape: [20, 28, 28, 1], values});
  const results = {
    files: files.map(({name, about, bytes}) => ({name, about, size: bytes.length})),
    tensors: brief(await shown("layer-errors")),
    versions: brief(await shown("sizes"))
  };
  const {float, int8} = compared.value;
  const numbers = {shape: [20, 784], values: int8.map((value, i) => Math.round(127.5 * (value - float[i])))};
  return {...found(results, sheet(float)), numbers};
});

const calibrated = deployment("five calibrations", "calibrating", async () => {
  const cells = chapterCells("deployment");
  const {writer} = (await cells("exporting", {leaving: await leaving()})).names;
  const {compareCalibrations, calibrations} = (await cells("calibrating", {writer})).names as {
    compareCalibrations: (digits: unknown) => Promise<void>;
    calibrations: Numbers;
  };
  await compareCalibrations(proceduralDigits({seed: 1}));
  return found({rows: brief(calibrations.value)});
});

const zip = deployment("the zip", "zipping", async () => {
  const cells = chapterCells("deployment");
  const {writer} = (await cells("exporting", {leaving: await leaving()})).names;
  const {pack, zips} = (await cells("zipping", {writer, leaving: await leaving()})).names as {
    pack: () => Promise<void>;
    zips: {value: {name: string; about: string; bytes: Uint8Array}[]};
  };
  await pack();
  return found({files: zips.value.map(({name, about, bytes}) => ({name, about, size: bytes.length}))});
});

/** Of a lane's noise so many numbers are kept. */
const NOISE = 400;

const board = deployment("noise of a board", "board-run", async () => {
  const {lanes} = (await chapterCells("deployment")("board-run")).names as {
    lanes: {name: string; noise: Float32Array; images: Values}[];
  };
  const shown = lanes.map(({name, noise}) => ({
    name,
    noise: Array.from(noise.subarray(0, NOISE), (value) => Number(value.toFixed(2)))
  }));
  return found({lanes: shown}, ...lanes.map(({images}) => images));
});

/** All of them. */
export const measurements: readonly Measurement[] = [
  remedies,
  reader,
  forgers,
  sizes,
  broken,
  cheat,
  islands,
  forms,
  calibrated,
  zip,
  board
];
