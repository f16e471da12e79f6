const minus = "\u2212";

/**
 * A number as figures write it: three significant digits unless told otherwise, a true minus sign, no trailing zeros,
 * commas between thousands; NaN and infinities by name.
 */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${minus}∞`;
  const size = Math.abs(value);
  if (size === 0) return "0";
  let text: string;
  if (size >= 1e15 || size < 1e-4) {
    const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
    text = `${trimmed(mantissa!)}·10${superscript(Number(exponent))}`;
  } else {
    const rounded = size >= 10 ** digits ? String(Math.round(size)) : trimmed(plain(Number(size.toPrecision(digits)), digits));
    text = grouped(rounded);
  }
  return value < 0 ? minus + text : text;
}

/** A whole number with commas between thousands: 62,378,344. */
export function formatCount(value: number): string {
  return formatNumber(Math.round(value), 15);
}

/** A number within a sum or product: negative ones in parentheses. */
export function formatFactor(value: number, digits = 3): string {
  const text = formatNumber(value, digits);
  return text.startsWith(minus) ? `(${text})` : text;
}

/**
 * What a person typed as a number: both minus signs, a decimal point or comma, 12,000 as `formatNumber` writes it, fractions
 * such as 1/9; NaN if it is none.
 */
export function parseNumber(text: string): number {
  const typed = text.trim().replace(/[\u2212\u2013]/g, "-");
  const clean = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(typed) ? typed.replaceAll(",", "") : typed.replace(",", ".");
  const parts = clean.split("/");
  if (parts.length === 2) return parseNumber(parts[0]) / parseNumber(parts[1]);
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(clean) ? Number(clean) : NaN;
}

/** Dimensions as papers write them: 28 × 28 × 3. */
export function formatShape(shape: readonly number[]): string {
  return shape.map(formatCount).join(" × ");
}

function plain(value: number, digits: number): string {
  return value.toFixed(Math.max(0, Math.min(20, digits - 1 - Math.floor(Math.log10(value)))));
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function grouped(text: string): string {
  const [whole, fraction] = text.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction ? `${spaced}.${fraction}` : spaced;
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
}
