import {spawn} from "node:child_process";
import {createRequire} from "node:module";
import {availableParallelism} from "node:os";
import {dirname, join} from "node:path";

/** TypeScript's command, a program of its own for this machine behind a few lines of JavaScript. */
const command = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

/** Each checker learns all types for itself: more of them than cores only cost. */
const checkers = String(Math.min(4, availableParallelism()));

export interface TscRun {
  /** What it said, whole. Rejects when it could not be run, or did not come to an end by itself. */
  said: Promise<string>;
  stop(): void;
}

/** Runs TypeScript's compiler on a project. Mistakes in what it reads are what it says, not a failure. */
export function runTsc(project: string, options: readonly string[] = []): TscRun {
  const words = [command, "--project", project, "--pretty", "false", "--checkers", checkers, ...options];
  // A Go program need not tidy up so often for a single run: a seventh of its time.
  const env = {GOGC: "400", ...process.env};
  const child = spawn(process.execPath, words, {cwd: dirname(project), env, stdio: ["ignore", "pipe", "pipe"]});
  const said = new Promise<string>((done, fail) => {
    let output = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    child.on("error", fail);
    // 1 and 2: there are mistakes, without output and with it.
    child.on("close", (code, signal) => {
      if (signal === null && code !== null && code <= 2 && complaint === "") done(output);
      else
        fail(
          new Error(`TypeScript's compiler ended with ${signal ?? code}: ${complaint.trim() || output.trim() || "nothing said"}`)
        );
    });
  });
  return {said, stop: () => void child.kill()};
}
