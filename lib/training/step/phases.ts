import {judgeFake, judgeReal, penalise, updateDiscriminator} from "./phases-discriminator.ts";
import {drawAgain, generateAgain, judge, updateGenerator} from "./phases-generator.ts";
import {drawFirst, generate} from "./phases-noise.ts";
import type {StepContext, StepSettings} from "./step-context.ts";

/** The phases of one step, in order; "penalise" only with a gradient penalty. The first six are D's turn, the others G's. */
export type PhaseName =
  | "draw noise"
  | "generate"
  | "judge real"
  | "judge fake"
  | "penalise"
  | "update D"
  | "draw noise again"
  | "generate again"
  | "judge"
  | "update G";

/** A named part of a step. */
export interface Phase {
  name: PhaseName;
  /** Whose turn it is. */
  turn: "discriminator" | "generator";
  run: (context: StepContext) => void;
}

/** A phase at its place in a step. */
export interface PlannedPhase extends Phase {
  /** Which time the player has its turn in this step, from 0. */
  round: number;
}

/** One GAN step: what happens, in order. */
export const PHASES: readonly Phase[] = [
  {name: "draw noise", turn: "discriminator", run: drawFirst},
  {name: "generate", turn: "discriminator", run: (context) => generate(context, "noise", "fakeLabel", "fake")},
  {name: "judge real", turn: "discriminator", run: judgeReal},
  {name: "judge fake", turn: "discriminator", run: judgeFake},
  {name: "update D", turn: "discriminator", run: updateDiscriminator},
  {name: "draw noise again", turn: "generator", run: drawAgain},
  {name: "generate again", turn: "generator", run: generateAgain},
  {name: "judge", turn: "generator", run: judge},
  {name: "update G", turn: "generator", run: updateGenerator}
];

const PENALISE: Phase = {name: "penalise", turn: "discriminator", run: penalise};

/** The phases of a step with these settings: D's as often as D has its turn, then G's; with a penalty, one phase more for D. */
export function phasesOf(settings: StepSettings): readonly PlannedPhase[] {
  const {discriminatorSteps = 1, generatorSteps = 1, gradientPenalty = 0} = settings;
  const turn = (player: Phase["turn"]): Phase[] => PHASES.filter((phase) => phase.turn === player);
  const [ofD, ofG] = [turn("discriminator"), turn("generator")];
  if (gradientPenalty > 0) ofD.splice(ofD.length - 1, 0, PENALISE);
  const repeat = (phases: Phase[], times: number): PlannedPhase[] =>
    Array.from({length: times}, (_, round) => phases.map((phase) => ({...phase, round}))).flat();
  return [...repeat(ofD, discriminatorSteps), ...repeat(ofG, generatorSteps)];
}
