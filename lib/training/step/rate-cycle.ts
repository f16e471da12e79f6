import type {OptimiserSettings} from "./optimiser.ts";

/** Learning rates that rise and fall again, in straight lines (Smith 2017, "Cyclical learning rates", section 3.1). */
export interface RateCycle {
  /** Steps from one trough to the next, 2 or more. */
  steps: number;
  /** How many times as large the rates are at the top; at the bottom they are what the settings say. Above 0. */
  times: number;
}

/** The settings of an optimiser in a step, from 0, of such a cycle; as they are without one. */
export function cycled<Settings extends OptimiserSettings>(
  settings: Settings,
  cycle: RateCycle | undefined,
  step: number
): Settings {
  if (!cycle) return settings;
  const height = 1 - Math.abs((2 * (step % cycle.steps)) / cycle.steps - 1);
  return {...settings, learningRate: settings.learningRate * (1 + (cycle.times - 1) * height)};
}

/** @throws RangeError when a cycle is shorter than two steps, or its top is not above 0. */
export function checkCycle({steps, times}: RateCycle): void {
  if (!(Number.isInteger(steps) && steps >= 2))
    throw new RangeError(`rateCycle.steps must be a whole number from 2, got ${steps}`);
  if (!(times > 0 && times < Infinity)) throw new RangeError(`rateCycle.times must be above 0, got ${times}`);
}
