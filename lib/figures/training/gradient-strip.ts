import type {HistoryEntry} from "../../training/run/types.ts";
import {formatNumber} from "../kit/format.ts";

/** The gradient of one layer over steps, in few columns. */
export interface LayerStrip {
  player: "G" | "D";
  layer: string;
  /** log₁₀ of the geometric mean of the norms in each column; −∞ where all are 0, NaN where one is not finite. */
  columns: Float64Array;
  /** The norm at the newest step. */
  newest: number;
}

/** The gradients of all layers, G's first, in the order of the networks, in at most `most` columns of equally many entries. */
export function layerStrips(entries: readonly HistoryEntry[], most: number): LayerStrip[] {
  const last = entries.at(-1);
  if (!last) return [];
  const columns = Math.max(1, Math.min(most, entries.length));
  const of = (player: "G" | "D", norms: (entry: HistoryEntry) => Readonly<Record<string, number>>) =>
    Object.keys(norms(last)).map((layer): LayerStrip => {
      const strip = new Float64Array(columns);
      for (let column = 0; column < columns; column++) {
        const [from, to] = span(column, columns, entries.length);
        let sum = 0;
        for (let i = from; i < to; i++) sum += Math.log10(norms(entries[i])[layer] ?? NaN);
        strip[column] = sum / (to - from);
      }
      return {player, layer, columns: strip, newest: norms(last)[layer]};
    });
  return [...of("G", (entry) => entry.generatorNorms), ...of("D", (entry) => entry.discriminatorNorms)];
}

/** The entries that a column stands for: from the first, up to the second. */
export function span(column: number, columns: number, count: number): [number, number] {
  return [Math.floor((column * count) / columns), Math.floor(((column + 1) * count) / columns)];
}

/**
 * What the newest gradients say: which layer's has vanished (under a ten-thousandth of the player's largest), exploded (over 100), or
 * is no number; else how far apart they are.
 */
export function gradientWords(strips: readonly LayerStrip[]): string {
  const bad = strips.find(({newest}) => !Number.isFinite(newest));
  if (bad) return `The gradient of ${bad.player}'s ${bad.layer} is ${bad.newest}.`;
  return (["G", "D"] as const)
    .map((player) => {
      const own = strips.filter((strip) => strip.player === player);
      if (own.length === 0) return "";
      const most = own.reduce((a, b) => (b.newest > a.newest ? b : a));
      const least = own.reduce((a, b) => (b.newest < a.newest ? b : a));
      if (most.newest < 1e-4) return `${player}'s gradients have vanished: the largest is ${formatNumber(most.newest, 2)}.`;
      if (most.newest > 100) return `${player}'s gradient explodes: ${formatNumber(most.newest, 2)} in ${most.layer}.`;
      if (least.newest < most.newest / 1e4)
        return `In ${player}, hardly anything reaches ${least.layer}: ${formatNumber(least.newest, 2)} against ${formatNumber(most.newest, 2)} in ${most.layer}.`;
      return `${player}'s layers lie between ${formatNumber(least.newest, 2)} (${least.layer}) and ${formatNumber(most.newest, 2)} (${most.layer}).`;
    })
    .filter(Boolean)
    .join(" ");
}
