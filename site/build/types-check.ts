import {createRequire} from "node:module";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
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

// A thread does not inherit the loader of TypeScript: it registers its own, whatever runs this file. And it takes the package
// "typescript" by `require`: as an ES module, 9 MB are searched for the names of exports first, which takes a second.
const require = createRequire(import.meta.url);
const javascript = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
const required = javascript(`import {createRequire} from "node:module";
export default createRequire(${JSON.stringify(import.meta.url)})("typescript");`);
const hook = javascript(`export const resolve = (specifier, context, next) =>
  specifier === "typescript" ? {url: ${JSON.stringify(required)}, shortCircuit: true} : next(specifier, context);`);
const loader = new URL("dist/esm/api/index.mjs", pathToFileURL(require.resolve("tsx/package.json"))).href;
const entry = new URL("./types-worker.ts", import.meta.url).href;
const THREAD = `const [loader, hook, entry] = process.argv.slice(2);
import(loader).then(({register}) => {
  register();
  require("node:module").register(hook);
  return import(entry);
});`;

/** Starts the type checker in its thread. `root` is the repository's folder. */
export function startTypeChecker(root: string, libraries: boolean): TypeChecker {
  const data: CheckerData = {root, libraries};
  const worker = new Worker(THREAD, {eval: true, workerData: data, execArgv: [], argv: [loader, hook, entry]});
  const waiting = new Map<number, {done(errors: LocatedError[]): void; fail(error: unknown): void}>();
  let last = 0;
  worker.on("message", ({id, problems = [], failure}: CheckAnswer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (failure !== undefined) asked?.fail(new Error(failure));
    else asked?.done(problems.map(({message, line, column, file}) => new LocatedError(message, {line, column}, file)));
  });
  worker.on("error", (error) => {
    for (const {fail} of waiting.values()) fail(error);
    waiting.clear();
  });
  return {
    check: (chapters) =>
      new Promise((done, fail) => {
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
