import {choice} from "../kit/controls.ts";
import {apart} from "../kit/series.ts";

/** What the width of a block stands for: the layer's learned numbers, its work, or nothing of the two (channels are drawn instead). */
export type Widths = "parameters" | "multiplyAdds" | "equal";

/** What a layer costs; absent, or NaN, where nobody can say. */
export interface LayerCost {
  parameters?: number;
  multiplyAdds?: number;
}

/** The part of all that each layer has, 0…1, adding up to 1; null where there is nothing to divide, or one cannot be counted. */
export function layerShares(layers: readonly LayerCost[], by: Exclude<Widths, "equal">): number[] | null {
  const counts = layers.map((layer) => layer[by] ?? NaN);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total > 0 ? counts.map((count) => count / total) : null;
}

/** A share as it is written: "62 %", "0.06 %". */
export function shareText(share: number): string {
  if (share === 0) return "none";
  return `${share >= 0.1 ? Math.round(100 * share) : Number((100 * share).toPrecision(1))} %`;
}

/** Where blocks stand side by side whose widths are shares: none thinner than can be seen. `label`: where their words go, apart. */
export function shareBlocks(shares: readonly number[], width: number): {x: number; width: number; label: number}[] {
  const [gap, least] = [3, 2];
  const free = width - gap * (shares.length - 1) - least * shares.length;
  let x = 0;
  const blocks = shares.map((share) => {
    const block = {x, width: least + share * free};
    x += block.width + gap;
    return block;
  });
  const room = width / shares.length;
  const labels = apart(
    blocks.map((block) => block.x + block.width / 2 - room / 2),
    room,
    width - room
  );
  return blocks.map((block, i) => ({...block, label: labels[i] + room / 2}));
}

/** The switch between what widths stand for. */
export function widthsChoice(chosen: Widths, change: (widths: Widths) => void): HTMLElement {
  const names = {equal: "channels", parameters: "parameters", multiplyAdds: "multiply-adds"} as const;
  return choice<Widths>("Width stands for", ["equal", "parameters", "multiplyAdds"], chosen, change, (name) => names[name])
    .element;
}
