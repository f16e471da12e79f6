import * as tf from "@tensorflow/tfjs-core";
import {disposeTensors} from "../../nn/network/network-weights.ts";
import type {TensorWeights} from "../../nn/network/network-weights.ts";
import type {StepTensors, TensorName} from "./context.ts";
import {watchGradient} from "./gradients.ts";
import {PHASES} from "./phases.ts";
import type {PhaseName, PlannedPhase} from "./phases.ts";
import type {PlayerName} from "./own-player.ts";
import {forgetState, sharing} from "./state.ts";
import type {RememberedState} from "./state.ts";

/** Something that a step of the reader's did, as a phase of the table. */
export interface Moment {
  phase: PlannedPhase;
  /** What it made. */
  tensors: Partial<StepTensors>;
  /** After an update: the gradients that were followed. */
  gradients?: TensorWeights;
  /** After an update, where the step is told phase by phase: the state then. */
  after?: RememberedState;
}

/** Frees what a moment holds. */
export function forgetMoment({tensors, gradients = {}, after}: Moment): void {
  disposeTensors(tensors as TensorWeights);
  disposeTensors(gradients);
  if (after) forgetState(after);
}

/** Something that was asked of the players since the last update. */
interface Act {
  kind: "noise" | "generate" | "judge";
  tensor: tf.Tensor;
  label?: tf.Tensor | undefined;
  /** Of a judgement: whether it was the batch of real examples, or G's fakes; undefined for what is neither. */
  real?: boolean | undefined;
}

/** Watches what a step does and finds the phases in it: whose turn something belongs to is known with the update that follows. */
export class OwnPhases {
  private readonly real: tf.Tensor;
  private readonly fakes = new WeakSet<tf.Tensor>();
  private readonly turns: Record<PlayerName, number> = {generator: 0, discriminator: 0};
  private acts: Act[] = [];
  /** What flows back into the fakes: the arrows of the figures. */
  private flow: tf.Tensor | undefined;

  /** @param real the batch of real examples */
  constructor(real: tf.Tensor) {
    this.real = real;
  }

  noise(drawn: tf.Tensor): void {
    this.acts.push({kind: "noise", tensor: sharing(drawn)});
  }

  /** A player was run. Gives its output; of G's, the gradient that flows back into it is watched. */
  ran(player: PlayerName, input: tf.Tensor, label: tf.Tensor | undefined, output: tf.Tensor): tf.Tensor {
    const act = {tensor: sharing(output), label: label && sharing(label)};
    if (player === "discriminator") {
      const real = input === this.real ? true : this.fakes.has(input) ? false : undefined;
      this.acts.push({kind: "judge", ...act, real});
      return output;
    }
    this.acts.push({kind: "generate", ...act});
    const fake = watchGradient(output, (gradient) => {
      this.flow?.dispose();
      this.flow = sharing(gradient);
    });
    this.fakes.add(fake);
    return fake;
  }

  /** An update ends a player's turn: what it was made of, phase by phase. Who is told frees it. */
  endTurn(player: PlayerName, gradients: TensorWeights): Moment[] {
    const ofD = player === "discriminator";
    const round = this.turns[player]++;
    // What is neither the batch nor a fake, packed examples say, is taken for real the first time.
    let sawReal = this.acts.some(({real}) => real);
    const moments = this.acts.splice(0).map((act): Moment => {
      const real = act.kind === "judge" && ofD && (act.real ?? !sawReal);
      sawReal ||= real;
      const [phase, name, label] = namesOf(act.kind, ofD, real);
      const tensors: Partial<StepTensors> = {[name]: act.tensor};
      if (act.label && label) tensors[label] = act.label;
      else act.label?.dispose();
      return {phase: planned(phase, round), tensors};
    });
    const tensors = ofD || !this.flow ? {} : {fakeGradient: this.flow};
    if (!ofD) this.flow = undefined;
    return [...moments, {phase: planned(ofD ? "update D" : "update G", round), tensors, gradients}];
  }

  /** Frees what came after the last update. */
  end(): void {
    this.flow?.dispose();
    this.flow = undefined;
    for (const {tensor, label} of this.acts.splice(0)) tf.dispose([tensor, ...(label ? [label] : [])]);
  }
}

/** The phase that an act is in a turn, and what its tensor and its label are called. */
function namesOf(kind: Act["kind"], ofD: boolean, real: boolean): [PhaseName, TensorName, TensorName?] {
  if (kind === "noise") return ofD ? ["draw noise", "noise"] : ["draw noise again", "noiseAgain"];
  if (kind === "generate") return ofD ? ["generate", "fake", "fakeLabel"] : ["generate again", "fakeAgain", "labelAgain"];
  if (!ofD) return ["judge", "logits"];
  return real ? ["judge real", "realLogits"] : ["judge fake", "fakeLogits"];
}

function planned(name: PhaseName, round: number): PlannedPhase {
  return {...PHASES.find((phase) => phase.name === name)!, round};
}
