/** A check that is not fulfilled; the message is the feedback that the reader gets. */
export class NotYet extends Error {
  override name = "NotYet";
}

/** Throws `NotYet` with the message unless the condition holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new NotYet(message);
}

/** The functions for one run of a check; `checks` takes what `equal` compares, in order. */
export function assertionsOf(checks: string[]) {
  const noting = (...args: Parameters<typeof equal>): void => {
    equal(...args);
    checks.push(args[2]);
  };
  return {assert, equal: noting};
}

/** How closely `equal` looks, and how much it says. */
export interface EqualOptions {
  /** The greatest absolute difference between two numbers that count as the same; 1e-6 unless told. */
  tolerance?: number;
  /** The expected value is what the reader is asked for: the feedback says what was given and that it is not right, and no more. */
  hidden?: boolean;
}

/**
 * Throws `NotYet`, saying where they differ, unless `actual` equals `expected`: numbers within `tolerance` (absolute; NaN equals NaN), arrays
 * and typed arrays element by element whatever their class, other objects by their own enumerable properties. `what` names the value. A
 * number in the place of the options is the tolerance.
 */
export function equal(actual: unknown, expected: unknown, what: string, options: number | EqualOptions = {}): void {
  const {tolerance = 1e-6, hidden = false} = typeof options === "number" ? {tolerance: options} : options;
  const difference = firstDifference(actual, expected, tolerance, "");
  if (!difference) return;
  const {path, found, wanted} = difference;
  throw new NotYet(`${what}${path && ` at ${path}`} ${found}${hidden ? ", and that is not right" : `, expected ${wanted}`}`);
}

/** Where two values differ, what stands there, and what should. */
type Difference = {path: string; found: string; wanted: string};

function firstDifference(actual: unknown, expected: unknown, tolerance: number, path: string): Difference | null {
  const other = {path, found: `is ${show(actual)}`, wanted: show(expected)};
  if (typeof actual === "number" && typeof expected === "number") {
    const same = Object.is(actual, expected) || actual === expected || Math.abs(actual - expected) <= tolerance;
    return same ? null : other;
  }
  if (isList(expected)) {
    if (!isList(actual)) return other;
    if (actual.length !== expected.length) return {path, found: `has length ${actual.length}`, wanted: String(expected.length)};
    for (let i = 0; i < expected.length; i++) {
      const difference = firstDifference(actual[i], expected[i], tolerance, `${path}[${i}]`);
      if (difference) return difference;
    }
    return null;
  }
  if (isRecord(expected)) {
    if (!isRecord(actual)) return other;
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const difference = firstDifference(actual[key], expected[key], tolerance, path ? `${path}.${key}` : key);
      if (difference) return difference;
    }
    return null;
  }
  return Object.is(actual, expected) ? null : other;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isList(value);
}

function show(value: unknown): string {
  if (typeof value === "number") return String(Number.isInteger(value) ? value : +value.toPrecision(6)).replace("-", "−");
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) {
    const items = Array.from(value).slice(0, 6).map(show).join(", ");
    return `[${items}${value.length > 6 ? ", …" : ""}]`;
  }
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (isRecord(value)) return `an object with ${Object.keys(value).slice(0, 4).join(", ") || "nothing in it"}`;
  return String(value);
}
