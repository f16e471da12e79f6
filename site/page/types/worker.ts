import type {TypeFiles} from "../../notebook/check/type-files.ts";
import {answersOf} from "./answers.ts";
import {ChapterLanguage} from "./language.ts";
import type {Answered, Asked, Questions} from "./messages.ts";

/** The type worker: TypeScript's compiler, over a chapter that is read and never run. */

/** URL of the declarations, beside this script; the build puts it in. */
declare const TYPE_FILES: string;

const scope = globalThis as unknown as {
  postMessage(message: Answered): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Asked>) => void): void;
};

const started = start();
// Who asks is told.
started.catch(() => undefined);

async function start(): Promise<(asked: Asked) => unknown> {
  // Both at once: they are most of what a first edit waits for.
  const [{default: typescript}, files] = await Promise.all([import("typescript-6"), declarations()]);
  const answers = answersOf(new ChapterLanguage(typescript, files));
  return ({about, given}) => (answers[about] as (given: Questions[keyof Questions]["given"]) => unknown)(given);
}

async function declarations(): Promise<TypeFiles> {
  const response = await fetch(new URL(TYPE_FILES, import.meta.url));
  if (!response.ok) throw new Error(`the declarations could not be loaded (${response.status})`);
  return (await response.json()) as TypeFiles;
}

// One after the other, in the order of asking: a question is about the texts that were sent before it.
let last: Promise<unknown> = started;
scope.addEventListener("message", ({data}) => {
  last = last.then(
    () => answer(data),
    () => answer(data)
  );
});

async function answer(asked: Asked): Promise<void> {
  try {
    scope.postMessage({answer: asked.ask, value: (await started)(asked)});
  } catch (error) {
    scope.postMessage({answer: asked.ask, error: error instanceof Error ? error.message : String(error)});
  }
}
