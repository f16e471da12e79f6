import * as tf from "@tensorflow/tfjs-core";
import {loadGradients} from "../../backend/gradients.ts";
import {deform} from "../../data/deform.ts";
import type {Batch} from "../../data/dataset.ts";
import {imageSet} from "../../data/image-set.ts";
import type {ImageSet} from "../../data/image-set.ts";
import {initialise} from "../../nn/network/initialise.ts";
import {forward} from "../../nn/network/forward.ts";
import {disposeTensors, fromTensors, oneHotTensor, replaceTensor} from "../../nn/network/network-weights.ts";
import type {TensorWeights, Weights} from "../../nn/network/network-weights.ts";
import {random} from "../../random.ts";
import {lossGradients} from "../step/gradients.ts";
import {crossEntropy} from "../step/losses.ts";
import {startAverage, updateAdam, updateAverage} from "../step/optimisers.ts";
import type {AdamSettings} from "../step/optimisers.ts";
import {breathe} from "../../worker/breathe.ts";
import type {
  ClassifierPlan,
  ClassifierResult,
  ClassifierStatus,
  ClassifierStep,
  ClassifierSubject,
  EpochEntry,
  OwnClassifierPlan
} from "./types.ts";
import {checkClasses, evaluate, inRange} from "./classify.ts";
import {countRight, OwnLoopRun} from "./own-loop.ts";
import {startPlayer} from "../step/state.ts";
import type {Player} from "../step/state.ts";

/** Who follows a training, and may hold it. */
export interface ClassifierFollower {
  status?: (status: ClassifierStatus) => void;
  epoch?: (entry: EpochEntry) => void;
  /** After an epoch that was better than all before, with its weights. */
  best?: (weights: Weights) => void;
  /** Called between steps: the training goes on when it resolves, and ends when that is false. */
  gate?: () => Promise<boolean> | boolean;
}

/**
 * Trains a classifier on the current backend: every image once in each epoch, in an order of its own, or as a loop of one's own says. The
 * same plan gives the same weights on one backend.
 * @throws RangeError or DataError when the plan's parts do not fit together; Error naming epoch and step when the loss is not finite.
 */
export async function trainClassifier(
  plan: ClassifierPlan | OwnClassifierPlan,
  follower: ClassifierFollower = {}
): Promise<ClassifierResult> {
  const {network, seed, scheme = "he", inputs = "signed"} = plan;
  const [train, validation, test] = [plan.train, plan.validation, plan.test].map((parts) => parts && imageSet(parts));
  for (const set of [train, validation, test]) if (set) checkClasses(network, set);
  if (!("loop" in plan)) checkCounts(plan);
  await loadGradients();
  const player = startPlayer(network, initialise(network, `${seed}/weights`, scheme));
  const average = plan.average === undefined ? null : startAverage(player.weights);
  const judged = average ?? player.weights;
  const history: EpochEntry[] = [];
  let best: {epoch: number; accuracy: number; loss: number; weights: Weights} | null = null;
  const go = async (): Promise<boolean> => {
    await breathe();
    return (await follower.gate?.()) ?? true;
  };
  const own = "loop" in plan ? new OwnLoopRun(plan, train as ImageSet, player) : null;
  try {
    let goesOn = true;
    for (let epoch = 1; "loop" in plan ? !own?.over : epoch <= plan.epochs; epoch++) {
      const steps = "loop" in plan ? own!.steps() : epochSteps(plan, train as ImageSet, player, epoch);
      const entry = await runEpoch(plan, (train as ImageSet).size, steps, player, average, epoch, follower, go);
      if (entry === "over") break;
      if (!entry) {
        goesOn = false;
        break;
      }
      if (validation) {
        const {loss, accuracy} = await evaluate(network, judged, validation, inputs, async () => void (await go()));
        Object.assign(entry, {validationLoss: loss, validationAccuracy: accuracy});
      }
      history.push(entry);
      follower.epoch?.(entry);
      const {validationAccuracy: accuracy = 0, validationLoss: loss = -epoch} = entry;
      if (best && !(accuracy > best.accuracy || (accuracy === best.accuracy && loss < best.loss))) continue;
      best = {epoch, accuracy, loss, weights: await fromTensors(judged)};
      follower.best?.(best.weights);
    }
    const weights = best?.weights ?? (await fromTensors(judged));
    const result: ClassifierResult = {weights, best: best?.epoch ?? 0, history, stopped: !goesOn};
    if (test) {
      follower.status?.({state: "testing", epoch: history.length, step: 0, steps: 0, loss: history.at(-1)?.loss ?? NaN});
      const final = startPlayer(network, weights);
      try {
        result.test = await evaluate(network, final.weights, test, inputs, async () => void (await breathe()));
      } finally {
        disposePlayer(final);
      }
    }
    return result;
  } finally {
    own?.end();
    disposePlayer(player);
    if (average) disposeTensors(average);
  }
}

/** An epoch: its entry; null when it was stopped, and "over" when there was no step in it. */
async function runEpoch(
  {average: keep = 0}: ClassifierSubject,
  size: number,
  steps: AsyncIterator<ClassifierStep>,
  player: Player,
  average: TensorWeights | null,
  epoch: number,
  follower: ClassifierFollower,
  go: () => Promise<boolean>
): Promise<EpochEntry | null | "over"> {
  const started = performance.now();
  let [sum, right, seen, count, first] = [0, 0, 0, 0, 0];
  for (;;) {
    if (!(await go())) return null;
    const {done, value} = await steps.next();
    if (done) break;
    const {loss, right: correct, examples} = value;
    count += 1;
    if (!Number.isFinite(loss)) throw new Error(`epoch ${epoch}, step ${count}: the loss is ${loss}`);
    if (average) updateAverage(average, player.weights, keep);
    first ||= examples;
    seen += examples;
    sum += loss * examples;
    right += correct;
    const of = Math.max(count, Math.ceil(size / first));
    follower.status?.({state: "training", epoch: epoch - 1, step: count, steps: of, loss: sum / seen});
  }
  if (count === 0) return "over";
  return {epoch, loss: sum / seen, accuracy: right / seen, milliseconds: performance.now() - started};
}

/** The steps of an epoch, each done when it is asked for. */
async function* epochSteps(
  {network, batch, adam, seed, epochs, inputs = "signed", deformation, decay = false}: ClassifierPlan,
  train: ImageSet,
  player: Player,
  epoch: number
): AsyncGenerator<ClassifierStep, undefined> {
  const source = random(`${seed}/epoch ${epoch}`);
  const order = source.split("order").shuffle(Array.from({length: train.size}, (_, place) => place));
  const steps = Math.ceil(train.size / batch);
  for (let step = 0; step < steps; step++) {
    const examples = train.select(order.slice(step * batch, (step + 1) * batch));
    if (deformation)
      examples.images = deform(examples.images, network.input as [number, number], deformation, source.split(step), -1);
    const example: Batch = {labels: examples.labels, images: inRange(examples.images, inputs)};
    const done = (epoch - 1 + step / steps) / epochs;
    const learningRate = adam.learningRate * (decay ? (1 + Math.cos(Math.PI * done)) / 2 : 1);
    yield await classifierStep(player, example, {...adam, learningRate}, `${seed}/${epoch}/${step}`);
  }
}

function checkCounts({epochs, batch}: ClassifierPlan): void {
  for (const [name, value] of Object.entries({epochs, batch})) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number from 1, got ${value}`);
  }
}

function disposePlayer({weights, adam}: Player): void {
  [weights, adam.mean, adam.square].forEach(disposeTensors);
}

/**
 * One step down the softmax cross-entropy of images with their labels. The player's weights are changed in place. Call
 * `loadGradients` before.
 * @param seed of dropout
 */
export async function classifierStep(player: Player, batch: Batch, adam: AdamSettings, seed: string): Promise<ClassifierStep> {
  const {network} = player;
  const examples = batch.labels.length;
  const classes = network.layers[network.layers.length - 1].outputShape[0];
  const images = tf.tensor(batch.images, [examples, ...network.input]);
  const answers = oneHotTensor(batch.labels, classes);
  const kept: Record<string, tf.Tensor> = {};
  const {loss, gradients} = lossGradients(player, () => {
    const {output, running} = forward(network, player.weights, images, {training: true, seed});
    for (const [name, tensor] of Object.entries(running)) kept[name] = tf.keep(tensor);
    kept[LOGITS] = tf.keep(tf.clone(output));
    return crossEntropy(output, answers);
  });
  updateAdam(player.weights, gradients, player.adam, {beta1: 0.9, ...adam});
  const {[LOGITS]: logits, ...running} = kept;
  for (const [name, tensor] of Object.entries(running)) replaceTensor(player.weights, name, tensor);
  const [value, scores] = [(await loss.data())[0], await logits.data()];
  tf.dispose([images, answers, loss, logits, gradients]);
  return {loss: value, right: countRight(scores, batch.labels), examples};
}

// No weight's name: those have a slash.
const LOGITS = "logits";
