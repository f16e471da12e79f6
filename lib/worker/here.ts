import {WorkerError} from "./channel.ts";
import type {Call, Channel, Handlers} from "./channel.ts";
import {Moved} from "./channel.ts";

/** A channel to handlers in this realm: what `connect` is for a worker. Nothing is copied. Closing it asks for "close". */
export function connectHere<R extends {close: unknown}>(handlers: Handlers<R>): Channel<R> {
  const closing = new AbortController();
  type AnyHandler = (input: unknown, call: Call<unknown>) => unknown;
  const call = async (
    name: keyof R,
    input: unknown,
    {progress, signal}: {progress?: (value: unknown) => void; signal?: AbortSignal} = {}
  ): Promise<unknown> => {
    closing.signal.throwIfAborted();
    const stop = new AbortController();
    const end = (): void => stop.abort();
    const output = (handlers[name] as unknown as AnyHandler)(input, {
      progress: async (value) => progress?.(value),
      signal: stop.signal
    });
    return new Promise((resolve, reject) => {
      const giveUp = (event: Event): void => {
        end();
        reject((event.target as AbortSignal).reason);
      };
      for (const from of [closing.signal, signal]) from?.addEventListener("abort", giveUp, {once: true});
      // Its first progress may have been enough.
      if (signal?.aborted) {
        end();
        reject(signal.reason);
      }
      Promise.resolve(output)
        .then((value) => resolve(value instanceof Moved ? value.value : value), reject)
        .finally(() => {
          for (const from of [closing.signal, signal]) from?.removeEventListener("abort", giveUp);
        });
    });
  };
  const close = (): void => {
    if (closing.signal.aborted) return;
    closing.abort(new WorkerError("the run was closed"));
    void Promise.resolve((handlers.close as unknown as AnyHandler)(null, {progress: async () => {}, signal: closing.signal}));
  };
  return {call: call as Channel<R>["call"], close, failed: new Promise(() => {})};
}
