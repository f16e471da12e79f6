import {createRequire} from "node:module";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {Worker} from "node:worker_threads";
import type {Problem} from "../notebook/check/problems.ts";
import {LocatedError} from "../notebook/types.ts";
import type {Effects} from "./effects.ts";

/** A chapter's text under its name in messages ("notebooks/convolution.md"). */
export interface ChapterText {
  file: string;
  text: string;
}

/** What the thread is started with: see CheckerOptions in site/notebook/check. */
export interface CheckerData {
  root: string;
  libraries: boolean;
  withoutTests: boolean;
}

export interface CheckQuestion {
  id: number;
  chapters: readonly ChapterText[];
}

export interface CheckAnswer {
  id: number;
  problems?: readonly Problem[];
  /** The checker itself broke. */
  failure?: string;
}

export interface TypeChecker {
  /** Mistakes in the types of these chapters (and of `lib`, `site`, `test` with `libraries`). Later calls are quicker. */
  check(chapters: readonly ChapterText[]): Promise<LocatedError[]>;
  close(): Promise<void>;
}

// A thread does not inherit the loader of TypeScript: it registers its own, whatever runs this file. All by `require`, which is
// three times quicker than the hooks of ES modules; and the package "typescript" first: the loader would search its 9 MB.
const require = createRequire(import.meta.url);
const entry = fileURLToPath(new URL("./types-worker.ts", import.meta.url));
const modules = [require.resolve("typescript"), require.resolve("tsx/cjs"), entry];
const THREAD = `for (const path of process.argv.slice(2)) require(path);`;

// Room for what is new: nearly all that a check makes lives until its end, and copying it about takes a tenth of the time.
const resourceLimits = {maxYoungGenerationSizeMb: 128};

/** Starts the type checker in its thread. `root` is the repository's folder. */
export function startTypeChecker(root: string, libraries: boolean, withoutTests = false): TypeChecker {
  const data: CheckerData = {root, libraries, withoutTests};
  const worker = new Worker(THREAD, {eval: true, workerData: data, execArgv: [], resourceLimits, argv: modules});
  const waiting = new Map<number, {done(errors: LocatedError[]): void; fail(error: unknown): void}>();
  let last = 0;
  let broken: {error: unknown} | undefined;
  worker.on("message", ({id, problems = [], failure}: CheckAnswer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (failure !== undefined) asked?.fail(new Error(failure));
    else asked?.done(problems.map(({message, line, column, file}) => new LocatedError(message, {line, column}, file)));
  });
  worker.on("error", (error) => {
    broken = {error};
    for (const {fail} of waiting.values()) fail(error);
    waiting.clear();
  });
  return {
    check: (chapters) =>
      new Promise((done, fail) => {
        if (broken) return fail(broken.error);
        const question: CheckQuestion = {id: ++last, chapters};
        waiting.set(question.id, {done, fail});
        worker.postMessage(question);
      }),
    close: async () => void (await worker.terminate())
  };
}

/** The texts of all chapters in a folder. */
export async function chapterTexts(folder: string, effects: Pick<Effects, "list" | "readText">): Promise<ChapterText[]> {
  const names = (await effects.list(folder)).filter((name) => name.endsWith(".md"));
  return Promise.all(names.map(async (name) => ({file: `notebooks/${name}`, text: await effects.readText(join(folder, name))})));
}
