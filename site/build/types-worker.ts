/** The type checker in a thread of its own: it and esbuild and the compiler of cells work at the same time. */
import {parentPort, workerData} from "node:worker_threads";
import {createChecker} from "../notebook/check/checker.ts";
import {parseAll} from "../notebook/parse.ts";
import type {CheckAnswer, CheckQuestion, CheckerData} from "./types-check.ts";

const checker = createChecker(workerData as CheckerData);

parentPort?.on("message", ({id, chapters}: CheckQuestion) => {
  let answer: CheckAnswer;
  try {
    answer = {id, problems: checker.check(chapters.map(({file, text}) => parseAll(text, file).notebook))};
  } catch (error) {
    answer = {id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error)};
  }
  parentPort?.postMessage(answer);
});
