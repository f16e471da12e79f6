import {step} from "../kit/pointer.ts";
import type {TilePlace, Tiles} from "./layer-tiles.ts";

/** Where a reader of a strip is. */
export interface StripPosition {
  /** Index of the layer; −1: the input. */
  layer: number;
  /** How many layers there are. */
  layers: number;
  place: TilePlace;
  tiles: Tiles;
  /** The arithmetic is open. */
  open: boolean;
}

/** What a key asks for: close or open the arithmetic, another layer, another map (or number of a row), another place in the map. */
export type StripMove = "close" | "open" | {layer: number} | {tile: number} | {place: TilePlace};

const downwards: Readonly<Record<string, number>> = {ArrowUp: -1, ArrowDown: 1};
const sideways: Readonly<Record<string, number>> = {ArrowLeft: -1, ArrowRight: 1};
const leaps: Readonly<Record<string, number>> = {PageUp: -1, PageDown: 1};

/**
 * What a key does: closed, left and right walk the layers, up and down their maps; open, the arrows walk the numbers of the map, or of
 * the row, and Page Up and Page Down the maps. Null: nothing.
 */
export function stripMove(
  event: Pick<KeyboardEvent, "key" | "ctrlKey">,
  {layer, layers, place, tiles, open}: StripPosition
): StripMove | null {
  const {key} = event;
  if (key === "Escape") return open ? "close" : null;
  if (key === "Enter" || key === " ") return layer < 0 ? null : "open";
  const maps = tiles.height * tiles.width > 1;
  const walk = (by: number) => ({tile: Math.max(0, Math.min(tiles.count - 1, place.tile + by))});
  if (leaps[key]) return walk(leaps[key] * (maps ? 1 : tiles.columns));
  if (!open) {
    if (downwards[key]) return walk(downwards[key]);
    const moved = step(event, {row: 0, column: layer + 1}, {rows: 1, columns: layers + 1});
    return moved && {layer: moved.column - 1};
  }
  if (maps) {
    const moved = step(event, place, {rows: tiles.height, columns: tiles.width});
    return moved && {place: {...place, ...moved}};
  }
  const along = sideways[key] ?? (downwards[key] ?? 0) * tiles.columns;
  return along ? walk(along) : null;
}
