import {sizeOf} from "../nn/arithmetic/values.ts";
import type {Values} from "../nn/network/network-weights.ts";
import type {AskedReading} from "../training/recipes/class-readings.ts";
import type {History, HistoryEntry, SampleSheet} from "../training/run/types.ts";
import type {RecordingFile, Track} from "./format.ts";
import {track} from "./format.ts";

/** What a run did, as a page shows it before its reader has trained: its losses, what G made, how it looked. */
export interface RecordedRun {
  /** Of its steps some, of its sheets a few; no gradient's norms, no snapshots. */
  history: History;
  /** What the classifier read on sheets of a conditional GAN, at more steps than there are sheets. `seconds` are not known: NaN. */
  readings: readonly AskedReading[];
  /** How a run on points looked at some steps, oldest first. */
  looks: readonly PointLook[];
  /** Anything else that was measured, as plain data. */
  results?: unknown;
  /** An array of what was measured that is too large for plain data, to within a 250th of its range. */
  numbers?: Values;
}

/** A run on points as it looked after a step. */
export interface PointLook {
  step: number;
  /** Real points [n, 2], the same in all looks; generated ones [m, 2]. */
  real: Values;
  fake: Values;
  /** What flows back into each generated point, [m, 2]. */
  gradients?: Values;
  /** D's logits over `extent`, row by row from the top; beyond ±8 they are clipped. */
  field?: {values: Float32Array; width: number; height: number};
  /** G's noise as a grid, warped. */
  manifold?: {points: Values; rows: number; columns: number};
  extent: {x: readonly [number, number]; y: readonly [number, number]};
  centres: readonly (readonly [number, number])[];
  sigma: number;
}

/** D's logits are kept within this. */
const SURE = 8;

interface About {
  steps?: number[];
  sheets?: {steps: number[]; labels?: number[]};
  looks?: {steps: number[]; rows?: number; columns?: number} & Pick<PointLook, "extent" | "centres" | "sigma">;
  readings?: {steps: number[]; asked: number[]};
  results?: unknown;
}

/** A run as the parts of a file; `readRun` gives it back, each number to within half a level. `bits` of each pixel of its sheets, 1 to 4. */
export function writeRun({history, readings, looks, results, numbers}: RecordedRun, bits = 4): RecordingFile {
  const {entries, sheets} = history;
  const about: About = {...(results !== undefined && {results})};
  const tracks: Record<string, Track> = {};
  if (entries.length > 0) {
    about.steps = entries.map(({step}) => step);
    const rows = (of: (entry: HistoryEntry) => number[]): Values => {
      const values = entries.flatMap(of);
      return {shape: [entries.length, values.length / entries.length], values: Float32Array.from(values)};
    };
    tracks.losses = track(
      "rows",
      rows((entry) => [entry.realLoss, entry.fakeLoss, entry.generatorLoss]),
      10
    );
    tracks.right = track(
      "rows",
      rows((entry) => [entry.realAccuracy, entry.fakeAccuracy]),
      7,
      [0, 1]
    );
  }
  if (sheets.length > 0) {
    const {images, labels} = sheets[0];
    about.sheets = {steps: sheets.map(({step}) => step), ...(labels && {labels: [...labels]})};
    const all = together(sheets.map((sheet) => sheet.images));
    tracks.sheets = images.shape.length === 2 ? track("rows", all, 9) : track("pixels", all, bits, [-1, 1]);
  }
  if (readings.length > 0) {
    about.readings = {steps: readings.map(({step}) => step), asked: [...readings[0].asked]};
    const read = readings.map((one) => ({shape: [one.read.length], values: Float32Array.from(one.read)}));
    tracks.readings = track("rows", together(read), 8, [0, 255]);
  }
  if (numbers) tracks.numbers = track("rows", numbers, 8);
  if (looks.length > 0) Object.assign(tracks, looksAs(looks, about));
  return {about: about as RecordingFile["about"], tracks};
}

function looksAs(looks: readonly PointLook[], about: About): Record<string, Track> {
  const [{real, field, gradients, manifold, extent, centres, sigma}] = looks;
  const grid = manifold && {rows: manifold.rows, columns: manifold.columns};
  about.looks = {steps: looks.map(({step}) => step), ...grid, extent, centres, sigma};
  const all = (of: (look: PointLook) => Values): Values => together(looks.map(of));
  return {
    real: track("rows", {shape: [1, ...real.shape], values: real.values}, 9),
    fake: track(
      "rows",
      all(({fake}) => fake),
      9
    ),
    ...(gradients && {
      gradients: track(
        "rows",
        all((look) => look.gradients!),
        6
      )
    }),
    ...(manifold && {
      manifold: track(
        "rows",
        all((look) => look.manifold!.points),
        8
      )
    }),
    ...(field && {
      field: track(
        "planes",
        all((look) => {
          const {values, width, height} = look.field!;
          return {shape: [height, width], values: values.map((logit) => Math.max(-SURE, Math.min(SURE, logit)))};
        }),
        7,
        [-SURE, SURE]
      )
    })
  };
}

/** The run in a file that `writeRun` made. */
export function readRun({about, tracks}: RecordingFile): RecordedRun {
  const {steps = [], sheets, looks, readings, results} = about as About;
  const [losses, right] = [parts(tracks.losses), parts(tracks.right)];
  const entries = steps.map((step, i): HistoryEntry => {
    const [realLoss, fakeLoss, generatorLoss] = losses[i].values;
    const [realAccuracy, fakeAccuracy] = right[i].values;
    const discriminatorLoss = (realLoss + fakeLoss) / 2;
    const measured = {discriminatorLoss, realLoss, fakeLoss, generatorLoss, realAccuracy, fakeAccuracy};
    return {step, ...measured, generatorNorms: {}, discriminatorNorms: {}, milliseconds: NaN};
  });
  const drawn = parts(tracks.sheets).map((images, i): SampleSheet => {
    return {step: sheets!.steps[i], images, ...(sheets!.labels && {labels: sheets!.labels})};
  });
  const read = parts(tracks.readings).map(({values}, i): AskedReading => {
    const {asked} = readings!;
    const found = Uint8Array.from(values, Math.round);
    const count = asked.filter((label, place) => label === found[place]).length;
    return {step: readings!.steps[i], seconds: NaN, asked, read: found, right: count};
  });
  const looked = looks ? looksOf(looks, tracks) : [];
  return {
    history: {entries, sheets: drawn, snapshots: []},
    readings: read,
    looks: looked,
    ...(results !== undefined && {results}),
    ...(tracks.numbers && {numbers: {shape: tracks.numbers.shape, values: tracks.numbers.values}})
  };
}

function looksOf({steps, rows, columns, ...shared}: NonNullable<About["looks"]>, tracks: RecordingFile["tracks"]): PointLook[] {
  const [real] = parts(tracks.real);
  const [fake, gradients, fields, grids] = [tracks.fake, tracks.gradients, tracks.field, tracks.manifold].map(parts);
  return steps.map((step, i): PointLook => {
    const [height, width] = fields[i]?.shape ?? [];
    return {
      step,
      real,
      fake: fake[i],
      ...(gradients[i] && {gradients: gradients[i]}),
      ...(fields[i] && {field: {values: fields[i].values, width, height}}),
      ...(grids[i] && {manifold: {points: grids[i], rows: rows!, columns: columns!}}),
      ...shared
    };
  });
}

/** Values of one shape as [n, …shape]. */
function together(all: readonly Values[]): Values {
  const size = all[0].values.length;
  const values = new Float32Array(size * all.length);
  all.forEach((one, i) => values.set(one.values, i * size));
  return {shape: [all.length, ...all[0].shape], values};
}

/** [n, …shape] as n values of that shape; none of nothing. */
function parts(all?: Values): Values[] {
  if (!all) return [];
  const [count, ...shape] = all.shape;
  const size = sizeOf(shape);
  return Array.from({length: count}, (_, i) => ({shape, values: all.values.slice(i * size, (i + 1) * size)}));
}
