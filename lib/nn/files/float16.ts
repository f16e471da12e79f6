/**
 * Half-precision floats (IEEE 754 binary16) and bfloat16 as the 16-bit patterns that files hold. Typed arrays of these are not
 * everywhere yet.
 */

const scratch = new DataView(new ArrayBuffer(4));

/** The half nearest to a number, ties to the even one; beyond ±65,519 it is infinite, as in IEEE 754. */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  // Below 2⁻¹⁴ halves are whole multiples of 2⁻²⁴.
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  // The exponent moves from bias 127 to 15; a carry of the rounding goes on into it, up to infinity.
  return sign | roundToEven((magnitude - (112 << 23)) / 2 ** 13);
}

/** The number that a half stands for. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The number that a bfloat16 stands for: the upper half of a 32-bit float. */
export function fromBfloat16(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** The nearest whole number, the even one of two. */
function roundToEven(value: number): number {
  const below = Math.floor(value);
  const over = value - below;
  return over > 0.5 || (over === 0.5 && below % 2 === 1) ? below + 1 : below;
}
