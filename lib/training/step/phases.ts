import type {Values} from "../../nn/network/network-weights.ts";
import type {TensorName} from "./context.ts";
import type * as discriminatorTurn from "./discriminator-turn.ts";
import type * as generatorTurn from "./generator-turn.ts";
import type {Side} from "./players.ts";
import type {StepSettings} from "./settings.ts";

// One GAN step, as a table. A phase is written here and nowhere else: what it is called, whose turn it is part of, which function
// does its work, what it says to the reader, what it lights in the loop, and where a number that is not finite may come from.
// Nothing of tfjs is loaded with it: figures read it too.

/** A place in the loop of a step: a tensor, a network, or a loss. */
export type Station = "noise" | "G" | "fake" | "data" | "real" | "D" | "answers" | "D's loss" | "G's loss";

/** What a phase lights. */
export interface Lights {
  stations: readonly Station[];
  /** In the direction of the values. */
  arrows: readonly (readonly [from: Station, to: Station])[];
  /** True: the gradient flows, against the arrows. */
  back?: true;
}

/** What is there to be told after a phase. */
export interface PhaseNumbers {
  tensors: Readonly<Partial<Record<TensorName | "real", Values>>>;
  /** How many examples a tensor has, where only the first of them are here. */
  examples?: Readonly<Partial<Record<TensorName | "real", number>>>;
  /** After an update: the norms of the gradients that were followed, by layer. */
  norms?: Readonly<Record<string, number>>;
}

/** How the reader's language writes numbers. */
export interface NumberWords {
  /** A measured number: three digits. */
  number(value: number): string;
  /** A whole number. */
  count(value: number): string;
}

/** Where to look for the first number that is not finite, in this order. */
export type Suspect =
  /** Something that was made or given; `what` is its name in the message. */
  | {tensor: TensorName | "real"; what: string}
  /** A layer of G, run forwards on noise for a purpose. */
  | {generated: {noise: "noise" | "noiseAgain"; label: "fakeLabel" | "labelAgain"; purpose: "fake" | "fakeAgain"}}
  /** A layer of D that judged, the loss, or a layer that the gradient came back through. */
  | {judged: Side}
  | {gradients: "discriminator"}
  | {weights: "discriminator" | "generator"};

/** A named part of a step. */
export interface Phase {
  name: string;
  /** Whose turn it is. */
  turn: "discriminator" | "generator";
  /** The function of that turn (discriminator-turn.ts, generator-turn.ts) that does its work. */
  work: keyof typeof discriminatorTurn | keyof typeof generatorTurn;
  /** Whether a step with these settings has it; default: every step. */
  when?: (settings: StepSettings) => boolean;
  /** What it does and what came of it, for the reader. */
  says: (numbers: PhaseNumbers, words: NumberWords) => string;
  /** Whose gradients it follows: their norms are shown. */
  follows?: "discriminator" | "generator";
  lights: Lights;
  suspects: readonly Suspect[];
}

const again = {noise: "noiseAgain", label: "labelAgain", purpose: "fakeAgain"} as const;

/** The phases of a step, in order: D's turn, then G's. */
export const PHASES = [
  {
    name: "draw noise",
    turn: "discriminator",
    work: "drawNoise",
    says: (numbers, words) => `Noise is drawn${size(numbers, "noise", words)}: the seeds of the fakes that D will see.`,
    lights: {stations: ["noise"], arrows: []},
    suspects: [{tensor: "noise", what: "noise"}]
  },
  {
    name: "generate",
    turn: "discriminator",
    work: "generate",
    says: () => "G turns the noise into fakes. G does not learn now.",
    lights: {stations: ["noise", "G", "fake"], arrows: [["noise", "G"], ["G", "fake"]]},
    suspects: [{generated: {noise: "noise", label: "fakeLabel", purpose: "fake"}}]
  },
  {
    name: "judge real",
    turn: "discriminator",
    work: "judgeReal",
    says: (numbers, words) =>
      `D looks at real data${calledReal(numbers, "realLogits", words)}.${loss(numbers.tensors.realLoss, words)}`,
    lights: judging("real", "D's loss"),
    suspects: [{tensor: "real", what: "real batch"}, {judged: "real"}]
  },
  {
    name: "judge fake",
    turn: "discriminator",
    work: "judgeFake",
    says: (numbers, words) =>
      `D looks at the fakes${calledReal(numbers, "fakeLogits", words)}.${loss(numbers.tensors.fakeLoss, words)}`,
    lights: judging("fake", "D's loss"),
    suspects: [{judged: "fake"}]
  },
  {
    name: "penalise",
    turn: "discriminator",
    work: "penalise",
    when: ({gradientPenalty = 0}) => gradientPenalty > 0,
    says: ({tensors}, words) =>
      `D's slope is measured between real data and fakes: where it is far from 1, D pays.${loss(tensors.penalty, words)}`,
    lights: {stations: ["real", "fake", "D", "D's loss"], arrows: [["real", "D"], ["fake", "D"]]},
    suspects: [
      {gradients: "discriminator"},
      {tensor: "slopes", what: "slopes of D"},
      {tensor: "penalty", what: "penalty"}
    ]
  },
  {
    name: "update D",
    turn: "discriminator",
    work: "updateDiscriminator",
    follows: "discriminator",
    says: ({norms}, words) =>
      `The gradient of both losses flows back into D, and D's weights move${length(norms, words)}. G stays as it is.`,
    lights: {stations: ["D's loss", "D"], arrows: [["answers", "D's loss"], ["D", "answers"]], back: true},
    suspects: [{weights: "discriminator"}]
  },
  {
    name: "draw noise again",
    turn: "generator",
    work: "drawNoiseAgain",
    says: (numbers, words) => `It is G's turn. Noise is drawn${size(numbers, "noiseAgain", words)}.`,
    lights: {stations: ["noise"], arrows: []},
    suspects: [{tensor: "noiseAgain", what: "noise"}]
  },
  {
    name: "generate again",
    turn: "generator",
    work: "generateAgain",
    says: () => "G turns it into fakes.",
    lights: {stations: ["noise", "G", "fake"], arrows: [["noise", "G"], ["G", "fake"]]},
    suspects: [{generated: again}]
  },
  {
    name: "judge",
    turn: "generator",
    work: "judge",
    says: (numbers, words) =>
      `D looks at them${calledReal(numbers, "logits", words)}; G wants "real".${loss(numbers.tensors.generatorLoss, words)}`,
    lights: judging("fake", "G's loss"),
    suspects: [{generated: again}, {judged: "generator"}]
  },
  {
    name: "update G",
    turn: "generator",
    work: "updateGenerator",
    follows: "generator",
    says: ({norms}, words) =>
      `The gradient flows back through D into G, and G's weights move${length(norms, words)}. D stays as it is.`,
    lights: {
      stations: ["G's loss", "G"],
      arrows: [["answers", "G's loss"], ["D", "answers"], ["fake", "D"], ["G", "fake"]],
      back: true
    },
    suspects: [{weights: "generator"}]
  }
] as const satisfies readonly Phase[]; // prettier-ignore

/** The name of a phase. */
export type PhaseName = (typeof PHASES)[number]["name"];

/** A phase that has been run, with what can be looked at: copies, at most the first 64 examples of each tensor. */
export interface PhaseView extends PhaseNumbers {
  /** The step that the phase belongs to, from 1. */
  step: number;
  /** Its place in the step, from 0. */
  index: number;
  phase: PhaseName;
  turn: Phase["turn"];
}

/** A phase at its place in a step. */
export interface PlannedPhase extends Phase {
  name: PhaseName;
  /** Which time the player has its turn in this step, from 0. */
  round: number;
}

/** The phases of a step with these settings: D's as often as D has its turn, then G's. */
export function phasesOf(settings: StepSettings): readonly PlannedPhase[] {
  const {discriminatorSteps = 1, generatorSteps = 1} = settings;
  const all: readonly (Phase & {name: PhaseName})[] = PHASES;
  const turn = (player: Phase["turn"], times: number): PlannedPhase[] => {
    const phases = all.filter((phase) => phase.turn === player && (phase.when?.(settings) ?? true));
    return Array.from({length: times}, (_, round) => phases.map((phase) => ({...phase, round}))).flat();
  };
  return [...turn("discriminator", discriminatorSteps), ...turn("generator", generatorSteps)];
}

/** The phase of this name. @throws RangeError for another. */
export function phaseNamed(name: string): Phase {
  const found: Phase | undefined = PHASES.find((phase) => phase.name === name);
  if (!found) throw new RangeError(`there is no phase "${name}"; there are ${PHASES.map((phase) => phase.name).join(", ")}`);
  return found;
}

function judging(what: "real" | "fake", loss: Station): Lights {
  return {stations: [what, "D", "answers", loss], arrows: [[what, "D"], ["D", "answers"], ["answers", loss]]}; // prettier-ignore
}

function size({tensors, examples}: PhaseNumbers, name: TensorName, {count}: NumberWords): string {
  const noise = tensors[name];
  return noise && noise.shape.length === 2
    ? `, ${count(examples?.[name] ?? noise.shape[0])} times ${count(noise.shape[1])} numbers`
    : "";
}

function calledReal({tensors, examples}: PhaseNumbers, name: TensorName, {count}: NumberWords): string {
  const logits = tensors[name];
  if (!logits) return "";
  const {values} = logits;
  const first = examples?.[name] === undefined ? "" : "the first ";
  return ` and calls ${count(values.reduce((sum, logit) => sum + Number(logit > 0), 0))} of ${first}${count(values.length)} real`;
}

function loss(of: Values | undefined, {number}: NumberWords): string {
  return of ? ` The loss: ${number(of.values[0])}.` : "";
}

function length(norms: Readonly<Record<string, number>> | undefined, {number}: NumberWords): string {
  return norms ? `, along a gradient of length ${number(Math.hypot(...Object.values(norms)))}` : "";
}
