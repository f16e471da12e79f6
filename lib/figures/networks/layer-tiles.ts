import type {ColourScale} from "../kit/colours.ts";
import {colourScale} from "../kit/colours.ts";

/** The numbers of a layer as tiles: each channel of a map is one, each number of a row is one of a single cell. */
export interface Tiles {
  /** Rows and columns of a tile, and how many tiles there are. */
  height: number;
  width: number;
  count: number;
  /** How many are drawn at a time, in so many columns. */
  shown: number;
  columns: number;
  /** CSS pixels of a value, and between two tiles. */
  cell: number;
  gap: number;
  /** Few numbers in a row are written beside their cells. */
  listed: boolean;
}

/** A value among tiles: which tile, and where in it; from 0. */
export interface TilePlace {
  tile: number;
  row: number;
  column: number;
}

/** Numbers that are written out beside their cells, at most. */
const LISTED = 12;

/** CSS pixels of the sides of tiles: of a single number, of one of many maps, of one of few. */
const SIDES = {number: [9, 16], map: [24, 52], picture: [24, 148]} as const;

/** How the numbers of a shape are laid out in so many CSS pixels: as large as all of them fit, or the first of them at their smallest. */
export function tilesFor(shape: readonly number[], room: number, tall: number): Tiles {
  const [height, width, count] = shape.length === 3 ? shape : [1, 1, shape.reduce((product, side) => product * side, 1)];
  const whole = {height, width, count};
  const single = height * width === 1;
  if (single && count <= LISTED) return {...whole, shown: count, columns: 1, cell: 16, gap: 2, listed: true};
  const [least, most] = SIDES[single ? "number" : count <= 3 ? "picture" : "map"];
  const gap = single ? 1 : 3;
  const side = Math.max(height, width);
  const smallest = Math.max(1, Math.ceil(least / side));
  const laid = (cell: number): Tiles => {
    const columns = Math.max(1, Math.min(count, Math.floor((room + gap) / (width * cell + gap))));
    const rows = Math.max(1, Math.floor((tall + gap) / (height * cell + gap)));
    return {...whole, shown: Math.min(count, columns * rows), columns, cell, gap, listed: false};
  };
  for (let cell = Math.floor(Math.min(most, room) / side); cell > smallest; cell--) {
    const tiles = laid(cell);
    if (tiles.shown === count) return tiles;
  }
  return laid(smallest);
}

/** CSS pixels that the shown tiles take. */
export function tilesSize({height, width, shown, columns, cell, gap}: Tiles): {width: number; height: number} {
  const across = Math.min(shown, columns);
  const down = Math.ceil(shown / columns);
  return {width: across * (width * cell + gap) - gap, height: down * (height * cell + gap) - gap};
}

/** Left and top of a tile, in CSS pixels; null when it is not among those from `first` that are drawn. */
export function tileCorner(tiles: Tiles, tile: number, first: number): {x: number; y: number} | null {
  const order = tile - first;
  if (order < 0 || order >= tiles.shown || tile >= tiles.count) return null;
  const {columns, width, height, cell, gap} = tiles;
  return {x: (order % columns) * (width * cell + gap), y: Math.floor(order / columns) * (height * cell + gap)};
}

/** The value under a point in CSS pixels; what lies between tiles belongs to the one before. Null where no tile is. */
export function placeUnder(tiles: Tiles, x: number, y: number, first: number): TilePlace | null {
  const {columns, width, height, cell, gap, count, shown, listed} = tiles;
  const [across, down] = [width * cell + gap, height * cell + gap];
  const order = Math.floor(y / down) * columns + (listed ? 0 : Math.min(columns - 1, Math.floor(x / across)));
  if (x < 0 || y < 0 || order < 0 || order >= shown || first + order >= count) return null;
  const along = (place: number, step: number, size: number) => Math.min(size - 1, Math.floor((place % step) / cell));
  return {tile: first + order, row: along(y, down, height), column: listed ? 0 : along(x, across, width)};
}

/** Where a value lies among the numbers of its layer, the channel fastest. */
export function indexOf({width, count}: Tiles, {tile, row, column}: TilePlace): number {
  return (row * width + column) * count + tile;
}

/** The way back. */
export function placeOf({width, count}: Tiles, index: number): TilePlace {
  const place = Math.floor(index / count);
  return {tile: index % count, row: Math.floor(place / width), column: place % width};
}

/** The first tile of the page that shows a tile, when pages follow one another without a rest. */
export function pageOf({shown}: Tiles, tile: number): number {
  return Math.floor(tile / shown) * shown;
}

/** The scale of a layer: grey for a picture, else signed and symmetric around zero, up to the largest of all its values. */
export function scaleOfLayer(values: Float32Array, picture: boolean): ColourScale {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (!picture) return colourScale("signed", [-(most || 1), most || 1]);
  return colourScale("grey", values.some((value) => value < 0) ? [-1, 1] : [0, 1]);
}

/** Draws the tiles from `first` on a canvas, a pixel of it for each CSS pixel; where there is nothing it stays clear. */
export function paintTiles(
  canvas: HTMLCanvasElement,
  tiles: Tiles,
  values: Float32Array,
  scale: ColourScale,
  first: number
): void {
  const {height, width, shown, cell} = tiles;
  const size = tilesSize(tiles);
  if (canvas.width !== size.width || canvas.height !== size.height) [canvas.width, canvas.height] = [size.width, size.height];
  const context = canvas.getContext("2d")!;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const colours = palette(scale);
  const [low, high] = scale.domain;
  for (let order = 0; order < shown; order++) {
    const corner = tileCorner(tiles, first + order, first);
    if (!corner) break;
    const image = context.createImageData(width * cell, height * cell);
    const words = new Uint32Array(image.data.buffer);
    for (let y = 0; y < height * cell; y++)
      for (let x = 0; x < width * cell; x++) {
        const at = indexOf(tiles, {tile: first + order, row: Math.floor(y / cell), column: Math.floor(x / cell)});
        const share = (values[at] - low) / (high - low);
        words[y * width * cell + x] = colours[Math.max(0, Math.min(255, Math.round(share * 255)))];
      }
    context.putImageData(image, corner.x, corner.y);
  }
}

const palettes = new Map<ColourScale["kind"], Uint32Array>();

/** 256 colours of a kind of scale as words of an image. */
function palette({kind}: ColourScale): Uint32Array {
  const known = palettes.get(kind);
  if (known) return known;
  const scale = colourScale(kind, [0, 255]);
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let level = 0; level < 256; level++)
    bytes.set([...(/\d+, \d+, \d+/.exec(scale.colour(level))![0].split(",").map(Number) as number[]), 255], level * 4);
  const words = new Uint32Array(bytes.buffer);
  palettes.set(kind, words);
  return words;
}
