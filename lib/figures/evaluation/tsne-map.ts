import type {Live} from "../../live.ts";
import type {TileGrid} from "../../metrics/tile-grid.ts";
import {tileGrid} from "../../metrics/tile-grid.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {RecordedRun} from "../../recordings/recorded-run.ts";
import type {InkName} from "../kit/colours.ts";
import {classColours, inksOf, onTheme} from "../kit/colours.ts";
import {choice} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {follow, eachFrame} from "../kit/follow.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import {imageCanvas, unfitSamples} from "../samples/sample-surface.ts";
import type {MapPoints} from "./map-words.ts";
import {classCentres, mixing, neighbourTowards} from "./map-words.ts";

/** Samples on a map. */
export interface TsneMapData extends MapPoints {
  /** [n, height, width, 1 or 3] in [−1, 1] */
  images: Values;
  /** False while the points still move. */
  done: boolean;
  /** What the map is of and by what it was made, for the line under it. */
  note: string;
}

const modes = ["dots", "tiles"] as const;
const shows = ["both", "real", "generated"] as const;

/**
 * Samples as points of the plane, close ones close, or as tiles of a grid in the same order; coloured by class, real ones filled,
 * generated ones hollow. Pointing, or the arrow keys, lead from sample to sample; `.value` is the index of the one looked at, −1 before.
 * @example
 * ```ts height=644/757
 * import {tsneMap} from "gantry/figures/tsne-map";
 * import {proceduralDigits} from "gantry/procedural-digits";
 * import {random} from "gantry/random";
 *
 * const mapped = proceduralDigits({seed: 1}).batch(80, random(1));
 * const scattered = random(2);
 * display(
 *   tsneMap(
 *     {
 *       images: {shape: [80, 28, 28, 1], values: mapped.images},
 *       points: Float64Array.from({length: 160}, (_, i) => {
 *         const angle = (2 * Math.PI * mapped.labels[i >> 1]) / 10;
 *         return (
 *           20 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) +
 *           3 * scattered.normal()
 *         );
 *       }),
 *       classes: mapped.labels,
 *       generated: Uint8Array.from({length: 80}, (_, i) => i % 2),
 *       done: true,
 *       note: "80 digits, laid out by their labels"
 *     },
 *     {
 *       caption: "Do filled and hollow circles mix? Walk over the map.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function tsneMap(
  data: TsneMapData | null | Live<TsneMapData | null>,
  options: FigureOptions & Recorded = {}
): Figure<number> {
  const made = frame<number>("tsne", options, -1);
  const {signal} = made;
  let mode: (typeof modes)[number] = "dots";
  let show: (typeof shows)[number] = "both";
  let side = 480;
  let at = -1;
  /** Where each shown sample stands, in CSS pixels: for pointing. */
  let places = new Float64Array(0);
  const either = standIn<TsneMapData | null>(made, data, options.recording, {
    empty: (own) => own === null,
    recorded: recordedMap
  });
  const source = follow(either, signal, eachFrame(signal, draw));

  const canvas = element("canvas", {class: "fig-tsne-canvas", "aria-hidden": "true"});
  const cross = element("div", {class: "fig-tsne-cross", "aria-hidden": "true", hidden: ""});
  const plot = element(
    "div",
    {class: "fig-tsne-plot", tabindex: "0", role: "application", "aria-roledescription": "map of samples"},
    [canvas, cross]
  );
  const enlarged = element("canvas", {class: "fig-enlarged", role: "img", "aria-label": "The sample looked at"});
  const words = element("p", {class: "fig-readout fig-tsne-words"});
  const summary = element("p", {class: "fig-formula"});
  const note = element("p", {class: "fig-note"});
  const key = element("ul", {class: "fig-tsne-key"});

  const isShown = (i: number): boolean => {
    const made_ = source.value?.generated[i];
    return show === "both" || (show === "generated") === Boolean(made_);
  };

  function draw(): void {
    const map = source.value;
    const wrong = map ? unfitSamples(map.images, "samples") : "This map is waiting for its samples: press a button above.";
    made.complain(wrong);
    if (!map || wrong) return;
    const count = map.classes.length;
    const inks = inksOf(made.figure);
    const colours = classColours(inks.paper);
    const shown = Array.from({length: count}, (_, i) => i).filter(isShown);
    const sharp = Math.ceil(window.devicePixelRatio || 1);
    canvas.width = canvas.height = side * sharp;
    const pen = canvas.getContext("2d")!;
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.fillStyle = inks.paper;
    pen.fillRect(0, 0, side, side);
    if (mode === "dots") places = paintDots(pen, map, shown, {side, colours, inks, labels: classCentres(map)});
    else {
      const points = Float64Array.from(shown.flatMap((i) => [map.points[2 * i], map.points[2 * i + 1]]));
      places = paintTiles(pen, map, shown, {side, colours, inks, grid: tileGrid(points)});
    }
    key.replaceChildren(
      ...colours.map((colour, label) => {
        const swatch = element("span", {class: "fig-tsne-swatch"});
        swatch.style.background = colour;
        return element("li", {}, [swatch, String(label)]);
      })
    );
    const fakes = shown.filter((i) => map.generated[i]).length;
    plot.setAttribute(
      "aria-label",
      `Map of ${shown.length - fakes} real and ${fakes} generated samples. Arrow keys lead to the next sample in that direction.`
    );
    summary.textContent = map.done ? told(map) : "The points still move.";
    note.textContent = map.note;
    look(at < count && at >= 0 && isShown(at) ? at : -1);
  }

  function told(map: TsneMapData): string {
    const mixed = mixing(map);
    const labels = new Set(Array.from(map.classes).filter((_, i) => map.generated[i]));
    const fakes = Array.from(map.generated).filter(Boolean).length;
    if (!mixed) return `${formatCount(map.classes.length)} samples of one origin.`;
    return `Of a generated sample’s ten nearest neighbours, ${formatNumber(100 * mixed.share, 2)} % are generated too; if real and generated were mixed, ${formatNumber(100 * mixed.expected, 2)} % would be. The ${formatCount(fakes)} generated ones are read as ${labels.size} of the ten digits.`;
  }

  function look(i: number): void {
    const map = source.value;
    at = i;
    made.figure.value = i;
    cross.hidden = i < 0;
    enlarged.hidden = i < 0;
    words.textContent = i < 0 ? "Point at a sample to see it." : wordsOf(i);
    if (i < 0 || !map) return;
    imageCanvas(map.images, i, enlarged);
    enlarged.setAttribute("aria-label", wordsOf(i));
    Object.assign(cross.style, {left: `${(100 * places[2 * i]) / side}%`, top: `${(100 * places[2 * i + 1]) / side}%`});
  }
  function wordsOf(i: number): string {
    const map = source.value!;
    return `Sample ${i + 1}: ${map.generated[i] ? "generated" : "real"}, read as a ${map.classes[i]}`;
  }
  function go(i: number, aloud: boolean): void {
    if (i < 0 || i === at) return;
    look(i);
    if (aloud) made.say(wordsOf(i));
    made.emit(i);
  }
  plot.addEventListener(
    "keydown",
    (event) => {
      const way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
      if (!way || !source.value || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const first = Array.from({length: source.value.classes.length}, (_, i) => i).find(isShown) ?? -1;
      go(at < 0 ? first : neighbourTowards({points: places}, at, way[0], way[1]), true);
    },
    {signal}
  );
  for (const name of ["pointermove", "pointerdown"] as const) {
    plot.addEventListener(
      name,
      (event) => {
        const box = plot.getBoundingClientRect();
        const [x, y] = [((event.clientX - box.left) / box.width) * side, ((event.clientY - box.top) / box.height) * side];
        let best = -1;
        // Tiles fill the square; a dot has to be near.
        let distance = (mode === "tiles" ? side : 20) ** 2;
        for (let i = 0; i < places.length / 2; i++) {
          const d = (places[2 * i] - x) ** 2 + (places[2 * i + 1] - y) ** 2;
          if (d < distance) [best, distance] = [i, d];
        }
        go(best, false);
      },
      {signal}
    );
  }

  made.body.append(plot, element("div", {class: "fig-column fig-side"}, [summary, key, enlarged, words, note]));
  made.controls.append(
    choice("as", modes, mode, (name) => {
      mode = name;
      draw();
    }).element,
    choice("show", shows, show, (name) => {
      show = name;
      draw();
    }).element
  );
  onTheme(signal, eachFrame(signal, draw));
  onWidth(made.figure, signal, (width) => {
    side = Math.min(560, width);
    plot.style.width = `${side}px`;
    draw();
  });
  return made.figure;
}

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
function paintDots(
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
function paintTiles(
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

/** A map of a recording: its samples are its first sheet. */
function recordedMap({history, results}: RecordedRun): TsneMapData | null {
  const found = results as {points: number[]; classes: number[]; generated: number[]; note: string} | undefined;
  if (!found?.points || history.sheets.length === 0) return null;
  const {points, classes, generated, note} = found;
  return {
    points: Float64Array.from(points),
    images: history.sheets[0].images,
    classes: Uint8Array.from(classes),
    generated: Uint8Array.from(generated),
    done: true,
    note
  };
}
