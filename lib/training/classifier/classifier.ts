import type {BackendName, Choice} from "../../backend/choose.ts";
import {placeHere} from "../../backend/place.ts";
import type {ImageSetParts} from "../../data/image-set.ts";
import {live} from "../../live.ts";
import type {Live} from "../../live.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {settled} from "../../nn/network/own-code.ts";
import {packed} from "../../worker/portable.ts";
import {placeOf, serviceClient} from "../../worker/service.ts";
import type {Client, Place, Service} from "../../worker/service.ts";
import type {
  Classified,
  ClassifierPlan,
  ClassifierRequests,
  ClassifierResult,
  ClassifierStatus,
  EpochEntry,
  OwnClassifierPlan
} from "./types.ts";

export type {Lesson, OwnLoop} from "./lesson.ts";
export type {
  Classified,
  ClassifierPlan,
  ClassifierResult,
  ClassifierStatus,
  EpochEntry,
  Evaluation,
  InputRange,
  OwnClassifierPlan
} from "./types.ts";

/** How a classifier is trained; none of it changes a number. */
export interface ClassifierRunOptions {
  /** Default: in a worker where there is one. */
  where?: Place;
  /** Default: the one that was kept, or the one chosen by measuring. */
  backend?: BackendName;
  kept?: Choice;
  /** A cell's `invalidation`: the training ends with it. */
  invalidation?: Promise<unknown>;
}

/** The training of a classifier under the reader's hand. */
export interface ClassifierRun {
  readonly plan: ClassifierPlan | OwnClassifierPlan;
  readonly status: Live<ClassifierStatus>;
  /** The epochs done, oldest first. */
  readonly history: Live<readonly EpochEntry[]>;
  /** The trained classifier; rejects with what went wrong, or when the run is disposed of. */
  readonly done: Promise<ClassifierResult>;
  /** Waits after the step in progress; resolves when it does. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it after the step in progress; resolves with what was learned until then. */
  stop(): Promise<ClassifierResult>;
  /** Names the class of images [n, …], in the network's own range, with the best weights so far. Rejects before the first epoch. */
  classify(images: Values): Promise<Classified>;
  dispose(): void;
}

const service: Service<ClassifierRequests> = {
  name: "the training",
  worker: "gantry/workers/classifier",
  here: async () => (await import("./service.ts")).classifierHandlers()
};

/**
 * Begins to train a classifier. The same plan gives the same weights, in a worker or here, on one backend. A loop or a layer of
 * a cell's own goes to the worker as its source; with one that cannot it is carried out here, and the status has a note that says why.
 */
export function runClassifier(plan: ClassifierPlan | OwnClassifierPlan, options: ClassifierRunOptions = {}): ClassifierRun {
  const {where, backend: asked, kept, invalidation} = options;
  const status = live<ClassifierStatus>({state: "starting", epoch: 0, step: 0, steps: 0, loss: NaN});
  const history = live<readonly EpochEntry[]>([]);
  const openedAt = (at: Place): Client<ClassifierRequests> => serviceClient(service, {where: at, invalidation});
  const place = placeOf(where);
  let opened = sendable(plan, place).then(
    (sent) => ({sent, client: openedAt(place)}),
    (error: unknown) => stay(error)
  );
  /** Trains in the page, where what a reader wrote needs the page and cannot cross; rejects with any other error. */
  const stay = async (error: unknown): Promise<{sent: typeof plan; client: Client<ClassifierRequests>}> => {
    if (!(error instanceof Error && error.name === "NotPortable")) throw error;
    status.value = {...status.value, note: `it is carried out in the page: ${error.message}`};
    return {sent: await sendable(plan, "here"), client: openedAt("here")};
  };
  const call: Client<ClassifierRequests>["call"] = async (...request) => (await opened).client.call(...request);
  const dispose = (): void => void opened.then(({client}) => client.close()).catch(() => {});
  const askToTrain = async (): Promise<ClassifierResult> => {
    const {sent, client} = await opened;
    const backend = {asked, kept, place: placeHere()};
    return client.call(
      "train",
      {plan: sent, backend},
      {
        progress: ({status: now, entries}) => {
          if (entries.length > 0) history.value = [...history.value, ...entries];
          const paused = status.value.state === "paused" && now.state === "training";
          const {note} = status.value;
          status.value = {...now, ...(paused && {state: "paused"}), ...(note !== undefined && {note})};
        }
      }
    );
  };
  const train = async (): Promise<ClassifierResult> => {
    try {
      const result = await askToTrain().catch(async (error: unknown) => {
        const here = await stay(error);
        (await opened).client.close();
        opened = Promise.resolve(here);
        return askToTrain();
      });
      status.value = {...status.value, state: "done", epoch: result.history.length};
      return result;
    } catch (error) {
      status.value = {...status.value, state: "failed", error: error instanceof Error ? error.message : String(error)};
      throw error;
    }
  };
  const done = train();
  // Whoever does not wait for it reads of it in the status.
  done.catch(() => {});
  const isOver = (): boolean => status.value.state === "done" || status.value.state === "failed";
  return {
    plan,
    status,
    history,
    done,
    async pause() {
      if (isOver()) return;
      await call("pause", true);
      if (!isOver()) status.value = {...status.value, state: "paused"};
    },
    async resume() {
      if (status.value.state !== "paused") return;
      status.value = {...status.value, state: "training"};
      await call("pause", false);
    },
    async stop() {
      if (!isOver()) await call("stop", null);
      return done;
    },
    classify: (images) => call("classify", images),
    dispose
  };
}

/**
 * A plan whose sets are parts alone: a set's functions cannot be sent. To a worker the code of the reader's layers and of their loop goes as its
 * source.
 * @throws NotPortable when it cannot.
 */
async function sendable<P extends ClassifierPlan | OwnClassifierPlan>(plan: P, place: Place): Promise<P> {
  const parts = ({name, shape, pixels, labels, classes, white}: ImageSetParts): ImageSetParts => ({
    name,
    shape,
    pixels,
    labels,
    classes,
    white
  });
  const {train, validation, test} = plan;
  const network = place === "worker" ? await packed(settled(plan.network), "network") : plan.network;
  const loop = "loop" in plan && place === "worker" ? {loop: await packed(plan.loop, "loop")} : {};
  return {
    ...plan,
    ...loop,
    network,
    train: parts(train),
    ...(validation && {validation: parts(validation)}),
    ...(test && {test: parts(test)})
  };
}
