/**
 * Requests to a worker, answered there: the page calls `connect<Requests>(worker).call("train", input)`, the worker's module
 * `serve<Requests>({train: …})`. An answer may take its time, tell of its progress, be given up, and fail with an error that
 * keeps its name and message.
 *
 * ```ts
 * interface Requests {
 *   train: {input: {epochs: number}; output: Float32Array; progress: {epoch: number; loss: number}};
 * }
 * // worker: a module of its own, which the page starts by new Worker(assetUrl(…), {type: "module"})
 * serve<Requests>({
 *   async train({epochs}, {progress, signal}) {
 *     for (let epoch = 1; epoch <= epochs && !signal.aborted; epoch++) await progress({epoch, loss: await oneEpoch()});
 *     return moved(weights, [weights.buffer]);
 *   }
 * });
 * // page
 * const weights = await connect<Requests>(worker).call("train", {epochs: 5}, {progress: ({loss}) => …, signal});
 * ```
 */
export type Requests = Record<string, {input: unknown; output: unknown; progress?: unknown}>;

/** What a handler is given beside its input. */
export interface Call<Progress> {
  /**
   * Tells the caller how far it is. Resolves when the caller has taken it: who awaits it never fills the queue of a page that is
   * busy.
   */
  progress(value: Progress, transfer?: Transferable[]): Promise<void>;
  /** Aborted when the caller gives up, after which nobody waits for the answer. */
  signal: AbortSignal;
}

/** What answers each request: plain data, a promise of it, or `moved(data, buffers)`. */
export type Handlers<R> = {
  [K in keyof R]: (
    input: Part<R[K], "input">,
    call: Call<Part<R[K], "progress">>
  ) => Part<R[K], "output"> | Moved<Part<R[K], "output">> | Promise<Part<R[K], "output"> | Moved<Part<R[K], "output">>>;
};

/** The caller's end. */
export interface Channel<R> {
  /**
   * Sends a request; resolves with its answer. Rejects with the handler's error; with the signal's reason as soon as it is
   * aborted; with a `WorkerError` when the worker has failed or was closed.
   */
  call<K extends keyof R & string>(
    name: K,
    input: Part<R[K], "input">,
    options?: CallOptions<R[K]>
  ): Promise<Part<R[K], "output">>;
  /** Rejects what is still waiting, and every later call. A worker is terminated. */
  close(): void;
  /** Resolves with what happened when the worker fails (it cannot load, or an error was not caught); never after `close`. */
  readonly failed: Promise<WorkerError>;
}

/** How a request is made. */
export interface CallOptions<Request> {
  progress?: (value: Part<Request, "progress">) => void;
  signal?: AbortSignal;
  /** Buffers of the input that are handed over instead of copied. */
  transfer?: Transferable[];
}

/** A worker, the inside of one, or one end of a `MessageChannel`. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message" | "messageerror" | "error", listener: (event: Event) => void): void;
  start?(): void;
  close?(): void;
  terminate?(): void;
}

/** A worker that cannot load, was ended by an error of its own, or is closed. */
export class WorkerError extends Error {
  override name = "WorkerError";
}

/** An answer with buffers that are handed over instead of copied. */
export class Moved<T> {
  readonly value: T;
  readonly transfer: Transferable[];
  constructor(value: T, transfer: Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** An answer with buffers that are handed over instead of copied: the worker cannot use them afterwards. */
export function moved<T>(value: T, transfer: Transferable[]): Moved<T> {
  return new Moved(value, transfer);
}

/** Part of a request's description; what is not described is undefined. */
export type Part<Request, Name extends string> = Request extends Record<Name, infer Type> ? Type : undefined;

/** An error as it crosses. */
interface SentError {
  name: string;
  message: string;
  stack?: string;
}

type ToWorker = {id: number; call: string; input: unknown} | {id: number; abort: true} | {id: number; taken: number};

type FromWorker =
  {id: number; output: unknown} | {id: number; error: SentError} | {id: number; progress: unknown; serial: number};

/** Answers requests: in a worker's module, at its end. `port`: what they come through; default the worker itself. */
export function serve<R>(handlers: Handlers<R>, port: Port = globalThis as unknown as Port): void {
  const calls = new Map<number, {abort: AbortController; taken: Map<number, () => void>}>();
  const answer = async (id: number, name: string, input: unknown): Promise<void> => {
    const abort = new AbortController();
    const taken = new Map<number, () => void>();
    calls.set(id, {abort, taken});
    const post = (message: FromWorker, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
    let serial = 0;
    const progress = (value: unknown, transfer?: Transferable[]): Promise<void> =>
      new Promise((resolve) => {
        if (abort.signal.aborted) return resolve();
        taken.set(serial, resolve);
        post({id, progress: value, serial: serial++}, transfer);
      });
    try {
      if (!Object.hasOwn(handlers, name)) throw new TypeError(`this worker answers no "${name}"`);
      const handler = handlers[name as keyof R] as (input: unknown, call: Call<unknown>) => unknown;
      const output = await handler(input, {progress, signal: abort.signal});
      if (output instanceof Moved) post({id, output: output.value}, output.transfer);
      else post({id, output});
    } catch (error) {
      post({id, error: sendable(error)});
    } finally {
      calls.delete(id);
      for (const resolve of taken.values()) resolve();
    }
  };
  port.addEventListener("message", (event) => {
    const message = (event as MessageEvent<ToWorker>).data;
    if ("call" in message) return void answer(message.id, message.call, message.input);
    const call = calls.get(message.id);
    if (!call) return;
    if ("abort" in message) {
      call.abort.abort();
      for (const resolve of call.taken.values()) resolve();
      return call.taken.clear();
    }
    call.taken.get(message.taken)?.();
    call.taken.delete(message.taken);
  });
  port.start?.();
}

/** The page's end of a worker whose module has called `serve`. */
export function connect<R>(port: Port): Channel<R> {
  interface Waiting {
    resolve: (output: unknown) => void;
    reject: (error: unknown) => void;
    progress?: (value: unknown) => void;
  }
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let ended: WorkerError | null = null;
  const post = (message: ToWorker, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  const end = (error: WorkerError): void => {
    ended ??= error;
    const rejected = [...waiting.values()];
    waiting.clear();
    for (const {reject} of rejected) reject(ended);
    port.terminate?.();
    port.close?.();
  };
  const failed = new Promise<WorkerError>((resolve) => {
    const fail = (event: Event): void => {
      if (ended) return;
      // Who takes the error need not read of it in the console too.
      event.preventDefault();
      end(new WorkerError(failure(event)));
      resolve(ended as unknown as WorkerError);
    };
    port.addEventListener("error", fail);
    port.addEventListener("messageerror", fail);
  });
  port.addEventListener("message", (event) => {
    const message = (event as MessageEvent<FromWorker>).data;
    const call = waiting.get(message.id);
    if ("progress" in message) {
      try {
        call?.progress?.(message.progress);
      } finally {
        if (!ended) post({id: message.id, taken: message.serial});
      }
      return;
    }
    waiting.delete(message.id);
    if ("error" in message) call?.reject(received(message.error));
    else call?.resolve(message.output);
  });
  port.start?.();

  const call = (name: string, input: unknown, options: CallOptions<{progress: unknown}> = {}): Promise<unknown> => {
    const {signal, progress, transfer} = options;
    return new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      signal?.throwIfAborted();
      const id = next++;
      const giveUp = (): void => {
        waiting.delete(id);
        post({id, abort: true});
        reject(signal?.reason);
      };
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          signal?.removeEventListener("abort", giveUp);
          then(value);
        };
      // Throws, and so rejects, when the input cannot be sent.
      post({id, call: name, input}, transfer);
      waiting.set(id, {resolve: settle(resolve), reject: settle(reject), progress});
      signal?.addEventListener("abort", giveUp, {once: true});
    });
  };
  return {call: call as Channel<R>["call"], close: () => end(new WorkerError("the worker was closed")), failed};
}

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
    closing.abort(new WorkerError("it was closed"));
    void Promise.resolve((handlers.close as unknown as AnyHandler)(null, {progress: async () => {}, signal: closing.signal}));
  };
  return {call: call as Channel<R>["call"], close, failed: new Promise(() => {})};
}

function failure(event: Event): string {
  const {message, filename, lineno} = event as ErrorEvent;
  if (event.type === "messageerror") return "the worker sent something that cannot be read here";
  if (!message) return "the worker's script does not load";
  return filename ? `${message} (${filename}:${lineno})` : message;
}

function sendable(error: unknown): SentError {
  if (!(error instanceof Error)) return {name: "Error", message: String(error)};
  return {name: error.name, message: error.message, stack: error.stack};
}

const builtIn: Record<string, new (message: string) => Error> = {RangeError, TypeError, SyntaxError};

function received({name, message, stack}: SentError): Error {
  const error = new (Object.hasOwn(builtIn, name) ? builtIn[name] : Error)(message);
  if (error.name !== name) error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
