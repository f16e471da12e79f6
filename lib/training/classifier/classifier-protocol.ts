import type {Values} from "../../nn/network/network-weights.ts";
import type {ClassifierPlan, ClassifierResult, ClassifierStatus, EpochEntry} from "./classifier-types.ts";
import type {Classified} from "./classify.ts";
import type {BackendWish} from "../../backend/open.ts";

/** What has changed since the last update. */
export interface ClassifierUpdate {
  status: ClassifierStatus;
  /** Epochs that were finished. */
  entries: EpochEntry[];
}

/** The requests that the training of a classifier answers, in a worker or here. */
export interface ClassifierRequests {
  /** The whole training: the first request. */
  train: {input: {plan: ClassifierPlan; backend: BackendWish}; output: ClassifierResult; progress: ClassifierUpdate};
  /** True: waits after the step in progress. Answers when it waits, or is over. */
  pause: {input: boolean; output: null};
  /** Ends the training after the step in progress; `train` then answers with what was learned. */
  stop: {input: null; output: null};
  /** Names the class of images, in the network's own range, with the weights of the best epoch so far. */
  classify: {input: Values; output: Classified};
  close: {input: null; output: null};
}
