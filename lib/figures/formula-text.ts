import {formatFactor, formatNumber} from "./format.ts";

/** One product of a sum: a value and the weight that it meets. */
export interface Product {
  value: number;
  weight: number;
}

/** "1·0.5 + 0·(−1) + … = 2.5": the first terms of a sum of products (all, unless there are more than `most`), and its total. */
export function sumText(products: readonly Product[], total: number, most = 9): string {
  if (products.length === 0) return `nothing = ${formatNumber(total)}`;
  const written = products.slice(0, most).map(productText);
  if (products.length > most) written.push(`… (${products.length - most} more)`);
  return `${written.join(" + ")} = ${formatNumber(total)}`;
}

/** "0.5·(−1)" */
export function productText({value, weight}: Product): string {
  return `${formatFactor(value)}·${formatFactor(weight)}`;
}
