import {mkdirSync, mkdtempSync, readdirSync, rmSync} from "node:fs";
import {mkdir, rm, writeFile} from "node:fs/promises";
import {dirname, join, relative} from "node:path";
import {fileURLToPath} from "node:url";
import {type CellModule, chapterModules} from "../../notebook/check/modules.ts";
import {diagnosticProblem, inOrder, type Problem, readDiagnostics, unreadableProblem} from "../../notebook/check/problems.ts";
import type {PublicExports} from "../../notebook/check/type-files.ts";
import {parseAll} from "../../notebook/text/parse.ts";
import {LocatedError, type Notebook} from "../../notebook/types.ts";
import {formerNames, publicModules} from "../assets/public.ts";
import type {Effects} from "../effects.ts";
import {publicExports} from "./exports.ts";
import {runTsc, type TscRun} from "./tsc.ts";

export type {Problem} from "../../notebook/check/problems.ts";

interface CheckerOptions {
  /** Absolute folder of tsconfig.json; files in problems are relative to it, and `gantry/…` is its package. */
  root: string;
  /** Check the files of tsconfig.json too: lib, site, test, build.ts. */
  libraries: boolean;
  /** Of these leave out what stands in test/. Default false. */
  withoutTests?: boolean;
  /** It will be asked again and again: what it learns is kept, which costs the first answer a fifth of a second. Default false. */
  again?: boolean;
}

interface Checker {
  /**
   * Every mistake in the types (and the syntax) of the given chapters, and of the libraries, by file and line, as they are now: one
   * question at a time. Rejects when TypeScript's compiler cannot be run.
   */
  check(notebooks: readonly Notebook[]): Promise<Problem[]>;
  /** Stops what it is doing, and takes its files away. */
  close(): Promise<void>;
}

/** builtins.d.ts as an import names it: with "/", and without the extension. */
const builtinsPath = slashed(fileURLToPath(new URL("../../notebook/check/builtins", import.meta.url)));

/**
 * TypeScript's compiler over the project's files and the cells of all chapters. It reads files: so the cells stand, as modules, in a
 * folder under .cache, which the compiler is told to take for the root itself.
 */
export function createChecker({root: folder, libraries, withoutTests = false, again = false}: CheckerOptions): Checker {
  const root = slashed(folder).replace(/\/$/, "");
  const written = new Map<string, string>();
  let place: string | undefined;
  let running: TscRun | undefined;
  let closed = false;

  const write = async (path: string, text: string): Promise<void> => {
    if (written.get(path) === text) return;
    await mkdir(dirname(path), {recursive: true});
    await writeFile(path, text);
    written.set(path, text);
  };
  const take = async (path: string): Promise<void> => {
    await rm(path, {force: true});
    written.delete(path);
  };

  async function said(modules: ReadonlyMap<string, CellModule>, own: string): Promise<string> {
    const project = `${own}/tsconfig.json`;
    const gone = [...written.keys()].filter((path) => path !== project && !modules.has(path));
    await Promise.all([...gone.map(take), ...[...modules].map(([path, {text}]) => write(path, text))]);
    await write(project, JSON.stringify(configuration([...modules.keys()], own)));
    if (closed) throw new Error("the checker was closed before it had looked");
    running = runTsc(project, again ? ["--incremental", "--tsBuildInfoFile", `${own}/known.json`] : []);
    return running.said;
  }

  function configuration(files: readonly string[], own: string): object {
    return {
      extends: `${root}/tsconfig.json`,
      // Cells run in a page: alone, they are checked without the types of Node.
      compilerOptions: {noEmit: true, rootDirs: [root, own], paths: formerPaths(root), ...(!libraries && {types: []})},
      files,
      // What is not said here is as the root has it.
      ...(!libraries && {include: []}),
      ...(withoutTests && {exclude: [`${root}/test`]})
    };
  }

  return {
    async check(notebooks) {
      const own = (place ??= ownFolder(root));
      const problems: (Problem | undefined)[] = [];
      const modules = new Map<string, CellModule>();
      for (const notebook of notebooks) {
        for (const each of chapterModules(notebook, own, builtinsPath)) {
          if (!("path" in each)) problems.push(unreadableProblem(each));
          else modules.set(each.path, each);
        }
      }
      // Without a file TypeScript complains that there is nothing to do.
      if (modules.size === 0 && !libraries) return inOrder(problems);
      // Read only when a name is missing.
      let exported: PublicExports | undefined;
      const files = {
        moduleOf: (file: string) => modules.get(slashed(join(own, file))),
        named: (file: string) => slashed(relative(root, join(own, file))),
        exports: () => (exported ??= publicExports(root))
      };
      for (const diagnostic of readDiagnostics(await said(modules, own))) {
        // What the cells import is read for its types, and told of only when it is asked for.
        const asked = libraries || diagnostic.file === undefined || files.moduleOf(diagnostic.file);
        if (asked) problems.push(diagnosticProblem(diagnostic, files));
      }
      return inOrder(problems);
    },
    async close() {
      closed = true;
      running?.stop();
      await running?.said.catch(() => undefined);
      if (place) await rm(place, {recursive: true, force: true});
      place = undefined;
      written.clear();
    }
  };
}

/** A new folder for a checker's files. Those of processes that were interrupted, and so left theirs behind, go. */
function ownFolder(root: string): string {
  mkdirSync(`${root}/.cache`, {recursive: true});
  for (const name of readdirSync(`${root}/.cache`)) {
    const [, owner] = /^types-(\d+)-/.exec(name) ?? [];
    if (owner && !isRunning(Number(owner))) rmSync(`${root}/.cache/${name}`, {recursive: true, force: true});
  }
  const folder = slashed(mkdtempSync(`${root}/.cache/types-${process.pid}-`));
  process.on("exit", () => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, for somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Where former names of modules lead, absolute: those of today TypeScript finds by the `exports` of package.json. */
function formerPaths(root: string): Record<string, string[]> {
  const modules = publicModules(root);
  return Object.fromEntries([...formerNames(root)].map(([former, name]) => [former, [`${root}/${modules.get(name) ?? ""}`]]));
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

/** A chapter's text under its name in messages ("notebooks/convolution.md"). */
export interface ChapterText {
  file: string;
  text: string;
}

/** Answers for as long as it is not closed. */
export interface TypeChecker {
  /** Mistakes in the types of these chapters (and of `lib`, `site`, `test` with `libraries`). Questions wait for one another. */
  check(chapters: readonly ChapterText[]): Promise<LocatedError[]>;
  close(): Promise<void>;
}

/** A checker of chapters as texts. `root` is the repository's folder. */
export function startTypeChecker(options: CheckerOptions): TypeChecker {
  const checker = createChecker(options);
  let last: Promise<unknown> = Promise.resolve();
  return {
    check(chapters) {
      const answer = last.then(async () => {
        const problems = await checker.check(chapters.map(({file, text}) => parseAll(text, file).notebook));
        return problems.map(({message, line, column, file}) => new LocatedError(message, {line, column}, file));
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    close: () => checker.close()
  };
}

/** The texts of all chapters in a folder. */
export async function chapterTexts(folder: string, effects: Pick<Effects, "list" | "readText">): Promise<ChapterText[]> {
  const names = (await effects.list(folder)).filter((name) => name.endsWith(".md"));
  return Promise.all(names.map(async (name) => ({file: `notebooks/${name}`, text: await effects.readText(join(folder, name))})));
}
