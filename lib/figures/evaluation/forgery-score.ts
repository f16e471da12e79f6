import type {Proportion} from "../../metrics/proportion.ts";
import {byChance, proportion} from "../../metrics/proportion.ts";
import {formatNumber} from "../kit/format.ts";

/** What a reader answered: [is real, is made][said real, said made]. */
export type Confusion = readonly [readonly [number, number], readonly [number, number]];

/** A game of "real or fake?" in numbers. */
export interface ForgeryScore {
  /** Pictures that were answered, and those that were not in time. */
  answered: number;
  missed: number;
  right: number;
  confusion: Confusion;
  /** Mean seconds of an answer; NaN without any. */
  seconds: number;
}

/** What the game says of the pictures and what it does not, in sentences. */
export function scoreWords({answered, missed, right, confusion, seconds}: ForgeryScore): string[] {
  if (answered === 0) return ["No picture was answered: there is nothing to say."];
  const share = proportion(right, answered);
  const chance = byChance(right, answered);
  const [[, realCalledMade], [madeCalledReal]] = confusion;
  const words = [
    `${right} of ${answered} right, ${formatNumber(seconds, 2)} s for each${missed > 0 ? `; ${missed} not answered in time` : ""}.`,
    `You took ${madeCalledReal} made ${madeCalledReal === 1 ? "picture" : "pictures"} for real, and ${realCalledMade} real ${realCalledMade === 1 ? "one" : "ones"} for made.`,
    `With ${answered} pictures your true share lies between ${percent(share.low)} and ${percent(share.high)} (95 % interval).`
  ];
  const odds = `Someone who tosses a coin does as well or better in ${percentOf(chance)} of such games`;
  if (share.low > 0.5) words.push(`${odds}: you can tell them apart.`);
  else if (share.high < 0.5)
    words.push("You are wrong more often than a coin: you see a difference, and read it the wrong way round.");
  else words.push(`${odds}: this game does not show that you can tell them apart, nor that you cannot.`);
  return words;
}

/** The interval of a score, for a bar. */
export function scoreInterval({right, answered}: ForgeryScore): Proportion | null {
  return answered > 0 ? proportion(right, answered) : null;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function percentOf(probability: number): string {
  return probability < 0.001 ? "less than 0.1 %" : `${formatNumber(100 * probability, 2)} %`;
}
