import * as tf from "@tensorflow/tfjs-core";
import {deform} from "../../data/deform.ts";
import type {ImageSet} from "../../data/image-set.ts";
import {forward} from "../../nn/network/forward.ts";
import {keepTensors, moveTensors, oneHotTensor, replaceTensor, trainableNames} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {random} from "../../random.ts";
import {variableOf} from "../step/own-player.ts";
import {startAdam, updateAdam} from "../step/optimisers.ts";
import type {AdamSettings, AdamState} from "../step/optimisers.ts";
import type {Player} from "../step/state.ts";
import {inRange} from "./classify.ts";
import type {Lesson} from "./lesson.ts";
import type {ClassifierStep, OwnClassifierPlan} from "./types.ts";

/** A training loop that a reader wrote, in progress, step by step. It trains the player's weights, which become variables. */
export class OwnLoopRun {
  /** True when the loop has come to its end. */
  over = false;
  private readonly plan: OwnClassifierPlan;
  private readonly train: ImageSet;
  private readonly player: Player;
  private rest: Iterator<unknown, unknown> | null = null;
  private epoch = 1;
  private step = 0;
  /** What the step in progress was about. */
  private labels: ArrayLike<number> = [];
  private logits: tf.Tensor | null = null;
  private readonly running: TensorWeights = {};
  /** What the loop has made and not kept, until its numbers are read. */
  private readonly garbage: tf.Tensor[] = [];
  private readonly memories: AdamState[] = [];
  /** Variables that the loop made: the memory of an optimiser of `tf.train`. */
  private readonly made = new Set<tf.Variable>();

  /** @param player its trained weights are replaced by variables that share their numbers */
  constructor(plan: OwnClassifierPlan, train: ImageSet, player: Player) {
    [this.plan, this.train, this.player] = [plan, train, player];
    for (const name of trainableNames(player.network))
      replaceTensor(player.weights, name, variableOf(name, player.weights[name]));
  }

  /**
   * The steps until the loop wants to be examined, or is over, each done when it is asked for.
   * @throws what the loop throws; TypeError when it yields something that no loop may yield.
   */
  async *steps(): AsyncGenerator<ClassifierStep, undefined> {
    for (let step = await this.next(); step !== null; step = await this.next()) yield step;
  }

  /** Frees what the loop holds, but not the player. Doing it twice does nothing. */
  end(): void {
    this.logits?.dispose();
    this.logits = null;
    tf.dispose([this.running, ...this.memories.splice(0).flatMap(({mean, square}) => [mean, square])]);
    for (const variable of this.made) if (!variable.isDisposed) variable.dispose();
    this.made.clear();
  }

  /** Does the next step; null where the loop wants to be examined, or is over. */
  private async next(): Promise<ClassifierStep | null> {
    try {
      const {done, value} = this.within(() => (this.rest ??= this.begin()).next());
      if (done) this.over = true;
      if (done || value === "examine") {
        this.epoch += 1;
        this.step = 0;
        return null;
      }
      const loss = await lossOf(value);
      const step = {loss, right: await this.right(), examples: this.labels.length};
      moveTensors(this.running, this.player.weights);
      this.step += 1;
      return step;
    } finally {
      tf.dispose(this.garbage.splice(0));
    }
  }

  private begin(): Iterator<unknown, unknown> {
    const begun = this.plan.loop(this.lesson()) as Partial<Iterator<unknown, unknown>> | null | undefined;
    if (typeof begun?.next !== "function")
      throw new TypeError("a loop is a generator function that yields the loss of each step: function* (lesson) {…}");
    return begun as Iterator<unknown, unknown>;
  }

  private lesson(): Lesson {
    const {network, weights} = this.player;
    const {inputs = "signed", deformation, seed} = this.plan;
    const classes = network.layers[network.layers.length - 1].outputShape[0];
    const source = (epoch: number) => random(`${seed}/epoch ${epoch}`);
    return {
      weights: trainableNames(network).map((name) => weights[name] as tf.Variable),
      classify: (images) => {
        const all = {...weights, ...this.running};
        const {output, running} = forward(network, all, images, {training: true, seed: `${seed}/${this.epoch}/${this.step}`});
        keepTensors(running, this.running);
        this.logits?.dispose();
        this.logits = tf.keep(tf.clone(output));
        return output;
      },
      adam: (settings) => {
        const memory = startAdam(weights, trainableNames(network));
        this.memories.push(memory);
        keepMemory(memory);
        return {applyGradients: (gradients) => this.follow(gradients, memory, {beta1: 0.9, ...settings})};
      },
      shuffled: (epoch) =>
        source(epoch)
          .split("order")
          .shuffle(Array.from({length: this.train.size}, (_, place) => place)),
      examples: (places) => {
        const {images: plain, labels} = this.train.select([...places]);
        const size = network.input as [number, number];
        const images = deformation ? deform(plain, size, deformation, source(this.epoch).split(this.step), -1) : plain;
        this.labels = labels;
        return {
          images: tf.tensor(inRange(images, inputs), [labels.length, ...network.input]),
          labels: oneHotTensor(labels, classes)
        };
      }
    };
  }

  /** An update by Adam. */
  private follow(given: Record<string, tf.Tensor>, memory: AdamState, settings: AdamSettings): void {
    const {weights, network} = this.player;
    const gradients: TensorWeights = {};
    for (const [key, gradient] of Object.entries(given)) {
      const name = trainableNames(network).find((name) => key === name || key === (weights[name] as tf.Variable).name);
      if (name === undefined)
        throw new RangeError(`applyGradients: "${key}" is no trained weight, there are ${trainableNames(network).join(", ")}`);
      gradients[name] = gradient;
    }
    const variables = Object.fromEntries(Object.keys(gradients).map((name) => [name, weights[name] as tf.Variable]));
    const moved: TensorWeights = Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [name, tf.clone(variable)])
    );
    updateAdam(moved, gradients, memory, settings);
    for (const [name, variable] of Object.entries(variables)) variable.assign(moved[name]);
    tf.dispose(moved);
    keepMemory(memory);
  }

  /** Runs the reader's code, and finds what it leaves behind. */
  private within<T>(work: () => T): T {
    const engine = tf.engine();
    const before = new Set(Object.values(engine.state.registeredVariables));
    engine.startScope("own loop");
    try {
      return work();
    } finally {
      for (const variable of Object.values(engine.state.registeredVariables)) if (!before.has(variable)) this.made.add(variable);
      for (const tensor of engine.state.activeScope.track)
        if (!tensor.isDisposed && !tensor.kept) this.garbage.push(tf.keep(tensor));
      engine.endScope();
    }
  }

  /** How many of the last examples the network had right, before the step learned from them; NaN where it was not asked. */
  private async right(): Promise<number> {
    const {logits, labels} = this;
    if (logits?.shape[0] !== labels.length) return NaN;
    return countRight(await logits.data(), labels);
  }
}

/** An update is done within a scope of the loop's, and what it leaves outlives that. */
function keepMemory({mean, square}: AdamState): void {
  for (const tensor of [mean, square].flatMap(Object.values<tf.Tensor>)) tf.keep(tensor);
}

/** How many rows of logits [labels.length, classes] are largest at their label. */
export function countRight(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const classes = scores.length / labels.length;
  let right = 0;
  for (let i = 0; i < labels.length; i++) {
    const own = scores[i * classes + labels[i]];
    let largest = true;
    for (let j = 0; j < classes; j++) if (j !== labels[i] && !(scores[i * classes + j] < own)) largest = false;
    if (largest) right += 1;
  }
  return right;
}

async function lossOf(value: unknown): Promise<number> {
  if (typeof value === "number") return value;
  if (value instanceof tf.Tensor && value.size === 1 && !value.isDisposed) return (await value.data())[0];
  const what =
    value instanceof tf.Tensor
      ? value.isDisposed
        ? "a tensor that was disposed of"
        : `a tensor [${value.shape.join(", ")}]`
      : String(value);
  throw new TypeError(`a loop yields the loss of a step, a number or a scalar, or "examine" after an epoch; got ${what}`);
}
