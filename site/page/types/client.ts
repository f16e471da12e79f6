import type {Answered, Asked, Questions} from "./messages.ts";

/** The page's end of the type worker. */
export interface TypeClient {
  /** Resolves with the answer. Undefined: there is none (any more). Never rejects, so that no editor waits or fails for it. */
  ask<Q extends keyof Questions>(about: Q, given: Questions[Q]["given"]): Promise<Questions[Q]["answer"] | undefined>;
  close(): void;
}

/** Starts the type worker. `failed` is called once if it cannot be had, or when it breaks down. */
export function startClient(url: string, failed: (why: string) => void): TypeClient {
  const waiting = new Map<number, (value: undefined) => void>();
  let asked = 0;
  let worker: Worker | undefined;
  const end = (): void => {
    worker?.terminate();
    worker = undefined;
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  };
  const fail = (why: string): void => {
    if (!worker) return;
    end();
    failed(why);
  };
  worker = new Worker(url, {type: "module"});
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.message || "its script could not be loaded");
  });
  worker.addEventListener("message", ({data: {answer, value, error}}: MessageEvent<Answered>) => {
    const resolve = waiting.get(answer) as ((value: unknown) => void) | undefined;
    waiting.delete(answer);
    resolve?.(error === undefined ? value : undefined);
    if (error !== undefined) fail(error);
  });
  return {
    ask: (about, given) =>
      new Promise((resolve) => {
        if (!worker) return resolve(undefined);
        waiting.set(++asked, resolve as (value: undefined) => void);
        worker.postMessage({ask: asked, about, given} satisfies Asked);
      }),
    close: end
  };
}
