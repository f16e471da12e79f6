import type {PoolTerm} from "../../nn/arithmetic/pooling.ts";
import {formatFactor, formatNumber} from "../kit/format.ts";

/** A pooling by name; the global ones take the whole map as one window. */
export type PoolingName = "max" | "average" | "sum" | "global max" | "global average";

/** "max: the largest of 1, 3, 2, 9 = 9" */
export function forthText(name: PoolingName, window: readonly PoolTerm[], result: number): string {
  const some = window.slice(0, 9).map((term) => formatFactor(term.input));
  const rest = window.length > 9 ? ["…"] : [];
  if (name.endsWith("max")) return `${name}: the largest of ${[...some, ...rest].join(", ")} = ${formatNumber(result)}`;
  const sum = [...some, ...rest].join(" + ");
  return name === "sum"
    ? `sum: ${sum} = ${formatNumber(result)}`
    : `${name}: (${sum}) / ${window.length} = ${formatNumber(result)}`;
}

/** Where a gradient of 1 goes. */
export function backText(name: PoolingName, window: readonly PoolTerm[]): string {
  const chosen = window.find((term) => term.chosen);
  if (chosen)
    return `${name}: all of it to the largest, row ${chosen.row + 1}, column ${chosen.column + 1}; nothing to the others`;
  return name === "sum"
    ? "sum: 1 to each, undivided"
    : `${name}: 1/${window.length} = ${formatNumber(1 / window.length)} to each`;
}
