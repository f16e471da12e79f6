import {pointSet} from "../../lib/data/points.ts";
import {proceduralDigits} from "../../lib/data/digits/procedural-digits.ts";
import type {RunPlan, Trainer} from "../../lib/training/run/types.ts";
import type {Extent} from "../../lib/figures/samples/point-geometry.ts";
import {chapterCells} from "../notebooks/chapter-cells.ts";
import {planOf} from "../notebooks/numbers/ledger.ts";

/** A training of a chapter that `npm run recordings` does once. All that it trains with comes from the chapter's own cell. */
export interface RecordedTraining {
  name: string;
  chapter: string;
  cell: string;
  plan(): Promise<RunPlan>;
  /** A run that branches off: the plan that it comes from, and its steps before that. */
  from?: {plan: () => Promise<RunPlan>; steps: number};
  /** After which steps a sheet is kept; the last is the end. */
  sheets: readonly number[];
  /** Of each sheet. */
  samples: number;
  /** Between two losses that are kept; 0: none. */
  every: number;
  /** After which steps a run on points is looked at, and what part of the plane. */
  looks?: {steps: readonly number[]; extent?: Extent; count?: number; field?: boolean; manifold?: boolean};
  /** After which steps the classifier reads what was asked for. */
  readings?: readonly number[];
  /** Without, only losses and readings are kept. Default true. */
  withSheets?: boolean;
  /** Of each pixel. Default 4. */
  bits?: number;
}

const asPlan = {trainer: (plan: RunPlan) => plan};
const ring = pointSet("ring");
const upTo = (last: number, by: number, first = 0): number[] =>
  Array.from({length: Math.floor((last - first) / by) + 1}, (_, i) => first + by * i);

function fromCell(chapter: string, cell: string, name: string, given: Readonly<Record<string, unknown>>) {
  return async (): Promise<RunPlan> => {
    const made = (await chapterCells(chapter)(cell, {...asPlan, ...given})).names[name] as RunPlan | Trainer;
    if (!("plan" in made)) return made;
    made.dispose();
    return made.plan;
  };
}

/** The first run of GAN training. */
const eight: RecordedTraining = {
  name: "ring",
  chapter: "gan-training",
  cell: "run",
  plan: fromCell("gan-training", "run", "run", {data: ring}),
  sheets: [0, 4000],
  samples: 1,
  every: 20,
  looks: {steps: [0, 10, 25, 50, 75, 100, 150, ...upTo(1000, 100, 200), ...upTo(4000, 250, 1250)], manifold: true}
};

/** One of the two branches of the cell #starve, and what both come from. */
function starving(name: "starved" | "fed", loss: "minimax" | "nonSaturating"): RecordedTraining {
  const plans = async () => {
    let [judged, steps] = [undefined as RunPlan | undefined, 0];
    const branches: Partial<RunPlan["settings"]>[] = [];
    const judge = {
      step: (count: number) => (steps = count),
      branch: (settings: Partial<RunPlan["settings"]>) => (branches.push(settings), {play: () => undefined}),
      dispose: () => undefined
    };
    await planOf("gan-training", "starve", "starved", {trainer: (plan: RunPlan) => ((judged = plan), judge)});
    const settings = {...judged!.settings, ...branches.find((one) => one.loss === loss)!};
    return {judged: judged!, branch: {...judged!, settings}, steps};
  };
  return {
    name,
    chapter: "gan-training",
    cell: "starve",
    plan: async () => (await plans()).branch,
    from: {plan: async () => (await plans()).judged, steps: HEAD_START},
    sheets: [HEAD_START, HEAD_START + 150],
    samples: 1,
    every: 0,
    looks: {steps: upTo(HEAD_START + 150, 10, HEAD_START), extent: {x: [-2, 4], y: [-1.5, 4.5]}, count: 120}
  };
}
const HEAD_START = 600;

const networks = ["strided", "norm", "convolutional", "tanh", "leaky"];
const film = {sheets: [0, 20, 60, 120, 200, 300], samples: 9, every: 4, bits: 3};

function rules(name: string, broken?: string): RecordedTraining {
  const kept = networks.filter((rule) => rule !== broken);
  return {name, chapter: "dcgan", cell: "ruled", plan: fromCell("dcgan", "ruled", "rulesRun", {rules: kept}), ...film};
}

function losing(name: string, lost: string): RecordedTraining {
  const plan = fromCell("dcgan", "losing", "losing", {lost, rules: networks});
  return {name, chapter: "dcgan", cell: "losing", plan, ...film, sheets: [0, 20, 60, 120, 200], every: 2};
}

function bench(name: string, change: string): RecordedTraining {
  const plan = fromCell("dcgan", "bench", "changed", {change, rules: networks});
  return {name, chapter: "dcgan", cell: "bench", plan, ...film, sheets: [0, 60, 150, 300]};
}

const classes = {samples: 30, every: 4, bits: 3};

function labelled(name: string, cell: string, given: Readonly<Record<string, unknown>>, made: string): RecordedTraining {
  const nothingRead = {read: undefined, askedReadings: () => undefined};
  const plan = fromCell("cgan", cell, made, {...nothingRead, data: proceduralDigits({seed: 1}), ...given});
  const asked = made === "untold" ? {} : {readings: upTo(300, 20)};
  return {name, chapter: "cgan", cell, plan, ...classes, sheets: [0, 60, 160, 300], ...asked};
}

function islands(name: string, cell: string, made: string, given: object, rest: Partial<RecordedTraining>): RecordedTraining {
  return {
    name,
    chapter: "mode-collapse",
    cell,
    plan: fromCell("mode-collapse", cell, made, {...given}),
    sheets: [],
    samples: 256,
    every: 0,
    ...rest
  };
}

/** Where fakes go that nobody follows. */
const chase = [0, 50, 100, ...upTo(3000, 250, 250), ...upTo(3240, 10, 3010), ...upTo(5000, 250, 3500)];

/** All of them, chapter by chapter. */
export const trainings: readonly RecordedTraining[] = [
  eight,
  starving("starved", "minimax"),
  starving("fed", "nonSaturating"),
  {
    name: "compact DCGAN",
    chapter: "dcgan",
    cell: "run",
    plan: fromCell("dcgan", "run", "run", {digits: proceduralDigits({seed: 1})}),
    sheets: [0, 20, 50, 100, 150, 200, 300, 400],
    samples: 16,
    every: 4
  },
  rules("five rules"),
  rules("pooling in place of strides", "strided"),
  rules("no batch normalisation", "norm"),
  rules("dense hidden layers", "convolutional"),
  rules("no tanh", "tanh"),
  rules("ReLU in D", "leaky"),
  losing("D too strong", "strong"),
  losing("D too weak", "weak"),
  losing("a fair game", "fair"),
  bench("pictures in 0 to 1", "unit"),
  bench("noise from a cube", "cube"),
  bench("normalised after the activation", "after"),
  bench("D twice a step", "D twice"),
  bench("G twice a step", "G twice"),
  bench("wrong names", "flips"),
  bench("noise on every picture", "noise"),
  bench("ten times the rate", "fast"),
  bench("a rate that cycles", "cycle"),
  {...labelled("XS", "run", {}, "xs"), sheets: [0, 50, 100, 200, 400, 600], readings: upTo(600, 40), every: 6},
  {...labelled("S", "larger", {}, "s"), sheets: [0, 400], readings: upTo(400, 40), every: 0, withSheets: false},
  labelled("told the labels", "told", {}, "told"),
  labelled("not told", "told", {}, "untold"),
  labelled("labels shuffled", "lied", {share: 1}, "lied"),
  {...labelled("labels half shuffled", "lied", {share: 0.5}, "lied"), sheets: [0, 160, 300]},
  labelled("concatenation", "headed", {head: "concatenation"}, "headed"),
  labelled("auxiliary head", "headed", {head: "auxiliary"}, "headed"),
  islands("collapsing ring", "ring", "run", {}, {sheets: upTo(5000, 100), every: 25, looks: {steps: chase}}),
  islands(
    "packed ring",
    "packed-run",
    "saved",
    {ring},
    {
      sheets: upTo(5000, 100),
      looks: {steps: [0, 50, 100, ...upTo(5000, 250, 250)], field: false}
    }
  ),
  islands(
    "G's loss at 0",
    "g-zero",
    "fooled",
    {ring, trainer: played},
    {
      sheets: [0, 400],
      samples: 1,
      every: 4,
      looks: {steps: [0, 5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 300, 400], extent: {x: [-6, 6], y: [-6, 6]}, count: 120}
    }
  ),
  islands(
    "D's loss at 0",
    "d-zero",
    "caught",
    {trainer: played},
    {
      sheets: [0, 800],
      samples: 1,
      every: 8,
      looks: {steps: [0, 20, 40, 60, 80, 100, 150, 200, 300, 400, 600, 800], extent: {x: [-4, 9], y: [-4, 9]}, count: 120}
    }
  ),
  pieces("the pieces", "run", "yours"),
  pieces("the library", "library", "library")
];

/** The same game by plain loops and by the library. */
function pieces(name: string, cell: string, made: string): RecordedTraining {
  const film = {sheets: [0, 25, 50, 100], samples: 16, every: 2};
  return {name, chapter: "your-own-gan", cell, plan: fromCell("your-own-gan", cell, made, {}), ...film};
}

/** In the place of the trainer of a cell that plays at once. */
function played(plan: RunPlan): Pick<Trainer, "plan" | "play" | "dispose"> {
  return {plan, play: () => undefined, dispose: () => undefined};
}
