import type {Values} from "../../nn/network/network-weights.ts";
import type {PhaseName} from "../../training/step/phases.ts";
import type {PhaseView} from "../../training/run/run-types.ts";
import {formatCount, formatNumber} from "../kit/format.ts";

/** The phases of a step in order, by name: `PHASES` of lib/training without what runs them. */
export const PHASE_NAMES: readonly PhaseName[] = [
  "draw noise",
  "generate",
  "judge real",
  "judge fake",
  "update D",
  "draw noise again",
  "generate again",
  "judge",
  "update G"
];

/** What a phase does, and what came of it, in words. */
export function phaseWords({phase, tensors, norms}: Omit<PhaseView, "phase"> & {phase: string}): string {
  const loss = (name: string) => (tensors[name] ? ` The loss: ${formatNumber(tensors[name].values[0])}.` : "");
  switch (phase) {
    case "draw noise":
      return `Noise is drawn${shapeWords(tensors.noise)}: the seeds of the fakes that D will see.`;
    case "generate":
      return "G turns the noise into fakes. G does not learn now.";
    case "judge real":
      return `D looks at real data${calledReal(tensors.realLogits)}.${loss("realLoss")}`;
    case "judge fake":
      return `D looks at the fakes${calledReal(tensors.fakeLogits)}.${loss("fakeLoss")}`;
    case "penalise":
      return `Between real data and fakes, D's slope is held to 1.${loss("penalty")}`;
    case "penalise":
      return "D's slope between real and fake is measured: where it is far from 1, D pays.";
    case "update D":
      return `The gradient of both losses flows back into D, and D's weights move${normWords(norms)}. G stays as it is.`;
    case "draw noise again":
      return `It is G's turn. Noise is drawn${shapeWords(tensors.noiseAgain)}.`;
    case "generate again":
      return "G turns it into fakes.";
    case "judge":
      return `D looks at them${calledReal(tensors.logits)}; G wants "real".${loss("generatorLoss")}`;
    case "update G":
      return `The gradient flows back through D into G, and G's weights move${normWords(norms)}. D stays as it is.`;
    default:
      return "";
  }
}

/** "Step 12, D's turn: judge real (phase 3)." */
export function phasePlace({step, index, phase, turn}: PhaseView): string {
  return `Step ${formatCount(step)}, ${turn === "generator" ? "G" : "D"}'s turn: ${phase} (phase ${index + 1}).`;
}

function shapeWords(values: Values | undefined): string {
  return values && values.shape.length === 2
    ? `, ${formatCount(values.shape[0])} times ${formatCount(values.shape[1])} numbers`
    : "";
}

function calledReal(logits: Values | undefined): string {
  if (!logits) return "";
  const {values} = logits;
  return ` and calls ${values.reduce((sum, logit) => sum + Number(logit > 0), 0)} of ${values.length} real`;
}

function normWords(norms: Readonly<Record<string, number>> | undefined): string {
  if (!norms) return "";
  const whole = Math.hypot(...Object.values(norms));
  return `, along a gradient of length ${formatNumber(whole)}`;
}
