/**
 * npm run recordings [-- NAME…]
 *
 * Makes the files of lib/recordings again (all, or those named), from the seeds and settings of the chapters' own cells:
 * NAME.grec for each, and made.json, which says what each was made of. One that was made of the very same is left as it is, unless it
 * is named.
 */
import {existsSync} from "node:fs";
import {mkdir, readFile, writeFile} from "node:fs/promises";
import {resolve} from "node:path";
import {writeRecording} from "../../lib/recordings/format.ts";
import {writeRun} from "../../lib/recordings/recorded-run.ts";
import {fileName, recipeDigest} from "../../lib/recordings/recording.ts";
import type {RecordingEntry} from "../../lib/recordings/recording.ts";
import "../training/wasm.ts";
import {trainings} from "./experiments.ts";
import {measurements} from "./measurements.ts";
import {record} from "./record.ts";

const folder = resolve(import.meta.dirname, "../../lib/recordings");
const index = resolve(folder, "made.json");

async function entries(): Promise<Record<string, RecordingEntry>> {
  return existsSync(index) ? (JSON.parse(await readFile(index, "utf8")) as Record<string, RecordingEntry>) : {};
}

async function keep(name: string, entry: Omit<RecordingEntry, "bytes">, file: Uint8Array): Promise<void> {
  await mkdir(folder, {recursive: true});
  await writeFile(resolve(folder, fileName(name)), file);
  const order = [...trainings, ...measurements].map((one) => one.name);
  const all = Object.entries({...(await entries()), [name]: {...entry, bytes: file.length}});
  const known = all.filter(([one]) => order.includes(one)).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  await writeFile(index, `${JSON.stringify(Object.fromEntries(known), null, 1)}\n`);
}

const wanted = process.argv.slice(2);
const known = [...trainings, ...measurements].map(({name}) => name);
for (const name of wanted)
  if (!known.includes(name)) throw new RangeError(`there is no recording "${name}"; there are ${known.join(", ")}`);
const due = (name: string, recipe: string, before: RecordingEntry | undefined): boolean =>
  wanted.length > 0 ? wanted.includes(name) : before?.recipe !== recipe || !existsSync(resolve(folder, fileName(name)));

for (const training of trainings) {
  if (wanted.length > 0 && !wanted.includes(training.name)) continue;
  const {name, chapter, cell, sheets, looks} = training;
  const plan = await training.plan();
  const recipe = await recipeDigest(plan);
  if (!due(name, recipe, (await entries())[name])) continue;
  const started = performance.now();
  const file = writeRecording(writeRun(await record(training, plan), training.bits));
  const steps = Math.max(sheets.at(-1) ?? 0, looks?.steps.at(-1) ?? 0);
  await keep(name, {chapter, cell, seed: String(plan.seed), steps, recipe}, file);
  console.log(`${name}: ${steps} steps, ${file.length} bytes, ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
for (const {name, chapter, cell, seed = "1", recipe, measure} of measurements) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const made = await recipe();
  if (!due(name, made, (await entries())[name])) continue;
  const file = writeRecording(writeRun(await measure()));
  await keep(name, {chapter, cell, seed, steps: 0, recipe: made}, file);
  console.log(`${name}: ${file.length} bytes`);
}
