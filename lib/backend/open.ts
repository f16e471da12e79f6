import * as tf from "@tensorflow/tfjs-core";
import {chooseBackend} from "./choose.ts";
import type {BackendName, Choice} from "./choose.ts";
import {contenders, startBackend} from "./contenders.ts";
import type {BackendPlace} from "./contenders.ts";
import {loadGradients} from "./gradients.ts";

/** What decides on the backend of a realm: a page, a worker, or Node. */
export interface BackendWish {
  /** The reader's own choice. */
  asked?: BackendName;
  /** What was chosen on an earlier visit. */
  kept?: Choice;
  place: BackendPlace;
}

const choices = new Map<string, Promise<Choice>>();

/**
 * Starts the backend that is asked for, was kept, or is the fastest here. Each is tried once in a realm, however many runs share
 * it.
 * @throws Error when it does not start.
 */
export async function openBackend({asked, kept, place}: BackendWish): Promise<Choice> {
  const wish = asked ?? (kept ? `kept ${kept.name}` : "");
  let choice = choices.get(wish);
  if (!choice) {
    choice = chooseBackend(contenders(place), {asked, kept});
    choices.set(wish, choice);
    choice.catch(() => choices.delete(wish));
  }
  const {name} = await choice;
  await loadGradients();
  if (!(name in tf.engine().registry)) await startBackend(name, place);
  await switchTo(name);
  return choice;
}

/** Makes a backend that was started the current one: runs of one realm may use several. */
export async function switchTo(name: BackendName): Promise<void> {
  if (tf.getBackend() !== name && !(await tf.setBackend(name))) throw new Error(`The ${name} backend does not start here`);
}
