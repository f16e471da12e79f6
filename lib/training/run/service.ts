import type {Handlers} from "../../worker/channel.ts";
import {RunFeed} from "./feed.ts";
import type {RunRequests} from "./messages.ts";
import {Run} from "./run.ts";
import {sentState} from "../step/state.ts";

/** What answers the requests to one run, the same in a worker and here. Each answer comes after the news that belong to it. */
export function runHandlers(): Handlers<RunRequests> {
  const feed = new RunFeed();
  let run: Run | null = null;
  const opened = (): Run => {
    if (!run) throw new Error("the run has not been opened, or is closed");
    return run;
  };
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      feed.flush();
    }
  };
  const close = async (): Promise<void> => {
    const closing = run;
    run = null;
    await closing?.close();
  };
  return {
    open: (input) =>
      told(async () => {
        const opening = await Run.open(input, feed, close);
        run = opening.run;
        return opening.choice;
      }),
    watch: (_, call) => feed.watch(call),
    play: (options) => told(async () => (await opened().play(options), null)),
    pause: () => told(async () => (await opened().pause(), null)),
    step: (count) => told(async () => (await opened().step(count), null)),
    nextPhase: () => told(() => opened().nextPhase()),
    goTo: (step) => told(async () => (await opened().goTo(step), null)),
    generate: (input) => opened().generate(input),
    judge: (input) => opened().judge(input),
    activations: (input) => opened().activations(input),
    store: ({finish}) => told(async () => sentState(await opened().store(finish))),
    keep: (order) => (run?.keep(order), null),
    keepNow: () => told(async () => (await run?.keepNow(), null)),
    close: async () => (await close(), null)
  };
}
