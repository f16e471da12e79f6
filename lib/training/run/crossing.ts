import {planOf} from "../../data/data-plan.ts";
import type {RunPlan} from "./run-types.ts";

/** Where a plan can be carried out: sent as plain data, or only here, and why. */
export type Crossing = {plan: RunPlan} | {reason: string};

/** Whether a plan can be sent to a worker. Its arrays are shared, not copied. */
export function crossing(plan: RunPlan): Crossing {
  const path = functionIn(plan.settings, "settings") ?? functionIn(plan.gan, "gan");
  if (path !== null) return {reason: `it is carried out in the page: ${path} is a function, which cannot be sent to a worker`};
  try {
    return {plan: {...plan, data: planOf(plan.data)}};
  } catch (error) {
    return {reason: `it is carried out in the page: ${(error as Error).message}`};
  }
}

/** Where a function is in plain data: "settings.draw"; null when there is none. */
function functionIn(value: unknown, path: string): string | null {
  if (typeof value === "function") return path;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return null;
  for (const [key, part] of Object.entries(value)) {
    const found = functionIn(part, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
