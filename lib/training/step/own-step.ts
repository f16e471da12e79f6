import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors} from "../../nn/network/network-weights.ts";
import {keepTensor} from "./context.ts";
import type {StepContext, TensorName} from "./context.ts";
import {gameOf} from "./game.ts";
import type {OwnLosses, OwnStep} from "./game.ts";
import {discriminatorFakeLoss, discriminatorRealLoss, generatorLoss} from "./losses.ts";
import {startAverage, updateAverage} from "./optimisers.ts";
import {forgetMoment, OwnPhases} from "./own-phases.ts";
import type {Moment} from "./own-phases.ts";
import {OwnPlayer} from "./own-player.ts";
import type {PlayerName} from "./own-player.ts";
import type {PlannedPhase} from "./phases.ts";
import {forgetState, rememberState, restoreState} from "./state.ts";

export type {Game, GamePlayer, OwnLosses, OwnStep} from "./game.ts";

/**
 * A step that the reader wrote, in progress. It is given the two players, real examples and noise, and does the rest itself: the
 * losses, the gradients, who learns when. What it does is watched, so that the figures can tell it phase by phase.
 */
export class OwnStepRun {
  private readonly context: StepContext;
  private readonly own: OwnStep;
  private readonly phases: OwnPhases;
  private readonly players: Record<PlayerName, OwnPlayer>;
  /** What is still to be told of a step that is looked into; null while the step is done in one go. */
  private moments: Moment[] | null = null;
  /** The rest of a step that yields. */
  private rest: Iterator<unknown, OwnLosses | void> | null = null;
  /** Tensors that live until the step ends. */
  private readonly garbage: tf.Tensor[] = [];

  constructor(context: StepContext, own: OwnStep) {
    const {state, settings, batch} = context;
    this.context = context;
    this.own = own;
    if (settings.average !== undefined) state.average ??= startAverage(state.generator.weights);
    this.phases = new OwnPhases(batch.real);
    this.players = {generator: this.player("generator"), discriminator: this.player("discriminator")};
  }

  /**
   * Does the next piece of the step: all of it, or up to its next `yield`. With `look`, all of it is done at once, and then told one
   * phase after the other, the state following. Gives the phase that was told, null when none was, and whether the step is complete.
   * @throws what the step throws; TypeError when it gives something that no step may give.
   */
  next(look: boolean): {phase: PlannedPhase | null; complete: boolean} {
    if (look && !this.moments && !this.rest) this.rehearse();
    if (!this.moments) {
      const complete = this.piece();
      if (complete) this.finish();
      return {phase: null, complete};
    }
    const moment = this.moments.shift();
    if (moment) this.show(moment);
    const complete = this.moments.length === 0;
    if (complete) this.finish();
    return {phase: moment?.phase ?? null, complete};
  }

  /** Frees all that the step holds, but not what it left in the context. Doing it twice does nothing. */
  end(): void {
    this.moments?.splice(0).forEach(forgetMoment);
    this.phases.end();
    for (const player of Object.values(this.players)) player.end();
    tf.dispose(this.garbage.splice(0));
  }

  /** Does the whole step, remembers its phases, and brings the state back to where it began. */
  private rehearse(): void {
    const {state, before} = this.context;
    this.moments = [];
    while (!this.piece());
    const last = this.moments[this.moments.length - 1];
    if (!last) throw new Error("the step updated neither player: there is no phase to show");
    if (last.after) forgetState(last.after);
    last.after = rememberState(state);
    restoreState(state, before);
    // G's loss is known by now, and is told where D judges G's fakes.
    const {generatorLoss, ...others} = this.context.tensors;
    if (!generatorLoss) return;
    this.context.tensors = others;
    (this.moments.filter(({phase}) => phase.name === "judge").at(-1) ?? last).tensors.generatorLoss = generatorLoss;
  }

  /** One piece of the reader's code; true when it has come to its end. */
  private piece(): boolean {
    const {done, value} = this.within(() => {
      if (this.rest) return this.rest.next();
      const {generator: G, discriminator: D} = this.players;
      const hold = (tensor: tf.Tensor) => void this.garbage.push(tf.keep(tensor));
      const watcher = {noise: (drawn: tf.Tensor) => this.phases.noise(drawn), hold};
      const given = this.own(gameOf(this.context, {G: G.player, D: D.player}, watcher));
      if (!isIterator(given)) return {done: true, value: given};
      this.rest = given;
      return given.next();
    });
    if (!done) return false;
    const {state, settings} = this.context;
    this.takeLosses(value as OwnLosses | void);
    if (settings.average !== undefined && state.average) updateAverage(state.average, state.generator.weights, settings.average);
    state.step += 1;
    return true;
  }

  /** Runs the reader's code; what it made and did not keep is freed when the step ends. */
  private within<T>(work: () => T): T {
    const engine = tf.engine();
    engine.startScope("own step");
    try {
      return work();
    } finally {
      for (const tensor of engine.state.activeScope.track)
        if (!tensor.isDisposed && !tensor.kept) this.garbage.push(tf.keep(tensor));
      engine.endScope();
    }
  }

  private takeLosses(given: OwnLosses | void): void {
    if (given === undefined || given === null) return;
    if (typeof given !== "object" || given instanceof tf.Tensor)
      throw new TypeError("a step gives its losses as {discriminator, generator}, or nothing");
    for (const player of ["discriminator", "generator"] as const) {
      const loss = given[player];
      if (loss === undefined) continue;
      if (typeof loss !== "number" && !(loss instanceof tf.Tensor && loss.size === 1)) {
        const what = (loss as unknown) instanceof tf.Tensor ? `a tensor [${loss.shape.join(", ")}]` : String(loss);
        throw new TypeError(`the ${player}'s loss must be a number or a scalar, got ${what}`);
      }
      if (typeof loss !== "number" && loss.isDisposed)
        throw new TypeError(`the ${player}'s loss was disposed of within the step`);
      keepTensor(this.context, `${player}Loss`, typeof loss === "number" ? tf.scalar(loss) : tf.reshape(loss, []));
    }
  }

  /** What the report reads and the reader did not give. */
  private finish(): void {
    const {context} = this;
    const {tensors} = context;
    const none = (): tf.Tensor => tf.fill([1, 1], NaN);
    for (const logits of ["realLogits", "fakeLogits"] as const) if (!tensors[logits]) keepTensor(context, logits, none());
    const fill = (name: TensorName, loss: () => tf.Tensor): void => {
      if (!tensors[name]) keepTensor(context, name, tf.tidy(loss));
    };
    fill("realLoss", () => discriminatorRealLoss("nonSaturating", tensors.realLogits ?? none()));
    fill("fakeLoss", () => discriminatorFakeLoss("nonSaturating", tensors.fakeLogits ?? none()));
    fill("generatorLoss", () => (tensors.logits ? generatorLoss("nonSaturating", tensors.logits) : tf.scalar(0)));
    this.end();
  }

  private player(name: PlayerName): OwnPlayer {
    return new OwnPlayer(name, this.context, {
      ran: (input, label, output) => this.phases.ran(name, input, label, output),
      updated: (gradients) => {
        for (const [whose, player] of Object.entries(this.players)) player.takeStatistics(whose === name);
        const moments = this.phases.endTurn(name, gradients);
        if (!this.moments) return moments.forEach((moment) => this.show(moment));
        moments[moments.length - 1].after = rememberState(this.context.state);
        this.moments.push(...moments);
      }
    });
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
    if (!after) return;
    restoreState(context.state, after);
    forgetState(after);
  }
}

function isIterator(value: unknown): value is Iterator<unknown, OwnLosses | void> {
  if (typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function")
    throw new TypeError("a step gives its losses at once: it may be a generator function that yields, but not async");
  return typeof (value as Partial<Iterator<unknown>> | null | undefined)?.next === "function";
}
