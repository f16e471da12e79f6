import type {Neighbours} from "../../metrics/distances.ts";
import type {Values} from "../../nn/network/network-weights.ts";
import type {RecordedRun} from "../../recordings/recorded-run.ts";
import {button, setAvailable} from "../kit/controls.ts";
import {element} from "../kit/element.ts";
import {formatCount, formatNumber} from "../kit/format.ts";
import type {Figure, FigureOptions, Frame} from "../kit/frame.ts";
import {frame} from "../kit/frame.ts";
import type {Recorded} from "../kit/stand-in.ts";
import {standIn} from "../kit/stand-in.ts";
import {imageCanvas, unfitSamples} from "../samples/sample-surface.ts";

/** Samples with their nearest training images. */
export interface NeighbourData {
  samples: Values;
  training: Values;
  /** Of the samples among the training images. */
  neighbours: Neighbours;
  /** The distance below which only 5 % of unseen real digits have a training image. */
  limit: number;
  /** Where only the nearest of the samples are here: how many there are in all, and how many lie below the limit. */
  of?: {count: number; near: number};
}

/** Options of `neighbourStrip`. */
export interface NeighbourOptions extends FigureOptions, Recorded {
  /** Samples at a time. Default 6. */
  rows?: number;
}

/**
 * Samples, the most suspicious first, each beside the training images that lie nearest: has the generator learned them by heart?
 * `.value` is the index of the sample that is looked at.
 * @example
 * ```ts height=324/743
 * import {neighbourStrip} from "gantry/figures/neighbour-strip";
 * import {proceduralDigits} from "gantry/procedural-digits";
 * import {random} from "gantry/random";
 *
 * const hand = (count: number, seed: number) => ({
 *   shape: [count, 28, 28, 1],
 *   values: proceduralDigits({seed}).batch(count, random(seed)).images
 * });
 * const [samples, training] = [hand(6, 1), hand(40, 2)];
 * const distance = (i: number, j: number) =>
 *   Math.hypot(
 *     ...samples.values
 *       .subarray(784 * i, 784 * (i + 1))
 *       .map((value, p) => value - training.values[784 * j + p])
 *   );
 * const nearest = Array.from({length: 6}, (_, i) =>
 *   Array.from({length: 40}, (_, j) => ({j, d: distance(i, j)}))
 *     .sort((a, b) => a.d - b.d)
 *     .slice(0, 3)
 * ).flat();
 * const places = Int32Array.from(nearest, ({j}) => j);
 * const distances = Float64Array.from(nearest, ({d}) => d);
 * const neighbours = {k: 3, places, distances};
 * display(neighbourStrip({samples, training, neighbours, limit: 5}, {
 *   caption: "Was it copied? Beside each sample stand the nearest training pictures.",
 *   invalidation
 * }));
 * ```
 */
export function neighbourStrip(data: NeighbourData | null, options: NeighbourOptions = {}): Figure<number> {
  const made = frame<number>("neighbours", options, -1);
  const either = standIn<NeighbourData | null>(made, data, options.recording, {
    empty: (own) => own === null,
    recorded: recordedNeighbours
  });
  let laid: NeighbourData | null = null;
  const lay = (): void => {
    if (laid && laid === either.value) return;
    laid = either.value;
    made.body.replaceChildren();
    made.controls.replaceChildren();
    layNeighbours(made, laid, options.rows);
  };
  either.subscribe(lay, made.signal);
  lay();
  return made.figure;
}

/** The neighbours of a recording: its first sheet has the samples, then their training images. */
function recordedNeighbours({history, results}: RecordedRun): NeighbourData | null {
  const found = results as {neighbours: Neighbours; limit: number; of: {count: number; near: number}} | undefined;
  if (!found?.neighbours || history.sheets.length === 0) return null;
  const {images} = history.sheets[0];
  return {samples: images, training: images, ...found};
}

function layNeighbours(made: Frame<number>, data: NeighbourData | null, rows?: number): void {
  const wrong = data
    ? (unfitSamples(data.samples, "samples") ?? unfitSamples(data.training, "training images"))
    : "This figure is waiting for samples and their nearest training images.";
  made.complain(wrong);
  if (!data || wrong) return;
  const {neighbours, limit} = data;
  const {k, places, distances} = neighbours;
  const count = places.length / k;
  const order = Array.from({length: count}, (_, i) => i).sort((a, b) => distances[a * k] - distances[b * k] || a - b);
  const all = data.of ?? {count, near: order.filter((i) => distances[i * k] < limit).length};
  const size = Math.min(rows ?? 6, count);
  let first = 0;
  const list = element("ul", {class: "fig-near-list"});
  const range = element("p", {class: "fig-readout", role: "status"});
  const more = button("Next", () => turn(1));
  const back = button("Before", () => turn(-1));

  const picture = (images: Values, i: number, text: string): HTMLElement => {
    const canvas = imageCanvas(images, i);
    canvas.className = "fig-thumb";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", text);
    return canvas;
  };
  const rowOf = (i: number, rank: number): HTMLElement => {
    const found = Array.from({length: k}, (_, n) =>
      element("figure", {class: "fig-near-found"}, [
        picture(data.training, places[i * k + n], `training image ${places[i * k + n] + 1}`),
        element("figcaption", {}, [formatNumber(distances[i * k + n])])
      ])
    );
    const mark = distances[i * k] < limit ? element("span", {class: "fig-wrong"}, ["near"]) : "";
    return element("li", {class: "fig-near-row"}, [
      element("figure", {class: "fig-near-sample"}, [
        picture(data.samples, i, `sample ${i + 1}, number ${rank + 1} by nearness`),
        element("figcaption", {}, [`sample ${i + 1} `, mark])
      ]),
      element("span", {class: "fig-near-arrow", "aria-hidden": "true"}, ["→"]),
      ...found
    ]);
  };
  function turn(by: number): void {
    first = Math.max(0, Math.min(count - size, first + by * size));
    draw();
    made.emit(order[first]);
  }
  function draw(): void {
    made.figure.value = order[first];
    list.replaceChildren(...order.slice(first, first + size).map((i, n) => rowOf(i, first + n)));
    range.textContent = `${formatCount(first + 1)} to ${formatCount(Math.min(count, first + size))} of ${formatCount(all.count)}, the nearest first`;
    setAvailable(back, first > 0);
    setAvailable(more, first < count - size);
  }
  made.body.append(
    element("div", {class: "fig-column fig-whole"}, [
      element("p", {class: "fig-formula"}, [
        element("strong", {}, [`${formatCount(all.near)} of ${formatCount(all.count)}`]),
        ` samples lie nearer to a training image than ${formatNumber(limit)}. Of real digits that nobody trained on, 5 % do; ${formatCount(Math.round(0.05 * all.count))} would be nothing to worry about.`
      ]),
      list,
      range
    ])
  );
  made.controls.append(back, more);
  draw();
}
