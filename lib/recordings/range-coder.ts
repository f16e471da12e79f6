/**
 * An adaptive binary range coder: bits go in one after the other, each with a model of how likely a 1 is, and what was likely costs
 * little. Writer and reader learn the same from the same bits, so that no table is stored. As in LZMA (Pavlov 1998), after Martin
 * (1979): probabilities of 11 bits that move by a part of their error at every bit.
 */

/** How likely 0 is in each of some situations, in 2,048ths; begins undecided. */
export type Model = Uint16Array;

/** So many situations, each undecided. */
export const model = (situations: number): Model => new Uint16Array(situations).fill(HALF);

const HALF = 1024;
const WHOLE = 2 * HALF;
/** Of its error, a probability corrects one part in 2 to the power of this. */
const PACE = 4;
const TOP = 2 ** 24;
/** Bits in the logarithm of a number: with `number`, one model of this many situations or more. */
export const NUMBER_SITUATIONS = 1 + 32 + 64;

/** What writes and reads have in common: `code` writes a bit, or gives the one that is read in its place. */
export abstract class RangeCoder {
  protected abstract code(of: Model, situation: number, bit: number): number;

  /** A whole number from 0 to 2 to the power of `bits`, less one, most significant bit first. Takes 2 to the power of `bits` situations from `first` on. */
  symbol(of: Model, first: number, bits: number, value = 0): number {
    let node = 1;
    for (let i = bits - 1; i >= 0; i--) node = 2 * node + this.code(of, first + node, (value >>> i) & 1);
    return node - 2 ** bits;
  }

  /** A whole number of less than 31 bits, small ones cheaply: its sign, how many bits it has, the bits. Takes `NUMBER_SITUATIONS` from `first` on. */
  number(of: Model, first: number, value = 0): number {
    const size = Math.abs(value);
    const wanted = 32 - Math.clz32(size);
    let length = 0;
    while (length < 31 && this.code(of, first + length, Number(wanted > length)) === 1) length++;
    if (length === 0) return 0;
    const minus = this.code(of, first + 32 + length, Number(value < 0));
    let read = 1;
    for (let i = length - 2; i >= 0; i--) {
      const bit = (size >>> i) & 1;
      // The bit below the first one is worth a model; the others are as good as thrown.
      read = 2 * read + (i === length - 2 ? this.code(of, first + 64 + length, bit) : this.code(model(1), 0, bit));
    }
    return minus ? -read : read;
  }
}

/** Writes bits into as few bytes as it can; `finish` gives them. */
export class RangeWriter extends RangeCoder {
  private readonly bytes: number[] = [];
  private low = 0;
  private range = 2 ** 32 - 1;
  private held = -1;
  private pending = 0;

  protected code(of: Model, situation: number, bit: number): number {
    const bound = (this.range >>> 11) * of[situation];
    if (bit === 0) {
      this.range = bound;
      of[situation] += (WHOLE - of[situation]) >> PACE;
    } else {
      this.low += bound;
      this.range -= bound;
      of[situation] -= of[situation] >> PACE;
    }
    while (this.range < TOP) {
      this.range = (this.range * 256) >>> 0;
      this.shift();
    }
    return bit;
  }

  /** A byte leaves once no carry can reach it any more. */
  private shift(): void {
    const carry = this.low >= 2 ** 32 ? 1 : 0;
    if (this.low < 0xff000000 || carry) {
      if (this.held >= 0) this.bytes.push((this.held + carry) & 255);
      for (; this.pending > 0; this.pending--) this.bytes.push((255 + carry) & 255);
      this.held = Math.floor(this.low / TOP) & 255;
    } else this.pending++;
    this.low = (this.low % TOP) * 256;
  }

  finish(): Uint8Array {
    for (let i = 0; i < 5; i++) this.shift();
    // What a reader finds after the end is 0: zeros there need not be kept.
    let end = this.bytes.length;
    while (end > 0 && this.bytes[end - 1] === 0) end--;
    return Uint8Array.from(this.bytes.slice(0, end));
  }
}

/** Reads what a `RangeWriter` wrote, asked the same questions in the same order. */
export class RangeReader extends RangeCoder {
  private readonly bytes: Uint8Array;
  private at = 0;
  private value = 0;
  private range = 2 ** 32 - 1;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
    for (let i = 0; i < 4; i++) this.next();
  }

  protected code(of: Model, situation: number): number {
    const bound = (this.range >>> 11) * of[situation];
    const bit = this.value < bound ? 0 : 1;
    if (bit === 0) {
      this.range = bound;
      of[situation] += (WHOLE - of[situation]) >> PACE;
    } else {
      this.value -= bound;
      this.range -= bound;
      of[situation] -= of[situation] >> PACE;
    }
    while (this.range < TOP) {
      this.range = (this.range * 256) >>> 0;
      this.next();
    }
    return bit;
  }

  private next(): void {
    this.value = ((this.value * 256) >>> 0) + (this.bytes[this.at++] ?? 0);
  }
}
