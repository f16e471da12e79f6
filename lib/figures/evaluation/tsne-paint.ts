import type {TileGrid} from "../../metrics/tile-grid.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {InkName} from "../kit/inks.ts";
import type {MapPoints} from "./map-words.ts";
import {imageCanvas} from "../samples/sample-image.ts";

interface Paint {
  /** CSS pixels of the square. */
  side: number;
  /** By class. */
  colours: readonly string[];
  inks: Readonly<Record<InkName, string>>;
}

/**
 * Dots: real ones filled, generated ones hollow; each class written at its middle. Returns where each sample stands [n, 2] in pixels; NaN for
 * those that are not shown.
 */
export function paintDots(
  pen: CanvasRenderingContext2D,
  map: MapPoints,
  shown: readonly number[],
  {side, colours, inks, labels}: Paint & {labels: readonly ([number, number] | null)[]}
): Float64Array<ArrayBuffer> {
  const place = placer(map.points, side);
  const places = new Float64Array(map.points.length).fill(NaN);
  const radius = map.classes.length > 2000 ? 2 : 3;
  for (const i of shown) {
    const [x, y] = place(map.points[2 * i], map.points[2 * i + 1]);
    [places[2 * i], places[2 * i + 1]] = [x, y];
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    const colour = colours[map.classes[i]] ?? inks.muted;
    pen.fillStyle = map.generated[i] ? inks.paper : colour;
    pen.fill();
    pen.strokeStyle = colour;
    pen.lineWidth = 1.3;
    if (map.generated[i]) pen.stroke();
  }
  pen.font = "700 17px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  labels.forEach((middle, label) => {
    if (!middle) return;
    const [x, y] = place(...middle);
    pen.lineWidth = 5;
    pen.strokeStyle = inks.paper;
    pen.strokeText(String(label), x, y);
    pen.fillStyle = inks.ink;
    pen.fillText(String(label), x, y);
  });
  return places;
}

/** Tiles: every sample's image in its cell, under a bar of its class's colour; generated ones with a dashed bar. */
export function paintTiles(
  pen: CanvasRenderingContext2D,
  map: MapPoints & {images: Values},
  shown: readonly number[],
  {side, colours, inks, grid}: Paint & {grid: TileGrid}
): Float64Array<ArrayBuffer> {
  const places = new Float64Array(map.points.length).fill(NaN);
  const cell = side / Math.max(grid.columns, grid.rows);
  const bar = Math.max(1, Math.round(cell / 8));
  const tile = document.createElement("canvas");
  pen.imageSmoothingEnabled = cell < 28;
  shown.forEach((i, at) => {
    const x = (grid.cells[at] % grid.columns) * cell;
    const y = Math.floor(grid.cells[at] / grid.columns) * cell;
    [places[2 * i], places[2 * i + 1]] = [x + cell / 2, y + cell / 2];
    imageCanvas(map.images, i, tile);
    pen.drawImage(tile, x, y, cell - 0.5, cell - bar);
    pen.fillStyle = colours[map.classes[i]] ?? inks.muted;
    if (map.generated[i]) {
      pen.fillRect(x, y + cell - bar, cell * 0.3, bar - 0.5);
      pen.fillRect(x + cell * 0.65, y + cell - bar, cell * 0.3, bar - 0.5);
    } else pen.fillRect(x, y + cell - bar, cell - 0.5, bar - 0.5);
  });
  return places;
}

/** From the plane of the map, whose second axis points up, to pixels of a square with a margin. */
function placer(points: ArrayLike<number>, side: number): (x: number, y: number) => [number, number] {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < points.length; i++) {
    low[i % 2] = Math.min(low[i % 2], points[i]);
    high[i % 2] = Math.max(high[i % 2], points[i]);
  }
  const span = Math.max(high[0] - low[0], high[1] - low[1]) || 1;
  const scale = (side - 20) / span;
  const middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
  return (x, y) => [side / 2 + (x - middle[0]) * scale, side / 2 - (y - middle[1]) * scale];
}
