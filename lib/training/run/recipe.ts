import {planOf} from "../../data/data-plan.ts";
import {sha256} from "../../nn/files/sha256.ts";
import type {RunPlan} from "./types.ts";

/** Most numbers of an array that go into the digest, evenly spread: a hundred thousand pictures are not hashed while a page opens. */
const LOOKED_AT = 65_536;

/**
 * A digest of what a run is made of: networks, settings, batch, the way that weights start, and data. Not its seed, which a reader
 * changes at will. Two plans have the same when they say the same; functions count by their text, data sets of other making by
 * name, shape and classes.
 */
export async function recipeOf({gan, settings, batch, scheme = "dcgan", step, data}: RunPlan): Promise<string> {
  const {generator, discriminator} = gan;
  return sha256(new TextEncoder().encode(textOf({generator, discriminator, settings, batch, scheme, step, data: dataOf(data)})));
}

function dataOf(data: RunPlan["data"]): unknown {
  try {
    return planOf(data);
  } catch {
    const {name, shape, classes, size} = data as Exclude<RunPlan["data"], {kind: string}>;
    return {name, shape, classes, size};
  }
}

/** A value as text: the names of objects in order, arrays of numbers by length and a part of them. */
function textOf(value: unknown): string {
  if (typeof value === "function") return JSON.stringify(String(value));
  if (ArrayBuffer.isView(value)) {
    const numbers = value as Uint8Array;
    const stride = Math.ceil(numbers.length / LOOKED_AT) || 1;
    return `${numbers.length}:${numbers.filter((_, i) => i % stride === 0).join(" ")}`;
  }
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  // JSON has no word for Infinity.
  if (typeof value !== "object" || value === null) return typeof value === "string" ? JSON.stringify(value) : String(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${textOf(inner)}`)
    .join()}}`;
}
