import {join, resolve} from "node:path";
import {UsageError, parseArguments, usage} from "./arguments.ts";
import type {Request} from "./arguments.ts";
import type {Asset} from "./assets/assets.ts";
import type {Effects} from "./effects.ts";
import {describeFailure} from "./failure.ts";

/** The repository's folder: two above this file. */
const root = resolve(import.meta.dirname, "../..");

/**
 * Does what the words after `build.ts` ask for. Returns the exit code: 0 done, 1 something is wrong with the book, 2 with the
 * words. `preview` and `dev` return 0 once they serve; the process lives on until it is interrupted.
 */
export async function runCommand(words: readonly string[], effects: Effects): Promise<number> {
  let request: Request;
  try {
    request = parseArguments(words);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    effects.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  try {
    // Each command loads what it needs, when it is asked for: esbuild and the formulas alone take 200 ms to load.
    switch (request.command) {
      case "lib":
        effects.log(`lib: ${await (await import("./assets/lib.ts")).buildLib(root)} modules for Node in out/lib`);
        return 0;
      case "check":
        return await check(request, effects);
      case "build":
        return await build(request, effects);
      case "preview":
        return await preview(request, effects);
      case "dev":
        return await (await import("./server/dev.ts")).dev({root, port: request.port, assets: await ownData(effects)}, effects);
    }
  } catch (error) {
    effects.error(describeFailure(error));
    return 1;
  }
}

async function check({withoutTests}: Request, effects: Effects): Promise<number> {
  const started = effects.now();
  const {chapterTexts, startTypeChecker} = await import("./types/types-check.ts");
  const checker = startTypeChecker({root, libraries: true, withoutTests});
  try {
    const texts = await chapterTexts(join(root, "notebooks"), effects);
    const types = checker.check(texts);
    const {chapterMistakes} = await import("./mistakes.ts");
    const mistakes = chapterMistakes(root, texts);
    // A cell that cannot be read is found by both.
    const errors = new Set([...mistakes.errors, ...(await types)].map(({located}) => located));
    for (const located of errors) effects.error(located);
    for (const {located} of mistakes.warnings) effects.log(located);
    const found = errors.size === 0 ? "no mistakes" : errors.size === 1 ? "1 mistake" : `${errors.size} mistakes`;
    effects.log(
      `Types of lib, site${withoutTests ? "" : ", tests"} and every cell: ${found} (${seconds(effects.now() - started)})`
    );
    return errors.size === 0 ? 0 : 1;
  } finally {
    await checker.close();
  }
}

async function build({base, out}: Request, effects: Effects): Promise<number> {
  const started = effects.now();
  const {publish} = await import("./publish.ts");
  const {files, chapters} = await publish({root, base, out: resolve(out), types: true, assets: await ownData(effects)}, effects);
  for (const {located} of chapters.flatMap(({warnings}) => warnings)) effects.log(located);
  effects.log(`${chapters.length} chapters, ${files.size} files in ${out} (${seconds(effects.now() - started)})`);
  return 0;
}

async function preview(request: Request, effects: Effects): Promise<number> {
  const code = await build(request, effects);
  if (code !== 0) return code;
  const {serve} = await import("./server/serve.ts");
  const {url} = await serve({files: resolve(request.out), base: request.base, port: request.port});
  effects.log(`\n  ${url}\n\nCtrl-C ends it.`);
  return 0;
}

/** MNIST, where GANTRY_MNIST names its folder; its line is said. */
async function ownData(effects: Effects): Promise<readonly Asset[]> {
  const folder = process.env.GANTRY_MNIST;
  if (!folder) return [];
  const {assets, line} = await (await import("./assets/mnist.ts")).bookMnist(resolve(folder));
  effects.log(line);
  return assets;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
