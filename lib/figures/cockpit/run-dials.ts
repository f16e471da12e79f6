import type {DialValue} from "../kit/dials.ts";
import {LOSSES} from "../../training/step/losses.ts";

/** What a dial of a run may hold: the second argument of the built-in `dials`, for one path. */
export type DialRange =
  | {min?: number; max?: number; integer?: true}
  /** For one text of a few. */
  | {choices: readonly string[]}
  /** For yes or no. */
  | {boolean: true}
  /** For a list of numbers: how many, from and to. */
  | {length: readonly [least: number, most: number]; min?: number; max?: number; integer?: true};

/** What the settings of a run are for. */
export type DialGroup = "the game" | "how they learn" | "what a step takes" | "the networks";

/** A setting of a run as a control. */
export interface RunDial {
  /** Where it stands in the call of `trainer`: "settings.generator.learningRate". */
  path: string;
  /** What the control is called. */
  label: string;
  group: DialGroup;
  /** For a number, and for each of a list. */
  min?: number;
  max?: number;
  integer?: true;
  /** For one text of a few, for yes or no, for a list from so long to so long. */
  choices?: readonly string[];
  boolean?: true;
  length?: readonly [least: number, most: number];
  /** What holds where nothing is written. */
  usual: DialValue;
  /** Where the buttons and the arrow keys lead, ascending; what lies between is typed. */
  places?: readonly number[];
  /** What choices are called; default: as they are. For yes and no: "yes" and "no". */
  words?: Readonly<Record<string, string>>;
}

const rates = [-6, -5, -4, -3, -2, -1].flatMap((power) => [1, 2, 5].map((times) => Number(`${times}e${power}`)));
const ofPlayer = (player: "generator" | "discriminator", name: "G" | "D"): RunDial[] => [
  {
    path: `settings.${player}.learningRate`,
    label: `${name}'s rate`,
    group: "the game",
    usual: 2e-4,
    min: 1e-6,
    max: 1,
    places: [...rates, 1]
  },
  {
    path: `settings.${player}.optimiser`,
    label: `${name}'s optimiser`,
    group: "how they learn",
    usual: "adam",
    choices: ["adam", "sgd"],
    words: {adam: "Adam", sgd: "plain descent"}
  },
  {
    path: `settings.${player}.beta1`,
    label: `${name}'s momentum, β₁`,
    group: "how they learn",
    usual: 0.5,
    min: 0,
    max: 0.999,
    places: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
  }
];
const turns = (player: "generator" | "discriminator", label: string): RunDial => ({
  path: `settings.${player}Steps`,
  label,
  group: player === "discriminator" ? "the game" : "what a step takes",
  usual: 1,
  min: 1,
  max: 20,
  integer: true,
  places: [1, 2, 3, 4, 5, 6, 8, 10, 15, 20]
});
const widths = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const hidden = (player: "generator" | "discriminator", name: "G" | "D"): RunDial => ({
  path: `gan.${player}Hidden`,
  label: `${name}'s hidden layers`,
  group: "the networks",
  usual: [64, 64],
  min: 1,
  max: 256,
  integer: true,
  length: [1, 4],
  places: widths
});

/** Every setting of a run that has a control, in the order in which they stand. */
export const RUN_DIALS: readonly RunDial[] = [
  {
    path: "settings.loss",
    label: "loss",
    group: "the game",
    usual: "nonSaturating",
    choices: LOSSES,
    words: {nonSaturating: "non-saturating", leastSquares: "least squares", wasserstein: "Wasserstein"}
  },
  ...ofPlayer("generator", "G"),
  ...ofPlayer("discriminator", "D"),
  turns("discriminator", "D's turns a step"),
  {
    path: "seed",
    label: "seed",
    group: "the game",
    usual: 1,
    min: 0,
    max: 1e9,
    integer: true
  },
  {
    path: "ownStep",
    label: "the step",
    group: "what a step takes",
    usual: true,
    boolean: true,
    words: {true: "the one on this page", false: "the book's, by the settings"}
  },
  {
    path: "batch",
    label: "examples, batch",
    group: "what a step takes",
    usual: 64,
    min: 1,
    max: 512,
    integer: true,
    places: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
  },
  turns("generator", "G's turns a step"),
  {
    path: "settings.noise",
    label: "noise",
    group: "what a step takes",
    usual: "normal",
    choices: ["normal", "uniform"]
  },
  {
    path: "settings.average",
    label: "share kept in G's average",
    group: "how they learn",
    usual: 0,
    min: 0,
    max: 0.9999,
    places: [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]
  },
  {
    path: "gan.latent",
    label: "numbers of noise",
    group: "the networks",
    usual: 2,
    min: 1,
    max: 256,
    integer: true,
    places: widths
  },
  hidden("generator", "G"),
  hidden("discriminator", "D"),
  {
    path: "gan.channels",
    label: "channels, most first",
    group: "the networks",
    usual: [64, 32],
    min: 1,
    max: 128,
    integer: true,
    length: [2, 2],
    places: widths.slice(0, -1)
  }
];

/**
 * The settings of a run as dials, by their path in the call of `trainer`, with what each may hold: what the built-in `dials` of a
 * cell takes. `networks`: those of the sizes of the networks, "points" for `pointGan({…})`, "channels" for networks made by a function
 * of `{channels: [64, 32]}`; default: none.
 * @example
 * ```ts height=23/23
 * import {runDials} from "gantry/run-dials";
 *
 * display(Object.keys(runDials("points")).length);
 * ```
 */
export function runDials(networks?: "points" | "channels"): Readonly<Record<string, DialRange>> {
  const sizes = {points: ["gan.latent", "gan.generatorHidden", "gan.discriminatorHidden"], channels: ["gan.channels"]};
  const wanted: readonly string[] = networks ? sizes[networks] : [];
  const dials = RUN_DIALS.filter(({path}) => !path.startsWith("gan.") || wanted.includes(path));
  return Object.fromEntries(dials.map((dial) => [dial.path, rangeOf(dial)]));
}

function rangeOf({min, max, integer, choices, boolean, length}: RunDial): DialRange {
  if (choices) return {choices};
  if (boolean) return {boolean};
  const limits = {...(min !== undefined && {min}), ...(max !== undefined && {max}), ...(integer && {integer})};
  return length ? {length, ...limits} : limits;
}
