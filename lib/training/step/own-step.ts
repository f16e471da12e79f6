import * as tf from "@tensorflow/tfjs-core";
import {forward} from "../../nn/network/forward.ts";
import type {Network} from "../../nn/network/network.ts";
import {disposeTensors, moveTensors, oneHotTensor, trainableNames} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import {drawNumbers, keepTensor, sourceFor} from "./context.ts";
import {watchGradient} from "./gradients.ts";
import type {StepContext, TensorName} from "./context.ts";
import {discriminatorFakeLoss, discriminatorRealLoss, generatorLoss} from "./losses.ts";
import {cycled, startAverage, updateAverage, updateWeights} from "./optimisers.ts";
import {PHASES} from "./phases.ts";
import type {PhaseName, PlannedPhase} from "./phases.ts";
import {dropoutSeed} from "./players.ts";
import {labelsOf} from "./settings.ts";
import type {Player, RememberedState} from "./state.ts";
import {forgetState, rememberState, restoreState} from "./state.ts";
import {sizeOf} from "../../nn/arithmetic/values.ts";

// A step that the reader wrote. It is given the two players, real examples and noise, and does the rest itself: the losses, the
// gradients, who learns when. What it does is watched, so that the figures can tell it phase by phase.

/** G or D, as a step of one's own is given it: a function from a batch to what the network makes of it. */
export interface GamePlayer {
  /**
   * The network's output for a batch [batch, …input], in training: batch normalisation by the batch's own statistics. Under a gradient
   * it is differentiated. `label`: one-hot [batch, classes], for a network that takes labels.
   */
  (input: tf.Tensor, label?: tf.Tensor): tf.Tensor;
  readonly network: Network;
  /** What is trained, named "dense1/kernel": what `tf.variableGrads(loss, G.weights)` differentiates by. */
  readonly weights: tf.Variable[];
  /** The optimiser of the settings, with its memory. */
  readonly optimiser: {
    /**
     * Moves the weights against their gradients, by name; weights without one stay. The running statistics of the batches that this
     * player saw since its last update are taken over.
     * @throws RangeError when a gradient belongs to no weight of this player.
     */
    applyGradients(gradients: Record<string, tf.Tensor>): void;
  };
}

/** What a step of one's own is given. Every number that is drawn comes from the seed of the run and the step. */
export interface Game {
  /** The generator: noise [batch, latent] → fakes. */
  readonly G: GamePlayer;
  /** The discriminator: examples → logits [batch, 1]. */
  readonly D: GamePlayer;
  /** Real examples of this step [batch, …]. */
  readonly real: tf.Tensor;
  /** One-hot classes of the real examples [batch, classes]; undefined where the networks take no labels. */
  readonly labels: tf.Tensor | undefined;
  /** Steps that have been done. */
  readonly step: number;
  /** Other real examples than those of `real` and of the calls before. */
  moreReal(): {real: tf.Tensor; labels: tf.Tensor | undefined};
  /** New noise for a batch [batch, …input of G], of the settings' prior. */
  noise(): tf.Tensor;
  /** One-hot classes to ask G for [batch, classes], drawn alike. @throws RangeError where the networks take no labels. */
  wanted(): tf.Tensor;
  /** Numbers from N(0, 1) in a shape. */
  normal(shape: number[]): tf.Tensor;
  /** Numbers from [0, 1) in a shape. */
  uniform(shape: number[]): tf.Tensor;
}

/** The losses that a step of one's own reports, for the curves: scalars or numbers. */
export interface OwnLosses {
  /** D's. Default: the mean of the cross-entropies of its logits for real and for fake. */
  discriminator?: tf.Tensor | number;
  /** G's. Default: the cross-entropy of D's logits in G's turn. */
  generator?: tf.Tensor | number;
}

/**
 * A whole step, written by hand. As a generator function it may `yield` wherever whoever waits (a Stop, a figure) can have its turn.
 */
export type OwnStep = (game: Game) => OwnLosses | void | Generator<unknown, OwnLosses | void>;

/** Something that a step did, as a phase: what it made, and the state after an update. */
interface Moment {
  phase: PlannedPhase;
  tensors: Partial<Record<TensorName, tf.Tensor>>;
  gradients?: TensorWeights;
  after?: RememberedState;
}

/** Something that was asked of the players since the last update; whose turn it was is known with the update. */
type Act =
  | {kind: "noise"; tensor: tf.Tensor}
  | {kind: "generate"; tensor: tf.Tensor; label: tf.Tensor | undefined}
  | {kind: "judge"; tensor: tf.Tensor; real: boolean | undefined; label: tf.Tensor | undefined};

type Name = "generator" | "discriminator";

const PURPOSES = {generator: ["fake", "fakeAgain"], discriminator: ["real", "fake", "judge"]} as const;

/** A step of the reader's in progress. */
export class OwnStepRun {
  /** Phases to be shown one by one; null while the step is done in one go. */
  private moments: Moment[] | null = null;
  private work: Iterator<unknown, OwnLosses | void> | null = null;
  private readonly context: StepContext;
  private readonly own: OwnStep;
  private readonly players: Record<Name, {player: GamePlayer; running: TensorWeights; calls: number}>;
  private readonly variables: tf.Variable[] = [];
  /** Tensors that live until the step ends. */
  private readonly garbage: tf.Tensor[] = [];
  private acts: Act[] = [];
  private readonly turns: Record<Name, number> = {generator: 0, discriminator: 0};
  private draws = 0;
  private batches = 0;
  private noises = 0;
  private readonly fakes = new WeakSet<tf.Tensor>();
  private flow: tf.Tensor | undefined;
  private looking = false;
  private finished = false;

  constructor(context: StepContext, own: OwnStep) {
    this.context = context;
    this.own = own;
    const {state, settings} = context;
    if (settings.average !== undefined) state.average ??= startAverage(state.generator.weights);
    this.players = {generator: this.playerOf("generator"), discriminator: this.playerOf("discriminator")};
  }

  /**
   * Does the next piece of the step: all of it, or up to its next `yield`; with `look`, all of it, of which the next phase is then
   * told. Gives the phase that was told (null: none), and whether the step is complete.
   * @throws what the step throws; TypeError when it gives something that no step may give.
   */
  next(look: boolean): {phase: PlannedPhase | null; complete: boolean} {
    if (look && !this.moments && !this.work) {
      this.looking = true;
      this.moments = [];
      while (!this.piece());
      if (this.moments.length === 0) throw new Error("the step updated neither player: there is no phase to show");
      this.forgetActs();
      restoreState(this.context.state, this.context.before);
    }
    if (!this.moments) return {phase: null, complete: this.piece()};
    const moment = this.moments.shift();
    if (moment) this.show(moment);
    if (this.moments.length > 0) return {phase: moment?.phase ?? null, complete: false};
    this.finish();
    return {phase: moment?.phase ?? null, complete: true};
  }

  /** Frees all that the step holds, but not what it left in the context. Doing it twice does nothing. */
  end(): void {
    for (const {tensors, gradients = {}, after} of this.moments ?? []) {
      disposeTensors(tensors as TensorWeights);
      disposeTensors(gradients);
      if (after) forgetState(after);
    }
    this.moments = null;
    this.flow?.dispose();
    this.flow = undefined;
    this.forgetActs();
    for (const {running} of Object.values(this.players)) {
      disposeTensors(running);
      for (const name of Object.keys(running)) delete running[name];
    }
    for (const variable of this.variables.splice(0)) variable.dispose();
    tf.dispose(this.garbage.splice(0));
  }

  /** One piece of the reader's code; true when it has come to its end. */
  private piece(): boolean {
    if (this.finished) return true;
    const {result, done} = this.within(() => {
      if (this.work) return stepOf(this.work.next());
      const given = this.own(this.game());
      if (!isIterator(given)) return {result: given, done: true};
      this.work = given;
      return stepOf(given.next());
    });
    if (!done) return false;
    this.finished = true;
    this.takeLosses(result as OwnLosses | void);
    const {state, settings} = this.context;
    if (settings.average !== undefined && state.average)
      updateAverage(state.average, state.generator.weights, settings.average);
    state.step += 1;
    const last = this.moments?.at(-1);
    if (last) {
      if (last.after) forgetState(last.after);
      last.after = rememberState(state);
    } else if (!this.moments) this.finish();
    return true;
  }

  /** Runs the reader's code; what it made and did not keep is freed when the step ends. */
  private within<T>(work: () => T): T {
    const engine = tf.engine();
    engine.startScope("own step");
    try {
      return work();
    } finally {
      const made = [...engine.state.activeScope.track];
      for (const tensor of made) if (!tensor.isDisposed && !tensor.kept) this.garbage.push(tf.keep(tensor));
      engine.endScope();
    }
  }

  private takeLosses(given: OwnLosses | void): void {
    if (given === undefined || given === null) return;
    if (typeof given !== "object" || isTensor(given))
      throw new TypeError("a step gives its losses as {discriminator, generator}, or nothing");
    for (const [key, name] of [["discriminator", "discriminatorLoss"], ["generator", "generatorLoss"]] as const) {
      const loss = given[key];
      if (loss === undefined) continue;
      if (typeof loss !== "number" && !(isTensor(loss) && loss.size === 1))
        throw new TypeError(`the ${key}'s loss must be a number or a scalar, got ${describe(loss)}`);
      if (typeof loss !== "number" && loss.isDisposed) throw new TypeError(`the ${key}'s loss was disposed of within the step`);
      keepTensor(this.context, name, typeof loss === "number" ? tf.scalar(loss) : tf.reshape(loss, []));
    }
  }

  /** What the report reads and the reader did not give. */
  private finish(): void {
    const {context} = this;
    const {tensors} = context;
    const none = () => tf.fill([1, 1], NaN);
    tensors.realLogits ??= tf.keep(none());
    tensors.fakeLogits ??= tf.keep(none());
    const loss = (name: "realLoss" | "fakeLoss" | "generatorLoss", of: () => tf.Scalar) => {
      if (!tensors[name]) keepTensor(context, name, tf.tidy(of));
    };
    loss("realLoss", () => discriminatorRealLoss("nonSaturating", tensors.realLogits!));
    loss("fakeLoss", () => discriminatorFakeLoss("nonSaturating", tensors.fakeLogits!));
    loss("generatorLoss", () => generatorLoss("nonSaturating", tensors.logits ?? none()));
    this.end();
  }

  private game(): Game {
    const {context} = this;
    const {state, batch} = context;
    const classes = labelsOf(state.discriminator.network) ?? state.generator.network.label;
    const examples = batch.real.shape[0];
    const oneHot = (labels: ArrayLike<number> | undefined) =>
      classes === undefined || !labels ? undefined : oneHotTensor(labels, classes);
    const labels = oneHot(batch.labels);
    if (labels) keepTensor(context, "realLabel", tf.clone(labels));
    const stream = () => sourceFor({...context, round: this.draws++}, "own");
    const filled = (shape: number[], of: () => number) => tf.tensor(Float32Array.from({length: sizeOf(shape)}, of), shape);
    return {
      G: this.players.generator.player,
      D: this.players.discriminator.player,
      real: batch.real,
      labels,
      step: state.step,
      moreReal: () => {
        const {source} = context;
        if (!source) throw new Error("moreReal(): this step was given one batch, and no source of others");
        const next = source(++this.batches);
        this.garbage.push(tf.keep(next.real));
        return {real: next.real, labels: oneHot(next.labels)};
      },
      noise: () => {
        const [purpose, round] = this.noises === 0 ? (["noise", 0] as const) : (["noise again", this.noises - 1] as const);
        this.noises++;
        const {input} = state.generator.network;
        const numbers = drawNumbers({...context, round}, purpose, examples * sizeOf(input));
        const noise = tf.tensor(numbers, [examples, ...input]);
        this.acts.push({kind: "noise", tensor: tf.keep(tf.clone(noise))});
        return noise;
      },
      wanted: () => {
        if (classes === undefined) throw new RangeError("wanted(): these networks take no labels");
        const source = stream();
        return oneHotTensor(
          Array.from({length: examples}, () => source.integer(0, classes - 1)),
          classes
        );
      },
      normal: (shape) => {
        const source = stream();
        return filled(shape, () => source.normal());
      },
      uniform: (shape) => {
        const source = stream();
        return filled(shape, () => source.uniform());
      }
    };
  }

  private playerOf(name: Name): {player: GamePlayer; running: TensorWeights; calls: number} {
    const {state} = this.context;
    const {network, weights} = state[name];
    const variables = new Map(trainableNames(network).map((weight) => [weight, this.variable(weight, weights[weight])]));
    const call = (input: tf.Tensor, label?: tf.Tensor): tf.Tensor => {
      const all = {...state[name].weights, ...own.running, ...Object.fromEntries(variables)};
      const purposes = PURPOSES[name];
      const turn = own.calls++;
      const purpose = purposes[Math.min(turn, purposes.length - 1)];
      const round = Math.max(0, turn - purposes.length + 1);
      const seed = dropoutSeed({...this.context, round}, purpose);
      const given = forward(network, all, input, {training: true, seed, ...(label && network.label !== undefined && {label})});
      for (const [key, tensor] of Object.entries(given.running)) {
        own.running[key]?.dispose();
        own.running[key] = tf.keep(tensor);
      }
      this.note(name, input, label, given.output);
      if (name === "discriminator") return given.output;
      const fake = watchGradient(given.output, (gradient) => this.keepFlow(gradient));
      this.fakes.add(fake);
      return fake;
    };
    const applyGradients = (gradients: Record<string, tf.Tensor>): void => {
      const byName = new Map([...variables].map(([weight, variable]) => [variable.name, weight]));
      const named: TensorWeights = {};
      for (const [key, gradient] of Object.entries(gradients)) {
        const weight = byName.get(key) ?? (variables.has(key) ? key : undefined);
        if (weight === undefined) {
          const known = [...variables.keys()].join(", ");
          throw new RangeError(`applyGradients: "${key}" is no trained weight of ${letter(name)}, which has ${known}`);
        }
        named[weight] = gradient;
      }
      this.update(name, named, variables);
    };
    const player = Object.assign(call, {network, weights: [...variables.values()], optimiser: {applyGradients}});
    const own = {player, running: {} as TensorWeights, calls: 0};
    return own;
  }

  /** A weight that can be differentiated by; its numbers are shared with the state's tensor. */
  private variable(weight: string, tensor: tf.Tensor): tf.Variable {
    // A run beside this one may hold a variable of the same name: tfjs has one list of names.
    const taken = tf.engine().state.registeredVariables;
    let name = weight;
    for (let count = 2; name in taken; count++) name = `${weight}~${count}`;
    const variable = tf.variable(tensor, true, name);
    this.variables.push(variable);
    return variable;
  }

  /** What flows back into the fakes: the arrows of the figures. */
  private keepFlow(gradient: tf.Tensor): void {
    this.flow?.dispose();
    this.flow = tf.keep(tf.clone(gradient));
  }

  private note(name: Name, input: tf.Tensor, label: tf.Tensor | undefined, output: tf.Tensor): void {
    const tensor = tf.keep(tf.clone(output));
    const kept = label && tf.keep(tf.clone(label));
    if (name === "generator") this.acts.push({kind: "generate", tensor, label: kept});
    else {
      const real = input === this.context.batch.real ? true : this.fakes.has(input) ? false : undefined;
      this.acts.push({kind: "judge", tensor, label: kept, real});
    }
  }

  /** An update ends a player's turn: now it is known whose turn what came before belonged to. */
  private update(name: Name, gradients: TensorWeights, variables: ReadonlyMap<string, tf.Variable>): void {
    const {context} = this;
    const {state, settings} = context;
    const kept = Object.fromEntries(Object.entries(gradients).map(([weight, gradient]) => [weight, tf.keep(tf.clone(gradient))]));
    const player: Player = state[name];
    updateWeights(player, kept, cycled(settings[name], settings.rateCycle, state.step));
    for (const all of [player.weights, player.adam.mean, player.adam.square]) Object.values(all).forEach(tf.keep);
    const {weightClip} = settings;
    if (name === "discriminator" && weightClip !== undefined) {
      for (const weight of Object.keys(kept)) {
        const clipped = tf.keep(tf.clipByValue(player.weights[weight], -weightClip, weightClip));
        player.weights[weight].dispose();
        player.weights[weight] = clipped;
      }
    }
    for (const weight of Object.keys(kept)) variables.get(weight)!.assign(player.weights[weight]);
    this.takeStatistics(name);
    this.describeTurn(name, kept);
    this.turns[name] += 1;
  }

  /** The statistics that the player saw count; those that the other saw meanwhile do not. */
  private takeStatistics(name: Name): void {
    for (const [whose, {running}] of Object.entries(this.players)) {
      if (whose === name) moveTensors(running, this.context.state[name].weights);
      else disposeTensors(running);
      for (const key of Object.keys(running)) delete running[key];
    }
  }

  private describeTurn(name: Name, gradients: TensorWeights): void {
    const {context} = this;
    const ofD = name === "discriminator";
    // What is neither the batch nor a fake, packed examples say, is taken for real the first time.
    let sawReal = this.acts.some((act) => act.kind === "judge" && act.real);
    for (const act of this.acts.splice(0)) {
      const made: Moment["tensors"] = {};
      let phase: PhaseName;
      if (act.kind === "noise") {
        phase = ofD ? "draw noise" : "draw noise again";
        made[ofD ? "noise" : "noiseAgain"] = act.tensor;
      } else if (act.kind === "generate") {
        phase = ofD ? "generate" : "generate again";
        made[ofD ? "fake" : "fakeAgain"] = act.tensor;
        if (act.label) made[ofD ? "fakeLabel" : "labelAgain"] = act.label;
      } else {
        const real = ofD && (act.real ?? !sawReal);
        sawReal ||= real;
        phase = !ofD ? "judge" : real ? "judge real" : "judge fake";
        made[!ofD ? "logits" : real ? "realLogits" : "fakeLogits"] = act.tensor;
        act.label?.dispose();
      }
      this.tell({phase: planned(phase, this.turns[name]), tensors: made});
    }
    const follow = ofD ? "update D" : "update G";
    const after = this.looking ? {after: rememberState(context.state)} : {};
    const flow = ofD || !this.flow ? {} : {fakeGradient: this.flow};
    if (!ofD) this.flow = undefined;
    this.tell({phase: planned(follow, this.turns[name]), tensors: flow, gradients, ...after});
  }

  private tell(moment: Moment): void {
    if (this.moments) this.moments.push(moment);
    else this.show(moment);
  }

  /** Puts what a phase made into the context, as the phases of the usual step do. */
  private show({phase, tensors, gradients, after}: Moment): void {
    const {context} = this;
    context.round = phase.round;
    for (const [name, tensor] of Object.entries(tensors)) keepTensor(context, name as TensorName, tensor);
    if (gradients) {
      const key = phase.turn === "discriminator" ? "discriminatorGradients" : "generatorGradients";
      disposeTensors(context[key]);
      context[key] = gradients;
    }
    if (after) {
      restoreState(context.state, after);
      forgetState(after);
    }
  }

  private forgetActs(): void {
    for (const act of this.acts.splice(0)) {
      act.tensor.dispose();
      if ("label" in act) act.label?.dispose();
    }
  }
}

function planned(name: PhaseName, round: number): PlannedPhase {
  return {...PHASES.find((phase) => phase.name === name)!, round};
}

function stepOf(result: IteratorResult<unknown, OwnLosses | void>): {result: OwnLosses | void; done: boolean} {
  return result.done ? {result: result.value, done: true} : {result: undefined, done: false};
}

function isIterator(value: unknown): value is Iterator<unknown, OwnLosses | void> {
  if (typeof (value as PromiseLike<unknown> | null)?.then === "function")
    throw new TypeError("a step gives its losses at once: it may be a generator function that yields, but not async");
  return typeof (value as Partial<Iterator<unknown>> | null | undefined)?.next === "function";
}

function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}

function describe(value: unknown): string {
  return isTensor(value) ? `a tensor [${value.shape.join(", ")}]` : String(value);
}

function letter(name: Name): string {
  return name === "generator" ? "G" : "D";
}
