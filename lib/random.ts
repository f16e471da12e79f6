/**
 * Seeded random numbers: the same seed gives the same numbers on every machine (`normal` up to the last bit of the
 * machine's logarithm). The generator is sfc32 (Doty-Humphrey, PractRand), 128 bits of state; seeds are spread by a hash
 * (murmur3's finaliser), so 1 and 2 have nothing in common.
 */
export interface Random {
  /** A number in [low, high), 53 bits; default [0, 1). */
  uniform(low?: number, high?: number): number;
  /** A number from the normal distribution; default mean 0, deviation 1. */
  normal(mean?: number, deviation?: number): number;
  /**
   * A whole number from low to high, both included, each equally likely.
   * @throws RangeError when they are not whole, in the wrong order, or more than 2³² apart.
   */
  integer(low: number, high: number): number;
  /** A new array with the same elements in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /**
   * One of the elements.
   * @throws RangeError when there is none.
   */
  choose<T>(items: readonly T[]): T;
  /**
   * A generator of its own for a named purpose. It depends on the seed and the name, not on what was drawn before: a new
   * use of randomness in one place does not change the numbers in another.
   */
  split(name: string | number): Random;
  /** What was given, or the path of names that led here: "7/noise". */
  readonly seed: string;
}

/** A generator for a seed: any string, or any finite number. */
export function random(seed: number | string): Random {
  if (typeof seed === "number" && !Number.isFinite(seed)) throw new RangeError(`a seed must be finite, got ${seed}`);
  const path = String(seed);
  const next = sfc32(path);

  const uniform = (low = 0, high = 1): number => {
    const unit = ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
    return low + (high - low) * unit;
  };
  const normal = (mean = 0, deviation = 1): number => {
    // Marsaglia's polar method; the second number of each pair is dropped, so that the generator's state is all there is.
    for (;;) {
      const x = uniform(-1, 1);
      const y = uniform(-1, 1);
      const square = x * x + y * y;
      if (square > 0 && square < 1) return mean + deviation * x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  };
  const integer = (low: number, high: number): number => {
    const count = high - low + 1;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || count < 1 || count > 2 ** 32) {
      throw new RangeError(`integer(low, high) needs whole numbers low ≤ high, at most 2³² of them, got ${low} and ${high}`);
    }
    // Draws at the upper end that would make some values likelier than others are thrown away.
    const limit = 2 ** 32 - (2 ** 32 % count);
    let draw = next();
    while (draw >= limit) draw = next();
    return low + (draw % count);
  };
  const shuffle = <T>(items: readonly T[]): T[] => {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = integer(0, i);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  };
  const choose = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError("nothing to choose from: the array is empty");
    return items[integer(0, items.length - 1)];
  };
  return {uniform, normal, integer, shuffle, choose, split: (name) => random(`${path}/${name}`), seed: path};
}

/** The next 32 bits of sfc32, as a whole number from 0 to 2³² − 1. */
function sfc32(seed: string): () => number {
  let [a, b, c] = hash96(seed);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** Three words of 32 bits that differ for seeds that differ. */
function hash96(seed: string): [number, number, number] {
  const word = (start: number): number => {
    let h = start ^ seed.length;
    for (let i = 0; i < seed.length; i++) h = mix(h ^ Math.imul(seed.charCodeAt(i) + 1, 0xcc9e2d51));
    return mix(h);
  };
  return [word(0x9e3779b9), word(0x243f6a88), word(0xb7e15162)];
}

/** murmur3's finaliser: every bit of the input changes about half of the output's. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
