import {assetUrl} from "../asset.ts";
import {connect, connectHere, WorkerError} from "./channel.ts";
import type {Call, CallOptions, Channel, Handlers, Part, Port} from "./channel.ts";
import {breathe} from "./breathe.ts";

/** Work that is done in a worker of its own or, the same, in the realm of whoever asks. */
export interface Service<R extends {close: unknown}> {
  /** What it is called in errors: "the exporter". */
  name: string;
  /** The worker's module, as `assetUrl` finds it: "gantry/workers/export". It calls `serve` with the same handlers. */
  worker: string;
  /** What answers the requests in this realm; asked for only when it is wanted, so that a page may load it then. */
  here: () => Promise<Handlers<R>>;
}

/** Where a service is carried out. Default: in a worker where there is one. */
export type Place = "worker" | "here";

/** The place that is asked for, or the usual one. */
export function placeOf(where?: Place): Place {
  return where ?? (typeof Worker === "function" ? "worker" : "here");
}

/**
 * Starts a service. A worker that cannot load says so by `failed`.
 * @throws WorkerError where no worker may be made: in a frame without an origin, of a script that is not its own.
 */
export async function openService<R extends {close: unknown}>(service: Service<R>, where: Place): Promise<Channel<R>> {
  if (where === "here") return connectHere(await service.here());
  let worker: Worker;
  try {
    worker = new Worker(assetUrl(service.worker), {type: "module"});
  } catch (error) {
    throw new WorkerError(error instanceof Error ? error.message : String(error), {cause: error});
  }
  return connect<R>(worker as Port);
}

/** How a client opens its service. */
export interface ClientOptions<R> {
  where?: Place | undefined;
  /** What a service that has just been started must know first. */
  open?: (channel: Channel<R>) => Promise<unknown>;
  /** A cell's `invalidation`: the service ends with it. */
  invalidation?: Promise<unknown> | undefined;
}

/** The caller's end of a service. */
export interface Client<R> {
  /** As `Channel.call`. The service is started by the first call; one that failed, or could not be started, by the next. */
  call<K extends keyof R & string>(
    name: K,
    input: Part<R[K], "input">,
    options?: CallOptions<R[K]>
  ): Promise<Part<R[K], "output">>;
  /** Ends the service: what waits is rejected, and every later call. */
  close(): void;
}

/** A client of a service that is started when it is first asked for something, and replaced when it fails. */
export function serviceClient<R extends {close: unknown}>(service: Service<R>, options: ClientOptions<R> = {}): Client<R> {
  const {where, open, invalidation} = options;
  let starting: Promise<Channel<R>> | undefined;
  let ended = false;
  const start = async (): Promise<Channel<R>> => {
    const channel = await openService(service, placeOf(where));
    void channel.failed.then(() => (starting = undefined));
    try {
      await open?.(channel);
    } catch (error) {
      channel.close();
      throw error;
    }
    if (ended) channel.close();
    return channel;
  };
  const close = (): void => {
    ended = true;
    void starting?.then((channel) => channel.close()).catch(() => {});
  };
  void invalidation?.then(close, close);
  return {
    async call(name, input, callOptions) {
      if (ended) throw new WorkerError(`${service.name} has ended`);
      callOptions?.signal?.throwIfAborted();
      starting ??= start();
      starting.catch(() => (starting = undefined));
      return (await starting).call(name, input, callOptions);
    },
    close
  };
}

/**
 * The pace of long work inside a service: between two of its pieces whoever asked hears how far it is, and may have given up, and
 * everything else has its turn.
 */
export class Pace<Told> {
  private readonly call: Pick<Call<Told>, "progress" | "signal">;
  private readonly turn: number;
  private readonly every: number;
  private began = performance.now();
  private told = -Infinity;
  private telling = false;

  /**
   * @param options.turn milliseconds of work between two looks at what has come; default 0: after each piece
   * @param options.every least milliseconds between two tidings; default 0
   */
  constructor(call: Pick<Call<Told>, "progress" | "signal">, {turn = 0, every = 0}: {turn?: number; every?: number} = {}) {
    this.call = call;
    this.turn = turn;
    this.every = every;
  }

  /** Whether it is time to call `tell`: quick, for work in very small pieces. */
  get due(): boolean {
    return performance.now() - this.began >= this.turn;
  }

  /** Lets everything else have its turn, and tells. Rejects with the signal's reason once the caller has given up. */
  async tell(progress: Told): Promise<void> {
    const now = performance.now();
    await breathe();
    this.call.signal.throwIfAborted();
    this.began = performance.now();
    // A caller that is busy gets the next one when it has taken this.
    if (this.telling || now - this.told < this.every) return;
    this.told = now;
    this.telling = true;
    void this.call.progress(progress).then(() => (this.telling = false));
  }
}

/** How far long work is. */
export interface Progress {
  /** What is being done. */
  stage: string;
  /** Of it, from 0 to 1. */
  share: number;
}

/**
 * Carries out work that yields its share in small pieces; a Stop is heard within 100 ms. Rejects with the signal's reason soon after
 * it is aborted.
 * @param told makes more of a share than stage and share
 */
export async function carryOut<Result, Told extends Progress = Progress>(
  steps: Iterator<number, Result>,
  stage: string,
  call: Pick<Call<Told>, "progress" | "signal">,
  told: (progress: Progress) => Told = (plain) => plain as Told
): Promise<Result> {
  const pace = new Pace<Told>(call, {turn: 25, every: 80});
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
    if (pace.due) await pace.tell(told({stage, share: value}));
  }
}
