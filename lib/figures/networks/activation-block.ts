import type {ColourScale} from "../kit/colours.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatCount, formatNumber, formatShape} from "../kit/format.ts";
import {legend} from "../kit/legend.ts";
import type {TilePlace, Tiles} from "./layer-tiles.ts";
import {pageOf, paintTiles, placeUnder, scaleOfLayer, tileCorner, tilesFor, tilesSize} from "./layer-tiles.ts";

/** A rectangle of values in one tile, or in all of them (`tile` null), that is outlined. */
export interface TileMark {
  tile: number | null;
  row: number;
  column: number;
  height: number;
  width: number;
  kind: "point" | "window" | "span";
}

/** One block of a strip: the maps of a layer, and the names of the layers that it stands for. */
export interface ActivationBlock {
  readonly element: HTMLElement;
  readonly tiles: Tiles;
  /** Draws these values; `picture`: as a grey picture. */
  draw(values: Float32Array, picture: boolean): void;
  /** Lays the tiles out anew for so many CSS pixels of width and height. */
  fit(room: number, tall: number): void;
  /** Turns to the page that has a tile. */
  reveal(tile: number): void;
  mark(marks: readonly TileMark[]): void;
  /** Lights the name of a layer; null: none. */
  light(layer: number | null): void;
}

/** What a block tells of the mouse or a finger. */
export interface BlockEvents {
  /** Over a value, or gone. */
  over(place: TilePlace | null): void;
  /** On a value. */
  press(place: TilePlace): void;
  /** On the name of a layer. */
  name(layer: number): void;
  signal: AbortSignal;
}

/** An empty block for values of a shape; `names` are its layers in order, by their index. */
export function activationBlock(
  shape: readonly number[],
  names: readonly {layer: number; text: string}[],
  events: BlockEvents
): ActivationBlock {
  const canvas = element("canvas", {class: "fig-acts-canvas"});
  const marks = svgElement("svg", {class: "fig-acts-marks", preserveAspectRatio: "none"});
  const beside = svgElement("g");
  const maps = element("div", {class: "fig-acts-maps"}, [canvas, marks]);
  const more = element("div", {class: "fig-acts-more"});
  const bar = element("div", {class: "fig-acts-legend"});
  const labels = new Map(names.map(({layer, text}) => [layer, element("div", {class: "fig-net-layer"}, [text])]));
  const whole = element("div", {class: "fig-acts-block"}, [
    element("div", {class: "fig-net-shape"}, [formatShape(shape)]),
    element("div", {class: "fig-acts-names"}, [...labels.values()]),
    maps,
    more,
    bar
  ]);
  let tiles = tilesFor(shape, 120, 150);
  let first = 0;
  let drawn: {values: Float32Array; scale: ColourScale} | null = null;
  let marked: readonly TileMark[] = [];

  const {signal} = events;
  for (const [layer, label] of labels) label.addEventListener("click", () => events.name(layer), {signal});
  const under = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    const zoom = tilesSize(tiles).width / (box.width || 1);
    return placeUnder(tiles, (event.clientX - box.left) * zoom, (event.clientY - box.top) * zoom, first);
  };
  maps.addEventListener("pointermove", (event) => event.pointerType === "mouse" && events.over(under(event)), {signal});
  maps.addEventListener("pointerleave", () => events.over(null), {signal});
  maps.addEventListener(
    "click",
    (event) => {
      const place = under(event);
      if (place) events.press(place);
    },
    {signal}
  );
  more.addEventListener("click", () => turn(first + tiles.shown >= tiles.count ? 0 : first + tiles.shown), {signal});

  function turn(to: number): void {
    if (to === first) return;
    first = to;
    paint();
  }
  function paint(): void {
    if (!drawn) return;
    paintTiles(canvas, tiles, drawn.values, drawn.scale, first);
    const size = tilesSize(tiles);
    Object.assign(maps.style, {width: `${size.width + (tiles.listed ? 62 : 0)}px`, height: `${size.height}px`});
    marks.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    Object.assign(marks.style, {width: `${size.width}px`, height: `${size.height}px`});
    const rest = tiles.count - tiles.shown;
    more.hidden = rest <= 0;
    const last = Math.min(first + tiles.shown, tiles.count) - 1;
    more.textContent =
      first === 0
        ? `and ${formatCount(rest)} more`
        : `${formatCount(first)} to ${formatCount(last)} of ${formatCount(tiles.count)}`;
    beside.replaceChildren(...(tiles.listed ? listed(drawn.values) : []));
    outline();
  }
  function listed(values: Float32Array): SVGElement[] {
    return Array.from(values, (value, i) =>
      svgElement("text", {class: "fig-tick-label", x: tiles.cell + 5, y: i * (tiles.cell + tiles.gap) + 12}, [
        `${i}: ${formatNumber(value)}`
      ])
    );
  }
  function outline(): void {
    const drawnMarks = marked.flatMap((mark) => {
      const all = mark.tile === null ? Array.from({length: tiles.shown}, (_, i) => first + i) : [mark.tile];
      return all.flatMap((tile) => {
        const corner = tileCorner(tiles, tile, first);
        if (!corner) return [];
        const {cell} = tiles;
        const box = {
          x: corner.x + mark.column * cell,
          y: corner.y + mark.row * cell,
          width: mark.width * cell,
          height: mark.height * cell
        };
        const rect = (look: string) => svgElement("rect", {...box, class: look});
        return [svgElement("g", {class: `fig-acts-${mark.kind}`}, [rect("fig-halo"), rect("fig-line")])];
      });
    });
    marks.replaceChildren(beside, ...drawnMarks);
  }
  return {
    element: whole,
    get tiles() {
      return tiles;
    },
    draw(values, picture) {
      drawn = {values, scale: scaleOfLayer(values, picture)};
      bar.replaceChildren(legend(drawn.scale, "", tiles.shown < 2 ? 84 : 72));
      paint();
    },
    fit(room, tall) {
      tiles = tilesFor(shape, room, tall);
      first = pageOf(tiles, first);
      paint();
    },
    reveal: (tile) => turn(pageOf(tiles, tile)),
    mark(next) {
      marked = next;
      outline();
    },
    light(layer) {
      for (const [index, label] of labels) label.classList.toggle("fig-net-pointed", index === layer);
      whole.classList.toggle("fig-acts-lit", layer !== null);
    }
  };
}
