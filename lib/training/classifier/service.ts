import {disposeTensors, toTensors} from "../../nn/network/network-weights.ts";
import type {Weights} from "../../nn/network/network-weights.ts";
import type {Network} from "../../nn/network/network.ts";
import type {Call, Handlers} from "../../worker/channel.ts";
import {unpacked} from "../../worker/portable.ts";
import {trainClassifier} from "./train.ts";
import type {ClassifierRequests, ClassifierUpdate} from "./types.ts";
import {classify} from "./classify.ts";
import {openBackend} from "../../backend/open.ts";

/** What answers the requests to one training, the same in a worker and here. */
export function classifierHandlers(): Handlers<ClassifierRequests> {
  const gate = new Gate();
  let trained: {network: Network; weights: Weights} | null = null;
  return {
    train: async ({plan: given, backend}, call) => {
      const plan = await unpacked(given);
      const feed = new Feed(call);
      await openBackend(backend);
      try {
        const result = await trainClassifier(plan, {
          status: (status) => feed.tell(status),
          epoch: (entry) => feed.add(entry),
          best: (weights) => (trained = {network: plan.network, weights}),
          gate: () => gate.pass()
        });
        await feed.flushed();
        return result;
      } finally {
        gate.end();
      }
    },
    pause: async (on) => (await gate.hold(on), null),
    stop: () => (gate.end(), null),
    classify: async (images) => {
      if (!trained) throw new Error("the classifier has not finished its first epoch");
      const tensors = toTensors(trained.weights);
      try {
        return await classify(trained.network, tensors, images);
      } finally {
        disposeTensors(tensors);
      }
    },
    close: () => (gate.end(), null)
  };
}

/** Lets a training pass between two steps, unless it is held or ended. */
class Gate {
  private ended = false;
  private held = false;
  private open = (): void => {};
  private waiting: (() => void)[] = [];

  async pass(): Promise<boolean> {
    while (this.held && !this.ended) {
      for (const told of this.waiting.splice(0)) told();
      await new Promise<void>((resolve) => (this.open = resolve));
    }
    return !this.ended;
  }

  /** Resolves when the training waits at the gate, or is over. */
  async hold(on: boolean): Promise<void> {
    this.held = on;
    this.open();
    if (on && !this.ended) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  end(): void {
    this.ended = true;
    this.open();
    for (const told of this.waiting.splice(0)) told();
  }
}

/** Updates, one at a time: a caller that is busy gets the newest when it has time. */
class Feed {
  private readonly call: Call<ClassifierUpdate>;
  private pending: ClassifierUpdate | null = null;
  private sending: Promise<void> | null = null;

  constructor(call: Call<ClassifierUpdate>) {
    this.call = call;
  }

  tell(status: ClassifierUpdate["status"]): void {
    this.pending = {status, entries: this.pending?.entries ?? []};
    this.sending ??= this.send();
  }

  add(entry: ClassifierUpdate["entries"][number]): void {
    const {status, entries} = this.pending ?? {entries: []};
    const {epoch, loss} = entry;
    this.pending = {status: status ?? {state: "training", epoch, step: 0, steps: 0, loss}, entries: [...entries, entry]};
    this.pending.status = {...this.pending.status, epoch};
    this.sending ??= this.send();
  }

  async flushed(): Promise<void> {
    while (this.sending) await this.sending;
  }

  private async send(): Promise<void> {
    // One turn later, so that the many things of one moment go together.
    await Promise.resolve();
    while (this.pending) {
      const update = this.pending;
      this.pending = null;
      await this.call.progress(update);
    }
    this.sending = null;
  }
}
