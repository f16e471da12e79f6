import type {BackendName, Choice} from "../../backend/choose.ts";
import {placeHere} from "../../backend/place.ts";
import type {ImageSetParts} from "../../data/image-set.ts";
import {live} from "../../live.ts";
import type {Live} from "../../live.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import {packed} from "../../worker/portable.ts";
import {placeOf, serviceClient} from "../../worker/service.ts";
import type {Place, Service} from "../../worker/service.ts";
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
 * Begins to train a classifier. The same plan gives the same weights, in a worker or here, on one backend. A loop of a cell's own goes to the
 * worker as its source; one that cannot is carried out here, and the status has a note that says why.
 */
export function runClassifier(plan: ClassifierPlan | OwnClassifierPlan, options: ClassifierRunOptions = {}): ClassifierRun {
  const {where, backend: asked, kept, invalidation} = options;
  const status = live<ClassifierStatus>({state: "starting", epoch: 0, step: 0, steps: 0, loss: NaN});
  const history = live<readonly EpochEntry[]>([]);
  let note: {note?: string} = {};
  let client = serviceClient(service, {where, invalidation});
  const call: typeof client.call = (...request) => client.call(...request);
  const ask = (sent: ClassifierPlan | OwnClassifierPlan): Promise<ClassifierResult> =>
    call(
      "train",
      {plan: sent, backend: {asked, kept, place: placeHere()}},
      {
        progress: ({status: now, entries}) => {
          if (entries.length > 0) history.value = [...history.value, ...entries];
          const paused = status.value.state === "paused" && now.state === "training";
          status.value = {...now, ...(paused && {state: "paused"}), ...note};
        }
      }
    );
  const start = async (): Promise<ClassifierResult> => {
    const sent = sendable(plan);
    if (!("loop" in sent) || placeOf(where) === "here") return ask(sent);
    try {
      return await ask({...sent, loop: await packed(sent.loop, "loop")});
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "NotPortable") throw error;
      note = {note: `it is carried out in the page: ${error.message}`};
      client.close();
      client = serviceClient(service, {where: "here", invalidation});
      return ask(sent);
    }
  };
  const train = async (): Promise<ClassifierResult> => {
    try {
      const result = await start();
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
    dispose: () => client.close()
  };
}

/** A plan whose sets are parts alone: a set's functions cannot be sent. */
function sendable<P extends ClassifierPlan | OwnClassifierPlan>(plan: P): P {
  const parts = ({name, shape, pixels, labels, classes, white}: ImageSetParts): ImageSetParts => ({
    name,
    shape,
    pixels,
    labels,
    classes,
    white
  });
  const {train, validation, test} = plan;
  return {...plan, train: parts(train), ...(validation && {validation: parts(validation)}), ...(test && {test: parts(test)})};
}
