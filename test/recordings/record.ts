import type {Dataset} from "../../lib/data/dataset.ts";
import {openData} from "../../lib/data/data-plan.ts";
import type {PointSet} from "../../lib/data/points.ts";
import {extentAround} from "../../lib/figures/samples/point-geometry.ts";
import {lookAt} from "../../lib/figures/points/point-look.ts";
import {disposeTensors, toTensors} from "../../lib/nn/network/network-weights.ts";
import type {Values} from "../../lib/nn/network/network-weights.ts";
import type {PointLook, RecordedRun} from "../../lib/recordings/recorded-run.ts";
import {classify} from "../../lib/training/classifier/classify.ts";
import {readingOf} from "../../lib/training/recipes/class-readings.ts";
import {trainer} from "../../lib/training/run/trainer.ts";
import type {RunPlan, Trainer} from "../../lib/training/run/types.ts";
import {loadWeights} from "../../lib/weights/load.ts";
import type {RecordedTraining} from "./experiments.ts";

/** Trains, and keeps what the recording wants. The same plan gives the same run. */
export async function record(training: RecordedTraining, plan: RunPlan): Promise<RecordedRun> {
  const {from, samples, sheets, looks, every, readings = [], withSheets = true} = training;
  const quiet = {where: "here", backend: "wasm", threads: 1, samples, sampleEvery: 1e9, snapshotEvery: 1e9, sheets: 400} as const;
  const [first] = [...sheets];
  let run = trainer(from ? await from.plan() : plan, quiet);
  await run.ready;
  if (from) {
    await run.step(from.steps);
    const branch = await run.branch(plan.settings, quiet);
    run.dispose();
    run = branch;
  }
  const kept: RecordedRun["history"]["sheets"][number][] = [];
  const read: RecordedRun["readings"][number][] = [];
  const seen: PointLook[] = [];
  const marks = [...new Set([...sheets, ...readings, ...(looks?.steps ?? [])])].sort((a, b) => a - b);
  for (const mark of marks) {
    const more = mark - run.status.value.step;
    if (more > 0) await run.step(more);
    const sheet = run.history.value.sheets.find(({step}) => step === mark) ?? run.history.value.sheets[0];
    if (sheet.step !== mark) throw new Error(`${training.name}: there is no sheet of step ${mark}`);
    if (sheets.includes(mark) && samples > 1 && withSheets) kept.push(sheet);
    if (readings.includes(mark)) read.push(readingOf(sheet, await digitsOn(sheet.images), NaN));
    if (looks?.steps.includes(mark)) seen.push(await look(run, mark, looks));
  }
  const {entries} = run.history.value;
  const chosen = every === 0 ? [] : entries.filter(({step}) => step > (first ?? 0) && (step === 1 || step % every === 0));
  run.dispose();
  return {history: {entries: chosen, sheets: kept, snapshots: []}, readings: read, looks: seen};
}

async function look(run: Trainer, step: number, looks: NonNullable<RecordedTraining["looks"]>): Promise<PointLook> {
  const data = ready(run.plan.data) as PointSet;
  const {extent = extentAround(data.centres, data.sigma), count = 200, field = true, manifold = false} = looks;
  // As pointRunFigure looks, with fewer places to ask D at.
  const {real, fake, ...rest} = await lookAt(run, data, {extent, count, resolution: 28, seed: 1, average: true});
  const shared = {extent, centres: data.centres, sigma: data.sigma};
  return {
    step,
    real,
    fake,
    ...(field && rest.field && {field: {...rest.field, values: Float32Array.from(rest.field.values)}}),
    ...(field && rest.gradients && {gradients: rest.gradients}),
    ...(manifold && rest.manifold && {manifold: rest.manifold}),
    ...shared
  };
}

function ready(data: RunPlan["data"]): Dataset {
  return "kind" in data ? openData(data) : data;
}

/** What the book's classifier reads. */
async function digitsOn(images: Values): Promise<Uint8Array> {
  const {network, weights} = (await loadWeights("mnist-classifier")).networks.classifier!;
  const tensors = toTensors(weights);
  const {predicted} = await classify(network, tensors, images);
  disposeTensors(tensors);
  return Uint8Array.from(predicted);
}
