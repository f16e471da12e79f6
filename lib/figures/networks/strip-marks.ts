import type {LayerOutputs} from "../../nn/network/layer-outputs.ts";
import {valueArithmetic} from "../../nn/network/value-arithmetic.ts";
import type {TileMark} from "./activation-block.ts";
import {writtenTerms} from "./arithmetic-words.ts";
import type {TilePlace, Tiles} from "./layer-tiles.ts";
import {placeOf} from "./layer-tiles.ts";

/** Where the inputs of a number lie among the tiles of the layer before. */
export interface Field {
  /** A tile that should be seen; null: any. */
  reveal: number | null;
  marks(tiles: Tiles): TileMark[];
}

/**
 * The inputs of the number at a place of a layer's output: a window in the chosen map, thinner in the others; those of a dense
 * layer's inputs whose products are written; the single ones of other layers.
 */
export function fieldMarks(outputs: LayerOutputs, layer: number, at: number, map: number | null): Field {
  const placed = outputs.network.layers[layer];
  const made = valueArithmetic(placed, outputs.of(layer - 1), outputs.weights, at, outputs.label);
  if (made.kind === "sum" && map !== null) {
    const [, width, maps] = placed.inputShape;
    const places = made.terms.map(({from}) => Math.floor(from / maps));
    if (places.length === 0) return {reveal: map, marks: () => []};
    const window = around(places.map((place) => ({row: Math.floor(place / width), column: place % width})));
    return {
      reveal: map,
      marks: () => [
        {...window, tile: null, kind: "span"},
        {...window, tile: map, kind: "window"}
      ]
    };
  }
  if (made.kind === "sum") {
    const from = writtenTerms(made.terms).map((term) => term.from);
    return {reveal: null, marks: (tiles) => from.map((each) => single(placeOf(tiles, each)))};
  }
  const {from} = made;
  if (from.length === 0) return {reveal: null, marks: () => []};
  const channels = placed.inputShape[placed.inputShape.length - 1];
  const window = (tiles: Tiles): TileMark[] => {
    const places = from.map((each) => placeOf(tiles, each));
    if (made.kind === "gate") return places.map(single);
    return [{...around(places), tile: places[0].tile, kind: "window"}];
  };
  return {reveal: from[0] % channels, marks: window};
}

function single({tile, row, column}: TilePlace): TileMark {
  return {tile, row, column, height: 1, width: 1, kind: "window"};
}

/** The smallest rectangle around places. */
function around(places: readonly {row: number; column: number}[]): {row: number; column: number; height: number; width: number} {
  const rows = places.map(({row}) => row);
  const columns = places.map(({column}) => column);
  const [row, column] = [Math.min(...rows), Math.min(...columns)];
  return {row, column, height: Math.max(...rows) - row + 1, width: Math.max(...columns) - column + 1};
}
