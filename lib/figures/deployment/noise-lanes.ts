import type {Values} from "../../nn/network/network-weights.ts";
import type {RecordedRun} from "../../recordings/recorded-run.ts";
import {axes} from "../kit/axes.ts";
import {colourScale} from "../kit/colours.ts";
import {element, svgElement} from "../kit/element.ts";
import {formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions, Frame} from "../kit/frame.ts";
import {frame, onWidth} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import {legend} from "../kit/legend.ts";
import {paintSheet, sampleKind, sheetLayout, unfitSamples} from "../samples/sample-surface.ts";
import {histogram} from "../samples/tensor-words.ts";

/** Pictures of a generator, and the noise they were made from. */
export interface NoiseLane {
  /** "N(0, 1), as in training" */
  name: string;
  noise: ArrayLike<number>;
  /** [n, height, width, 1] in [−1, 1]. */
  images: Values;
}

/** Mean and spread (standard deviation) of some numbers. */
export interface Spread {
  mean: number;
  spread: number;
}

/** Mean and standard deviation; NaN of none. */
export function spreadOf(values: ArrayLike<number>): Spread {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return {mean, spread: Math.sqrt(squares / values.length)};
}

/**
 * How much each pixel differs from one image to the next: its standard deviation over the images, [height × width], with black as 0
 * and white as 1.
 */
function pixelSpread({shape, values}: Values): Float32Array {
  const [count] = shape;
  const size = values.length / count;
  return Float32Array.from({length: size}, (_, pixel) => {
    const column = Float32Array.from({length: count}, (_, i) => (values[i * size + pixel] + 1) / 2);
    return spreadOf(column).spread;
  });
}

/** The mean of `pixelSpread`: 0 when every image is the same. */
export function meanPixelSpread(images: Values): number {
  return spreadOf(pixelSpread(images)).mean;
}

/** Options of `noiseLanes`. */
export interface NoiseLanesOptions extends FigureOptions, Recorded {
  /** How many pictures of each lane are shown; default 20. All of them count for the spread. */
  pictures?: number;
  /** The pictures alone, without the noise and the spread. Default false. */
  plain?: boolean;
}

const edges: [number, number] = [-3.5, 3.5];

/**
 * One lane for each source of noise: the noise as a histogram, the first pictures, and how much each pixel changes from picture to
 * picture. `.value` has the mean of that for every lane.
 * @example
 * ```ts height=406/755
 * import {noiseLanes} from "gantry/figures/noise-lanes";
 * import {plainGenerator} from "gantry/plain-forward";
 * import {random} from "gantry/random";
 * import {loadWeights} from "gantry/weights";
 *
 * const {network: made, weights: learned} = (await loadWeights("compact-dcgan"))
 *   .networks.generator;
 * const paint = plainGenerator(made, learned);
 * const source = random(1);
 * const lane = async (name: string, next: () => number) => {
 *   const noise = Float32Array.from({length: 400}, next);
 *   return {name, noise, images: await paint({shape: [4, 100], values: noise})};
 * };
 * display(
 *   noiseLanes(
 *     [
 *       await lane("normal", () => source.normal()),
 *       await lane("between 0 and 1", () => source.uniform())
 *     ],
 *     {
 *       caption: "What if the noise is another? Compare the lanes.",
 *       invalidation
 *     }
 *   )
 * );
 * ```
 */
export function noiseLanes(lanes: readonly NoiseLane[], options: NoiseLanesOptions = {}): Figure<number[]> {
  const made = frame<number[]>("noise-lanes", options, []);
  const either = standIn(made, lanes, options.recording, {empty: (own) => own.length === 0, recorded: recordedLanes});
  let laid: readonly NoiseLane[] | null = null;
  const lay = (): void => {
    if (laid === either.value) return;
    laid = either.value;
    made.body.replaceChildren();
    layLanes(made, laid, options);
  };
  either.subscribe(lay, made.signal);
  lay();
  return made.figure;
}

/** The lanes of a recording: a sheet of pictures for each, and of its noise a part. */
function recordedLanes({history: {sheets}, results}: RecordedRun): readonly NoiseLane[] | null {
  const found = (results as {lanes?: {name: string; noise: number[]}[]} | undefined)?.lanes;
  return found ? found.map((lane, i) => ({...lane, images: sheets[i].images})) : null;
}

function layLanes(made: Frame<number[]>, lanes: readonly NoiseLane[], {pictures = 20, plain = false}: NoiseLanesOptions): void {
  const wrong = lanes.length === 0 ? "This figure is waiting for pictures." : unfitLanes(lanes);
  made.complain(wrong);
  if (wrong) return;
  made.figure.value = lanes.map(({images}) => meanPixelSpread(images));
  const maps = lanes.map(({images}) => pixelSpread(images));
  const most = Math.max(...maps.map((map) => Math.max(...map)));
  const scale = colourScale("magnitude", [0, most]);
  const drawn = lanes.map((lane, i) => laneOf(lane, maps[i], scale, pictures, plain));
  made.body.append(
    element("div", {class: "fig-whole fig-noise"}, [
      ...drawn.map(({whole}) => whole),
      ...(plain ? [] : [legend(scale, "spread of a pixel over the pictures")])
    ])
  );
  onWidth(made.figure, made.signal, (room) => drawn.forEach(({draw}) => draw(room)));
}

function unfitLanes(lanes: readonly NoiseLane[]): string | null {
  for (const {name, images} of lanes) {
    const wrong = unfitSamples(images, `pictures of ${name}`);
    if (wrong) return wrong;
    const kind = sampleKind(images);
    if (kind?.kind !== "images" || kind.channels !== 1)
      return `This figure needs grey pictures [n, height, width, 1] of ${name}.`;
  }
  return null;
}

function laneOf(
  {name, noise, images}: NoiseLane,
  map: Float32Array,
  scale: ReturnType<typeof colourScale>,
  pictures: number,
  plain: boolean
) {
  const [count, height, width] = images.shape;
  const shown = Math.min(pictures, count);
  const kind = {count: shown, height, width};
  const few = {shape: [shown, height, width, 1], values: images.values.subarray(0, shown * height * width)};
  const {mean, spread} = spreadOf(noise);
  const mid = spreadOf(map).mean;
  const sheet = element("canvas", {
    role: "img",
    class: "fig-noise-sheet",
    "aria-label": `the first ${shown} pictures from ${name}`
  });
  const heat = element("canvas", {
    role: "img",
    class: "fig-noise-heat",
    "aria-label": `spread of each pixel: ${formatNumber(mid)} on average`
  });
  heat.width = width;
  heat.height = height;
  const context = heat.getContext("2d")!;
  map.forEach((value, pixel) => {
    context.fillStyle = scale.colour(value);
    context.fillRect(pixel % width, Math.floor(pixel / width), 1, 1);
  });
  const words = [
    `noise: mean ${formatNumber(mean, 2)}, spread ${formatNumber(spread, 2)}`,
    `pixel spread ${formatNumber(mid)} over ${count} pictures`
  ];
  const whole = element("div", {class: "fig-noise-lane"}, [
    element("div", {class: "fig-title"}, [name]),
    element(
      "div",
      {class: "fig-noise-row"},
      plain
        ? [sheet]
        : [
            element("div", {}, [noiseBars(noise, name), element("p", {class: "fig-readout"}, [words[0]])]),
            sheet,
            element("div", {}, [heat, element("p", {class: "fig-readout"}, [words[1]])])
          ]
    )
  ]);
  const draw = (room: number): void => {
    const layout = sheetLayout(kind, plain || room < 760 ? room : room - 480, {columns: 10, most: 2, least: 24});
    paintSheet(sheet, few, layout);
    sheet.style.width = `${layout.width * layout.scale}px`;
    sheet.style.height = `${layout.height * layout.scale}px`;
  };
  return {whole, draw};
}

function noiseBars(noise: ArrayLike<number>, name: string): SVGElement {
  const bins = 28;
  const counts = histogram(Array.from(noise), bins, ...edges);
  const most = Math.max(...counts, 1);
  const [width, height] = [168, 56];
  const svg = svgElement("svg", {class: "fig-curves", role: "img", "aria-label": `histogram of the noise, ${name}`});
  const {drawn} = axes(svg, {
    width,
    height: height + 18,
    margin: {left: 0, right: 0, top: 0, bottom: 18},
    x: {domain: edges, ticks: [-3, 0, 3], line: true}
  });
  counts.forEach((count, i) => {
    const tall = (height * count) / most;
    svg.append(svgElement("rect", {class: "fig-comb-bar", x: 6 * i + 0.5, y: height - tall, width: 5, height: tall}));
  });
  svg.append(drawn);
  return svg;
}
