/**
 * npm run weights [-- NAME…]
 *
 * Makes the files of lib/weights again (all, or those named), on MNIST from the folder GANTRY_MNIST or ../shared/data/mnist. Beside
 * each NAME.safetensors stands NAME.json: the command, the seed, the time, the machine, what was measured, size and SHA-256.
 */
import {createHash} from "node:crypto";
import {mkdir, writeFile} from "node:fs/promises";
import {join, resolve} from "node:path";
import {startRecipes} from "./recipe.ts";
import type {Recipe} from "./recipe.ts";

const folder = resolve(import.meta.dirname, "../../lib/weights");
const largest = 500_000;

const recipes: Readonly<Record<string, () => Promise<{recipe: Recipe}>>> = {
  // The judge of the others comes first.
  "mnist-classifier": () => import("./mnist-classifier.ts"),
  "compact-dcgan": () => import("./compact-dcgan.ts"),
  "collapsed-gan": () => import("./collapsed-gan.ts"),
  "cgan-xs": () => import("./cgan-xs.ts"),
  "cgan-s": () => import("./cgan-s.ts"),
  "tinyml-cnn": () => import("./tinyml-cnn.ts")
};

async function make(name: string): Promise<void> {
  const load = recipes[name];
  if (!load) throw new Error(`there is no recipe "${name}"; there are ${Object.keys(recipes).join(", ")}`);
  const where = await startRecipes();
  const started = performance.now();
  const say = (line: string): void => console.log(`${name} ${Math.round((performance.now() - started) / 1000)} s: ${line}`);
  const {file, record} = await (await load()).recipe(say);
  if (file.length > largest) throw new Error(`${name} takes ${file.length} bytes; at most ${largest} are shipped`);
  const {what, ...rest} = record;
  // A training that went on from its checkpoint took longer than this process did.
  const seconds = Math.max(Math.round((performance.now() - started) / 1000), Number(record.secondsOfTraining ?? 0));
  const sha256 = createHash("sha256").update(file).digest("hex");
  const whole = {what, command: `npm run weights -- ${name}`, ...rest, seconds, ...where, size: file.length, sha256};
  await mkdir(folder, {recursive: true});
  await writeFile(join(folder, `${name}.safetensors`), file);
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(whole, null, 2)}\n`);
  say(`${file.length} bytes`);
}

const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(recipes)) await make(name);
