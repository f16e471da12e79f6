/** What a dial can hold: a literal of a cell's text, or a list of numbers. */
export type DialValue = number | string | boolean | readonly number[];

/** Numbers that are allowed; without limits any finite one. */
interface Limits {
  min?: number;
  max?: number;
  integer?: boolean;
}

/** What may stand at a path of a cell's text, as `dials("run", {"batch": {min: 1, max: 1024, integer: true}})` declares it. */
export type Dial =
  | Limits
  | {choices: readonly string[]}
  | {boolean: true}
  /** A list of numbers, and how many there may be, from and to. */
  | (Limits & {length: readonly [min: number, max: number]});

/** The declarations of one call, by path, in its order. */
export type Dials = ReadonlyMap<string, Dial>;

/** Most dials of one call. */
const MOST = 200;

/** Most characters of a value in an address. */
export const LONGEST = 100;

const PATH = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;

/** Properties that mean something of their own in an object literal, or in every object. */
const SPECIAL = new Set(["__proto__", "constructor", "prototype"]);

/** The declarations that a cell gave, whatever it gave. Throws a TypeError or RangeError that says what is wrong with them. */
export function asDials(given: unknown): Dials {
  if (typeof given !== "object" || given === null)
    throw new TypeError('dials: got no object of declarations such as {"batch": {min: 1}}');
  const entries = Object.entries(given as Record<string, unknown>);
  if (entries.length > MOST) throw new RangeError(`dials: got ${entries.length} paths, at most ${MOST} are allowed`);
  const dials = new Map(entries.map(([path, dial]) => [path, asDial(path, dial)] as const));
  for (const path of dials.keys()) {
    const steps = path.split(".");
    const above = steps.map((_, i) => steps.slice(0, i).join(".")).find((begun) => dials.has(begun));
    if (above !== undefined) throw new RangeError(`dials: "${path}" is a part of "${above}", only one of them can be a dial`);
  }
  return dials;
}

function asDial(path: string, given: unknown): Dial {
  if (!PATH.test(path) || path.split(".").some((step) => SPECIAL.has(step)))
    throw new RangeError(`dials: "${path}" is no path; allowed are names joined by dots, such as "settings.loss"`);
  const dial = Object(given) as Record<string, unknown>;
  const wrong = (what: string): never => {
    throw new TypeError(`dials: "${path}" ${what}`);
  };
  if ("choices" in dial) {
    const {choices} = dial;
    if (!Array.isArray(choices) || choices.length === 0 || !choices.every((choice) => typeof choice === "string"))
      return wrong("has choices that are no list of strings");
    return {choices: [...(choices as string[])]};
  }
  if ("boolean" in dial) return dial["boolean"] === true ? {boolean: true} : wrong("says boolean, which can only be true");
  const limits: Limits = {};
  for (const limit of ["min", "max"] as const) {
    const number = dial[limit];
    if (number === undefined) continue;
    if (typeof number !== "number" || !Number.isFinite(number)) return wrong(`has a ${limit} that is no finite number`);
    limits[limit] = number;
  }
  if (dial["integer"] === true) limits.integer = true;
  const {length} = dial;
  if (length !== undefined) {
    const sizes: unknown[] = Array.isArray(length) ? length : [];
    const whole = (size: unknown): size is number => Number.isInteger(size) && (size as number) >= 0;
    const [least, most] = sizes;
    if (sizes.length !== 2 || !whole(least) || !whole(most) || least > most)
      return wrong("has a length that is no pair of whole numbers such as [1, 3]");
    return {...limits, length: [least, most]};
  }
  return typeof given === "object" && given !== null ? limits : wrong("is declared by no object such as {min: 1, max: 10}");
}

/** True for a value of the declared kind, whether or not it is within the limits. */
export function isOfKind(dial: Dial, value: unknown): value is DialValue {
  if ("choices" in dial) return typeof value === "string";
  if ("boolean" in dial) return typeof value === "boolean";
  if ("length" in dial) return Array.isArray(value) && value.every((number) => typeof number === "number");
  return typeof value === "number";
}

/** True for a value that the declaration allows. */
export function allows(dial: Dial, value: unknown): value is DialValue {
  if (!isOfKind(dial, value)) return false;
  if ("choices" in dial) return dial.choices.includes(value as string);
  if ("boolean" in dial) return true;
  const {min = -Infinity, max = Infinity, integer} = dial;
  const fits = (number: number): boolean =>
    Number.isFinite(number) && number >= min && number <= max && (!integer || Number.isInteger(number));
  if (!("length" in dial)) return fits(value as number);
  const numbers = value as readonly number[];
  return numbers.length >= dial.length[0] && numbers.length <= dial.length[1] && numbers.every(fits);
}

/** What is allowed, in words: "whole numbers from 1 to 1024". */
export function allowed(dial: Dial): string {
  if ("choices" in dial) return dial.choices.map((choice) => `“${choice}”`).join(", ");
  if ("boolean" in dial) return "true and false";
  const {min, max, integer} = dial;
  const range =
    min === undefined ? (max === undefined ? "" : ` up to ${max}`) : ` from ${min}${max === undefined ? "" : ` to ${max}`}`;
  const numbers = `${integer ? "whole " : ""}numbers${range}`;
  if (!("length" in dial)) return numbers;
  const [least, most] = dial.length;
  return `${least === most ? least : `${least} to ${most}`} ${numbers}`;
}

/** A value as an address has it: 0.002, hinge, true, 32,16. */
export function toText(value: DialValue): string {
  return typeof value === "object" ? value.join(",") : String(value);
}

/** The value of the declared kind that a text of an address says; undefined for any other text. It need not be allowed. */
export function fromText(dial: Dial, text: string): DialValue | undefined {
  if (text.length > LONGEST) return undefined;
  if ("choices" in dial) return text;
  if ("boolean" in dial) return text === "true" ? true : text === "false" ? false : undefined;
  const number = (digits: string): number => (/^-?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?$/i.test(digits) ? Number(digits) : NaN);
  if (!("length" in dial)) return orNone(number(text));
  const numbers = text === "" ? [] : text.split(",").map(number);
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

function orNone(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}

/** Whether two values are the same. */
export function isSame(a: DialValue | undefined, b: DialValue | undefined): boolean {
  return a !== undefined && b !== undefined ? typeof a === typeof b && toText(a) === toText(b) : a === b;
}
