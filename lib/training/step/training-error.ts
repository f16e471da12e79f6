import type {PhaseName} from "./phases.ts";

/** Where a number first was not finite. */
export interface TrainingFault {
  /** The step, from 1, that was not completed. */
  step: number;
  phase: PhaseName;
  /** Which time the player had its turn in the step, from 0. */
  round: number;
  /** Whose layer it is; null when no network made it, as with real examples that hold NaN. */
  player: "generator" | "discriminator" | null;
  /** The layer's name; null when it is no layer's. */
  layer: string | null;
  /** What was not finite, in words: "output", "gradient of kernel", "kernel after the update", "loss". */
  what: string;
  /** NaN or ±Infinity. */
  value: number;
}

/** Training met a number that is not finite. The state is as it was before the step. */
export class TrainingError extends Error implements TrainingFault {
  override name = "TrainingError";
  readonly step: number;
  readonly phase: PhaseName;
  readonly round: number;
  readonly player: TrainingFault["player"];
  readonly layer: string | null;
  readonly what: string;
  readonly value: number;

  constructor({step, phase, round, player, layer, what, value}: TrainingFault) {
    const turn = round > 0 ? ` (time ${round + 1})` : "";
    const where = layer === null ? "" : `, layer "${layer}" of ${player === "generator" ? "G" : "D"}`;
    super(`step ${step}, phase "${phase}"${turn}${where}: the ${what} is ${value}`);
    [this.step, this.phase, this.round, this.player] = [step, phase, round, player];
    [this.layer, this.what, this.value] = [layer, what, value];
  }
}
