import {spawn} from "node:child_process";
import {mkdtemp, readFile, rm} from "node:fs/promises";
import {availableParallelism, tmpdir} from "node:os";
import {join, relative, resolve} from "node:path";
import type {Figure} from "./figure.ts";
import {take} from "./figure.ts";

const root = resolve(import.meta.dirname, "../..");

/** What is read of vitest's JSON report. Times in milliseconds since 1970. */
export interface SuiteReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Skipped ones. */
  numPendingTests: number;
  testResults: readonly {name: string; startTime: number; endTime: number}[];
}

/** `npm test` from its first line to its last: the type check and every test, on two cores. */
export async function bench(): Promise<Figure[]> {
  return [await take({name: "suite.minutes", unit: "min, npm test", budget: 10}, measure)];
}

async function measure(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-suite-"));
  const file = join(folder, "report.json");
  try {
    const started = performance.now();
    const said = await npmTest("--reporter=json", `--outputFile=${file}`);
    const minutes = (performance.now() - started) / 60_000;
    const text = await readFile(file, "utf8").catch(() => undefined);
    // The check before the tests has failed: it says where.
    if (text === undefined) throw new Error(`npm test: ${said.trim().split("\n").at(-1)}`);
    const report = JSON.parse(text) as SuiteReport;
    console.log(suiteLines(report, minutes).join("\n"));
    if (report.numFailedTests > 0) throw new Error(`${report.numFailedTests} tests failed, in ${minutes.toFixed(1)} minutes`);
    return minutes;
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** Runs the test command, which ends with vitest, with more words for vitest; gives what it said, however it ended. */
function npmTest(...words: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn("npm", ["test", "--", ...words], {cwd: root, stdio: ["ignore", "pipe", "pipe"]});
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", fail);
    child.on("close", () => done(said));
  });
}

/** How many tests ran and how long, and the ten files that took longest, in seconds. */
export function suiteLines(report: SuiteReport, minutes: number): string[] {
  const {numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, testResults} = report;
  const files = testResults
    .map(({name, startTime, endTime}) => ({
      name: relative(root, name).replaceAll("\\", "/"),
      seconds: (endTime - startTime) / 1000
    }))
    .sort((a, b) => b.seconds - a.seconds);
  const total = files.reduce((sum, {seconds}) => sum + seconds, 0);
  return [
    `${passed + failed} tests ran in ${files.length} files, ${failed} failed, ${skipped} were skipped`,
    `${minutes.toFixed(1)} minutes, ${total.toFixed(0)} s of tests, ${availableParallelism()} cores`,
    ...files.slice(0, 10).map(({name, seconds}) => `${seconds.toFixed(1).padStart(7)} s  ${name}`)
  ];
}
